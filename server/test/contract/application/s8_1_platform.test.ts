import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteClosedAccounts } from '../../../src/accounts/delete.ts'
import { type Answer, startTestApp, type TestApp } from '../../harness.ts'
import { makeWorld, type World } from '../../world.ts'
import { expectForm, type Form } from '../form.ts'
import { png } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid } from './calls.ts'
import { row } from './covers.ts'

// Application API §8.1: two programs, each with its own accounts, users and bots; and an account that is neither's.

const [token, otherToken] = ['a-token-of-the-hosting-desk', 'a-token-of-some-other-desk']
const noSuch = { status: 404, error: 'Not Found' }
const notTheirs = { error: 'Non permissible resource' }

const account = {
  id: 'int', name: 'text', locale: 'text', domain: 'text|null', support_email: 'text', features: 'object', custom_attributes: 'object', limits: 'object',
  status: '=active|=suspended',
} satisfies Form
const accountUser = {
  id: 'int', account_id: 'int', user_id: 'int', role: '=agent|=administrator', inviter_id: 'int|null', created_at: 'iso', updated_at: 'iso', active_at: 'iso|null',
  availability: '=online|=busy|=offline', auto_offline: 'bool', custom_role_id: 'null', agent_capacity_policy_id: 'null',
} satisfies Form
const user = {
  access_token: 'text', account_id: 'int|null', available_name: 'text', avatar_url: 'text', confirmed: 'bool', display_name: 'text|null', message_signature: 'text|null',
  email: 'text', id: 'int', name: 'text', provider: 'text', pubsub_token: 'text', 'custom_attributes?': 'object', role: '=agent|=administrator|null',
  ui_settings: 'object', uid: 'text', accounts: [{ id: 'int', name: 'text', active_at: 'iso|null', role: '=agent|=administrator' }],
} satisfies Form
const bot = { id: 'int', name: 'text|null', description: 'text|null', outgoing_url: 'text|null', account_id: 'int|null', access_token: 'text' } satisfies Form

let app: TestApp
let world: World
const ask = (using?: string) => (method: string, path: string, body?: unknown): Promise<Answer> => app.call(method, `/platform/api/v1${path}`, { token: using, body })
const desk = ask(token)
const otherDesk = ask(otherToken)

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true', PLATFORM_API_TOKEN: `desk=${token}, other=${otherToken}` })
  world = await makeWorld(app)
})
afterAll(() => app.close())

const newAccount = async (name = 'Bakery') => (await desk('POST', '/accounts', { name })).body.id as number
let people = 0
const newUser = async () => (await desk('POST', '/users', { name: 'Ida Holm', email: `ida${++people}@bakery.test`, password: 'Correct-horse-9' })).body as { id: number; email: string; access_token: string }

test('only a platform token opens the door', async () => {
  for (const using of [undefined, 'no-such-token', world.maya.token]) {
    expect((await ask(using)('GET', '/accounts')).body).toEqual({ error: 'Invalid access_token' })
    expect((await ask(using)('POST', '/users', { name: 'x' })).status).toBe(401)
  }
})

test(row('0.5 platform token on /api/v1'), async () => {
  for (const path of ['/api/v1/profile', `/api/v1/accounts/${world.account}`, `/api/v1/accounts/${world.account}/conversations`, '/api/v1/accounts/999']) {
    const answer = await app.call('GET', path, { token })
    expect([path, answer.status, answer.body]).toEqual([path, 401, { error: 'Access to this endpoint is not authorized for bots' }])
  }
})

test(row('0.5 record not found under /platform or /public'), async () => {
  await expectRefusals([
    [desk, 'GET', '/accounts/999999', undefined, 404, noSuch], [desk, 'GET', '/accounts/x', undefined, 404, noSuch], [desk, 'GET', '/users/999999', undefined, 404, noSuch],
    [desk, 'DELETE', '/agent_bots/999999', undefined, 404, noSuch],
  ])
  expect((await app.call('GET', '/public/api/v1/inboxes/nothing')).body).toEqual(noSuch)
})

