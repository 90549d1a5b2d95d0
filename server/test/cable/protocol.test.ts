import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { agentRoom, type Client, connect, contactRoom, type Frame, subscribed } from './client.ts'
import { addAccount, addContact, addConversation, addInbox, addSession, addUser, happen, message, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let acme: number, inbox: number, maya: Person, omar: Person
const clients: Client[] = []

beforeAll(async () => {
  stage = await openStage()
  acme = await addAccount(stage.db, 'acme')
  inbox = await addInbox(stage.db, acme, 'shop')
  maya = await addUser(stage.db, acme, 'maya', 'administrator')
  omar = await addSession(stage.db, acme, await addContact(stage.db, acme, 'omar'), inbox)
})
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()))
afterAll(() => stage.stop())

async function client(...rest: Parameters<typeof connect> extends [string, ...infer R] ? R : never): Promise<Client> {
  const made = await connect(stage.url, ...rest)
  clients.push(made)
  return made
}

/** Proves that the connection still works, and that nothing was sent to it before. */
async function expectSilence(quiet: Client) {
  const identifier = contactRoom('no such token')
  quiet.send({ command: 'subscribe', identifier })
  expect(await quiet.next()).toEqual({ identifier, type: 'reject_subscription' })
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

  test('from an address over its limit is answered 429', async () => {
    const strict = await openStage({ admit: () => false })
    const request = httpRequest({ port: strict.port, path: '/cable', headers: { connection: 'Upgrade', upgrade: 'websocket' } }).end()
    const [response] = await once(request, 'response')
    expect([response.statusCode, (await response.toArray()).join('')]).toEqual([429, 'Retry later\n'])
    await strict.stop()
  })
})

describe('subscribing', () => {
  test('says welcome, confirms, tells presence: in that order and in the exact form', async () => {
    const { nextText, send } = await client()
    const identifier = contactRoom(omar.token)
    send({ command: 'subscribe', identifier })
    expect(await nextText()).toBe('{"type":"welcome"}')
    expect(await nextText()).toBe(`{"identifier":${JSON.stringify(identifier)},"type":"confirm_subscription"}`)
    expect(await nextText()).toBe(`{"identifier":${JSON.stringify(identifier)},"message":{"event":"presence.update","data":{"account_id":${acme},"users":{}}}}`)
  })

  test('works before the welcome was read', async () => {
    const identifier = contactRoom(omar.token)
    const socket = await upgrade(stage.port, '/cable', '', 'websocket', masked(JSON.stringify({ command: 'subscribe', identifier })))
    const answer = await readUntil(socket, 'presence.update')
    expect(answer.indexOf('"welcome"')).toBeLessThan(answer.indexOf('"confirm_subscription"'))
    socket.destroy()
  })

  test.each([
    (token: string) => `{ "pubsub_token" : "${token}" ,\n\t"channel":"RoomChannel"}`,
    (token: string) => `{"channel":"RoomChannel","x":"é </script> \\u0041 \\ud800 😀","pubsub_token":"${token}"}`,
  ])('echoes an identifier byte for byte (%#)', async (write) => {
    const identifier = write(omar.token)
    const talker = await client()
    await talker.next()
    expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'confirm_subscription' })
    expect((await talker.next()).identifier).toBe(identifier)
  })

  test('twice with one identifier is once; in another spelling it is another subscription', async () => {
    const talker = await client()
    const [one, other] = [contactRoom(omar.token), `${contactRoom(omar.token)} `]
    for (const identifier of [one, one, other]) talker.send({ command: 'subscribe', identifier })
    const frames = [await talker.next(), await talker.next(), await talker.next(), await talker.next(), await talker.next()]
    expect(frames.map(({ type, identifier }) => [type ?? 'event', identifier])).toEqual([
      ['welcome', undefined], ['confirm_subscription', one], ['event', one], ['confirm_subscription', other], ['event', other],
    ])
    const conversation = await addConversation(stage.db, omar.id)
    await happen(stage.db, 'message.created', { ...conversation, message: message(conversation, 'twice') })
    expect([(await talker.next()).identifier, (await talker.next()).identifier].toSorted()).toEqual([one, other].toSorted())
  })

  test('ends by unsubscribe, without an answer', async () => {
    const talker = await subscribed(stage.url, contactRoom(omar.token))
    clients.push(talker)
    talker.send({ command: 'unsubscribe', identifier: contactRoom(omar.token) })
    talker.send({ command: 'message', identifier: contactRoom(omar.token), data: '{"action":"update_presence"}' })
    await expectSilence(talker)
    const conversation = await addConversation(stage.db, omar.id)
    await happen(stage.db, 'message.created', { ...conversation, message: message(conversation, 'unheard') })
    await expectSilence(talker)
    expect(await talker.subscribe(contactRoom(omar.token))).toMatchObject({ type: 'confirm_subscription' })
  })

  test('runs the commands of one connection in their order', async () => {
    const talker = await client()
    await talker.next()
    const identifiers = Array.from({ length: 60 }, (_, index) => `${contactRoom(omar.token)}${' '.repeat(index)}`)
    for (const identifier of identifiers) talker.send({ command: 'subscribe', identifier })
    const confirmed: Frame[] = []
    while (confirmed.length < identifiers.length) {
      const frame = await talker.next()
      if (frame.type) confirmed.push(frame)
    }
    expect(confirmed.map(({ identifier }) => identifier)).toEqual(identifiers)
  })

  test('is refused beyond 64 subscriptions and for a giant identifier', async () => {
    const talker = await client()
    await talker.next()
    const giant = `${contactRoom(omar.token)}${' '.repeat(5000)}`
    expect(await talker.subscribe(giant)).toEqual({ identifier: giant, type: 'reject_subscription' })
    for (let index = 0; index < 65; index += 1) talker.send({ command: 'subscribe', identifier: `${contactRoom(omar.token)}${' '.repeat(index)}` })
    const types: (string | undefined)[] = []
    while (types.at(-1) !== 'reject_subscription') types.push((await talker.next()).type)
    expect(types.filter((type) => type === 'confirm_subscription')).toHaveLength(64)
  })
})

