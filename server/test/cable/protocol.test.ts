import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import Fastify from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { mountCablePage } from '../../src/cable/server.ts'
import { type Client, connect, contactRoom, heardBefore, subscribed } from './client.ts'
import { masked, readUntil, upgrade } from './raw.ts'
import { addAccount, addContact, addInbox, addSession, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let omar: Person
const clients: Client[] = []

beforeAll(async () => {
  stage = await openStage()
  const acme = await addAccount(stage.db, 'acme')
  omar = await addSession(stage.db, acme, await addContact(stage.db, acme, 'omar'), await addInbox(stage.db, acme, 'shop'))
})
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()))
afterAll(() => stage.stop())

async function client(...rest: Parameters<typeof connect> extends [string, ...infer R] ? R : never): Promise<Client> {
  const made = await connect(stage.url, ...rest)
  clients.push(made)
  return made
}

describe('handshake', () => {
  test.each<[string[], string]>([
    [['actioncable-v1-json', 'actioncable-unsupported'], 'actioncable-v1-json'],
    [['foo', 'actioncable-unsupported', 'actioncable-v1-json'], 'actioncable-unsupported'],
    [[], ''],
  ])('of the sub-protocols %j it chooses %j', async (offered, chosen) => {
    const { socket, next } = await client(offered)
    expect(socket.protocol).toBe(chosen)
    expect(socket.extensions).toBe('')
    expect(await next()).toEqual({ type: 'welcome' })
  })

  test('needs no sub-protocol that it knows, and takes any origin', async () => {
    const socket = await upgrade(stage.port, '/cable', 'Origin: https://elsewhere.example\r\nSec-WebSocket-Protocol: graphql-ws\r\n')
    const answer = (await once(socket, 'data'))[0].toString() as string
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
    expect(answer).not.toMatch(/sec-websocket-(protocol|extensions)/i)
    socket.destroy()
  })

  test.each(['/cable/', '/cable?vsn=1'])('is taken at %s', async (path) => {
    const socket = new WebSocket(`ws://127.0.0.1:${stage.port}${path}`)
    expect((await once(socket, 'message'))[0].toString()).toBe('{"type":"welcome"}')
    socket.terminate()
  })

  test('elsewhere, or for another protocol, is a plain request', async () => {
    for (const [path, name] of [['/cables', 'websocket'], ['/api', 'websocket'], ['/cable', 'h2c']] as const) {
      const socket = await upgrade(stage.port, path, '', name)
      expect((await once(socket, 'data'))[0].toString()).toMatch(/^HTTP\/1\.1 404 [\s\S]*not an upgrade/)
      socket.destroy()
    }
  })

  test('is what /cable is for: a plain request there is answered 404', async () => {
    const app = Fastify()
    mountCablePage(app)
    for (const method of ['GET', 'POST', 'HEAD'] as const) {
      const { statusCode, headers, body } = await app.inject({ method, url: '/cable' })
      expect([statusCode, headers['content-type'], body]).toEqual([404, 'text/plain; charset=utf-8', method === 'HEAD' ? '' : 'Page not found'])
    }
  })

  test('from an address over its limit is answered 429', async () => {
    const strict = await openStage({ admit: () => false })
    const request = httpRequest({ port: strict.port, path: '/cable', headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end()
    const [response] = await once(request, 'response')
    expect([response.statusCode, (await response.toArray()).join('')]).toEqual([429, 'Retry later\n'])
    await strict.stop()
  })
})

describe('nonsense', () => {
  test.each([
    '', 'not json', '[]', 'null', '7', '"text"', '{"command":"subscribe"}', '{"command":"subscribe","identifier":{"channel":"RoomChannel"}}',
    '{"command":"subscribe","identifier":"not json"}', '{"command":"subscribe","identifier":"null"}', '{"command":"subscribe","identifier":"{}"}',
    '{"command":"subscribe","identifier":"{\\"channel\\":\\"OtherChannel\\"}"}', '{"command":"dance","identifier":"x"}',
    '{"command":"message","identifier":"x","data":"{}"}', '{"command":"unsubscribe","identifier":"x"}', '['.repeat(30_000),
  ])('of the form %.30s is ignored, and the connection stays', async (text) => {
    const talker = await client()
    await talker.next()
    talker.send(text)
    expect(await heardBefore(talker)).toEqual([])
  })

  test('of a channel action is ignored', async () => {
    const talker = await subscribed(stage.url, contactRoom(omar.token))
    clients.push(talker)
    for (const data of ['{"action":"dance"}', '{', 7, null, undefined, { action: 7 }]) talker.send({ command: 'message', identifier: contactRoom(omar.token), data })
    expect(await heardBefore(talker)).toEqual([])
  })

  test('in binary frames is ignored', async () => {
    const talker = await client()
    await talker.next()
    talker.socket.send(Buffer.from(JSON.stringify({ command: 'subscribe', identifier: contactRoom(omar.token) })), { binary: true })
    expect(await heardBefore(talker)).toEqual([])
  })

  test.each<[string, Buffer, number]>([
    ['an unmasked frame', Buffer.from([0x81, 0x01, 0x41]), 1002],
    ['reserved bits', Buffer.concat([Buffer.from([0xf1]), masked('x').subarray(1)]), 1002],
    ['broken UTF-8', masked(Buffer.from([0xc3, 0x28])), 1007],
    ['a frame that is too long', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 1, 2, 3, 4]), 1009],
  ])('%s closes that one connection', async (_, bytes, code) => {
    const witness = await client()
    await witness.next()
    const socket = await upgrade(stage.port, '/cable', '', 'websocket', bytes)
    const chunks = Buffer.concat(await socket.toArray())
    const close = chunks.indexOf(Buffer.from([0x88, 0x02]))
    expect(chunks.readUInt16BE(close + 2)).toBe(code)
    expect(await heardBefore(witness)).toEqual([])
  })
})