test(row('8.1 POST /accounts'), async () => {
  const given = {
    name: 'Bakery', locale: 'de', domain: 'bakery.test', support_email: 'help@bakery.test', status: 'active', features: { help_center: true, macros: false },
    limits: { agents: 5 }, custom_attributes: { plan_name: 'Big' },
  }
  const made = expectAnswer(await desk('POST', '/accounts', given), account)
  expect(made).toMatchObject({ ...given, features: { help_center: true } })
  expect(made.features).not.toHaveProperty('macros')
  expect(expectAnswer(await desk('POST', '/accounts', { name: 'Plain' }), account)).toMatchObject({ locale: 'en', domain: null, status: 'active', limits: {}, custom_attributes: {} })
  await expectRefusals([
    [desk, 'POST', '/accounts', {}, 422, invalid("Name can't be blank", 'name')],
    [desk, 'POST', '/accounts', { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
    [desk, 'POST', '/accounts', { name: 'x', status: 'asleep' }, 422, { error: "'asleep' is not a valid status" }],
    [desk, 'POST', '/accounts', { name: 'x', support_email: 'x' }, 422, invalid('Support email is not a valid email address', 'support_email')],
    [desk, 'POST', '/accounts', { name: 'x', domain: 'd'.repeat(101) }, 422, invalid('Domain is too long (maximum is 100 characters)', 'domain')],
    [desk, 'POST', '/accounts', { name: 'x', locale: 'nowhere' }, 422, { error: "'nowhere' is not a valid locale" }],
  ])
})

test(row('8.1 GET /accounts/{id}'), async () => {
  const id = await newAccount()
  expect(expectAnswer(await desk('GET', `/accounts/${id}`), account)).toMatchObject({ id, name: 'Bakery' })
  await expectRefusals([[otherDesk, 'GET', `/accounts/${id}`, undefined, 401, notTheirs], [desk, 'GET', `/accounts/${world.account}`, undefined, 401, notTheirs]])
})

test(row('8.1 PATCH /accounts/{id}'), async () => {
  const id = await newAccount()
  const path = `/accounts/${id}`
  await desk('PATCH', path, { limits: { agents: 1 }, custom_attributes: { a: 1 }, features: { sla: true } })
  const changed = expectAnswer(await desk('PATCH', path, { name: 'Mill', limits: { inboxes: 2 }, custom_attributes: { b: 2 }, features: { help_center: true } }), account)
  // Limits and attributes are replaced; features are switched one by one.
  expect(changed).toMatchObject({ name: 'Mill', limits: { inboxes: 2 }, custom_attributes: { b: 2 }, features: { sla: true, help_center: true } })
  expect((await desk('PUT', path, { features: { sla: false } })).body.features).not.toHaveProperty('sla')
  await expectRefusals([[desk, 'PATCH', path, { name: ' ' }, 422, invalid("Name can't be blank", 'name')], [otherDesk, 'PATCH', path, { name: 'x' }, 401, notTheirs]])
})

test('a suspended account lets nobody in', async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  const look = () => app.call('GET', `/api/v1/accounts/${id}/inboxes`, { token: ida.access_token })
  expect((await look()).status).toBe(200)
  await desk('PATCH', `/accounts/${id}`, { status: 'suspended' })
  expect(await look()).toMatchObject({ status: 401, body: { error: 'Account is suspended' } })
})

test(row('8.1 GET /accounts'), async () => {
  const [first, second] = [await newAccount(), await newAccount()]
  const ids = expectAnswer(await desk('GET', '/accounts'), [account]).map(({ id }: { id: number }) => id)
  expect(ids).toEqual(expect.arrayContaining([first, second]))
  expect(ids).not.toContain(world.account)
  expect((await otherDesk('GET', '/accounts')).body).toEqual([])
})

test(row('8.1 DELETE /accounts/{id}'), async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  const api = (method: string, path: string, body?: unknown) => app.call(method, `/api/v1/accounts/${id}${path}`, { token: ida.access_token, body })
  const inbox = (await api('POST', '/inboxes', { name: 'Web', channel: { type: 'api' } })).body
  const client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
  const { source_id } = (await app.call('POST', client, { body: { name: 'Omar' } })).body
  await app.call('POST', `${client}/${source_id}/conversations`)
  await app.call('POST', `${client}/${source_id}/conversations/1/messages`, { body: { content: 'hello' } })
  await expectRefusals([[otherDesk, 'DELETE', `/accounts/${id}`, undefined, 401, notTheirs]])
  expectHead(await desk('DELETE', `/accounts/${id}`))
  expect((await desk('GET', `/accounts/${id}`)).status).toBe(404)
  expect((await api('GET', '/inboxes')).status).toBe(401)
  expect((await app.call('GET', `/public/api/v1/inboxes/${inbox.inbox_identifier}`)).status).toBe(404)
  await deleteClosedAccounts(app.db, app.config.dataDir)
  const tables = await app.db.query<{ table_name: string }>(`select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.column_name = 'account_id' and t.table_type = 'BASE TABLE' and c.table_schema = 'public'`)
  for (const { table_name } of tables) expect([table_name, await app.db.query(`select 1 from ${table_name} where account_id = ${id} limit 1`)]).toEqual([table_name, []])
  expect(await app.db.query('select 1 from accounts where id = $1', [id])).toEqual([])
  expect((await app.call('GET', '/api/v1/profile', { token: ida.access_token })).body.accounts).toEqual([])
})

