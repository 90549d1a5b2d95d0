import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { expectedSignature, startSink, type Callback, type Sink } from '../sink.ts'
import { incoming, template } from '../../src/messages/message.ts'
import type { Schedule } from '../../src/deliveries/schedule.ts'
import { failUndelivered } from '../../src/messages/status.ts'
import { addConversation, addInbox, listAttempts, listDeliveries, openStage, quick, say, until, untilSettled, type Inbox, type Stage } from './stage.ts'

let stage: Stage
let sink: Sink
let inbox: Inbox

beforeEach(async () => {
  stage = await openStage(await freshDatabase())
  sink = await startSink()
  inbox = await addInbox(stage, sink.url)
})
afterEach(async () => {
  await stage.stop()
  await sink.close()
})

const isMessage = ({ body }: Callback) => body.event === 'message_created'
const contents = () => sink.received.filter(isMessage).map(({ body }) => body.content)
const firsts = () => [...new Set(contents())]

test('a try that failed is repeated with the same delivery id and a fresh signature, and holds back its conversation alone', async () => {
  const [one, other] = [await addConversation(stage, inbox), await addConversation(stage, inbox)]
  let failures = 3
  sink.answer = (response, { body }) => response.writeHead(body.content === 'first' && failures-- > 0 ? 500 : 200).end('answer')
  stage.deliver()
  await say(stage.db, one, 'first')
  await say(stage.db, one, 'second')
  await say(stage.db, other, 'elsewhere')
  await untilSettled(stage)
  expect(contents().filter((content) => content !== 'elsewhere')).toEqual(['first', 'first', 'first', 'first', 'second'])
  expect(contents().indexOf('elsewhere')).toBeLessThan(4)
  const tries = sink.received.filter(({ body }) => body.content === 'first')
  expect(new Set(tries.map(({ delivery }) => delivery)).size).toBe(1)
  for (const each of tries) expect(each.headers['x-chatwoot-signature']).toBe(expectedSignature(each, inbox.secret))
  expect((await listDeliveries(stage))[0]).toMatchObject({ state: 'delivered', attempts: 4, last_status: 200, last_error: null })
  expect((await listAttempts(stage)).filter(({ content }) => content === 'first').map(({ attempt, status, error }) => [attempt, status, error])).toEqual([
    [1, 500, '500 Internal Server Error'], [2, 500, '500 Internal Server Error'], [3, 500, '500 Internal Server Error'], [4, 200, null],
  ])
})

test('a receiver that comes back has everything at once, in order, however late the next try was due', async () => {
  const hours: Schedule = { ...quick, waits: [10, 10, 10, 3_600_000] }
  const conversations = await Promise.all(Array.from({ length: 8 }, () => addConversation(stage, inbox)))
  await sink.down()
  stage.deliver({ schedule: hours })
  for (let n = 0; n < 5; n++) for (const each of conversations) await say(stage.db, each, `${each}/${n}`)
  await until(async () => (await stage.db.query(`select 1 from deliveries where attempts >= 4`)).length === conversations.length)
  await sink.up()
  await say(stage.db, await addConversation(stage, inbox), 'news')
  await untilSettled(stage)
  for (const each of conversations) {
    expect(contents().filter((content) => content.startsWith(`${each}/`))).toEqual(Array.from({ length: 5 }, (_, n) => `${each}/${n}`))
  }
})

test('a receiver that is away gets few requests, however many conversations wait for it', async () => {
  sink.answer = (response) => response.writeHead(503).end()
  for (let n = 0; n < 100; n++) await say(stage.db, await addConversation(stage, inbox), `${n}`)
  stage.deliver({ schedule: { ...quick, probe: 60_000, waits: [60_000] }, webhookConcurrency: 8 })
  await until(() => sink.received.length >= 5)
  await new Promise((resolve) => setTimeout(resolve, 300))
  // Those that were under way when it became clear, and a probe.
  expect(sink.received.length).toBeLessThanOrEqual(5 + 8 + 1)
})

test('a new process knows that a receiver was failing, and when each try is due', async () => {
  const conversation = await addConversation(stage, inbox)
  sink.answer = (response) => response.writeHead(503).end()
  const schedule: Schedule = { ...quick, waits: [5, 5, 5, 5, 3_600_000] }
  const first = stage.deliver({ schedule })
  await say(stage.db, conversation, 'waits')
  await until(async () => (await listDeliveries(stage))[0]!.attempts === 5)
  await first.stop()
  expect(await stage.db.query('select * from endpoint_states')).toMatchObject([{ endpoint_kind: 'inbox', endpoint_id: inbox.id, failing_since: expect.any(String) }])
  sink.answer = (response) => response.end()
  sink.received.length = 0
  stage.deliver({ schedule })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(sink.received).toHaveLength(0)
  await say(stage.db, await addConversation(stage, inbox), 'news')
  await untilSettled(stage)
  expect(new Set(contents())).toEqual(new Set(['news', 'waits']))
  expect(await stage.db.query('select * from endpoint_states')).toMatchObject([{ failing_since: null, last_success_at: expect.any(String) }])
})

