import { connect } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { buildApp } from '../app.ts'

// Requests as no polite client makes them: each is answered, none breaks anything.

let app: TestApp
let world: World
let client: string

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  client = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}`
})
afterAll(() => app.close())

/** What the server says to these bytes, until it hangs up. */
async function say(...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.write(lines.join('\r\n'))
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const head = (method: string, path: string, ...headers: string[]) => [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '']
const statusOf = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

describe('a request is answered', () => {
  test.each([
    ['with a body where none is read', ['GET', () => client, 'Content-Type: application/json', 'Content-Length: 7'], '{"a":1}', [200]],
    ['that waits to be let on', ['POST', () => `${client}/conversations`, 'Content-Type: application/json', 'Content-Length: 2', 'Expect: 100-continue'], '{}', [100, 200]],
    ['that expects what nobody knows', ['POST', () => `${client}/conversations`, 'Content-Length: 0', 'Expect: a miracle'], '', [417]],
    ['in pieces', ['POST', () => `${client}/conversations`, 'Content-Type: application/json', 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n', [200]],
    ['in a broken piece', ['POST', () => `${client}/conversations`, 'Content-Type: application/json', 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n', [400]],
    ['with two lengths', ['POST', () => `${client}/conversations`, 'Content-Length: 2', 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n', [400]],
    ['with a type that is none', ['POST', () => `${client}/conversations`, 'Content-Type: ;;;', 'Content-Length: 2'], '{}', [415]],
    ['with an empty body of any type', ['POST', () => `${client}/conversations`, 'Content-Type: application/x-tar', 'Content-Length: 0'], '', [200]],
    ['with an empty multipart body', ['POST', () => `${client}/conversations`, 'Content-Type: multipart/form-data; boundary=x', 'Content-Length: 0'], '', [200]],
    ['without a boundary', ['POST', () => `${client}/conversations`, 'Content-Type: multipart/form-data', 'Content-Length: 2'], '{}', [400]],
    ['with another boundary', ['POST', () => `${client}/conversations`, 'Content-Type: multipart/form-data; boundary=x', 'Content-Length: 8'], '--y\r\n\r\n\r\n', [400]],
    ['at an address that cannot be read', ['GET', () => '/public/api/v1/inboxes/%E0%A4%A'], '', [400]],
    ['of a method that nobody knows', ['BREW', () => client], '', [400]],
    ['of a method that has no route', ['DELETE', () => client], '', [404]],
  ] as [string, [string, () => string, ...string[]], string, number[]][])('%s', async (_name, [method, path, ...headers], body, statuses) => {
    expect(statusOf(await say(...head(method, path(), ...headers), body))).toEqual(statuses)
  })

  test('at an address that cannot be read with no more than that', async () => {
    expect(await app.call('GET', '/public/api/v1/inboxes/%E0%A4%A')).toMatchObject({ status: 400, body: { status: 400, error: 'Bad Request' } })
  })

  test('within some minutes, or cut off', async () => {
    const { app: built } = await buildApp({ config: app.config, db: app.db, connection: {}, secretKey: '', log: pino({ level: 'silent' }) })
    // How long a whole request may take to come, and how long a connection may be silent; in milliseconds, 0 is for ever.
    expect([built.server.requestTimeout > 0, built.server.timeout > 0]).toEqual([true, true])
    await built.close()
  })
})

describe('an address', () => {
  test('may end in .json, which is no part of it; what its query ends in is', async () => {
    const api = `/api/v1/accounts/${world.account}`
    await app.call('POST', `${api}/contacts`, { token: world.maya.token, body: { name: 'report.json' } })
    await app.call('POST', `${api}/contacts`, { token: world.maya.token, body: { name: 'report' } })
    for (const path of ['/contacts/search.json?q=report.json', '/contacts/search?q=report.json', '/contacts/search/?q=report.json']) {
      const { body } = await app.call('GET', api + path, { token: world.maya.token })
      expect([path, body.payload.map(({ name }: { name: string }) => name)]).toEqual([path, ['report.json']])
    }
    for (const path of ['.json', '/conversations.json', '/conversations.json/', `/conversations/${world.conversation}.json?x=1`]) expect([path, (await app.call('GET', client + path)).status]).toEqual([path, 200])
  })
})

test('an address may have two slashes for one, as clients write them whose base ends in one', async () => {
  for (const path of [`/${client}/conversations`, client.replace('/api/', '//api/'), `${client}//conversations.json`]) expect([path, (await app.call('GET', path)).status]).toEqual([path, 200])
  const { body } = await app.call('GET', `//api/v1/accounts/${world.account}//contacts/search?q=a//b`, { token: world.maya.token })
  expect(body.payload).toEqual([])
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}//cable`)
  const status = await new Promise((resolve) => {
    socket.on('upgrade', (response) => { resolve(response.statusCode); socket.on('open', () => socket.terminate()) })
    socket.on('unexpected-response', (request, response) => { resolve(response.statusCode); request.destroy() })
    socket.on('error', () => undefined)
  })
  expect(status).toBe(101)
})

describe('credentials', () => {
  const session = (values: unknown) => `Bearer ${Buffer.from(JSON.stringify(values)).toString('base64')}`

  test.each([
    { 'access-token': 'a', client: '\0', uid: 'u' }, { 'access-token': '\0', client: 'c', uid: 'u' }, { 'access-token': 'a', client: 'c', uid: '\0' },
    { 'access-token': 'a', client: '\ud800', uid: 'u' }, { 'access-token': 1, client: 2, uid: 3 }, { 'access-token': 'a', client: ['c'], uid: {} }, [], 'x',
  ])('that cannot be any are refused: %j', async (values) => {
    const answer = await app.call('GET', '/api/v1/profile', { headers: { authorization: session(values) } })
    expect([answer.status, answer.body.errors ?? answer.body.error]).toEqual([401, expect.anything()])
  })

  test.each(['parley_session=a.b', 'parley_session=%00.b', 'parley_session=.', 'x=parley_session=a.b', 'parley_session=a.b; parley_session=c.d'])('that stand in a cookie %s are refused', async (cookie) => {
    expect((await app.call('GET', '/api/v1/profile', { headers: { cookie } })).status).toBe(401)
  })
})

describe('behind a proxy', () => {
  let proxied: TestApp
  beforeAll(async () => { proxied = await startTestApp({ TRUST_PROXY: 'true', RACK_ATTACK_LIMIT: '5' }) })
  afterAll(() => proxied.close())
  const from = async (forwarded: string) => (await proxied.call('GET', '/api', { headers: { 'x-forwarded-for': forwarded } })).status

  test('an address is what the proxy says, not what the client says before it', async () => {
    for (let count = 0; count < 5; count += 1) expect(await from(`198.51.100.${count}, 203.0.113.7`)).toBe(200)
    expect(await from('127.0.0.1, 203.0.113.7')).toBe(429)
    expect(await from('203.0.113.7, 10.0.0.1')).toBe(429)
    expect(await from('203.0.113.8')).toBe(200)
    const sockets = ['198.51.100.9, 203.0.113.7', '198.51.100.9, 203.0.113.8'].map((forwarded) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`${proxied.url.replace('http', 'ws')}/cable`, { headers: { 'x-forwarded-for': forwarded } })
        socket.on('upgrade', (response) => { resolve(response.statusCode!); socket.on('open', () => socket.terminate()) })
        socket.on('unexpected-response', (request, response) => { resolve(response.statusCode!); request.destroy() })
        socket.on('error', () => undefined)
      }))
    expect(await Promise.all(sockets)).toEqual([429, 101])
  })
})
