import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { subscribable } from '../../src/events/catalogue.ts'
import { expectedSignature, type Callback } from '../sink.ts'
import { openStage, type Stage } from './stage.ts'

// Trying a callback without waiting for something to happen.

let stage: Stage

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  stage.inboxSink.answer = (response) => response.end('ok')
  await stage.settled()
})

const post = (body: object) => stage.maya('POST', `/inboxes/${stage.world.inbox.id}/test_delivery`, body)

test.each(subscribable.filter((name) => name !== 'webwidget_triggered'))('tells %s with an example', async (event) => {
  stage.inboxSink.answer = (response) => response.writeHead(201).end('{"status":"failed"}')
  const before = stage.inboxSink.received.length
  const { status, body } = await post({ event })
  expect(status).toBe(200)
  expect(body).toMatchObject({ event, event_id: null, status: 201, error: null, response_body: '{"status":"failed"}', request: { url: stage.inboxSink.url } })
  const callback = stage.inboxSink.received.slice(before).find(({ delivery }) => delivery === body.uuid)!
  expect(callback.raw).toBe(body.request.body)
  expect(callback.body.event).toBe(event)
  expect(callback.headers).toMatchObject({ 'x-parley-test': 'true', 'x-chatwoot-signature': expectedSignature(callback, stage.world.inbox.secret) })
})

test('tells a real past event again', async () => {
  const { id } = (await stage.maya('POST', `${stage.thread}/messages`, { content: 'real' })).body
  await stage.settled()
  const deliveries = (await stage.maya('GET', '/deliveries?endpoint_kind=inbox&event=message_created')).body.payload
  const { event_id } = deliveries.find(({ message_id }: { message_id: number }) => message_id === id)
  const { body } = await post({ event_id })
  expect(body).toMatchObject({ event: 'message_created', event_id, status: 200 })
  const [queued, tested] = stage.inboxSink.received.filter(({ body: told }: Callback) => told.event === 'message_created' && told.id === id)
  expect(tested!.raw).toBe(queued!.raw)
  expect(tested!.delivery).not.toBe(queued!.delivery)
  expect((await post({ event: 'conversation_created', event_id })).status).toBe(422)
  expect((await post({ event_id: 999_999_999 })).status).toBe(404)
})

test('says why it did not arrive', async () => {
  stage.inboxSink.answer = (response) => response.writeHead(500).end('broken')
  expect((await post({})).body).toMatchObject({ status: 500, error: '500 Internal Server Error', error_class: 'http', response_body: 'broken' })
  const set = (webhook_url: string) => stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { channel: { webhook_url } })
  await set('http://no-such-host.invalid/x')
  expect((await post({})).body).toMatchObject({ status: null, error_class: 'dns', error: expect.stringContaining('no-such-host.invalid') })
  await set('http://127.0.0.1:9/x')
  expect((await post({})).body).toMatchObject({ status: null, error_class: 'connection' })
  await set('http://169.254.169.254/x')
  expect((await post({})).body).toMatchObject({ status: null, error_class: 'refused' })
  await set(stage.inboxSink.url.replace('http:', 'https:'))
  expect((await post({})).body).toMatchObject({ status: null, error_class: 'tls' })
  await set('')
  expect(await post({})).toMatchObject({ status: 422, body: { error: 'The inbox has no callback URL' } })
  await set(stage.inboxSink.url)
  expect((await post({ event: 'webwidget_triggered' })).status).toBe(422)
  expect((await post({ event: 'everything' })).status).toBe(422)
})