test('waits as long as Retry-After says', async () => {
  let busy = true
  sink.answer = (response) => {
    response.writeHead(busy ? 429 : 200, { 'retry-after': '1' }).end()
    busy = false
  }
  stage.deliver()
  await say(stage.db, await addConversation(stage, inbox), 'patience')
  await untilSettled(stage)
  const [first, second] = (await listAttempts(stage)).map(({ started_at }) => Date.parse(started_at))
  expect(second! - first!).toBeGreaterThanOrEqual(990)
})

test('an event that is refused while others pass is given up after five tries, and its message fails', async () => {
  const conversation = await addConversation(stage, inbox)
  sink.answer = (response, { body }) => response.writeHead(body.event === 'message_created' && body.content === 'poison' ? 422 : 200).end('no')
  stage.deliver({ onGivenUp: (event, text) => failUndelivered(stage.db, event, text) })
  const poison = await say(stage.db, conversation, 'poison')
  await say(stage.db, conversation, 'next')
  const other = await addConversation(stage, inbox)
  await until(() => sink.received.length > 0)
  await say(stage.db, other, 'elsewhere')
  await untilSettled(stage)
  expect(contents().filter((content) => content === 'poison')).toHaveLength(5)
  expect(firsts()).toContain('next')
  const [delivery] = await listDeliveries(stage)
  expect(delivery).toMatchObject({ content: 'poison', state: 'failed', attempts: 5, refusals: 5, last_status: 422, last_error: '422 Unprocessable Entity' })
  expect(await stage.db.query('select status, content_attributes from messages where id = $1', [poison])).toEqual([
    { status: 'failed', content_attributes: { external_error: '422 Unprocessable Entity' } },
  ])
})

test('what a receiver refuses while it accepts nothing is kept', async () => {
  sink.answer = (response) => response.writeHead(404).end()
  stage.deliver()
  await say(stage.db, await addConversation(stage, inbox), 'kept')
  await until(() => contents().length > 6)
  expect((await listDeliveries(stage))[0]).toMatchObject({ state: 'pending' })
  sink.answer = (response) => response.end()
  await untilSettled(stage)
  expect((await listDeliveries(stage))[0]).toMatchObject({ state: 'delivered' })
})

test('a message is failed when its time is up, but never an incoming one or a note', async () => {
  const givenUp: string[] = []
  sink.answer = (response) => response.writeHead(500).end()
  stage.deliver({ schedule: { ...quick, lifetime: 300 }, onGivenUp: ({ subject }, text) => void givenUp.push(`${subject.message.content}: ${text}`) })
  for (const [content, input] of [
    ['question', { message_type: incoming }], ['note', { private: true }], ['answer', {}], ['greeting', { message_type: template }],
  ] as const) await say(stage.db, await addConversation(stage, inbox), content, input)
  await untilSettled(stage)
  expect(givenUp.toSorted()).toEqual(['answer: 500 Internal Server Error', 'greeting: 500 Internal Server Error'])
  expect(new Set((await listDeliveries(stage)).map(({ state }) => state))).toEqual(new Set(['failed']))
})

test('typing that came too late is never sent', async () => {
  const conversation = await addConversation(stage, inbox)
  await say(stage.db, conversation, 'one')
  await stage.db.query(`update deliveries set expires_at = now() - interval '1 s' where event_id in (select id from events where name = 'message.created')`)
  stage.deliver()
  await untilSettled(stage)
  expect(contents()).toEqual([])
  expect(await listDeliveries(stage)).toMatchObject([{ state: 'expired', attempts: 0 }])
})

test('what waits for an endpoint that was removed is settled, and what waits for one that moved goes to its new place', async () => {
  const moved = await addInbox(stage, 'http://127.0.0.1:9/')
  const gone = await addInbox(stage, 'http://127.0.0.1:9/')
  stage.deliver()
  await say(stage.db, await addConversation(stage, moved), 'moved')
  await say(stage.db, await addConversation(stage, gone), 'gone')
  await until(async () => (await listAttempts(stage)).length >= 4)
  await stage.db.query('update inboxes set webhook_url = $2 where id = $1', [moved.id, sink.url])
  await stage.db.query(`update inboxes set webhook_url = '' where id = $1`, [gone.id])
  await untilSettled(stage)
  expect(contents()).toEqual(['moved'])
  expect(await listDeliveries(stage)).toMatchObject([{ content: 'moved', state: 'delivered' }, { content: 'gone', state: 'failed', last_error: 'endpoint removed' }])
})