describe('tokens', () => {
  test.each<[string, (at: { acme: number; other: number }) => object]>([
    ['an unknown token', () => ({ pubsub_token: 'nobody' })],
    ['no token', () => ({})],
    ['a blank token', () => ({ pubsub_token: ' ' })],
    ['a number for a token', () => ({ pubsub_token: 7 })],
    ['a user\'s token alone', () => ({ pubsub_token: maya.token })],
    ['a contact\'s token for a user', () => ({ pubsub_token: omar.token, account_id: acme, user_id: maya.id })],
    ['another user\'s id', () => ({ pubsub_token: maya.token, account_id: acme, user_id: maya.id + 1 })],
    ['no account', () => ({ pubsub_token: maya.token, user_id: maya.id })],
    ['a foreign account', ({ other }) => ({ pubsub_token: maya.token, account_id: other, user_id: maya.id })],
    ['a user without token or session', () => ({ account_id: acme, user_id: maya.id })],
    ['a user with a blank token', () => ({ pubsub_token: '', account_id: acme, user_id: maya.id })],
    ['ids that are none', () => ({ pubsub_token: maya.token, account_id: '1; drop table', user_id: { id: maya.id } })],
    ['giant ids', () => ({ pubsub_token: maya.token, account_id: 1e300, user_id: '9'.repeat(40) })],
  ])('%s is rejected', async (_, params) => {
    const talker = await client()
    await talker.next()
    const other = await addAccount(stage.db, 'other')
    const identifier = JSON.stringify({ channel: 'RoomChannel', ...params({ acme, other }) })
    expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'reject_subscription' })
  })

  test('of an agent are taken with ids as numbers or as text', async () => {
    const talker = await client()
    await talker.next()
    for (const text of [false, true]) {
      const ids = text ? { account_id: String(acme), user_id: String(maya.id) } : { account_id: acme, user_id: maya.id }
      const identifier = JSON.stringify({ channel: 'RoomChannel', pubsub_token: maya.token, ...ids })
      expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'confirm_subscription' })
      expect((await talker.next()).message?.event).toBe('presence.update')
    }
  })

  test('are not needed with the session cookie of that very user', async () => {
    stage.sessions.set('session=maya', maya.id)
    const talker = await client([], { headers: { cookie: 'session=maya' } })
    await talker.next()
    expect(await talker.subscribe(agentRoom(acme, { id: maya.id }))).toMatchObject({ type: 'confirm_subscription' })
    await talker.next()
    expect(await talker.subscribe(agentRoom(acme, { id: maya.id + 1 }))).toMatchObject({ type: 'reject_subscription' })
    expect(await talker.subscribe(contactRoom(''))).toMatchObject({ type: 'reject_subscription' })
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
    await expectSilence(talker)
  })

  test('of a channel action is ignored', async () => {
    const talker = await subscribed(stage.url, contactRoom(omar.token))
    clients.push(talker)
    for (const data of ['{"action":"dance"}', '{', 7, null, undefined, { action: 7 }]) talker.send({ command: 'message', identifier: contactRoom(omar.token), data })
    await expectSilence(talker)
  })

  test('in binary frames is ignored', async () => {
    const talker = await client()
    await talker.next()
    talker.socket.send(Buffer.from(JSON.stringify({ command: 'subscribe', identifier: contactRoom(omar.token) })), { binary: true })
    await expectSilence(talker)
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
    await expectSilence(witness)
  })
})

describe('update_presence', () => {
  test.each([['text', '{"action":"update_presence"}'], ['an object', { action: 'update_presence' }]])('is taken as %s', async (_, data) => {
    const identifier = agentRoom(acme, maya)
    const talker = await subscribed(stage.url, identifier)
    clients.push(talker)
    await stage.db.query(`update account_users set availability = 'busy' where user_id = $1`, [maya.id])
    talker.send({ command: 'message', identifier, data })
    expect(await talker.next()).toMatchObject({ identifier, message: { event: 'presence.update', data: { account_id: acme, users: { [maya.id]: 'busy' }, contacts: {} } } })
    await stage.db.query(`update account_users set availability = 'online' where user_id = $1`, [maya.id])
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

/** A handshake by hand; `rest` travels in the same packet. */
async function upgrade(port: number, path: string, headers = '', protocol = 'websocket', rest = Buffer.alloc(0)): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1')
  await once(socket, 'connect')
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  socket.write(Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${key}${headers}\r\n`), rest]))
  return socket
}

/** Three seconds later: the ping that a client gets. */
async function beat(socket: WebSocket): Promise<string> {
  const next = once(socket, 'message')
  vi.advanceTimersByTime(3_000)
  return (await next)[0].toString() as string
}

/** A short text frame as a client sends it. */
function masked(text: string | Buffer): Buffer {
  const payload = Buffer.from(text as string)
  const head = payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload])
}

async function readUntil(socket: Socket, text: string): Promise<string> {
  let read = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    read += String(chunk)
    if (read.includes(text)) break
  }
  return read
}
