import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { expectedSignature, startSink, type Callback, type Sink } from '../sink.ts'
import { addAgent, makeWorld, password, type World } from '../world.ts'

// Keys that rotate with an overlap, and what endpoints may set, on a real receiver.

let app: TestApp
let sink: Sink
let other: Sink
let world: World
let api: string
let inbox: string
const maya = (method: string, path: string, body?: unknown) => app.call(method, `${api}${path}`, { token: world.maya.token, body })
const write = (content: string, token = world.noah.token) => app.call('POST', `${api}/conversations/${world.conversation}/messages`, { token, body: { content } })
const says = (content: string) => ({ body }: Callback) => body.event === 'message_created' && body.content === content
const heard = async (content: string, by = sink) => {
  await write(content)
  return by.waitFor(says(content))
}
const signedWith = (secret: string, { headers, raw }: Callback) => `sha256=${createHmac('sha256', secret).update(`${headers['x-chatwoot-timestamp'] as string}.${raw}`).digest('hex')}`
const verify = (secret: string, { headers, raw }: Callback) => new Webhook(secret).verify(raw, headers as Record<string, string>)

beforeAll(async () => {
  app = await startTestApp()
  sink = await startSink()
  other = await startSink()
  world = await makeWorld(app, 'acme', { webhook_url: sink.url })
  api = `/api/v1/accounts/${world.account}`
  inbox = `/inboxes/${world.inbox.id}`
})
beforeEach(() => { sink.received.length = 0 })
afterAll(async () => {
  await app.close()
  await sink.close()
  await other.close()
})

test('without an overlap the old secret is worth nothing at once', async () => {
  const before = (await maya('GET', inbox)).body
  const { body } = await maya('POST', `${inbox}/reset_secret`)
  expect(body.secret).not.toBe(before.secret)
  expect(body.previous_secret_until).toBeNull()
  const callback = await heard('reset')
  expect(callback.headers['x-chatwoot-signature']).toBe(expectedSignature(callback, body.secret))
  expect(callback.headers).not.toHaveProperty('x-chatwoot-signature-previous')
  expect(verify(body.webhook_secret, callback)).toEqual(callback.body)
  expect(() => verify(before.webhook_secret, callback)).toThrow('No matching signature')
})

test('during an overlap both secrets sign the same bytes', async () => {
  const before = (await maya('GET', inbox)).body
  const { status, body } = await maya('POST', `${inbox}/reset_secret`, { overlap: 3600 })
  expect(status).toBe(200)
  expect(Date.parse(body.previous_secret_until)).toBeGreaterThan(Date.now() + 3_500_000)
  expect(Date.parse(body.previous_secret_until)).toBeLessThanOrEqual(Date.now() + 3_600_000)
  expect(JSON.stringify(body)).not.toContain(before.secret)
  expect((await app.db.query('select previous_secret from inboxes where id = $1', [world.inbox.id]))[0]!.previous_secret).not.toContain(before.secret)
  const callback = await heard('both')
  expect(callback.headers['x-chatwoot-signature']).toBe(signedWith(body.secret, callback))
  expect(callback.headers['x-chatwoot-signature-previous']).toBe(signedWith(before.secret, callback))
  for (const secret of [body.webhook_secret, before.webhook_secret]) expect(verify(secret, callback)).toEqual(callback.body)
  expect(callback.headers).toMatchObject({ 'webhook-id': callback.headers['x-chatwoot-delivery'], 'webhook-timestamp': callback.headers['x-chatwoot-timestamp'] })

  const check = (input: object) => maya('POST', '/signature_check', { body: callback.raw, headers: callback.headers, ...input })
  const endpoint = { endpoint_kind: 'inbox', endpoint_id: world.inbox.id }
  expect((await check(endpoint)).body).toMatchObject({ valid: true, reason: 'fits' })
  expect((await check({ ...endpoint, secret: before.secret })).body).toMatchObject({ valid: true, reason: 'previous_secret' })
  expect((await check({ ...endpoint, secret: body.hmac_token })).body).toMatchObject({ valid: false, reason: 'hmac_token' })
  expect((await check({ ...endpoint, secret: body.webhook_secret })).body).toMatchObject({ valid: true, reason: 'fits' })
  expect((await check({ ...endpoint, body: JSON.stringify(callback.body, null, 2) })).body).toMatchObject({ valid: false, reason: 'body_reserialised' })

  await app.db.query('update inboxes set previous_secret_until = now() where id = $1', [world.inbox.id])
  const after = await heard('over')
  expect(after.headers).not.toHaveProperty('x-chatwoot-signature-previous')
  expect((await maya('GET', inbox)).body.previous_secret_until).toBeNull()
  expect((await check({ ...endpoint, secret: before.secret })).body).toMatchObject({ valid: false, reason: 'previous_secret' })
})

