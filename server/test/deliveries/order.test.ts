import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { expectedSignature, startSink, type Callback, type Sink } from '../sink.ts'
import { incoming } from '../../src/messages/message.ts'
import { addConversation, addInbox, addWebhook, listAttempts, listDeliveries, openStage, say, until, untilSettled, type Stage } from './stage.ts'

let stage: Stage
let sink: Sink

beforeEach(async () => {
  stage = await openStage(await freshDatabase())
  sink = await startSink()
})
afterEach(async () => {
  await stage.stop()
  await sink.close()
})

const isMessage = ({ body }: Callback) => body.event === 'message_created'
const contents = (sinkOf = sink) => sinkOf.received.filter(isMessage).map(({ body }) => body.content)

test('posts what was committed, signed, with one delivery and one attempt written down', async () => {
  const inbox = await addInbox(stage, sink.url)
  const conversation = await addConversation(stage, inbox)
  stage.deliver()
  const id = await say(stage.db, conversation, 'hello')
  const callback = await sink.waitFor(isMessage)
  expect(callback.body).toMatchObject({ event: 'message_created', id, content: 'hello', message_type: 'outgoing', inbox: { id: inbox.id } })
  expect(callback.headers['x-chatwoot-signature']).toBe(expectedSignature(callback, inbox.secret))
  await untilSettled(stage)
  const [delivery] = await listDeliveries(stage)
  expect(delivery).toMatchObject({ state: 'delivered', attempts: 1, last_status: 200, last_error: null, uuid: callback.delivery })
  expect(delivery!.settled_at).not.toBeNull()
  const timestamp = Number(callback.headers['x-chatwoot-timestamp'])
  expect(await listAttempts(stage)).toMatchObject([{ attempt: 1, status: 200, error: null, response_body: 'ok', signature_timestamp: timestamp, delivery_id: delivery!.id }])
})

test('posts what was committed before it started, and by others, in the order of each conversation', async () => {
  const inbox = await addInbox(stage, sink.url)
  const conversations = [await addConversation(stage, inbox), await addConversation(stage, inbox)]
  for (let n = 0; n < 10; n++) for (const each of conversations) await say(stage.db, each, `${each}/${n}`)
  stage.deliver()
  await untilSettled(stage)
  for (const each of conversations) {
    expect(contents().filter((content) => content.startsWith(`${each}/`))).toEqual(Array.from({ length: 10 }, (_, n) => `${each}/${n}`))
  }
})

test('has one callback of a conversation under way at a time, and those of others beside it', async () => {
  const inbox = await addInbox(stage, sink.url)
  const conversations = await Promise.all(Array.from({ length: 6 }, () => addConversation(stage, inbox)))
  const underWay = new Map<number, number>()
  let most = 0
  let overlaps = 0
  sink.answer = (response, { body }) => {
    const lane = body.conversation.id as number
    underWay.set(lane, (underWay.get(lane) ?? 0) + 1)
    if (underWay.get(lane)! > 1) overlaps++
    most = Math.max(most, [...underWay.values()].filter((count) => count > 0).length)
    setTimeout(() => {
      underWay.set(lane, underWay.get(lane)! - 1)
      response.end()
    }, 5)
  }
  stage.deliver({ webhookConcurrency: 4 })
  await Promise.all(conversations.map(async (each) => {
    for (let n = 0; n < 8; n++) await say(stage.db, each, `${each}/${n}`)
  }))
  await untilSettled(stage)
  expect(overlaps).toBe(0)
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(4)
  for (const each of conversations) {
    expect(contents().filter((content) => content.startsWith(`${each}/`))).toEqual(Array.from({ length: 8 }, (_, n) => `${each}/${n}`))
  }
})

test('every endpoint that asked for an event gets it, with its own delivery and secret', async () => {
  const inbox = await addInbox(stage, sink.url)
  await addWebhook(stage, `${sink.url}/all`, ['message_created'])
  await addWebhook(stage, `${sink.url}/contacts`, ['contact_created'])
  const conversation = await addConversation(stage, inbox)
  stage.deliver()
  await say(stage.db, conversation, 'hello', { message_type: incoming })
  await untilSettled(stage)
  const messages = sink.received.filter(isMessage)
  expect(messages).toHaveLength(2)
  expect(new Set(messages.map(({ delivery }) => delivery)).size).toBe(2)
  expect(new Set(messages.map(({ raw }) => raw)).size).toBe(1)
  expect(messages.filter((each) => each.headers['x-chatwoot-signature'] === expectedSignature(each, inbox.secret))).toHaveLength(1)
})