test(row('8.1 POST /accounts/{id}/account_users'), async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  const made = expectAnswer(await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' }), accountUser)
  expect(made).toMatchObject({ account_id: id, user_id: ida.id, role: 'administrator', availability: 'online', auto_offline: true })
  expect(expectAnswer(await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'agent' }), accountUser)).toMatchObject({ id: made.id, role: 'agent' })
  // A user need not be the program's own.
  expect((await desk('POST', `/accounts/${id}/account_users`, { user_id: world.noah.id, role: 'agent' })).status).toBe(200)
  await expectRefusals([
    [desk, 'POST', `/accounts/${id}/account_users`, { user_id: 999_999, role: 'agent' }, 422, invalid('User must exist', 'user')],
    [desk, 'POST', `/accounts/${id}/account_users`, { role: 'agent' }, 422, invalid('User must exist', 'user')],
    [desk, 'POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'king' }, 422, { error: "'king' is not a valid role" }],
    [desk, 'POST', `/accounts/${world.account}/account_users`, { user_id: ida.id, role: 'administrator' }, 401, notTheirs],
  ])
})

test(row('8.1 GET /accounts/{id}/account_users'), async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'agent' })
  expect(expectAnswer(await desk('GET', `/accounts/${id}/account_users`), [accountUser])).toMatchObject([{ user_id: ida.id }])
  await expectRefusals([[desk, 'GET', `/accounts/${world.account}/account_users`, undefined, 401, notTheirs]])
})

test(row('8.1 DELETE /accounts/{id}/account_users'), async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  for (let n = 0; n < 2; n++) expectHead(await desk('DELETE', `/accounts/${id}/account_users`, { user_id: ida.id }))
  expect((await desk('GET', `/accounts/${id}/account_users`)).body).toEqual([])
  await expectRefusals([[desk, 'DELETE', `/accounts/${world.account}/account_users`, { user_id: world.maya.id }, 401, notTheirs]])
})

test(row('8.1 POST /users'), async () => {
  const given = { name: 'Jon Reed', display_name: 'Jon', email: 'Jon@Bakery.test', password: 'Correct-horse-9', custom_attributes: { tier: 1 } }
  const made = expectAnswer(await desk('POST', '/users', given), user)
  expect(made).toMatchObject({ name: 'Jon Reed', display_name: 'Jon', available_name: 'Jon', email: 'jon@bakery.test', confirmed: true, account_id: null, role: null, accounts: [], custom_attributes: { tier: 1 } })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'jon@bakery.test', password: 'Correct-horse-9' } })).status).toBe(200)
  // An address that is somebody's is taken in as it is.
  const taken = await desk('POST', '/users', { name: 'Stolen', email: world.noah.email, password: 'Another-horse-1' })
  expect(taken.body).toMatchObject({ id: world.noah.id, name: 'Noah Berg' })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: world.noah.email, password: 'Another-horse-1' } })).status).toBe(401)
  await expectRefusals([
    [desk, 'POST', '/users', { name: 'x', password: 'Correct-horse-9' }, 422, invalid("Email can't be blank", 'email')],
    [desk, 'POST', '/users', { name: 'x', email: 'x', password: 'Correct-horse-9' }, 422, invalid('Email is not an email', 'email')],
    [desk, 'POST', '/users', { name: 'x', email: 'x@bakery.test' }, 422, invalid("Password can't be blank", 'password')],
    [desk, 'POST', '/users', { email: 'x@bakery.test', password: 'Correct-horse-9' }, 422, invalid("Name can't be blank", 'name')],
  ])
})

test(row('8.1 GET /users/{id}'), async () => {
  const { id } = await newUser()
  expect(expectAnswer(await desk('GET', `/users/${id}`), user)).toMatchObject({ id, name: 'Ida Holm' })
  await expectRefusals([[desk, 'GET', `/users/${world.maya.id}`, undefined, 401, notTheirs], [otherDesk, 'GET', `/users/${id}`, undefined, 401, notTheirs]])
})

