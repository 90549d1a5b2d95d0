import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { agentRoom, type Client } from '../cable/client.ts'
import { expectedSignature, type Callback } from '../sink.ts'
import { addAgent, type Person } from '../world.ts'
import { type Ask, openStage, type Stage } from './stage.ts'

// The ledger as administrators and programs use it, and what agents see of it.

let stage: Stage
let messages: string
let stranger: Ask

beforeAll(async () => {
  stage = await openStage()
  messages = `${stage.thread}/messages`
  const { app, world } = stage
  const { token } = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam Stranger', 'sam@acme.test')
  stranger = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
})
afterAll(() => stage.close())
beforeEach(async () => {
  stage.inboxSink.answer = (response) => response.end('ok')
  await stage.settled()
})

const say = async (content: string, body: object = {}) => (await stage.maya('POST', messages, { content, ...body })).body.id as number
const about = (id: number) => ({ body }: Callback) => body.event === 'message_created' && body.id === id
const received = (id: number) => stage.inboxSink.received.filter(about(id))
const ofMessage = async (id: number) => {
  const found = (await stage.maya('GET', `/deliveries?endpoint_kind=inbox&endpoint_id=${stage.world.inbox.id}&event=message_created`)).body.payload
  return found.find((delivery: { message_id: number }) => delivery.message_id === id)
}
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
const finished = async (path: string) => {
  await until(async () => (await stage.maya('GET', path)).body.state === 'finished')
  return (await stage.maya('GET', path)).body
}

