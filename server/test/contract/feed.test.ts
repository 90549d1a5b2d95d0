import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { forgetOldEvents } from '../../src/jobs/retention.ts'
import { freshDatabase } from '../database.ts'
import { startTestApp, type TestApp } from '../harness.ts'
import { startRival } from '../rival.ts'
import { addAgent, makeWorld, type Person, type World } from '../world.ts'

// Events by cursor: who sees which, in which order, and that nothing is skipped.

let connection: Awaited<ReturnType<typeof freshDatabase>>
let app: TestApp
let world: World
let account: string
let client: string
let sam: Person

beforeAll(async () => {
  connection = await freshDatabase()
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' }, connection)
  world = await makeWorld(app)
  account = `/api/v1/accounts/${world.account}`
  client = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}`
  sam = await addAgent(app, account, world.maya.token, 'Sam Stray', 'sam@acme.test')
})
afterAll(() => app.close())

/** Other files' transactions on the same server may hold something back for a moment: what must come is waited for. */
const feed = async (query = '', token = world.maya.token) => app.call('GET', `${account}/events?${query}`, { token })
const ownFeed = async (query = '', path = client) => app.call('GET', `${path}/events?${query}`)
const say = (content: string, extra: object = {}) =>
  app.call('POST', `${account}/conversations/${world.conversation}/messages`, { token: world.noah.token, body: { content, ...extra } })
const idsOf = (payload: { event_id: number }[]) => payload.map(({ event_id }) => event_id)
const latest = async () => (await feed('after=latest')).body.meta.cursor as string

/** Says something and waits until the feed tells it: it does so once every older transaction of the database server is over. */
const sayAndHear = async (content: string) => {
  const { body } = await say(content)
  await vi.waitFor(async () => expect((await feed('limit=500')).body.payload.map(({ id }: { id: number }) => id)).toContain(body.id), { timeout: 10_000, interval: 20 })
}

test('members see the inboxes they may see, and all contacts', async () => {
  const events = async (token: string, query = '') => new Set((await feed(`limit=500&${query}`, token)).body.payload.map(({ event }: { event: string }) => event))
  await sayAndHear('hello')
  expect(await events(world.maya.token)).toEqual(new Set(['inbox_created', 'contact_created', 'conversation_created', 'message_created', 'conversation_updated']))
  // Noah has been a member since after the inbox was made, and sees what happened in it before.
  expect(await events(world.noah.token)).toEqual(await events(world.maya.token))
  expect(await events(sam.token)).toEqual(new Set(['contact_created']))
  expect(await events(world.maya.token, `inbox_id=${world.inbox.id}`)).not.toContain('contact_created')
  expect((await feed(`inbox_id=${world.inbox.id}`, sam.token)).status).toBe(401)
  expect((await feed(`conversation_id=${world.conversation}`, sam.token)).status).toBe(401)
  expect((await feed('inbox_id=999999')).status).toBe(404)
})

test('pages follow each other by cursor', async () => {
  for (const content of ['1', '2', '3', '4']) await say(content)
  await sayAndHear('5')
  const whole = (await feed('limit=500')).body
  expect(whole.meta.has_more).toBe(false)
  const found: number[] = []
  let cursor = '0'
  for (let more = true; more;) {
    const { payload, meta } = (await feed(`limit=2&after=${cursor}`)).body
    found.push(...idsOf(payload))
    cursor = meta.cursor
    more = meta.has_more
  }
  expect(found).toEqual(idsOf(whole.payload))
  expect((await feed(`after=${cursor}`)).body).toEqual({ payload: [], meta: { cursor, has_more: false } })
  // The id of any callback is a cursor.
  expect(idsOf((await feed(`after=${found.at(-3)}`)).body.payload)).toEqual(found.slice(-2))
})

test('a long poll answers as soon as something happens, here or in another process, and when its time is over', async () => {
  const waiting = feed(`after=${await latest()}&wait=30`)
  await say('ring')
  expect((await waiting).body.payload.at(-1)).toMatchObject({ event: 'message_created', content: 'ring' })
  const other = await startTestApp({}, connection)
  const elsewhere = feed(`after=${await latest()}&wait=30`)
  await other.call('POST', `${account}/conversations/${world.conversation}/messages`, { token: world.noah.token, body: { content: 'from afar' } })
  expect((await elsewhere).body.payload.at(-1)).toMatchObject({ content: 'from afar' })
  await other.close()
  const cursor = await latest()
  expect((await feed(`after=${cursor}&wait=0.2`)).body).toEqual({ payload: [], meta: { cursor, has_more: false } })
})

test('typing is not kept', async () => {
  const cursor = await latest()
  await app.call('POST', `${account}/webhooks`, { token: world.maya.token, body: { url: 'http://127.0.0.1:9/x', subscriptions: ['conversation_typing_on'] } })
  await app.call('POST', `${account}/conversations/${world.conversation}/toggle_typing_status`, { token: world.noah.token, body: { typing_status: 'on' } })
  expect((await feed(`after=${cursor}`)).body.payload).toEqual([])
})

/** Appends a copy of the newest event, in a transaction that has its number already. */
const copy = `insert into events (account_id, inbox_id, conversation_id, contact_id, name, webhook_event, occurred_at, actor, subject)
  select account_id, inbox_id, conversation_id, contact_id, name, webhook_event, now(), actor, subject from events
   where webhook_event = 'message_created' order by id desc limit 1 returning id`
const append = async (rival: { query(text: string): Promise<unknown> }) => ((await rival.query(copy)) as { rows: { id: string }[] }).rows.map(({ id }) => Number(id))[0]!

test('an event that commits late is not skipped, whatever was committed since', async () => {
  const cursor = await latest()
  const held = await startRival(app.db, connection)
  await held.query('select pg_current_xact_id()')
  const late = await append(held)
  const messages = [await say('while it is open'), await say('and another')]
  const hot = await feed(`after=${cursor}`)
  expect(hot.body).toEqual({ payload: [], meta: { cursor, has_more: false } })
  const waiting = feed(`after=${cursor}&wait=20`)
  await held.commit()
  const { payload } = (await waiting).body
  expect(payload[0].event_id).toBe(late)
  expect(payload.slice(1).map(({ id }: { id: number }) => id)).toEqual(messages.map(({ body }) => body.id))
})

test('nor one whose transaction began after that of a newer one', async () => {
  const cursor = await latest()
  const [early, held] = [await startRival(app.db, connection), await startRival(app.db, connection)]
  await early.query('select pg_current_xact_id()')
  await held.query('select pg_current_xact_id()')
  const late = await append(held)
  const newer = await append(early)
  expect(late).toBeLessThan(newer)
  await early.commit()
  // Every transaction below the newer event's own has ended; the one that holds the older id has not.
  expect((await feed(`after=${cursor}`)).body.payload).toEqual([])
  await held.commit()
  expect(idsOf((await feed(`after=${cursor}&wait=5`)).body.payload)).toEqual([late, newer])
})

test('under load, a reader gets every event once, in order', async () => {
  const start = await latest()
  const write = async (lane: number) => {
    for (let n = 0; n < 25; n++) {
      if (lane % 2) await say(`${lane}.${n}`)
      else await app.call('POST', `${account}/contacts`, { token: world.maya.token, body: { name: `Contact ${lane}.${n}` } })
    }
  }
  let done = false
  const writing = Promise.all([0, 1, 2, 3, 4, 5].map(write)).then(() => { done = true })
  const found: number[] = []
  for (let cursor = start, finished = false; !finished;) {
    finished = done
    const { payload, meta } = (await feed(`after=${cursor}&limit=7&wait=1`)).body
    found.push(...idsOf(payload))
    cursor = meta.cursor
    finished &&= payload.length === 0
  }
  await writing
  const logged = await app.db.query<{ id: number }>('select id from events where id > $1 and webhook_event is not null order by id', [Number(start)])
  expect(found).toEqual(logged.map(({ id }) => id))
  expect(found.length).toBeGreaterThanOrEqual(150)
})

test('a contact follows what its sockets hear, and nothing else', async () => {
  const cursor = await latest()
  const { body: own } = await app.call('POST', `${client}/conversations/${world.conversation}/messages`, { body: { content: 'mine', echo_id: 'e1' }, headers: { 'x-request-id': 'r1' } })
  await say('a secret note', { private: true })
  await app.call('POST', `${account}/conversations/${world.conversation}/toggle_status`, { token: world.noah.token, body: { status: 'resolved' } })
  const { payload, meta } = (await ownFeed(`after=${cursor}`)).body
  expect(payload.map(({ event }: { event: string }) => event)).toEqual(['conversation.updated', 'message.created', 'conversation.status_changed', 'conversation.updated'])
  expect(payload[1].data).toMatchObject({ id: own.id, echo_id: 'e1', cause: { type: 'contact', request_id: 'r1' } })
  expect(payload[2].data).toMatchObject({ status: 'resolved', labels: [], contact_inbox: { pubsub_token: world.omar.pubsub_token } })
  expect(payload[2].data.cause).toEqual({ type: 'api', id: world.noah.id, name: 'Noah Berg' })
  expect((await ownFeed(`after=${meta.cursor}`)).body.payload).toEqual([])
  const waiting = ownFeed(`after=${meta.cursor}&wait=20`)
  await say('for you')
  expect((await waiting).body.payload.at(-1)).toMatchObject({ event: 'message.created', data: { content: 'for you' } })
  const eve = (await app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`, { body: { name: 'Eve' } })).body
  expect((await ownFeed('', client.replace(world.omar.source_id, eve.source_id))).body.payload).toEqual([])
  expect((await ownFeed('', client.replace(world.omar.source_id, 'nobody'))).status).toBe(404)
})