test(row('8.1 PATCH /users/{id}'), async () => {
  const { id, email } = await newUser()
  await desk('PATCH', `/users/${id}`, { custom_attributes: { a: 1 } })
  const changed = expectAnswer(await desk('PATCH', `/users/${id}`, { name: 'Ida B', email: 'new@bakery.test', custom_attributes: { b: 2 }, password: 'Another-horse-1' }), user)
  expect(changed).toMatchObject({ name: 'Ida B', email: 'new@bakery.test', confirmed: true, custom_attributes: { a: 1, b: 2 } })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'new@bakery.test', password: 'Another-horse-1' } })).status).toBe(200)
  expect((await app.call('POST', '/auth/sign_in', { body: { email, password: 'Correct-horse-9' } })).status).toBe(401)
  await expectRefusals([
    [desk, 'PATCH', `/users/${id}`, { email: world.maya.email }, 422, invalid('Email has already been taken', 'email')],
    [desk, 'PATCH', `/users/${id}`, { name: '' }, 422, invalid("Name can't be blank", 'name')],
    [desk, 'PATCH', `/users/${world.maya.id}`, { name: 'Stolen' }, 401, notTheirs],
  ])
})

test(row('8.1 DELETE /users/{id}'), async () => {
  const [id, ida] = [await newAccount(), await newUser()]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  await expectRefusals([[desk, 'DELETE', `/users/${world.maya.id}`, undefined, 401, notTheirs]])
  expectHead(await desk('DELETE', `/users/${ida.id}`))
  expect((await app.call('GET', '/api/v1/profile', { token: ida.access_token })).body).toEqual({ error: 'Invalid Access Token' })
  expect((await desk('GET', `/users/${ida.id}`)).status).toBe(404)
  expect((await desk('GET', `/accounts/${id}/account_users`)).body).toEqual([])
})

test(row('8.1 GET /users/{id}/login'), async () => {
  const ida = await newUser()
  const { url } = expectAnswer(await desk('GET', `/users/${ida.id}/login`), { url: 'text' })
  const link = new URL(url)
  expect([link.pathname, [...link.searchParams.keys()], link.searchParams.get('email')]).toEqual(['/app/login', ['email', 'sso_auth_token'], ida.email])
  const { email, sso_auth_token } = Object.fromEntries(link.searchParams)
  const signIn = (body: object) => app.call('POST', '/auth/sign_in', { body })
  // Nobody else's address, once, and not for long.
  expect((await signIn({ email: world.maya.email, sso_auth_token })).status).toBe(401)
  const signedIn = await signIn({ email, sso_auth_token })
  expect(signedIn).toMatchObject({ status: 200, body: { data: { id: ida.id } } })
  expect(signedIn.headers.get('access-token')).toBeTruthy()
  const again = await signIn({ email, sso_auth_token })
  expect([again.status, again.body]).toEqual([401, { success: false, errors: ['Invalid login credentials. Please try again.'] }])
  const late = new URL((await desk('GET', `/users/${ida.id}/login`)).body.url).searchParams
  await app.db.query(`update sign_in_links set expires_at = expires_at - interval '5 minutes'`)
  expect((await signIn({ email, sso_auth_token: late.get('sso_auth_token') })).status).toBe(401)
  await expectRefusals([[desk, 'GET', `/users/${world.maya.id}/login`, undefined, 401, notTheirs]])
})

test(row('8.1 POST /users/{id}/token'), async () => {
  const ida = await newUser()
  const answer = expectAnswer(await desk('POST', `/users/${ida.id}/token`), {
    access_token: 'text', expiry: 'null', user: { id: 'int', name: 'text', display_name: 'text|null', email: 'text', pubsub_token: 'text' },
  })
  expect(answer).toMatchObject({ access_token: ida.access_token, user: { id: ida.id } })
  await expectRefusals([[desk, 'POST', `/users/${world.maya.id}/token`, undefined, 401, notTheirs]])
})

