import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Callback } from '../sink.ts'
import { openStage, type Stage } from './stage.ts'

// What a receiver says in its answer becomes the state of the message; and a failed one is sent again.

let stage: Stage
let messages: string
/** How the callback of this test's message is answered; all others are taken. */
let answer: (response: ServerResponse, tries: number) => void

beforeAll(async () => {
  stage = await openStage()
  messages = `${stage.thread}/messages`
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.settled()
  stage.inboxSink.received.length = 0
  answer = (response) => response.end()
  stage.inboxSink.answer = (response, { body }) => {
    if (body.event === 'message_created') answer(response, received(body.id).length)
    else response.end()
  }
})

const json = (body: unknown, status = 200) => (response: ServerResponse) => void response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
const say = async (body: object = {}) => (await stage.maya('POST', messages, { content: 'hello', ...body })).body.id as number
const received = (id: number) => stage.inboxSink.received.filter(({ body }: Callback) => body.event === 'message_created' && body.id === id)
const messageOf = async (id: number) => (await stage.maya('GET', messages)).body.payload.find((message: { id: number }) => message.id === id)
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
const deliveryOf = async (id: number) => {
  const { payload } = (await stage.maya('GET', '/deliveries?endpoint_kind=inbox&event=message_created')).body
  const { id: delivery } = payload.find(({ message_id }: { message_id: number }) => message_id === id)
  return (await stage.maya('GET', `/deliveries/${delivery}`)).body
}
const settledMessage = async (body?: object) => {
  const id = await say(body)
  await stage.settled()
  return id
}

describe('an answer in two phases', () => {
  test.each(['sent', 'delivered'])('%s is taken, with the id outside', async (status) => {
    answer = json({ status, source_id: `wamid.${status}` })
    const id = await settledMessage()
    expect(await messageOf(id)).toMatchObject({ status, source_id: `wamid.${status}` })
    expect(await deliveryOf(id)).toMatchObject({ state: 'delivered', attempts_made: [{ status: 200, note: `The receiver says: ${status}, source_id wamid.${status}.` }] })
    const told = stage.inboxSink.received.filter(({ body }) => body.event === 'message_updated' && body.id === id)
    expect(told.at(-1)!.body).toMatchObject({ status, source_id: `wamid.${status}` })
  })

  test('failed fails the message with the reason, and nothing more is tried', async () => {
    answer = json({ status: 'failed', error: 'number is not on WhatsApp' })
    const id = await settledMessage()
    expect(await messageOf(id)).toMatchObject({ status: 'failed', content_attributes: { external_error: 'number is not on WhatsApp' } })
    expect(await deliveryOf(id)).toMatchObject({ state: 'failed', attempts: 1, last_status: 200, last_error: 'number is not on WhatsApp' })
    expect(received(id)).toHaveLength(1)
    expect((await stage.maya('GET', '/endpoints')).body.payload[0]).toMatchObject({ failing_since: null })
  })

  test('failed with retry_after is tried again then, before what came later', async () => {
    answer = (response, tries) => json(tries < 3 ? { status: 'failed', error: 'busy', retry_after: 0.1 } : { status: 'delivered' })(response)
    const id = await say()
    const next = await say({ content: 'next' })
    await stage.settled()
    expect(received(id)).toHaveLength(3)
    expect(new Set(received(id).map(({ delivery }) => delivery)).size).toBe(1)
    const order = stage.inboxSink.received.filter(({ body }) => body.event === 'message_created').map(({ body }) => body.id)
    expect(order.lastIndexOf(id)).toBeLessThan(order.indexOf(next))
    expect(await messageOf(id)).toMatchObject({ status: 'delivered', content_attributes: {} })
    expect((await deliveryOf(id)).attempts_made.map(({ note }: { note: string }) => note)).toEqual([
      'The receiver says: failed, busy, again in 0.1 s.', 'The receiver says: failed, busy, again in 0.1 s.', 'The receiver says: delivered.',
    ])
  })

  test('202 is accepted: the message stays sent, until the receiver says more', async () => {
    answer = json({ source_id: 'queued-1' }, 202)
    const id = await settledMessage()
    expect(await messageOf(id)).toMatchObject({ status: 'sent', source_id: 'queued-1' })
    expect((await stage.maya('PATCH', `${messages}/${id}`, { status: 'delivered' })).body).toMatchObject({ status: 'delivered' })
  })

  test.each([['{"status":"deliv'], ['{"status":"teleported"}'], ['{"status": "failed", "retry_after": 1']])('%s is ignored and noted', async (text) => {
    answer = json(text)
    const id = await settledMessage()
    expect(await messageOf(id)).toMatchObject({ status: 'sent', source_id: null })
    expect(await deliveryOf(id)).toMatchObject({ state: 'delivered', attempts_made: [{ note: expect.stringMatching(/^The answer was ignored/), response_body: text }] })
  })

  test.each([[{ private: true }], [{ message_type: 'incoming' }]])('nothing is taken for %j', async (body) => {
    answer = json({ status: 'failed', error: 'no', source_id: 'x' })
    const id = await settledMessage(body)
    expect(await messageOf(id)).toMatchObject({ status: 'sent', source_id: null })
    expect(await deliveryOf(id)).toMatchObject({ state: 'delivered', attempts_made: [{ note: null }] })
  })

  test('nothing is taken from an account’s webhook', async () => {
    stage.accountSink.answer = json({ status: 'failed', error: 'no' })
    const id = await settledMessage()
    stage.accountSink.answer = (response) => response.end()
    expect(await messageOf(id)).toMatchObject({ status: 'sent' })
  })

  test('what the customer has read stays read', async () => {
    answer = (response) => void stage.omar('POST', `${stage.thread}/update_last_seen`).then(() => json({ status: 'delivered', source_id: 'late' })(response))
    const id = await settledMessage()
    expect(await messageOf(id)).toMatchObject({ status: 'read', source_id: 'late' })
  })

  test('an id outside that is another message’s is left out where ids are unique', async () => {
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { unique_source_id: true })
    answer = json({ status: 'delivered', source_id: 'only-one' })
    const [first, second] = [await settledMessage(), await settledMessage()]
    expect(await messageOf(first)).toMatchObject({ status: 'delivered', source_id: 'only-one' })
    expect(await messageOf(second)).toMatchObject({ status: 'delivered', source_id: null })
    // The echo of the first, written by the integration, is that message.
    expect((await stage.maya('POST', messages, { content: 'hello', source_id: 'only-one' })).body.id).toBe(first)
    await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { unique_source_id: false })
  })
})