describe('time', () => {
  afterEach(() => vi.useRealTimers())

  test('pings each 3 s with the second, and cuts off who never answers', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: 1_790_000_000_500 })
    const timed = await openStage()
    const alive = new WebSocket(timed.url)
    await once(alive, 'open')
    const dead = await upgrade(timed.port, '/cable')
    expect(await readUntil(dead, 'welcome')).toContain('{"type":"welcome"}')
    dead.resume()
    const ended = once(dead, 'close')
    expect(await beat(alive)).toBe('{"type":"ping","message":1790000003}')
    for (let count = 0; count < 20; count += 1) {
      // What a client says at any time shows that it lives.
      alive.ping()
      await once(alive, 'pong')
      await beat(alive)
    }
    await ended
    expect(alive.readyState).toBe(WebSocket.OPEN)
    vi.useRealTimers()
    await timed.stop()
  })
})

describe('closing', () => {
  test('tells every socket to come back, closes with 1000, takes nobody in', async () => {
    const leaving = await openStage()
    const talker = await connect(leaving.url)
    await talker.next()
    const deaf = await upgrade(leaving.port, '/cable')
    await readUntil(deaf, 'welcome')
    deaf.resume()
    const cutOff = once(deaf, 'close')
    const closed = leaving.cable.close('server_restart')
    expect(await talker.nextText()).toBe('{"type":"disconnect","reason":"server_restart","reconnect":true}')
    expect(await talker.closed).toBe(1000)
    const late = await upgrade(leaving.port, '/cable')
    expect((await once(late, 'data'))[0].toString()).toMatch(/^HTTP\/1\.1 503 /)
    // This one never answers the close: it is cut off.
    await cutOff
    await closed
    await leaving.stop()
  })
})

/** Three seconds later: the ping that a client gets. */
async function beat(socket: WebSocket): Promise<string> {
  const next = once(socket, 'message')
  vi.advanceTimersByTime(3_000)
  return (await next)[0].toString() as string
}
