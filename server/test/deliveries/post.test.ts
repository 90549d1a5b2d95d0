import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createGuard } from '../../src/deliveries/guard.ts'
import { createPoster, type Outcome, type Poster } from '../../src/deliveries/post.ts'
import { expectedSignature, startSink, type Callback, type Sink } from '../sink.ts'

let sink: Sink
let poster: Poster
const request = { secret: 'a secret', uuid: '4c4b8c5e-0000-4000-8000-000000000001', body: JSON.stringify({ content: 'größe ☃ 😀' }) }

beforeAll(async () => {
  sink = await startSink()
  poster = newPoster()
})
afterEach(() => {
  sink.received.length = 0
  sink.answer = (response) => response.end('ok')
})
afterAll(async () => {
  await poster.close()
  await sink.close()
})

function newPoster(timeout = 5000, webhookAllowHosts: string[] = ['127.0.0.1']) {
  return createPoster({ timeout, guard: createGuard({ webhookAllowHosts, publicUrl: 'https://desk.example.com' }) })
}

const post = (url = sink.url, by = poster) => by.post({ ...request, url }).outcome as Promise<Outcome>

test('signs the bytes that it sends', async () => {
  const outcome = await post()
  expect(outcome).toMatchObject({ status: 200, error: null, response_body: 'ok' })
  const [callback] = sink.received
  expect(callback!.raw).toBe(request.body)
  expect(callback!.headers).toMatchObject({
    'content-type': 'application/json', accept: 'application/json', 'user-agent': expect.stringMatching(/^Parley\/\d/), 'x-chatwoot-delivery': request.uuid,
    'x-chatwoot-timestamp': String(outcome.timestamp), 'x-chatwoot-signature': expectedSignature(callback!, request.secret), 'content-length': String(Buffer.byteLength(request.body)),
  })
  expect(callback!.headers).not.toHaveProperty('authorization')
})

test('sends user and password of the URL as HTTP Basic', async () => {
  await post(sink.url.replace('//', '//ma%40ya:s%3Acret@'))
  expect(sink.received[0]!.headers.authorization).toBe(`Basic ${Buffer.from('ma@ya:s:cret').toString('base64')}`)
  await post(sink.url.replace('//', '//maya:100%25%zz@'))
  expect(sink.received[1]!.headers.authorization).toBe(`Basic ${Buffer.from('maya:100%%zz').toString('base64')}`)
})

test('takes any 2xx for a success and nothing else', async () => {
  const statuses = [201, 204, 299, 304, 400, 404, 500, 503]
  const outcomes: Record<number, string | null> = {}
  for (const status of statuses) {
    sink.answer = (response) => response.writeHead(status).end()
    outcomes[status] = (await post()).error
  }
  expect(outcomes).toEqual({
    201: null, 204: null, 299: null, 304: '304 Not Modified', 400: '400 Bad Request', 404: '404 Not Found', 500: '500 Internal Server Error', 503: '503 Service Unavailable',
  })
})

test('does not follow redirects', async () => {
  sink.answer = (response) => response.writeHead(307, { location: sink.url }).end()
  expect(await post()).toMatchObject({ status: 307, error: '307 Temporary Redirect' })
  expect(sink.received).toHaveLength(1)
})