describe('retry', () => {
  const retry = (id: number) => stage.noah('POST', `${messages}/${id}/retry`)

  test('sends a failed message again under the same delivery id', async () => {
    answer = json({ status: 'failed', error: 'not now' })
    const id = await settledMessage({ content_attributes: { in_reply_to: null, kept: 'yes' } })
    expect(await messageOf(id)).toMatchObject({ status: 'failed' })
    answer = json({ status: 'delivered', source_id: 'second-try' })
    const answered = await retry(id)
    expect(answered).toMatchObject({ status: 200, body: { id, status: 'sent' } })
    expect(answered.body.content_attributes).not.toHaveProperty('external_error')
    await until(async () => (await messageOf(id)).status === 'delivered')
    await stage.settled()
    expect(received(id)).toHaveLength(2)
    expect(new Set(received(id).map(({ delivery, raw }) => `${delivery} ${raw}`)).size).toBe(1)
    expect(await deliveryOf(id)).toMatchObject({ state: 'delivered', replays: 1 })
    expect(await messageOf(id)).toMatchObject({ source_id: 'second-try' })
  })

  test('a failed message whose callback an administrator sends again is sent', async () => {
    answer = json({ status: 'failed' })
    const id = await settledMessage()
    answer = (response) => response.end()
    await stage.maya('POST', `/deliveries/${(await deliveryOf(id)).id}/replay`)
    await until(async () => (await messageOf(id)).status === 'sent')
    expect((await messageOf(id)).content_attributes).not.toHaveProperty('external_error')
  })

  test('is refused for anything else', async () => {
    const id = await settledMessage()
    expect(await retry(id)).toMatchObject({ status: 422, body: { error: 'Only failed messages can be sent again' } })
    expect(await retry(999_999)).toMatchObject({ status: 422, body: { error: expect.any(String) } })
    const incoming = await settledMessage({ message_type: 'incoming' })
    await stage.maya('PATCH', `${messages}/${incoming}`, { status: 'failed' })
    expect((await retry(incoming)).status).toBe(422)
    expect((await stage.noah('POST', `/conversations/99999/messages/${id}/retry`)).status).toBe(404)
    expect(received(id)).toHaveLength(1)
  })

  test('without a callback the message is sent again, and that is all', async () => {
    const id = await settledMessage()
    await stage.maya('PATCH', `${messages}/${id}`, { status: 'failed', external_error: 'from outside' })
    await stage.settled()
    await stage.app.db.query('delete from deliveries where message_id = $1', [id])
    expect((await retry(id)).body).toMatchObject({ status: 'sent', content_attributes: {} })
  })
})
