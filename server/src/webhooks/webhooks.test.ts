import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let other: World
const maya = (method: string, path = '', body?: unknown) => app.call(method, `/api/v1/accounts/${world.account}/webhooks${path}`, { token: world.maya.token, body })
let count = 0
const create = async (input: object = {}) => (await maya('POST', '', { url: `https://hooks.test/${++count}`, ...input })).body.payload.webhook

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  other = await makeWorld(app, 'umbrella')
})
afterAll(() => app.close())

test('a webhook is made flat or below its root key, and listed', async () => {
  const flat = await maya('POST', '', { url: 'https://hooks.test/flat', name: 'Flat', subscriptions: ['message_created', 'message_created'], inbox_id: world.inbox.id })
  expect(flat.status).toBe(200)
  const { webhook } = flat.body.payload
  expect(Object.keys(webhook)).toEqual(['id', 'name', 'url', 'account_id', 'subscriptions', 'secret', 'inbox', 'previous_secret_until', 'webhook_secret', 'custom_headers', 'skip_own'])
  expect(webhook).toMatchObject({
    name: 'Flat', url: 'https://hooks.test/flat', account_id: world.account, subscriptions: ['message_created'], inbox: { id: world.inbox.id, name: 'Web app' },
    secret: expect.stringMatching(/^\w{24}$/),
  })
  const wrapped = (await maya('POST', '', { webhook: { url: 'https://hooks.test/wrapped' } })).body.payload.webhook
  expect(wrapped).toMatchObject({
    name: null,
    subscriptions: [
      'conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated', 'message_created', 'message_updated',
      'webwidget_triggered',
    ],
  })
  expect(wrapped).not.toHaveProperty('inbox')
  expect((await maya('GET')).body).toEqual({ payload: { webhooks: [webhook, wrapped] } })
})

test.each([
  [{ subscriptions: [] }, { message: 'Subscriptions Invalid events', attributes: ['subscriptions'] }],
  [{ subscriptions: 'message_created' }, { message: 'Subscriptions Invalid events', attributes: ['subscriptions'] }],
  [{ subscriptions: ['message_created', 'everything'] }, { message: 'Subscriptions Invalid events', attributes: ['subscriptions'] }],
  [{ subscriptions: null }, { message: 'Subscriptions Invalid events', attributes: ['subscriptions'] }],
  [{ url: 'nowhere' }, { message: 'Url is invalid', attributes: ['url'] }],
  [{ url: '' }, { message: 'Url is invalid', attributes: ['url'] }],
  [{ url: null }, { message: 'Url is invalid', attributes: ['url'] }],
  [{ url: 'javascript:alert(1)//http://x' }, { message: 'Url is invalid', attributes: ['url'] }],
  [{ name: 'x'.repeat(256) }, { message: 'Name is too long (maximum is 255 characters)', attributes: ['name'] }],
  [{ custom_headers: 'X-Key: 1' }, { message: 'Custom headers must be an object of names and values', attributes: ['custom_headers'] }],
  [{ custom_headers: ['X-Key'] }, { message: 'Custom headers must be an object of names and values' }],
  [{ custom_headers: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`X-${index}`, ''])) }, { message: 'Custom headers are too many (maximum is 20)' }],
  [{ custom_headers: { 'X-Key': 7 } }, { message: 'Custom headers give X-Key a value that is no text' }],
  [{ custom_headers: { 'X-Key': 'a\r\nX-Evil: 1' } }, { message: 'Custom headers give X-Key a value with characters that no header can carry' }],
  [{ custom_headers: { 'X-Key': 'a\nb' } }, { message: 'Custom headers give X-Key a value with characters that no header can carry' }],
  [{ custom_headers: { 'X-Key': '☃' } }, { message: 'Custom headers give X-Key a value with characters that no header can carry' }],
  [{ custom_headers: { 'X-Key': 'x'.repeat(4097) } }, { message: 'Custom headers give X-Key too long a value (maximum is 4096 characters)' }],
  [{ custom_headers: { 'X-Key': '••••' } }, { message: 'Custom headers give X-Key a masked value, but none is kept' }],
  [{ custom_headers: { 'X-Key': '1', 'x-key': '2' } }, { message: 'Custom headers name a header twice' }],
  ...['', 'X Key', 'X-Kéy', 'X:', 'X\nY', 'x'.repeat(101)].map((name): [object, object] => [{ custom_headers: { [name]: '1' } }, { attributes: ['custom_headers'] }]),
  ...['host', 'Connection', 'Transfer-Encoding', 'TE', 'Upgrade', 'Content-Length', 'content-type', 'Webhook-Id', 'X-Chatwoot-Signature', 'X-Chatwoot-Mine', 'User-Agent', 'Accept', 'Expect']
    .map((name): [object, object] => [{ custom_headers: { [name]: '1' } }, { message: `Custom headers name ${name}, which is set for each callback` }]),
])('%j is refused, on creation and on update', async (input, body) => {
  const webhook = await create()
  expect(await maya('POST', '', { url: 'https://hooks.test/refused', ...input })).toMatchObject({ status: 422, body })
  expect(await maya('PATCH', `/${webhook.id}`, input)).toMatchObject({ status: 422, body })
  expect((await maya('GET')).body.payload.webhooks).toContainEqual(webhook)
})