test('reads Retry-After as seconds and as a date', async () => {
  sink.answer = (response) => response.writeHead(429, { 'retry-after': '7' }).end()
  expect((await post()).retryAfter).toBe(7000)
  sink.answer = (response) => response.writeHead(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end()
  const { retryAfter } = await post()
  expect(retryAfter).toBeGreaterThan(30_000)
  expect(retryAfter).toBeLessThanOrEqual(60_000)
  sink.answer = (response) => response.writeHead(503, { 'retry-after': 'soon' }).end()
  expect((await post()).retryAfter).toBeNull()
})

test('judges an answer of 10 MB by its status, cuts it off and keeps its beginning', async () => {
  const flood = (status: number) => {
    sink.answer = (response) => response.writeHead(status).end(Buffer.alloc(10_000_000, 'a\0'))
  }
  flood(200)
  const success = await post()
  expect(success).toMatchObject({ status: 200, error: null })
  expect(success.response_body).toMatch(/^a{1024}$/)
  flood(500)
  expect(await post()).toMatchObject({ status: 500, error: '500 Internal Server Error' })
})

test('gives up on a receiver that hangs before, within or after its headers', async () => {
  const impatient = newPoster(300)
  sink.answer = () => undefined
  expect(await post(sink.url, impatient)).toMatchObject({ status: null, error: 'no complete answer within 0.3 s' })
  sink.answer = (response) => void response.writeHead(200).write('so ')
  expect(await post(sink.url, impatient)).toMatchObject({ status: 200, error: 'no complete answer within 0.3 s', response_body: 'so ' })
  sink.answer = (response) => {
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  }
  expect(await post(sink.url, impatient)).toMatchObject({ error: 'no complete answer within 0.3 s' })
  await impatient.close()
})

test('fails on a reset, on half a body, on what is not HTTP and where nobody listens', async () => {
  sink.answer = (response) => response.socket!.resetAndDestroy()
  expect((await post()).error).toBeTruthy()
  sink.answer = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 20)
  }
  expect(await post()).toMatchObject({ status: 200, error: expect.any(String), response_body: 'half' })
  const babbler = createServer((socket) => socket.resume().on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1')
  await once(babbler, 'listening')
  const { port } = babbler.address() as AddressInfo
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: null, error: expect.any(String) })
  babbler.close()
  await once(babbler, 'close')
  expect((await post(`http://127.0.0.1:${port}/`)).error).toContain('ECONNREFUSED')
})

test('goes on after every kind of failure', async () => {
  expect(await post()).toMatchObject({ status: 200 })
})

test('refuses addresses before anything is connected', async () => {
  const strict = newPoster(5000, [])
  expect((await post(sink.url, strict)).error).toContain('127.0.0.1 is not a public address')
  expect((await post(sink.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'), strict)).error).toContain('is not a public address')
  expect((await post(sink.url.replace('127.0.0.1', 'localhost'), strict)).error).toMatch(/localhost is .* not a public address.*WEBHOOK_ALLOW_HOSTS/)
  expect((await post('not an address', strict)).error).toBeTruthy()
  expect((await post('ftp://example.com/', strict)).error).toContain('http')
  expect(sink.received).toHaveLength(0)
  await strict.close()
})

test('reaches a name that the setting allows', async () => {
  const allowing = newPoster(5000, ['localhost'])
  expect(await post(sink.url.replace('127.0.0.1', 'localhost'), allowing)).toMatchObject({ status: 200 })
  await allowing.close()
})

test('a connection that one account may open serves nobody else', async () => {
  const closed = createPoster({ timeout: 5000, guard: createGuard({ webhookAllowHosts: [], publicUrl: 'https://desk.example.com', enableAccountSignup: false }) })
  const url = sink.url.replace('127.0.0.1', 'localhost')
  const by = (allow_hosts: string[] | null) => closed.post({ ...request, url, allow_hosts }).outcome
  expect(await by(['localhost'])).toMatchObject({ status: 200 })
  expect((await by(null))!.error).toContain('is not a public address')
  expect((await by(['crm.internal']))!.error).toContain('is not a public address')
  expect(await by(['localhost'])).toMatchObject({ status: 200 })
  await closed.close()
})

test('the secret of Standard Webhooks is that of the endpoint, and old secrets sign beside it', async () => {
  await poster.post({ ...request, url: sink.url, previous_secret: 'before' }).outcome
  const [{ headers, raw }] = sink.received as [Callback]
  const text = `${request.uuid}.${headers['x-chatwoot-timestamp'] as string}.${raw}`
  const sign = (secret: string) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`
  expect(headers['webhook-signature']).toBe(`${sign(request.secret)} ${sign('before')}`)
})

test('a cancelled try has no outcome', async () => {
  sink.answer = () => undefined
  const posting = poster.post({ ...request, url: sink.url })
  await sink.waitFor(() => true)
  posting.cancel()
  expect(await posting.outcome).toBeNull()
})
