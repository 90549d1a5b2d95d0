import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentRoom, connect, contactRoom } from '../cable/client.ts'
import { type Callback, expectedSignature } from '../sink.ts'
import { clientPath, openStage, type Stage } from './stage.ts'

// The list of quirks from 22 on: what the product does, on the cable and in callbacks.

let stage: Stage
let cable: string

beforeAll(async () => {
  stage = await openStage()
  cable = `${stage.app.url.replace('http', 'ws')}/cable`
})
afterAll(() => stage.close())

const call: Stage['app']['call'] = (...parameters) => stage.app.call(...parameters)
const ids = (records: { id: number }[]) => records.map(({ id }) => id)

/** A contact of its own with a conversation, so that tests do not get in each other's way. */
async function newcomer(values: object = {}, identifier = stage.world.inbox.identifier) {
  const world = { ...stage.world, inbox: { ...stage.world.inbox, identifier } }
  const contact = (await call('POST', `/public/api/v1/inboxes/${identifier}/contacts`, { body: values })).body
  const path = clientPath(world, contact.source_id)
  const { id } = (await call('POST', `${path}/conversations`)).body
  const thread = `/conversations/${id}`
  return {
    ...contact, path, thread, room: contactRoom(contact.pubsub_token), conversation: id as number,
    own: (method: string, below: string, body?: unknown) => call(method, path + below, { body }),
    say: async (content: string, more: object = {}) => (await stage.maya('POST', `${thread}/messages`, { content, ...more })).body,
  }
}

test('22 conversations start with or without a source id, and a locked inbox has one per session', async () => {
  const { inbox } = stage.world
  const contact = (await stage.maya('POST', '/contacts', { name: 'Twenty-two' })).body.payload.contact
  const first = await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: contact.id })
  expect([first.status, first.body.meta.sender.id, first.body.inbox_id]).toEqual([200, contact.id, inbox.id])
  const [{ source_id }] = (await stage.maya('GET', `/contacts/${contact.id}`)).body.payload.contact_inboxes
  const second = (await stage.maya('POST', '/conversations', { source_id })).body
  expect([second.meta.sender.id, second.id === first.body.id]).toEqual([contact.id, false])
  await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: contact.id, source_id: 'own-22' })
  const sources = (await stage.maya('GET', `/contacts/${contact.id}`)).body.payload.contact_inboxes.map((link: { source_id: string }) => link.source_id)
  expect(sources).toContain('own-22')
  const taken = await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: stage.world.omar.id, source_id: 'own-22' })
  expect([taken.status, taken.body]).toEqual([422, { error: 'source_id should be unique' }])

  const locked = (await stage.maya('POST', '/inboxes', { name: 'Locked', lock_to_single_conversation: true, channel: { type: 'api' } })).body
  const visitor = await newcomer({}, locked.inbox_identifier)
  expect((await visitor.own('POST', visitor.thread + '/toggle_status')).body.status).toBe('resolved')
  const again = (await visitor.own('POST', '/conversations')).body
  expect([again.id, again.status]).toEqual([visitor.conversation, 'resolved'])
  const byAgent = (await stage.maya('POST', '/conversations', { source_id: visitor.source_id, message: { content: 'still the one' } })).body
  expect([byAgent.id, byAgent.messages[0].content]).toEqual([visitor.conversation, 'still the one'])
})

test('23 messages go out unless they say otherwise; notes stay inside', async () => {
  const visitor = await newcomer({ name: 'Ina' })
  const ear = await stage.ear(visitor.room)
  const [out, note, injected] = [await visitor.say('hello'), await visitor.say('psst', { private: true }), await visitor.say('from elsewhere', { message_type: 'incoming' })]
  expect([out.message_type, note.private, injected.message_type, injected.sender.type, injected.sender.id]).toEqual([1, true, 0, 'contact', visitor.id])
  const heard = (await ear.events(visitor.room)).filter(({ event }) => event === 'message.created')
  expect(heard.map(({ data }) => data.content)).toEqual(['hello', 'from elsewhere'])
  expect(ids((await visitor.own('GET', `${visitor.thread}/messages`)).body)).toEqual([out.id, injected.id])
})

test('24 contacts are found by part of name, email, phone or identifier; filters take phones without `+` and several values', async () => {
  const made = (await stage.maya('POST', '/contacts', { name: 'Zoë Quant', email: 'zoe@quant.example', phone_number: '+5511998877', identifier: 'crm:QX-24' })).body.payload.contact
  for (const q of ['quan', 'Zoë', 'ZOE@QUANT', '5511998877', '+5511998877', '119988', 'QX-24']) {
    expect([q, ids((await stage.maya('GET', `/contacts/search?q=${encodeURIComponent(q)}`)).body.payload)]).toEqual([q, [made.id]])
  }
  const filtered = async (attribute_key: string, values: string[], filter_operator = 'equal_to') =>
    ids((await stage.maya('POST', '/contacts/filter', { payload: [{ attribute_key, filter_operator, values, query_operator: null }] })).body.payload)
  for (const values of [['5511998877'], ['+5511998877'], ['+490000', '5511998877']]) expect([values, await filtered('phone_number', values)]).toEqual([values, [made.id]])
  expect((await filtered('email', ['zoe@quant.example', 'omar@acme.test'])).toSorted()).toEqual([stage.world.omar.id, made.id].toSorted())
})