test('a missing url is refused', async () => {
  expect(await maya('POST', '', { name: 'Nowhere' })).toMatchObject({ status: 422, body: { message: 'Url is invalid' } })
})

test('an address is told once per account', async () => {
  const { url } = await create()
  const taken = { status: 422, body: { message: 'Url has already been taken', attributes: ['url'] } }
  expect(await maya('POST', '', { url })).toMatchObject(taken)
  expect(await maya('PATCH', `/${(await create()).id}`, { url })).toMatchObject(taken)
  expect((await app.call('POST', `/api/v1/accounts/${other.account}/webhooks`, { token: other.maya.token, body: { url } })).status).toBe(200)
})

test('an update changes what it names', async () => {
  const webhook = await create({ name: 'Before', inbox_id: world.inbox.id })
  const renamed = (await maya('PATCH', `/${webhook.id}`, { webhook: { name: 'After' } })).body.payload.webhook
  expect(renamed).toEqual({ ...webhook, name: 'After' })
  const unbound = (await maya('PUT', `/${webhook.id}`, { subscriptions: ['conversation_typing_on'], inbox_id: null })).body.payload.webhook
  expect(unbound).toMatchObject({ name: 'After', url: webhook.url, secret: webhook.secret, subscriptions: ['conversation_typing_on'] })
  expect(unbound).not.toHaveProperty('inbox')
})

test('a webhook is deleted', async () => {
  const { id } = await create()
  expect(await maya('DELETE', `/${id}`)).toMatchObject({ status: 200, body: null })
  expect((await maya('DELETE', `/${id}`)).status).toBe(404)
})

test('another account is out of reach, and agents are out of it', async () => {
  const theirs = (await app.call('POST', `/api/v1/accounts/${other.account}/webhooks`, { token: other.maya.token, body: { url: 'https://umbrella.test' } })).body.payload.webhook
  for (const id of [theirs.id, 999_999, 'x']) {
    expect((await maya('PATCH', `/${id}`, { name: 'Mine' })).status).toBe(404)
    expect((await maya('DELETE', `/${id}`)).status).toBe(404)
  }
  expect((await maya('POST', '', { url: 'https://hooks.test/foreign', inbox_id: other.inbox.id })).status).toBe(404)
  for (const [method, path] of [['GET', ''], ['POST', ''], ['PATCH', '/1'], ['DELETE', '/1']] as const) {
    expect((await app.call(method, `/api/v1/accounts/${world.account}/webhooks${path}`, { token: world.noah.token, body: method === 'GET' ? undefined : {} })).status).toBe(401)
  }
})