test('a verified session follows all the contact\'s conversations, without another session\'s token', async () => {
  const second = (await app.call('POST', `${account}/contacts/${world.omar.id}/contact_inboxes`, { token: world.maya.token, body: { inbox_id: world.inbox.id, source_id: 'verified', hmac_verified: true } })).body
  const cursor = await latest()
  await app.call('POST', `${account}/conversations/${world.conversation}/toggle_status`, { token: world.noah.token, body: { status: 'open' } })
  const { payload } = (await ownFeed(`after=${cursor}`, client.replace(world.omar.source_id, second.source_id))).body
  expect(payload[0]).toMatchObject({ event: 'conversation.status_changed', data: { id: world.conversation, contact_inbox: { source_id: world.omar.source_id, pubsub_token: null } } })
})

test('cursors that were never given out, and those that are too old', async () => {
  for (const cursor of ['abc', '-1', '999999999999', '1.5']) {
    for (const answer of [await feed(`after=${cursor}`), await ownFeed(`after=${cursor}`)]) expect([answer.status, answer.body]).toEqual([422, { error: 'Unknown cursor', oldest: '0' }])
  }
  await app.db.query(`delete from deliveries`)
  const middle = (await feed('limit=5')).body.meta.cursor
  await app.db.query(`update events set occurred_at = now() - interval '3 days' where id <= $1`, [middle])
  await forgetOldEvents(app.db, 2)
  for (const answer of [await feed('after=1'), await ownFeed('after=1')]) expect([answer.status, answer.body]).toEqual([410, { error: 'The cursor is older than the log', oldest: middle }])
  expect((await feed('after=abc')).body.oldest).toBe(middle)
  expect((await feed(`after=${middle}&limit=500`)).body).toEqual((await feed('limit=500')).body)
  expect((await feed(`after=${middle}`)).body.payload.length).toBeGreaterThan(50)
})

test('the server stops although somebody waits', async () => {
  const other = await startTestApp({}, connection)
  const waiting = other.call('GET', `${account}/events?after=latest&wait=30`, { token: world.maya.token })
  await new Promise((resolve) => setTimeout(resolve, 500))
  await other.close()
  expect((await waiting).body.payload).toEqual([])
})
