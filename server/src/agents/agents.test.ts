import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { addAgent, password, type Person } from '../../test/world.ts'
import { listAgents, listAssignableAgents } from './agents.ts'

interface Owner {
  id: number
  token: string
  account: number
  api: string
}

let app: TestApp
let ines: Owner
let rival: Owner
let noah: Person
beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  ines = await signUp('ines@acme.test', 'Ines Roth')
  rival = await signUp('rival@other.test', 'Rival')
  noah = await addAgent(app, ines.api, ines.token, 'noah Berg', 'noah@acme.test')
})
afterAll(() => app.close())

async function signUp(email: string, name: string): Promise<Owner> {
  const { data } = (await app.call('POST', '/api/v1/accounts', { body: { account_name: name, user_full_name: name, email, password } })).body
  return { id: data.id, token: data.access_token, account: data.account_id, api: `/api/v1/accounts/${data.account_id}` }
}

const post = (body: unknown, token = ines.token, path = '/agents') => app.call('POST', ines.api + path, { token, body })
const patch = (id: number, body: unknown, token = ines.token) => app.call('PATCH', `${ines.api}/agents/${id}`, { token, body })
const remove = (id: number, token = ines.token) => app.call('DELETE', `${ines.api}/agents/${id}`, { token })
const list = async () => (await app.call('GET', `${ines.api}/agents`, { token: ines.token })).body as { id: number; email: string }[]

it('lists the members of the account by name', async () => {
  const { status, body } = await app.call('GET', `${ines.api}/agents`, { token: noah.token })
  expect(status).toBe(200)
  expect(body.map(({ name }: { name: string }) => name)).toEqual(['Ines Roth', 'noah Berg'])
  expect(body[1]).toEqual({
    id: noah.id, account_id: ines.account, availability_status: 'offline', auto_offline: true, confirmed: true, email: 'noah@acme.test', provider: 'email',
    available_name: 'noah Berg', name: 'noah Berg', role: 'agent', thumbnail: '',
  })
  expect(Object.keys(body[1])).toEqual([
    'id', 'account_id', 'availability_status', 'auto_offline', 'confirmed', 'email', 'provider', 'available_name', 'name', 'role', 'thumbnail',
  ])
})

it('adds a new user, wrapped or flat, who gets in with the password that was set', async () => {
  const { body } = await post({ agent: { email: 'Lea.Sand@acme.test', availability: 'busy', auto_offline: false } })
  expect(body).toMatchObject({ email: 'lea.sand@acme.test', name: 'lea.sand', role: 'agent', availability_status: 'busy', confirmed: false })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'lea.sand@acme.test', password: '' } })).status).toBe(401)
  const kim = await addAgent(app, ines.api, ines.token, 'Kim', 'kim@acme.test', 'administrator')
  expect((await app.call('GET', `${ines.api}/agents`, { token: kim.token })).status).toBe(200)
})

it('adds an existing user as it is, with its own name and password', async () => {
  const { body } = await post({ email: 'rival@other.test', name: 'Renamed', password: 'taken-over-1' })
  expect(body).toMatchObject({ id: rival.id, name: 'Rival', account_id: ines.account })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'rival@other.test', password } })).status).toBe(200)
  expect((await post({ email: 'rival@other.test' })).body).toEqual({ message: 'User has already been taken', attributes: ['user_id'] })
  expect((await remove(rival.id)).status).toBe(200)
  expect((await app.call('GET', `${rival.api}/agents`, { token: rival.token })).status).toBe(200)
})

it('says what is wrong', async () => {
  expect((await post({ name: 'Nobody' })).body).toEqual({ error: 'param is missing or the value is empty: email' })
  expect((await post({ email: 'nobody' })).body).toEqual({ message: 'Email is not an email', attributes: ['email'] })
  expect((await post({ email: 'a@acme.test', role: 'owner' })).status).toBe(422)
  expect((await post({ email: 'a@acme.test', availability: 'away' })).status).toBe(422)
  expect((await post({ email: 'a@acme.test', password: 'short' })).body.attributes).toEqual(['password'])
  expect((await post({ email: `${'a'.repeat(250)}@acme.test` })).status).toBe(422)
  expect((await list()).some(({ email }) => email === 'a@acme.test')).toBe(false)
})

