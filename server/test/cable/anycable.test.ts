import { createCable } from '@anycable/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp } from '../harness.ts'
import { makeWorld, type World } from '../world.ts'
import { agentRoom, contactRoom, subscribed } from './client.ts'
import { layLine } from './cuts.ts'

// AnyCable's own client over a line that keeps breaking, beside a plain client on one that does not. CABLE_CUTS=200 is the long form.

const cuts = Number(process.env.CABLE_CUTS ?? 40)
const writers = 4

let app: TestApp
let world: World

beforeAll(async () => {
  app = await startTestApp({ CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100000' })
  world = await makeWorld(app)
})
afterAll(() => app.close())

test(`every frame comes once and in order over a line that is cut ${cuts} times`, { timeout: 60_000 }, async () => {
  const random = seeded(Date.now())
  const line = await layLine(Number(new URL(app.url).port), random)
  const plainUrl = `${app.url.replace('http', 'ws')}/cable`
  const rooms = [agentRoom(world.account, { id: world.noah.id, token: world.noah.pubsub_token }), contactRoom(world.omar.pubsub_token)]
  const since = (await app.db.query<{ id: number }>('select max(id) as id from events', []))[0]!.id
  const ears = await Promise.all(rooms.map((room) => subscribed(plainUrl, room)))
  const cables = rooms.map((room) => listen(`ws://127.0.0.1:${line.port}/cable`, room, since))
  await Promise.all(cables.map(({ connected }) => connected))

  let isOver = false
  const load = Promise.all(Array.from({ length: writers }, (_, index) => write(index, () => isOver)))
  for (let cut = 0; cut < cuts; cut += line.cut()) {
    // Every second time there is time to get further; else what was missed would grow beyond what can be asked for.
    if (random() < 0.5) await Promise.all(cables.map(({ heard }) => heard()))
    await new Promise((resolve) => setTimeout(resolve, random() * 50))
  }
  isOver = true
  const sent = (await load).reduce((sum, count) => sum + count, 0)
  await expect.poll(() => cables.map(({ told }) => told.at(-1)), { timeout: 20_000 }).toEqual(await Promise.all(ears.map((ear) => fence(ear, sent))))

  for (const [index, { told, refused }] of cables.entries()) {
    const expected = ears[index]!.texts.map((text) => JSON.parse(text).message).filter(({ event }) => event !== 'presence.update').map((message) => JSON.stringify(message))
    expect(refused()).toBe(0)
    expect(told.map(eventId)).toEqual(expected.map(eventId))
    expect(told).toEqual(expected)
  }
  console.log(`${sent} messages, ${cables.map(({ told, connections }) => `${told.length} frames over ${connections()} connections`).join('; ')}`)
  for (const { close } of cables) close()
  ears.forEach(({ socket }) => socket.terminate())
  line.close()
})

/** What this client has heard since, as the text of each message. */
function listen(url: string, room: string, since: number) {
  const { channel, ...params } = JSON.parse(room) as { channel: string }
  const cable = createCable(url, { protocol: 'actioncable-v1-ext-json', websocketImplementation: WebSocket, reconnectStrategy: () => 5, logLevel: 'error' } as never)
  const told: string[] = []
  let refused = 0
  let connections = 0
  let isOver = false
  const waiting: (() => void)[] = []
  const connected = Promise.withResolvers<void>()
  const subscribe = () => {
    const subscription = cable.subscribeTo(channel, params)
    subscription.on('message', (message: any, meta) => {
      if (message.data.event_id > since) told.push(JSON.stringify(message))
      if (meta) waiting.splice(0).forEach((resolve) => resolve())
    })
    subscription.on('info', ({ type }: { type: string }) => {
      if (type === 'history_not_found') refused += 1
    })
    subscription.on('connect', () => connected.resolve())
    // This client gives a subscription up when the line breaks before it is confirmed: an app asks again. Where it stood, the client still knows.
    subscription.on('close', () => isOver || subscribe())
  }
  subscribe()
  cable.on('connect', () => { connections += 1 })
  const close = () => {
    isOver = true
    cable.disconnect()
  }
  const heard = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { told, heard, connected: connected.promise, refused: () => refused, connections: () => connections, close }
}

/** Customer and agent write in turn, as fast as they are answered. */
async function write(writer: number, isOver: () => boolean): Promise<number> {
  const client = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations`
  const { id } = (await app.call('POST', client)).body as { id: number }
  for (let count = 0; ; count += 1) {
    if (isOver()) return count
    const { status } = count % 2
      ? await app.call('POST', `${client}/${id}/messages`, { body: { content: `${writer}.${count}` } })
      : await app.call('POST', `/api/v1/accounts/${world.account}/conversations/${id}/messages`, { token: world.noah.token, body: { content: `${writer}.${count}` } })
    expect(status).toBe(200)
  }
}

const eventId = (text: string): number => JSON.parse(text).data.event_id

/** The last thing that a plain client has heard once everything is over. */
async function fence({ texts }: { texts: string[] }, sent: number): Promise<string> {
  expect(texts.length).toBeGreaterThan(sent)
  return JSON.stringify(texts.map((text) => JSON.parse(text).message).findLast(({ event }) => event !== 'presence.update'))
}

/** The same every time for one seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
