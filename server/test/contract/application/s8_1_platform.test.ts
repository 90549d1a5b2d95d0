import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteClosedAccounts } from '../../../src/accounts/delete.ts'
import { keepPlatformApps } from '../../../src/platform/apps.ts'
import { startTestApp, type TestApp } from '../../harness.ts'
import { agentRoom, heardBefore, subscribed } from '../../cable/client.ts'
import { makeWorld, type World } from '../../world.ts'
import { expectForm, type Form } from '../form.ts'
import { png } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid } from './calls.ts'
import { row } from './covers.ts'
import { deskToken, newAccount, newUser, noSuch, notTheirs, otherToken, platformAsk, platformEnv } from './platform.ts'

// Application API §8.1: two programs, each with its own accounts, users and bots; and an account that is neither's.

const account = {
  id: 'int', name: 'text', locale: 'text', domain: 'text|null', support_email: 'text', features: 'object', custom_attributes: 'object', limits: 'object',
  status: '=active|=suspended',
} satisfies Form
const accountUser = {
  id: 'int', account_id: 'int', user_id: 'int', role: '=agent|=administrator', inviter_id: 'int|null', created_at: 'iso', updated_at: 'iso', active_at: 'iso|null',
  availability: '=online|=busy|=offline', auto_offline: 'bool', custom_role_id: 'null', agent_capacity_policy_id: 'null',
} satisfies Form
const bot = { id: 'int', name: 'text|null', description: 'text|null', outgoing_url: 'text|null', account_id: 'int|null', access_token: 'text' } satisfies Form

let app: TestApp
let world: World
const ask = (token?: string) => platformAsk(() => app, token)
const desk = ask(deskToken)
const otherDesk = ask(otherToken)

beforeAll(async () => {
  app = await startTestApp(platformEnv)
  world = await makeWorld(app)
})
afterAll(() => app.close())

test('only a platform token opens the door', async () => {
  for (const using of [undefined, 'no-such-token', world.maya.token]) {
    expect((await ask(using)('GET', '/accounts')).body).toEqual({ error: 'Invalid access_token' })
    expect((await ask(using)('POST', '/users', { name: 'x' })).status).toBe(401)
  }
})

test(row('0.5 platform token on /api/v1'), async () => {
  for (const path of ['/api/v1/profile', `/api/v1/accounts/${world.account}`, `/api/v1/accounts/${world.account}/conversations`, '/api/v1/accounts/999']) {
    const answer = await app.call('GET', path, { token: deskToken })
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
  expect(expectAnswer(await desk('POST', '/accounts', { name: 'Plain' }), account)).toMatchObject({
    locale: 'en', domain: null, support_email: 'parley@localhost', status: 'active', limits: {}, custom_attributes: {},
  })
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
  const id = await newAccount(desk)
  expect(expectAnswer(await desk('GET', `/accounts/${id}`), account)).toMatchObject({ id, name: 'Bakery' })
  await expectRefusals([[otherDesk, 'GET', `/accounts/${id}`, undefined, 401, notTheirs], [desk, 'GET', `/accounts/${world.account}`, undefined, 401, notTheirs]])
})

test(row('8.1 PATCH /accounts/{id}'), async () => {
  const id = await newAccount(desk)
  const path = `/accounts/${id}`
  await desk('PATCH', path, { limits: { agents: 1 }, custom_attributes: { a: 1 }, features: { sla: true } })
  const changed = expectAnswer(await desk('PATCH', path, { name: 'Mill', limits: { inboxes: 2 }, custom_attributes: { b: 2 }, features: { help_center: true } }), account)
  // Limits and attributes are replaced; features are switched one by one.
  expect(changed).toMatchObject({ name: 'Mill', limits: { inboxes: 2 }, custom_attributes: { b: 2 }, features: { sla: true, help_center: true } })
  expect((await desk('PUT', path, { features: { sla: false } })).body.features).not.toHaveProperty('sla')
  await expectRefusals([[desk, 'PATCH', path, { name: ' ' }, 422, invalid("Name can't be blank", 'name')], [otherDesk, 'PATCH', path, { name: 'x' }, 401, notTheirs]])
})

test('a suspended account lets nobody in', async () => {
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  const look = () => app.call('GET', `/api/v1/accounts/${id}/inboxes`, { token: ida.access_token })
  expect((await look()).status).toBe(200)
  await desk('PATCH', `/accounts/${id}`, { status: 'suspended' })
  expect(await look()).toMatchObject({ status: 401, body: { error: 'Account is suspended' } })
})

test('who listens while the account is suspended hears nothing from then on', async () => {
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  const { inbox_identifier } = (await app.call('POST', `/api/v1/accounts/${id}/inboxes`, { token: ida.access_token, body: { name: 'Web', channel: { type: 'api' } } })).body
  const { pubsub_token } = (await desk('GET', `/users/${ida.id}`)).body
  const client = await subscribed(`${app.url.replace('http', 'ws')}/cable`, agentRoom(id, { id: ida.id, token: pubsub_token }))
  await desk('PATCH', `/accounts/${id}`, { status: 'suspended' })
  await app.call('POST', `/public/api/v1/inboxes/${inbox_identifier}/contacts`, { body: { name: 'Ines' } })
  expect((await heardBefore(client)).flatMap(({ message }) => message?.event ?? [])).toEqual([])
  client.socket.terminate()
})

test(row('8.1 GET /accounts'), async () => {
  const [first, second] = [await newAccount(desk), await newAccount(desk)]
  const ids = expectAnswer(await desk('GET', '/accounts'), [account]).map(({ id }: { id: number }) => id)
  expect(ids).toEqual(expect.arrayContaining([first, second]))
  expect(ids).not.toContain(world.account)
  expect((await otherDesk('GET', '/accounts')).body).toEqual([])
})

test(row('8.1 DELETE /accounts/{id}'), async () => {
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
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
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
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
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'agent' })
  expect(expectAnswer(await desk('GET', `/accounts/${id}/account_users`), [accountUser])).toMatchObject([{ user_id: ida.id }])
  await expectRefusals([[desk, 'GET', `/accounts/${world.account}/account_users`, undefined, 401, notTheirs]])
})