test('a receiver that is dead, slow or flooded delays nobody else', async () => {
  const slow = await startSink()
  slow.answer = () => undefined
  const slowInbox = await addInbox(stage, slow.url)
  const deadInbox = await addInbox(stage, 'http://127.0.0.1:9/')
  const inbox = await addInbox(stage, sink.url)
  stage.deliver({ webhookConcurrency: 2 })
  for (const each of [slowInbox, deadInbox]) {
    for (let n = 0; n < 30; n++) await say(stage.db, await addConversation(stage, each), 'stuck')
  }
  const conversation = await addConversation(stage, inbox)
  for (let n = 0; n < 10; n++) await say(stage.db, conversation, `${n}`)
  await until(() => contents().length === 10)
  expect(slow.received.length).toBeLessThanOrEqual(2)
  await stage.stop()
  await slow.close()
  stage = await openStage(await freshDatabase())
})

test('a flood beyond what is held in memory keeps the order of each conversation', async () => {
  const inbox = await addInbox(stage, sink.url)
  const conversations = [await addConversation(stage, inbox), await addConversation(stage, inbox)]
  const first = await say(stage.db, conversations[0]!, 'a 0')
  const [event] = await stage.db.query(`select id, subject from events where name = 'message.created' and (subject -> 'message' ->> 'id')::bigint = $1`, [first])
  await stage.db.query('delete from deliveries')
  // 1,000 rows as 1,000 commits would have left them, each conversation's in the order of ids.
  await stage.db.query(`with copies as (
      insert into events (account_id, inbox_id, name, webhook_event, occurred_at, actor, subject)
      select $1, $2, 'message.created', 'message_created', now(), '{}', jsonb_set($3::jsonb, '{message,content}', to_jsonb('n ' || n)) from generate_series(1, 1000) n
      returning id, (subject -> 'message' ->> 'content') as content)
    insert into deliveries (account_id, event_id, endpoint_kind, endpoint_id, lane)
    select $1, id, 'inbox', $2, 'conversation:' || right(content, 1) from copies order by id`, [stage.account, inbox.id, event!.subject])
  stage.deliver({ mostInMemory: 50 })
  await until(() => sink.received.length > 200)
  for (let n = 0; n < 20; n++) await say(stage.db, conversations[1]!, `live ${n}`)
  await untilSettled(stage)
  const numbers = contents().filter((content) => content.startsWith('n ')).map((content) => Number(content.slice(2)))
  expect(numbers).toHaveLength(1000)
  for (let lane = 0; lane < 10; lane++) {
    const inLane = numbers.filter((n) => n % 10 === lane)
    expect(inLane).toEqual(inLane.toSorted((a, b) => a - b))
  }
  expect(contents().filter((content) => content.startsWith('live'))).toEqual(Array.from({ length: 20 }, (_, n) => `live ${n}`))
})

test('a long conversation that is held back does not hold back the others', async () => {
  const inbox = await addInbox(stage, sink.url)
  const stuck = await addConversation(stage, inbox)
  sink.answer = (response, { body }) => response.writeHead(body.content === 'stuck 0' ? 500 : 200).end()
  for (let n = 0; n < 60; n++) await say(stage.db, stuck, `stuck ${n}`)
  for (let n = 0; n < 20; n++) await say(stage.db, await addConversation(stage, inbox), `free ${n}`)
  stage.deliver({ mostInMemory: 50 })
  await until(() => contents().filter((content) => content.startsWith('free')).length === 20)
  for (let n = 60; n < 70; n++) await say(stage.db, stuck, `stuck ${n}`)
  sink.answer = (response) => response.end()
  await untilSettled(stage)
  expect([...new Set(contents().filter((content) => content.startsWith('stuck')))]).toEqual(Array.from({ length: 70 }, (_, n) => `stuck ${n}`))
})
