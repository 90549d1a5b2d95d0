import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { addAgent, makeWorld, type Person, type World } from '../../test/world.ts'
import { onCommitted, type Signal } from '../events/emit.ts'

let app: TestApp
let world: World
let other: World
let ada: Person
let api: string
const signals: Signal[] = []
const maya = (method: string, path = '', body?: unknown) => app.call(method, `${api}/inbox_members${path}`, { token: world.maya.token, body })
const members = async () => (await maya('GET', `/${world.inbox.id}`)).body.payload.map((agent: { id: number }) => agent.id)

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  other = await makeWorld(app, 'umbrella')
  api = `/api/v1/accounts/${world.account}`
  ada = await addAgent(app, api, world.maya.token, 'Ada Moss', 'ada@acme.test')
  onCommitted(app.db, (committed) => signals.push(...committed.signals))
})
afterAll(() => app.close())
beforeEach(async () => {
  await maya('PATCH', '', { inbox_id: world.inbox.id, user_ids: [world.noah.id] })
  signals.length = 0
})

test('members are added once, and heard of by their sockets', async () => {
  const { status, body } = await maya('POST', '', { inbox_id: world.inbox.id, user_ids: [world.noah.id, ada.id, ada.id] })
  expect(status).toBe(200)
  expect(body.payload.map((agent: { id: number }) => agent.id)).toEqual([ada.id, world.noah.id])
  expect(body.payload[0]).toMatchObject({ account_id: world.account, name: 'Ada Moss', role: 'agent', availability_status: 'offline' })
  expect(signals).toEqual([{ type: 'access', account_id: world.account, user_ids: [ada.id] }])
})

test('the list is set exactly', async () => {
  expect((await maya('PATCH', '', { inbox_id: String(world.inbox.id), user_ids: [String(ada.id)] })).status).toBe(200)
  expect(await members()).toEqual([ada.id])
  expect(signals).toEqual([{ type: 'access', account_id: world.account, user_ids: [ada.id, world.noah.id] }])
  await maya('PATCH', '', { inbox_id: world.inbox.id, user_ids: [] })
  expect(await members()).toEqual([])
})

test('members are removed, by body or by query', async () => {
  await maya('POST', '', { inbox_id: world.inbox.id, user_ids: [ada.id] })
  expect(await maya('DELETE', '', { inbox_id: world.inbox.id, user_ids: [ada.id, 999_999] })).toMatchObject({ status: 200, body: null })
  expect(await members()).toEqual([world.noah.id])
  expect((await maya('DELETE', `?inbox_id=${world.inbox.id}&user_ids[]=${world.noah.id}`)).status).toBe(200)
  expect(await members()).toEqual([])
})

test.each([[[999_999]], [['abc']], [[null]], [[{ id: 1 }]], [[1.5]]])('user_ids %j change nothing', async (user_ids) => {
  for (const method of ['POST', 'PATCH']) {
    expect(await maya(method, '', { inbox_id: world.inbox.id, user_ids })).toMatchObject({ status: 422, body: { message: 'User must exist', attributes: ['user'] } })
  }
  expect(await members()).toEqual([world.noah.id])
})

test('what is missing is named', async () => {
  expect(await maya('POST', '', { inbox_id: world.inbox.id })).toMatchObject({ status: 422, body: { error: expect.stringContaining('user_ids') } })
  expect((await maya('PATCH', '', { inbox_id: world.inbox.id, user_ids: 'all' })).status).toBe(422)
  expect((await maya('POST', '', { inbox_id: 999_999, user_ids: [] })).status).toBe(404)
})

test('another account is out of reach', async () => {
  expect((await maya('POST', '', { inbox_id: world.inbox.id, user_ids: [other.noah.id] })).status).toBe(422)
  expect((await maya('POST', '', { inbox_id: other.inbox.id, user_ids: [world.noah.id] })).status).toBe(404)
  expect((await maya('GET', `/${other.inbox.id}`)).status).toBe(404)
})

test('an agent reads the members of its own inboxes and changes none', async () => {
  const noah = (method: string, path = '', body?: unknown) => app.call(method, `${api}/inbox_members${path}`, { token: world.noah.token, body })
  expect((await noah('GET', `/${world.inbox.id}`)).body.payload).toHaveLength(1)
  for (const method of ['POST', 'PATCH', 'DELETE']) expect((await noah(method, '', { inbox_id: world.inbox.id, user_ids: [] })).status).toBe(401)
  await maya('PATCH', '', { inbox_id: world.inbox.id, user_ids: [] })
  expect((await noah('GET', `/${world.inbox.id}`)).status).toBe(401)
})

test('somebody who has left the account is not listed', async () => {
  const leaver = await addAgent(app, api, world.maya.token, 'Lea Ver', 'lea@acme.test')
  await maya('POST', '', { inbox_id: world.inbox.id, user_ids: [leaver.id] })
  await app.db.query('delete from account_users where user_id = $1', [leaver.id])
  expect(await members()).toEqual([world.noah.id])
})