test(row('8.1 POST /agent_bots'), async () => {
  const account_id = await newAccount()
  const own = expectAnswer(await desk('POST', '/agent_bots', { name: 'Robo', description: 'Helps', outgoing_url: 'https://bots.example.org/robo', account_id }), bot)
  expect(own).toMatchObject({ name: 'Robo', description: 'Helps', outgoing_url: 'https://bots.example.org/robo', account_id })
  // Without an account it is the installation's: every account has it, and sees neither where it is nor its keys.
  const system = expectAnswer(await desk('POST', '/agent_bots', { name: 'Everywhere' }), bot)
  expect(system).toMatchObject({ account_id: null, outgoing_url: null, description: null })
  const listed = (await app.call('GET', `/api/v1/accounts/${world.account}/agent_bots`, { token: world.maya.token })).body as { id: number; system_bot: boolean }[]
  expect(listed.filter(({ id }) => [own.id, system.id].includes(id))).toEqual([
    { id: system.id, name: 'Everywhere', description: null, thumbnail: '', bot_type: 'webhook', bot_config: {}, account_id: null, system_bot: true },
  ])
  await expectRefusals([
    [desk, 'POST', '/agent_bots', { name: 'x', account_id: 999_999 }, 404, noSuch],
    [desk, 'POST', '/agent_bots', { name: 'Spy', account_id: world.account }, 401, notTheirs],
    [desk, 'POST', '/agent_bots', { outgoing_url: 'ftp://x' }, 422, invalid('Outgoing url is invalid', 'outgoing_url')],
  ])
})

const newBot = async (body: object = {}) => (await desk('POST', '/agent_bots', { name: 'Robo', ...body })).body as { id: number }

test(row('8.1 GET /agent_bots'), async () => {
  const { id } = await newBot()
  expect(expectAnswer(await desk('GET', '/agent_bots'), [bot]).map((one: { id: number }) => one.id)).toContain(id)
  expect((await otherDesk('GET', '/agent_bots')).body).toEqual([])
})

test(row('8.1 GET /agent_bots/{id}'), async () => {
  const { id } = await newBot()
  expectForm((await desk('GET', `/agent_bots/${id}`)).body, bot)
  await expectRefusals([[otherDesk, 'GET', `/agent_bots/${id}`, undefined, 401, notTheirs]])
})

test(row('8.1 PATCH /agent_bots/{id}'), async () => {
  const { id } = await newBot()
  expect(expectAnswer(await desk('PATCH', `/agent_bots/${id}`, { name: 'Robo 2', outgoing_url: null }), bot)).toMatchObject({ id, name: 'Robo 2', outgoing_url: null })
  await expectRefusals([[otherDesk, 'PATCH', `/agent_bots/${id}`, { name: 'x' }, 401, notTheirs]])
})

test(row('8.1 DELETE /agent_bots/{id}/avatar'), async () => {
  const form = new FormData()
  form.append('name', 'Pictured')
  form.append('avatar', new Blob([png], { type: 'image/png' }), 'robo.png')
  const { id } = (await desk('POST', '/agent_bots', form)).body
  const thumbnail = async () => (await app.call('GET', `/api/v1/accounts/${world.account}/agent_bots/${id}`, { token: world.maya.token })).body.thumbnail as string
  expect(await thumbnail()).toMatch(/avatar\.png$/)
  expectAnswer(await desk('DELETE', `/agent_bots/${id}/avatar`), bot)
  expect(await thumbnail()).toBe('')
})

test(row('8.1 DELETE /agent_bots/{id}'), async () => {
  const { id } = await newBot()
  await expectRefusals([[otherDesk, 'DELETE', `/agent_bots/${id}`, undefined, 401, notTheirs]])
  expectHead(await desk('DELETE', `/agent_bots/${id}`))
  await expectRefusals([[desk, 'GET', `/agent_bots/${id}`, undefined, 404, noSuch]])
})

test(row('8.1 POST /accounts/{id}/email_channel_migrations'), async () => {
  expect((await desk('POST', `/accounts/${await newAccount()}/email_channel_migrations`)).status).toBe(403)
})

test('a program whose token is taken away has none, and finds its own again with another', async () => {
  const { keepPlatformApps } = await import('../../../src/platform/apps.ts')
  const id = await newAccount()
  await keepPlatformApps(app.db, [{ name: 'other', token: otherToken }])
  expect((await desk('GET', '/accounts')).status).toBe(401)
  const next = 'the-next-token-of-the-desk'
  await keepPlatformApps(app.db, [{ name: 'desk', token: next }, { name: 'other', token: otherToken }])
  expect((await ask(next)('GET', `/accounts/${id}`)).status).toBe(200)
  await keepPlatformApps(app.db, [{ name: 'desk', token }, { name: 'other', token: otherToken }])
})