test('25 windows of messages', async () => {
  const visitor = await newcomer()
  const all: number[] = []
  for (let index = 0; index < 45; index += 1) all.push((await visitor.say(`m${index}`, index % 15 === 14 ? { private: true } : {})).id)
  const list = async (query = '') => ids((await stage.maya('GET', `${visitor.thread}/messages${query}`)).body.payload)
  const open = all.filter((_, index) => index % 15 !== 14)
  expect(await list()).toEqual(all.slice(-20))
  expect(await list(`?before=${all[30]}`)).toEqual(all.slice(10, 30))
  expect(await list(`?after=${all[4]}`)).toEqual(all.slice(5))
  expect(await list(`?after=${all[4]}&before=${all[40]}`)).toEqual(all.slice(4, 40))
  expect(await list('?filter_internal_messages=true')).toEqual(open.slice(-20))
  expect(await list(`?after=${all[0]}&filter_internal_messages=1`)).toEqual(open.slice(1))
  const own = async (query = '') => ids((await visitor.own('GET', `${visitor.thread}/messages${query}`)).body)
  expect([await own(), await own(`?before=${open[30]}`), await own(`?after=${all[4]}`)]).toEqual([open.slice(-20), open.slice(10, 30), open.slice(5)])
})

test('26 a client only resolves, sees no notes, and proves itself by a hash', async () => {
  const sign = (text: string) => createHmac('sha256', stage.world.inbox.hmac_token).update(text).digest('hex')
  const visitor = await newcomer({ identifier: 'u-26' })
  for (const _ of [1, 2]) expect((await visitor.own('POST', `${visitor.thread}/toggle_status`)).body.status).toBe('resolved')
  await visitor.say('note', { private: true })
  expect((await visitor.own('GET', `${visitor.thread}/messages`)).body).toEqual([])

  const wrong = { status: 401, body: { error: expect.any(String) } }
  expect(await visitor.own('PATCH', '', { identifier: 'u-26', identifier_hash: sign('u-27') })).toMatchObject(wrong)
  expect(await visitor.own('GET', `?identifier=u-27&identifier_hash=${sign('u-26')}`)).toMatchObject(wrong)
  expect((await visitor.own('PATCH', '', { identifier: 'u-26', identifier_hash: sign('u-26') })).status).toBe(200)
  const second = (await call('POST', `/public/api/v1/inboxes/${stage.world.inbox.identifier}/contacts`, { body: { identifier: 'u-26', identifier_hash: sign('u-26') } })).body
  expect(second.id).toBe(visitor.id)
  expect(ids((await call('GET', `${clientPath(stage.world, second.source_id)}/conversations`)).body)).toEqual([visitor.conversation])
})

test('27 delivery states move forward only', async () => {
  const visitor = await newcomer()
  const { id } = await visitor.say('on its way')
  const set = async (body: object) => {
    const answer = await stage.maya('PATCH', `${visitor.thread}/messages/${id}`, body)
    return [answer.status, answer.body.status, answer.body.content_attributes.external_error ?? null]
  }
  expect(await set({ status: 'delivered' })).toEqual([200, 'delivered', null])
  expect(await set({ status: 'read' })).toEqual([200, 'read', null])
  expect(await set({ status: 'delivered' })).toEqual([200, 'read', null])
  expect(await set({ status: 'lost' })).toEqual([200, 'read', null])
  expect(await set({ status: 'failed', external_error: 'no such number' })).toEqual([200, 'failed', 'no such number'])
  expect(await set({ status: 'sent', external_error: 'ignored' })).toEqual([200, 'sent', null])
})

test('28 GET /api needs no token', async () => {
  expect(await call('GET', '/api')).toMatchObject({ status: 200, body: { version: expect.any(String) } })
})

test('29 the cable: welcome, the identifier verbatim, optional subprotocol, `data` as an object', async () => {
  const { omar } = stage.world
  const identifier = `{ "pubsub_token":"${omar.pubsub_token}" , "channel":"RoomChannel","x":null}`
  for (const [offered, chosen] of [[[], ''], [['actioncable-v1-json', 'actioncable-unsupported'], 'actioncable-v1-json'], [['actioncable-unsupported'], 'actioncable-unsupported']] as const) {
    const ear = await connect(cable, [...offered])
    expect(ear.socket.protocol).toBe(chosen)
    ear.send({ command: 'subscribe', identifier })
    expect([await ear.next(), await ear.next()]).toEqual([{ type: 'welcome' }, { identifier, type: 'confirm_subscription' }])
    ear.send({ command: 'message', identifier, data: { action: 'update_presence' } })
    ear.send({ command: 'message', identifier, data: '{"action":"update_presence"}' })
    for (const _ of [1, 2, 3]) expect(await ear.next()).toEqual({ identifier, message: { event: 'presence.update', data: { account_id: stage.world.account, users: expect.any(Object) } } })
    ear.socket.terminate()
  }
  const ear = await connect(cable, [])
  const ping = new Promise<string>((resolve) => ear.socket.on('message', (data: Buffer) => data.includes('"ping"') && resolve(data.toString())))
  expect(JSON.parse(await ping)).toEqual({ type: 'ping', message: expect.any(Number) })
  ear.socket.terminate()
})