test(row('8.1 DELETE /accounts/{id}/account_users'), async () => {
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  for (let n = 0; n < 2; n++) expectHead(await desk('DELETE', `/accounts/${id}/account_users`, { user_id: ida.id }))
  expect((await desk('GET', `/accounts/${id}/account_users`)).body).toEqual([])
  await expectRefusals([[desk, 'DELETE', `/accounts/${world.account}/account_users`, { user_id: world.maya.id }, 401, notTheirs]])
})

test(row('8.1 POST /agent_bots'), async () => {
  const account_id = await newAccount(desk)
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
  // Into an account of the program's, out of which it loses what it had elsewhere.
  await app.call('POST', `/api/v1/accounts/${world.account}/inboxes/${world.inbox.id}/set_agent_bot`, { token: world.maya.token, body: { agent_bot: id } })
  const account_id = await newAccount(desk)
  expect((await desk('PATCH', `/agent_bots/${id}`, { account_id })).body).toMatchObject({ name: 'Robo 2', account_id })
  expect((await app.call('GET', `/api/v1/accounts/${world.account}/inboxes/${world.inbox.id}/agent_bot`, { token: world.maya.token })).body).toEqual({})
  expect((await desk('PATCH', `/agent_bots/${id}`, { name: 'Robo 3' })).body).toMatchObject({ account_id })
  await expectRefusals([
    [desk, 'PATCH', `/agent_bots/${id}`, { name: 'x', account_id: world.account }, 401, notTheirs], [desk, 'PATCH', `/agent_bots/${id}`, { name: 'x', account_id: 999_999 }, 404, noSuch],
  ])
  expect((await desk('GET', `/agent_bots/${id}`)).body).toMatchObject({ name: 'Robo 3', account_id })
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
  expect((await desk('POST', `/accounts/${await newAccount(desk)}/email_channel_migrations`)).status).toBe(403)
})

test('a program may get another name, and two may change their tokens', async () => {
  const id = await newAccount(desk)
  const keep = (tokens: Record<string, string>) => keepPlatformApps(app.db, Object.entries(tokens).map(([name, token]) => ({ name, token })))
  await keep({ renamed: deskToken, other: otherToken })
  expect((await desk('GET', '/accounts')).body).toEqual([])
  await keep({ desk: otherToken, other: deskToken })
  expect([(await otherDesk('GET', `/accounts/${id}`)).status, (await desk('GET', `/accounts/${id}`)).status]).toEqual([200, 401])
  await keep({ desk: deskToken, other: otherToken })
  expect((await desk('GET', `/accounts/${id}`)).status).toBe(200)
})

test('a program whose token is taken away has none, and finds its own again with another', async () => {
  const id = await newAccount(desk)
  await keepPlatformApps(app.db, [{ name: 'other', token: otherToken }])
  expect((await desk('GET', '/accounts')).status).toBe(401)
  const next = 'the-next-token-of-the-desk'
  await keepPlatformApps(app.db, [{ name: 'desk', token: next }, { name: 'other', token: otherToken }])
  expect((await ask(next)('GET', `/accounts/${id}`)).status).toBe(200)
  await keepPlatformApps(app.db, [{ name: 'desk', token: deskToken }, { name: 'other', token: otherToken }])
})
