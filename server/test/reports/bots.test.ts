import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestApp, type CallOptions, type TestApp } from '../harness.ts'
import { makeWorld, type World } from '../world.ts'

// What reports say of a bot: its own resolutions, its hand-over, and how long people wait for a person after it.

let app: TestApp
let world: World
let bot: string
const minute = 60_000

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  const made = await call('POST', '/agent_bots', { name: 'Robo' })
  bot = made.access_token
  await call('POST', `/inboxes/${world.inbox.id}/set_agent_bot`, { agent_bot: made.id })
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 4, 4, 12) })
})
afterAll(async () => {
  vi.useRealTimers()
  await app.close()
})

const ask = async (method: string, path: string, options: CallOptions) => {
  const answer = await app.call(method, path, options)
  expect([method, path, answer.status, answer.body]).toEqual([method, path, 200, answer.body])
  return answer.body
}
const call = (method: string, path: string, body?: unknown, token = world.maya.token) => ask(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
const later = (minutes: number) => vi.setSystemTime(Date.now() + minutes * minute)

test('resolutions, a hand-over, and the wait that follows it', async () => {
  const since = Date.now() / 1000
  const client = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations`
  const [solved, handedOver] = [(await ask('POST', client, {})).id, (await ask('POST', client, {})).id]
  later(10)
  await ask('POST', `${client}/${solved}/messages`, { body: { content: 'Opening hours?' } })
  await call('POST', `/conversations/${solved}/messages`, { content: 'Nine to five' }, bot)
  await call('POST', `/conversations/${solved}/toggle_status`, { status: 'resolved' }, bot)
  later(20)
  await call('POST', `/conversations/${handedOver}/toggle_status`, { status: 'open' }, bot)
  // A second hand-over of the same conversation is none.
  await call('POST', `/conversations/${handedOver}/toggle_status`, { status: 'pending' })
  await call('POST', `/conversations/${handedOver}/toggle_status`, { status: 'open' }, bot)
  later(5)
  await call('POST', `/conversations/${handedOver}/messages`, { content: 'Noah here' }, world.noah.token)
  later(1)
  const span = `type=account&since=${since}&until=${Date.now() / 1000}`
  const report = (path: string) => ask('GET', `/api/v2/accounts/${world.account}/reports/${path}${path.includes('?') ? '&' : '?'}${span}`, { token: world.maya.token })
  expect(await report('bot_summary')).toEqual({ bot_resolutions_count: 1, bot_handoffs_count: 1, previous: { bot_resolutions_count: 0, bot_handoffs_count: 0 } })
  expect(await report('bot_metrics')).toEqual({ conversation_count: 2, message_count: 2, resolution_rate: 50, handoff_rate: 50 })
  expect(await report('summary')).toMatchObject({ avg_first_response_time: 300, resolutions_count: 1, outgoing_messages_count: 2 })
})
