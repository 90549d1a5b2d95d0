import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let api: string
let thread: string

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  api = `/api/v1/accounts/${world.account}`
})
afterAll(() => app.close())
beforeEach(async () => {
  const { body } = await as(world.maya, 'POST', '/conversations', { source_id: world.omar.source_id })
  thread = `/conversations/${body.id}`
})

const as = ({ token }: { token: string }, method: string, path: string, body?: unknown) => app.call(method, api + path, { token, body })

describe('a snooze', () => {
  test.each([-99_999_999_999, 253_402_300_800, 8.64e12, 1e300, -8.64e12, 'soon', true, {}, [[]]])('until %j is refused, as nothing would wake it', async (snoozed_until) => {
    const error = `'${String(snoozed_until)}' is not a valid snoozed_until`
    const refusal = { status: 422, body: { error } }
    expect(await as(world.maya, 'POST', `${thread}/toggle_status`, { status: 'snoozed', snoozed_until })).toMatchObject(refusal)
    expect(await as(world.maya, 'POST', '/conversations', { source_id: world.omar.source_id, status: 'snoozed', snoozed_until })).toMatchObject(refusal)
  })

  test('without an end has none', async () => {
    for (const snoozed_until of [null, '', undefined]) {
      const toggled = await as(world.maya, 'POST', `${thread}/toggle_status`, { status: 'snoozed', snoozed_until })
      expect([toggled.status, toggled.body.payload.snoozed_until]).toEqual([200, null])
      const started = await as(world.maya, 'POST', '/conversations', { source_id: world.omar.source_id, status: 'snoozed', snoozed_until })
      expect([started.status, started.body.snoozed_until]).toEqual([200, null])
    }
  })

  test('until a moment is kept to the second', async () => {
    for (const snoozed_until of [1_900_000_000, '1900000000']) {
      const { body } = await as(world.maya, 'POST', `${thread}/toggle_status`, { status: 'snoozed', snoozed_until })
      expect(body.payload.snoozed_until).toBe('2030-03-17T17:46:40.000Z')
    }
    for (const snoozed_until of [1_900_000_000, '2030-03-17T17:46:40Z']) {
      const { body } = await as(world.maya, 'POST', '/conversations', { source_id: world.omar.source_id, status: 'snoozed', snoozed_until })
      expect(body.snoozed_until).toBe('2030-03-17T17:46:40.000Z')
    }
  })
})

test('a locked inbox has the allowance of messages a minute by every door', async () => {
  const strict = await startTestApp({ CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '2' })
  const { account, maya, omar } = await makeWorld(strict, 'strict')
  const inboxes = await strict.call('GET', `/api/v1/accounts/${account}/inboxes`, { token: maya.token })
  await strict.call('PATCH', `/api/v1/accounts/${account}/inboxes/${inboxes.body.payload[0].id}`, { token: maya.token, body: { lock_to_single_conversation: true } })
  const statuses: number[] = []
  for (const content of ['one', 'two', 'three']) {
    const answer = await strict.call('POST', `/api/v1/accounts/${account}/conversations`, { token: maya.token, body: { source_id: omar.source_id, message: { content } } })
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([200, 200, 422])
  await strict.close()
})