test('30 every event names the account; contacts see who is there among agents alone', async () => {
  const { account, maya, omar } = stage.world
  const agents = agentRoom(account, { id: maya.id, token: maya.pubsub_token })
  const ears = [[await stage.ear(agents), agents], [await stage.ear(contactRoom(omar.pubsub_token)), contactRoom(omar.pubsub_token)]] as const
  await stage.omar('POST', `${stage.thread}/messages`, { content: 'x' })
  await stage.noah('POST', `${stage.thread}/toggle_typing_status`, { typing_status: 'on' })
  await stage.noah('POST', `${stage.thread}/toggle_status`)
  await stage.omar('PATCH', '', { name: 'Omar!' })
  for (const [ear, room] of ears) {
    const events = await ear.events(room)
    expect(events.length).toBeGreaterThan(3)
    for (const { event, data } of events) expect([event, data.account_id]).toEqual([event, account])
    ear.send({ command: 'message', identifier: room, data: { action: 'update_presence' } })
    const { message } = await ear.next()
    const contacts = room === agents ? { contacts: expect.objectContaining({ [omar.id]: 'online' }) } : {}
    expect(message).toEqual({ event: 'presence.update', data: { account_id: account, users: { [maya.id]: 'online' }, ...contacts } })
  }
})

test('31 the headers of callbacks', async () => {
  const message = (await stage.omar('POST', `${stage.thread}/messages`, { content: 'Größe <b>&amp;</b> \u2028 😀', echo_id: 31 })).body
  const [inbox, account] = await bothHear(message.id)
  for (const [callback, secret] of [[inbox, stage.world.inbox.secret], [account, stage.webhook.secret]] as const) {
    expect(callback.headers['content-type']).toBe('application/json')
    expect(callback.headers.accept).toBe('application/json')
    expect(callback.headers['x-chatwoot-timestamp']).toMatch(/^\d{10}$/)
    expect(callback.headers['x-chatwoot-signature']).toBe(expectedSignature(callback, secret))
    expect(callback.raw).not.toMatch(/^\{\s|": |, "/)
    expect(callback.body.content).toBe(message.content)
  }
  await stage.settled()
  const deliveries = [...stage.inboxSink.received, ...stage.accountSink.received].map(({ delivery }) => delivery)
  expect(new Set(deliveries).size).toBe(deliveries.length)
})

const bothHear = (id: number): Promise<[Callback, Callback]> =>
  Promise.all([stage.inboxSink, stage.accountSink].map((sink) => sink.waitFor(({ body }) => body.event === 'message_created' && body.id === id))) as Promise<[Callback, Callback]>

test('32 inbox and account both are told, each what it asked for; typing says by whom', async () => {
  await stage.maya('PATCH', `/webhooks/${stage.webhook.id}`, { subscriptions: ['message_created', 'contact_updated'] })
  const from = [stage.inboxSink.received.length, stage.accountSink.received.length] as const
  await stage.maya('POST', `${stage.thread}/toggle_typing_status`, { typing_status: 'on', is_private: true })
  await stage.omar('POST', `${stage.thread}/toggle_typing`, { typing_status: 'off' })
  const { id } = (await stage.maya('POST', `${stage.thread}/messages`, { content: 'both' })).body
  await bothHear(id)
  await stage.settled()
  const typing = stage.inboxSink.received.slice(from[0]).filter(({ body }) => body.event.startsWith('conversation_typing'))
  expect(typing.map(({ body }) => [body.event, body.user.type, body.is_private, body.conversation.id])).toEqual([
    ['conversation_typing_on', 'user', true, stage.world.conversation], ['conversation_typing_off', undefined, false, stage.world.conversation],
  ])
  expect(new Set(stage.accountSink.received.slice(from[1]).map(({ body }) => body.event))).toEqual(new Set(['message_created']))
})

test('33 a receiver that hangs does not hold up the API, nor fail a message before it is given up', async () => {
  stage.inboxSink.answer = () => undefined
  const message = (await stage.maya('POST', `${stage.thread}/messages`, { content: 'nobody listens' })).body
  await stage.inboxSink.waitFor(({ body }) => body.event === 'message_created' && body.id === message.id)
  const { payload } = (await stage.maya('GET', `${stage.thread}/messages`)).body
  expect(payload.at(-1)).toMatchObject({ id: message.id, status: 'sent' })
  expect((await stage.omar('POST', `${stage.thread}/messages`, { content: 'still there' })).status).toBe(200)
})