it('adds many and passes over what cannot be added', async () => {
  const emails = ['b1@acme.test', 'nonsense', 'B1@acme.test', 'noah@acme.test', 'b2@acme.test', {}]
  expect(await post({ emails }, ines.token, '/agents/bulk_create')).toMatchObject({ status: 200, body: null })
  const added = (await listAgents(app.db.query, ines.account)).filter(({ email }) => /^b\d@/.test(email))
  expect(added).toMatchObject([{ name: 'b1', role: 'agent', availability: 'offline', auto_offline: false }, { name: 'b2' }])
  expect((await post({}, ines.token, '/agents/bulk_create')).body).toEqual({ error: 'param is missing or the value is empty: emails' })
})

it('changes what the keys say, and neither address nor what is null', async () => {
  const { body } = await patch(noah.id, { agent: { name: 'Noah Berg', availability: 'busy', auto_offline: false, email: 'x@acme.test', role: null } })
  expect(body).toMatchObject({ id: noah.id, name: 'Noah Berg', email: 'noah@acme.test', role: 'agent', availability_status: 'busy', auto_offline: false })
  expect((await patch(noah.id, {})).body).toEqual(body)
  expect((await patch(noah.id, { name: ' ' })).status).toBe(422)
  expect((await patch(noah.id, { role: 'owner' })).status).toBe(422)
})

it('keeps an administrator in the account, even when two resign at once', async () => {
  const lonely = await signUp('lonely@acme.test', 'Lonely')
  const call = (method: string, id: number, body?: unknown) => app.call(method, `${lonely.api}/agents/${id}`, { token: lonely.token, body })
  const refusal = { status: 422, body: { error: 'The account needs at least one administrator' } }
  expect(await call('PATCH', lonely.id, { role: 'agent' })).toMatchObject(refusal)
  expect(await call('DELETE', lonely.id)).toMatchObject(refusal)
  const second = await addAgent(app, lonely.api, lonely.token, 'Second', 'second@acme.test', 'administrator')
  const answers = await Promise.all([call('DELETE', lonely.id), app.call('PATCH', `${lonely.api}/agents/${second.id}`, { token: second.token, body: { role: 'agent' } })])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422])
})

it('takes somebody out of account and inboxes, and keeps the user', async () => {
  const gone = await addAgent(app, ines.api, ines.token, 'Gone', 'gone@acme.test')
  const inbox = await addInbox(ines.account)
  await app.db.query('insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3)', [ines.account, inbox, gone.id])
  const assignable = async () => (await listAssignableAgents(app.db.query, ines.account, [inbox])).map(({ id }) => id)
  expect(await assignable()).toEqual(expect.arrayContaining([ines.id, gone.id]))
  expect(await assignable()).not.toContain(noah.id)

  expect(await remove(gone.id)).toMatchObject({ status: 200, body: null })
  expect((await app.call('GET', `${ines.api}/agents`, { token: gone.token })).body).toEqual({ error: 'You are not authorized to access this account' })
  expect(await assignable()).not.toContain(gone.id)
  expect(await app.db.query('select from inbox_members where user_id = $1', [gone.id])).toEqual([])
  expect(await listAgents(app.db.query, ines.account, [gone.id])).toMatchObject([{ id: gone.id, name: 'Gone', role: null, availability: 'offline' }])
  expect((await remove(gone.id)).status).toBe(404)
})

it('is for administrators, and for the own account', async () => {
  const refusal = { status: 401, body: { error: 'You are not authorized to do this action' } }
  expect(await post({ email: 'c@acme.test' }, noah.token)).toMatchObject(refusal)
  expect(await post({ emails: [] }, noah.token, '/agents/bulk_create')).toMatchObject(refusal)
  expect(await patch(noah.id, { role: 'administrator' }, noah.token)).toMatchObject(refusal)
  expect(await remove(ines.id, noah.token)).toMatchObject(refusal)
  expect(await post({ email: 'c@acme.test' }, rival.token)).toMatchObject({ status: 401, body: { error: 'You are not authorized to access this account' } })
  expect((await patch(rival.id, { name: 'Seized' })).status).toBe(404)
  expect((await remove(rival.id)).status).toBe(404)
  expect((await patch('x' as never, { name: 'x' })).status).toBe(404)
})

async function addInbox(account: number): Promise<number> {
  const [row] = await app.db.query<{ id: number }>(
    `insert into inboxes (account_id, name, identifier, secret, hmac_token, working_hours) values ($1, 'Web', 'web', '', '', '[]') returning id`, [account])
  return row!.id
}