test('the secret of an account webhook rotates, too', async () => {
  const made = (await maya('POST', '/webhooks', { url: other.url, subscriptions: ['message_created'] })).body.payload.webhook
  const reset = (await maya('POST', `/webhooks/${made.id}/reset_secret`, { overlap: '600' })).body.payload.webhook
  expect(reset.secret).toMatch(/^\w{24}$/)
  expect(reset.previous_secret_until).toMatch(/Z$/)
  const callback = await heard('to the webhook', other)
  expect(callback.headers['x-chatwoot-signature']).toBe(signedWith(reset.secret, callback))
  expect(callback.headers['x-chatwoot-signature-previous']).toBe(signedWith(made.secret, callback))
  expect((await maya('POST', `/webhooks/${made.id}/reset_secret`)).body.payload.webhook).toMatchObject({ previous_secret_until: null })
  expect((await app.call('POST', `${api}/webhooks/${made.id}/reset_secret`, { token: world.noah.token })).status).toBe(401)
  expect((await maya('POST', '/webhooks/999999/reset_secret')).status).toBe(404)
  await maya('DELETE', `/webhooks/${made.id}`)
})

test('during an overlap both HMAC tokens prove an identity', async () => {
  const before = (await maya('GET', inbox)).body
  const { body } = await maya('POST', `${inbox}/rotate_hmac_token`, { overlap: 604_800 })
  expect(body.previous_hmac_token_until).toMatch(/Z$/)
  expect(body.previous_secret_until).toBe(before.previous_secret_until)
  expect(JSON.stringify(body)).not.toContain(before.hmac_token)
  const claim = (token: string, identifier: string) =>
    app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`, { body: { identifier, identifier_hash: createHmac('sha256', token).update(identifier).digest('hex') } })
  expect((await claim(body.hmac_token, 'new')).status).toBe(200)
  expect((await claim(before.hmac_token, 'old')).status).toBe(200)
  expect((await claim(body.secret, 'neither')).status).toBe(401)
  const hash = createHmac('sha256', before.hmac_token).update('old').digest('hex')
  expect((await maya('POST', '/signature_check', { endpoint_id: world.inbox.id, identifier: 'old', identifier_hash: hash })).body).toMatchObject({ valid: true, reason: 'previous_hmac_token' })
  await maya('POST', `${inbox}/rotate_hmac_token`)
  for (const { hmac_token } of [body, before]) expect((await claim(hmac_token, 'old')).status).toBe(401)
})

test('during an overlap both access tokens authenticate', async () => {
  const person = await addAgent(app, api, world.maya.token, 'Rita', 'rita@acme.test')
  const status = async (token: string) => (await app.call('GET', '/api/v1/profile', { token })).status
  const reset = async (token: string, body = {}) => (await app.call('POST', '/api/v1/profile/reset_access_token', { token, body })).body.access_token as string
  const second = await reset(person.token, { overlap: 60 })
  expect([await status(person.token), await status(second)]).toEqual([200, 200])
  expect(await status(`${person.token}x`)).toBe(401)
  const third = await reset(second, { overlap: 60 })
  expect([await status(person.token), await status(second), await status(third)]).toEqual([401, 200, 200])
  await app.db.query('update access_tokens set previous_token_until = now() where owner_id = $1', [person.id])
  expect([await status(second), await status(third)]).toEqual([401, 200])
  const fourth = await reset(third)
  expect([await status(third), await status(fourth)]).toEqual([401, 200])
})

test.each([-1, 604_801, 1.5, 'soon', '7d', true, {}, '1e3'])('an overlap of %j is refused, and nothing rotates', async (overlap) => {
  const before = (await maya('GET', inbox)).body
  for (const path of ['reset_secret', 'rotate_hmac_token']) {
    expect(await maya('POST', `${inbox}/${path}`, { overlap })).toMatchObject({ status: 422, body: { message: 'Overlap must be a number of seconds from 0 to 604800', attributes: ['overlap'] } })
  }
  expect((await app.call('POST', '/api/v1/profile/reset_access_token', { token: world.maya.token, body: { overlap } })).status).toBe(422)
  expect((await maya('GET', inbox)).body).toEqual(before)
})

test('own headers go out with each try, and come back masked', async () => {
  const url = sink.url.replace('//', '//user:word@')
  const { body } = await maya('PATCH', inbox, { webhook_url: url, custom_headers: { Authorization: 'Bearer of-the-receiver', 'X-Tenant': ' blue ' } })
  expect(body.custom_headers).toEqual({ Authorization: '••••', 'X-Tenant': '••••' })
  expect(JSON.stringify(await app.db.query('select * from inboxes'))).not.toContain('of-the-receiver')
  expect((await heard('with headers')).headers).toMatchObject({ authorization: 'Bearer of-the-receiver', 'x-tenant': 'blue' })

  expect((await maya('PATCH', inbox, { custom_headers: { authorization: '••••', 'X-More': '1' } })).body.custom_headers).toEqual({ authorization: '••••', 'X-More': '••••' })
  sink.answer = (response, callback) => response.writeHead(sink.received.filter(({ delivery }) => delivery === callback.delivery).length > 1 ? 200 : 503, { 'retry-after': '0' }).end()
  await write('twice')
  const again = await sink.waitFor((callback) => says('twice')(callback) && sink.received.filter(({ delivery }) => delivery === callback.delivery).length > 1)
  sink.answer = (response) => response.end('ok')
  for (const { headers } of sink.received.filter(({ delivery }) => delivery === again.delivery)) {
    expect(headers).toMatchObject({ authorization: 'Bearer of-the-receiver', 'x-more': '1' })
    expect(headers).not.toHaveProperty('x-tenant')
  }
  expect(JSON.stringify(await app.db.query('select * from delivery_attempts'))).not.toContain('of-the-receiver')

  expect((await maya('PATCH', inbox, { custom_headers: null })).body.custom_headers).toEqual({})
  expect((await heard('without headers')).headers.authorization).toBe(`Basic ${Buffer.from('user:word').toString('base64')}`)
  await maya('PATCH', inbox, { webhook_url: sink.url })
})

test('skip_own leaves out what the token that set the address has caused', async () => {
  const bot = await addAgent(app, api, world.maya.token, 'Integration', 'bot@acme.test', 'administrator')
  const set = await app.call('PATCH', `${api}${inbox}`, { token: bot.token, body: { webhook_url: sink.url, skip_own: true } })
  expect(set.body).toMatchObject({ skip_own: true })
  const webhook = (await app.call('POST', `${api}/webhooks`, { token: bot.token, body: { url: other.url, subscriptions: ['message_created'], skip_own: true } })).body.payload.webhook
  expect(webhook.skip_own).toBe(true)
  await write('echo', bot.token)
  await write('from an agent')
  await Promise.all([sink.waitFor(says('from an agent')), other.waitFor(says('from an agent'))])
  for (const receiver of [sink, other]) expect(receiver.received.filter(says('echo'))).toEqual([])

  // A form that sends the same address back leaves the owner; rotation does, too.
  const signedIn = await app.call('POST', '/auth/sign_in', { body: { email: world.maya.email, password } })
  const session = Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, signedIn.headers.get(name)!]))
  expect((await app.call('PATCH', `${api}${inbox}`, { headers: session, body: { webhook_url: sink.url, name: 'Saved' } })).status).toBe(200)
  const { access_token } = (await app.call('POST', '/api/v1/profile/reset_access_token', { token: bot.token })).body
  await write('echo again', access_token)
  await heard('after that')
  expect(sink.received.filter(says('echo again'))).toEqual([])

  // The dashboard has no token: an address that is new there belongs to the administrator's.
  await app.call('PATCH', `${api}${inbox}`, { headers: session, body: { webhook_url: `${sink.url}?moved` } })
  await write('of the administrator', world.maya.token)
  await write('of the former owner', access_token)
  await sink.waitFor(says('of the former owner'))
  expect(sink.received.filter(says('of the administrator'))).toEqual([])

  await maya('PATCH', inbox, { skip_own: false })
  await write('told again', world.maya.token)
  await sink.waitFor(says('told again'))
  await maya('DELETE', `/webhooks/${webhook.id}`)
})

test('an inbox is told of the events that it names', async () => {
  expect((await maya('PATCH', inbox, { events: ['conversation_updated', 'conversation_updated'] })).body.events).toEqual(['conversation_updated'])
  await write('not told')
  await maya('PATCH', `/conversations/${world.conversation}`, { priority: 'high' })
  await sink.waitFor(({ body }) => body.event === 'conversation_updated' && body.priority === 'high')
  expect(sink.received.filter(({ body }) => body.event !== 'conversation_updated')).toEqual([])
  expect((await maya('PATCH', inbox, { events: null })).body.events).toBeNull()
  await heard('told')
})

test('private receivers are those that the account names', async () => {
  // Reached as the world outside does, loopback is as private as any other network.
  const outside = await startTestApp({ PUBLIC_URL: 'https://desk.example.com' })
  const acme = await makeWorld(outside, 'outside', { webhook_url: sink.url })
  const account = `/api/v1/accounts/${acme.account}`
  const setHosts = (webhook_allow_hosts: unknown, token = acme.maya.token) => outside.call('PATCH', account, { token, body: { webhook_allow_hosts } })
  const speak = (content: string) => outside.call('POST', `${account}/conversations/${acme.conversation}/messages`, { token: acme.noah.token, body: { content } })
  for (const wrong of ['10.0.0.0/8', [7], ['10.0.0.0/99'], ['http://host'], ['a b'], [''], Array.from({ length: 101 }, () => 'host')]) expect((await setHosts(wrong)).status).toBe(422)
  expect((await setHosts(['127.0.0.0/8'], acme.noah.token)).status).toBe(401)
  expect((await setHosts(['127.0.0.0/8'])).body.settings.webhook_allow_hosts).toEqual(['127.0.0.0/8'])
  await speak('allowed')
  await sink.waitFor(says('allowed'))
  expect((await setHosts(null)).status).toBe(200)
  await speak('refused')
  let error: string | null = null
  while (error === null) [{ last_error: error }] = await outside.db.query(`select max(last_error) as last_error from deliveries`) as [{ last_error: string | null }]
  expect(error).toContain("127.0.0.1 is not a public address: name it in WEBHOOK_ALLOW_HOSTS or in the account's webhook_allow_hosts")
  expect(sink.received.filter(says('refused'))).toEqual([])
  await outside.close()
})

test('signature_check is for administrators of the account, and knows its own endpoints alone', async () => {
  expect((await app.call('POST', `${api}/signature_check`, { token: world.noah.token, body: { body: '{}' } })).status).toBe(401)
  expect((await maya('POST', '/signature_check', { endpoint_id: 999_999, body: '{}' })).status).toBe(404)
  expect((await maya('POST', '/signature_check', { endpoint_kind: 'bot', endpoint_id: 1, body: '{}' })).status).toBe(422)
  expect(await maya('POST', '/signature_check', {})).toMatchObject({ status: 422, body: { error: 'body must be the text that was received' } })
  expect((await maya('POST', '/signature_check', { body: { a: 1 } })).status).toBe(422)
  expect((await maya('POST', '/signature_check', { body: 'x'.repeat(262_145) })).status).toBe(422)
  expect((await maya('POST', '/signature_check', { body: '{}' })).body).toEqual({ valid: false, reason: 'signature_missing', explanation: 'There is no signature to check.' })
})