describe('a delivery', () => {
  test('is listed, and shown with the very exchange', async () => {
    stage.inboxSink.answer = (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('thanks')
    const id = await say('shown')
    await stage.settled()
    const listed = await ofMessage(id)
    expect(listed).toMatchObject({
      state: 'delivered', event: 'message_created', conversation_id: stage.world.conversation, message_id: id, attempts: 1, replays: 0, last_status: 200, last_error: null,
      next_attempt_at: null, endpoint: { kind: 'inbox', id: stage.world.inbox.id, name: 'Web app', url: stage.inboxSink.url },
    })
    const shown = (await stage.maya('GET', `/deliveries/${listed.id}`)).body
    const [callback] = received(id)
    expect(shown).toMatchObject(listed)
    expect(shown.attempts_made).toHaveLength(1)
    const [attempt] = shown.attempts_made
    expect(attempt).toMatchObject({ status: 200, error: null, error_class: null, response_body: 'thanks', duration_ms: expect.any(Number) })
    expect(attempt.request).toMatchObject({ url: stage.inboxSink.url, body: callback!.raw })
    // Whoever has the secret can check what is shown as the receiver did.
    const headers = Object.fromEntries(Object.entries(attempt.request.headers).map(([name, value]) => [name.toLowerCase(), value as string]))
    expect(headers['x-chatwoot-signature']).toBe(expectedSignature({ ...callback!, headers, raw: attempt.request.body }, stage.world.inbox.secret))
    expect(headers).toMatchObject({ 'x-chatwoot-delivery': callback!.delivery, 'content-type': 'application/json' })
  })

  test('is found by what is asked for, page by page', async () => {
    for (let n = 0; n < 30; n++) await say(`page ${n}`)
    await stage.settled()
    const seen: number[] = []
    for (let path = '/deliveries'; ;) {
      const { payload, meta } = (await stage.maya('GET', path)).body
      seen.push(...payload.map(({ id }: { id: number }) => id))
      if (meta.next_before === null) break
      expect(payload).toHaveLength(25)
      path = `/deliveries?before=${meta.next_before}`
    }
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a))
    expect(seen).toHaveLength((await stage.app.db.query('select 1 from deliveries where account_id = $1', [stage.world.account])).length)
    const list = async (query: string) => (await stage.maya('GET', `/deliveries?${query}`)).body.payload as { endpoint: { kind: string }; event: string; state: string }[]
    expect(new Set((await list(`endpoint_kind=webhook&endpoint_id=${stage.webhook.id}`)).map(({ endpoint }) => endpoint.kind))).toEqual(new Set(['webhook']))
    expect(new Set((await list(`conversation_id=${stage.world.conversation}&event=message_created`)).map(({ event }) => event))).toEqual(new Set(['message_created']))
    expect(await list('conversation_id=99999')).toEqual([])
    expect(await list('state=failed')).toEqual([])
    expect(await list(`since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([])
    expect(await list('until=1000000000')).toEqual([])
    expect((await list(`since=${Math.floor(Date.now() / 1000) - 3600}`)).length).toBe(25)
  })

  test.each([['state=lost'], ['since=yesterday-ish'], ['until=0000-01-01'], ['since=1e300'], ['endpoint_kind=pigeon']])('%s is refused', async (query) => {
    expect((await stage.maya('GET', `/deliveries?${query}`)).status).toBe(422)
  })

  test('goes out again under the same id', async () => {
    const id = await say('again')
    await stage.settled()
    const { id: delivery } = await ofMessage(id)
    const replayed = await stage.maya('POST', `/deliveries/${delivery}/replay`)
    expect(replayed).toMatchObject({ status: 200, body: { id: delivery, replays: 1 } })
    await until(async () => received(id).length === 2)
    await stage.settled()
    expect(new Set(received(id).map(({ delivery: uuid }) => uuid)).size).toBe(1)
    expect((await stage.maya('GET', `/deliveries/${delivery}`)).body).toMatchObject({ state: 'delivered', replays: 1, attempts_made: [{ status: 200 }, { status: 200 }] })
  })

  test('that waits is tried at once', async () => {
    let status = 500
    stage.inboxSink.answer = (response) => response.writeHead(status, { 'retry-after': '600' }).end()
    const id = await say('impatient')
    await until(async () => received(id).length === 1)
    await until(async () => (await ofMessage(id)).last_status === 500)
    const waiting = await ofMessage(id)
    expect(Date.parse(waiting.next_attempt_at)).toBeGreaterThan(Date.now() + 300_000)
    status = 200
    await stage.maya('POST', `/deliveries/${waiting.id}/replay`)
    await stage.settled()
    expect(received(id)).toHaveLength(2)
  })
})

describe('many deliveries', () => {
  test('all of a conversation go out again in order, with the same ids', async () => {
    for (let n = 0; n < 5; n++) await say(`ordered ${n}`)
    await stage.settled()
    const before = stage.inboxSink.received.length
    const first = stage.inboxSink.received.map(({ delivery }) => delivery)
    const started = await stage.maya('POST', '/deliveries/replay', { conversation_id: stage.world.conversation, per_second: 1000 })
    expect(started).toMatchObject({ status: 200, body: { done: 0, state: 'running', per_second: 1000 } })
    const done = await finished(`/deliveries/replays/${started.body.id}`)
    expect(done).toMatchObject({ done: started.body.total, failed: 0 })
    const again = stage.inboxSink.received.slice(before).map(({ delivery }) => delivery)
    expect(again).toEqual([...new Set(first)].filter((delivery) => again.includes(delivery)))
    expect(again.length).toBeGreaterThan(5)
  })

  test('all that failed since a time, so many a second', async () => {
    const since = new Date().toISOString()
    const ids = []
    for (let n = 0; n < 6; n++) ids.push(await say(`lost ${n}`))
    await stage.settled()
    await stage.app.db.query(`update deliveries set state = 'failed' where endpoint_kind = 'inbox' and message_id = any($1::bigint[])`, [ids])
    const endpoint = { endpoint_kind: 'inbox', endpoint_id: stage.world.inbox.id }
    const started = await stage.maya('POST', '/deliveries/replay', { since, ...endpoint, per_second: 2 })
    expect(started.body).toMatchObject({ total: 6, done: 0, state: 'running' })
    const progress: number[] = []
    await until(async () => {
      const { done, state } = (await stage.maya('GET', `/deliveries/replays/${started.body.id}`)).body
      progress.push(done)
      return state === 'finished'
    })
    expect(progress.some((done) => done > 0 && done < 6)).toBe(true)
    expect(progress.at(-1)).toBe(6)
    for (const id of ids) expect(received(id)).toHaveLength(2)
    expect((await stage.maya('POST', '/deliveries/replay', { since, ...endpoint })).body).toMatchObject({ total: 0, done: 0, state: 'finished' })
  })

  test('more than 10,000 are too many at once', async () => {
    const id = await say('copied')
    await stage.settled()
    await stage.app.db.query(
      `insert into deliveries (account_id, event_id, event, endpoint_kind, endpoint_id, lane, state, settled_at, created_at)
       select account_id, event_id, event, endpoint_kind, endpoint_id, lane, 'failed', now(), '2020-01-01' from deliveries, generate_series(1, 10001) where message_id = $1 and endpoint_kind = 'inbox'`, [id])
    const answer = await stage.maya('POST', '/deliveries/replay', { since: '2019-12-31', until: '2020-01-02' })
    expect(answer).toMatchObject({ status: 422, body: { error: expect.stringMatching(/narrower range/) } })
    await stage.app.db.query(`delete from deliveries where created_at < '2020-01-02'`)
  })

  test.each([[{}], [{ since: 'x' }], [{ since: '2026-01-01', endpoint_kind: 'inbox' }], [{ since: '2026-01-01', per_second: 0 }]])('%j is refused', async (body) => {
    expect((await stage.maya('POST', '/deliveries/replay', body)).status).toBe(422)
  })
})

describe('endpoints', () => {
  test('are listed with their health', async () => {
    await say('healthy')
    await stage.settled()
    const { payload } = (await stage.maya('GET', '/endpoints')).body
    expect(payload.map(({ kind, id }: { kind: string; id: number }) => [kind, id])).toEqual([['inbox', stage.world.inbox.id], ['webhook', stage.webhook.id]])
    expect(payload[0]).toMatchObject({ name: 'Web app', url: stage.inboxSink.url, inbox: { id: stage.world.inbox.id }, queue_depth: 0, oldest_waiting_at: null, paused_at: null, failing_since: null })
    expect(payload[0].last_success_at).not.toBeNull()
    const { hour, day } = payload[0].health
    expect(hour.attempts).toBeGreaterThan(0)
    expect(hour.success_rate).toBeGreaterThan(0.5)
    expect(hour.p50_ms).toBeLessThanOrEqual(hour.p95_ms)
    expect(day.attempts).toBeGreaterThanOrEqual(hour.attempts)
  })

  test('are paused and resumed; administrators are told, agents see it above the conversation', async () => {
    const room = ({ id, pubsub_token }: Person) => agentRoom(stage.world.account, { id, token: pubsub_token })
    const frames = async (who: Person, ear: Client) => (await ear.events(room(who))).filter(({ event }) => event === 'endpoint.updated').map(({ data }) => data)
    const { maya, noah } = stage.world
    const [admin, agent] = [await stage.ear(room(maya)), await stage.ear(room(noah))]
    const path = `/endpoints/inbox/${stage.world.inbox.id}`
    expect((await stage.noah('GET', stage.thread)).body.callback_health).toBeNull()
    expect((await stage.maya('POST', `${path}/pause`)).body).toMatchObject({ kind: 'inbox', paused_at: expect.any(String) })
    await new Promise((resolve) => setTimeout(resolve, 1300))
    const id = await say('waits')
    const { callback_health } = (await stage.noah('GET', stage.thread)).body
    expect(callback_health).toMatchObject({ state: 'paused', failing_since: expect.any(String), waiting: expect.any(Number) })
    expect(callback_health.waiting).toBeGreaterThan(0)
    expect((await stage.maya('GET', '/endpoints')).body.payload[0]).toMatchObject({ queue_depth: expect.any(Number), oldest_waiting_at: expect.any(String) })
    expect(received(id)).toHaveLength(0)
    expect((await stage.noah('GET', '/conversations')).body.data.payload[0]).not.toHaveProperty('callback_health')
    expect((await stage.maya('POST', `${path}/resume`)).body).toMatchObject({ paused_at: null })
    await stage.settled()
    expect(received(id)).toHaveLength(1)
    expect((await stage.noah('GET', stage.thread)).body.callback_health).toBeNull()
    expect((await frames(maya, admin)).map(({ kind, id: endpoint, paused_at }) => [kind, endpoint, paused_at === null])).toEqual([
      ['inbox', stage.world.inbox.id, false], ['inbox', stage.world.inbox.id, true],
    ])
    expect(await frames(noah, agent)).toEqual([])
  })

  test('a conversation whose callback fails says since when, from the first failure on', async () => {
    stage.inboxSink.answer = (response) => response.writeHead(503, { 'retry-after': '600' }).end()
    const id = await say('failing')
    await until(async () => (await ofMessage(id)).last_status === 503)
    await say('behind')
    const { callback_health } = (await stage.noah('GET', stage.thread)).body
    const [first] = (await stage.maya('GET', `/deliveries/${(await ofMessage(id)).id}`)).body.attempts_made
    expect(callback_health).toMatchObject({ state: 'failing', failing_since: first.started_at })
    expect(callback_health.waiting).toBeGreaterThanOrEqual(2)
    stage.inboxSink.answer = (response) => response.end()
    await stage.maya('POST', `/deliveries/${(await ofMessage(id)).id}/replay`)
    await stage.settled()
  })
})

describe('for agents', () => {
  test('the callbacks of a message: state and times, nothing else', async () => {
    const id = await say('for the tick')
    await stage.settled()
    const { payload } = (await stage.noah('GET', `${stage.thread}/deliveries?message_id=${id}`)).body
    expect(payload.map(({ endpoint_kind }: { endpoint_kind: string }) => endpoint_kind).toSorted()).toEqual(['inbox', 'webhook'])
    expect(payload[0]).toMatchObject({ event: 'message_created', state: 'delivered', message_id: id, attempts: [{ status: 200, error_class: null }] })
    for (const secret of [stage.inboxSink.url, stage.accountSink.url, stage.world.inbox.secret, 'for the tick', 'x-chatwoot']) expect(JSON.stringify(payload)).not.toContain(secret)
    expect((await stranger('GET', `${stage.thread}/deliveries`)).status).toBe(401)
  })

  test('the ledger itself is for administrators', async () => {
    const { id } = (await stage.maya('GET', '/deliveries')).body.payload[0]
    const inbox = stage.world.inbox.id
    for (const [method, path] of [
      ['GET', '/deliveries'], ['GET', `/deliveries/${id}`], ['POST', `/deliveries/${id}/replay`], ['POST', '/deliveries/replay'], ['GET', '/deliveries/replays/1'],
      ['GET', '/endpoints'], ['POST', `/endpoints/inbox/${inbox}/pause`], ['POST', `/endpoints/inbox/${inbox}/resume`], ['POST', `/inboxes/${inbox}/test_delivery`],
    ] as const) expect([path, (await stage.noah(method, path, method === 'POST' ? {} : undefined)).status]).toEqual([path, 401])
  })

  test('what is another account’s is not there', async () => {
    const { app, world } = stage
    const [older] = await app.db.query('select id from accounts order by id limit 1')
    const [{ id: foreign }] = await app.db.query('insert into replays (account_id, total, per_second) values ($1, 0, 1) returning id', [older!.id]) as [{ id: number }]
    const [theirs] = await app.db.query('select id from inboxes where account_id = $1', [older!.id])
    expect(theirs!.id).not.toBe(world.inbox.id)
    const [delivery] = await app.db.query(
      `insert into deliveries (account_id, event_id, event, endpoint_kind, endpoint_id, lane, state, settled_at) values ($1, 1, 'message_created', 'inbox', $2, 'x', 'failed', now()) returning id`, [older!.id, theirs!.id])
    for (const [method, path] of [
      ['GET', `/deliveries/${delivery!.id}`], ['POST', `/deliveries/${delivery!.id}/replay`], ['GET', `/deliveries/replays/${foreign}`],
      ['POST', `/endpoints/inbox/${theirs!.id}/pause`], ['POST', `/endpoints/nothing/1/pause`], ['POST', `/inboxes/${theirs!.id}/test_delivery`],
    ] as const) expect([path, (await stage.maya(method, path, method === 'POST' ? {} : undefined)).status]).toEqual([path, 404])
  })
})
