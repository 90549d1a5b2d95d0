import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReader } from '../../src/deliveries/ledger.ts'
import { bodyOf } from '../../src/deliveries/request.ts'
import { agentRoom, contactRoom } from '../cable/client.ts'
import { password } from '../world.ts'
import { everyEvent, openStage, type Stage } from './stage.ts'

// What every callback body and every frame ends with: which event, its place, when, and who caused it.

let stage: Stage
const added = ['message_deleted', 'conversation_deleted', 'contact_deleted', 'contact_merged', 'conversation_read']

beforeAll(async () => {
  stage = await openStage()
  await stage.maya('PATCH', `/webhooks/${stage.webhook.id}`, { subscriptions: [...everyEvent, ...added] })
})
afterAll(() => stage.close())

const messages = () => `${stage.thread}/messages`
const last = async (event: string) => {
  await stage.settled()
  return stage.accountSink.received.findLast(({ body }) => body.event === event)!.body
}

test('the cause: a token, a session, a contact, each with the request id of its caller', async () => {
  const { maya, omar } = stage.world
  await stage.maya('POST', messages(), { content: 'by token' }, { 'x-request-id': 'req-1' })
  expect((await last('message_created')).cause).toEqual({ type: 'api', id: maya.id, name: 'Maya Lind', token_id: expect.any(Number), request_id: 'req-1' })
  const { headers } = await stage.app.call('POST', '/auth/sign_in', { body: { email: maya.email, password } })
  const session = Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, headers.get(name)!]))
  await stage.app.call('POST', `/api/v1/accounts/${stage.world.account}${messages()}`, { body: { content: 'by session' }, headers: session })
  expect((await last('message_created')).cause).toEqual({ type: 'user', id: maya.id, name: 'Maya Lind', token_id: null, request_id: null })
  await stage.omar('POST', messages(), { content: 'by the contact' }, { 'x-request-id': 'own-7' })
  expect((await last('message_created')).cause).toEqual({ type: 'contact', id: omar.id, name: 'Omar', token_id: null, request_id: 'own-7' })
})

test('frames say the same; a contact is told no key and no request but its own', async () => {
  const { account, maya, omar } = stage.world
  const [team, own] = [agentRoom(account, { id: maya.id, token: maya.pubsub_token }), contactRoom(omar.pubsub_token)]
  const [mayas, omars] = [await stage.ear(team), await stage.ear(own)]
  await stage.noah('POST', messages(), { content: 'hi' }, { 'x-request-id': 'req-2' })
  const { event_id, sequence, occurred_at, cause } = await last('message_created')
  const toTeam = (await mayas.events(team)).find(({ event }) => event === 'message.created')!.data
  const toContact = (await omars.events(own)).find(({ event }) => event === 'message.created')!.data
  expect(toTeam).toMatchObject({ event_id, sequence, occurred_at, cause })
  expect(toContact).toMatchObject({ event_id, sequence, occurred_at })
  expect(toContact.cause).toEqual({ type: 'api', id: stage.world.noah.id, name: 'Noah Berg' })
  await stage.omar('POST', messages(), { content: 'mine' }, { 'x-request-id': 'own-8' })
  expect((await omars.events(own)).find(({ event }) => event === 'message.created')!.data.cause).toMatchObject({ request_id: 'own-8', token_id: null })
})

test('message callbacks say how far the message is, and what changed', async () => {
  const { body: message } = await stage.noah('POST', messages(), { content: 'on its way' })
  expect(await last('message_created')).toMatchObject({ id: message.id, status: 'sent', changed_attributes: null })
  await stage.maya('PATCH', `${messages()}/${message.id}`, { status: 'delivered' })
  expect(await last('message_updated')).toMatchObject({
    id: message.id, status: 'delivered', changed_attributes: [{ updated_at: expect.anything() }, { status: { previous_value: 'sent', current_value: 'delivered' } }],
  })
})

test('deleting a message is told, once', async () => {
  const { body: message } = await stage.noah('POST', messages(), { content: 'oops' })
  for (const _ of [1, 2]) expect((await stage.maya('DELETE', `${messages()}/${message.id}`)).status).toBe(200)
  expect(await last('message_deleted')).toMatchObject({ id: message.id, content: 'This message was deleted', changed_attributes: null, conversation: { id: stage.world.conversation } })
  expect(stage.accountSink.received.filter(({ body }) => body.event === 'message_deleted')).toHaveLength(1)
})

test('an agent\'s reading is told with the message up to which it goes', async () => {
  const { body: message } = await stage.omar('POST', messages(), { content: 'read me' })
  await stage.noah('POST', `${stage.thread}/update_last_seen`)
  const body = await last('conversation_read')
  expect(body).toMatchObject({ id: stage.world.conversation, last_read_message_id: message.id, unread_count: 0, cause: { id: stage.world.noah.id } })
  expect(Object.keys(body).slice(-6)).toEqual(['event', 'last_read_message_id', 'event_id', 'sequence', 'occurred_at', 'cause'])
})

test('an inbox hears of the newer events only when it names them', async () => {
  const heard = () => stage.inboxSink.received.filter(({ body }) => added.includes(body.event)).map(({ body }) => body.event)
  await stage.settled()
  expect(heard()).toEqual([])
  expect((await stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { events: ['conversation_read', 'contact_deleted'] })).status).toBe(200)
  await stage.omar('POST', messages(), { content: 'read me too' })
  await stage.noah('POST', `${stage.thread}/update_last_seen`)
  const eve = (await stage.app.call('POST', `/public/api/v1/inboxes/${stage.world.inbox.identifier}/contacts`, { body: { name: 'Eve' } })).body
  await stage.maya('DELETE', `/contacts/${eve.id}`)
  const stranger = (await stage.maya('POST', '/contacts', { name: 'Of no inbox' })).body.payload.contact
  await stage.maya('DELETE', `/contacts/${stranger.id}`)
  expect((await last('contact_deleted')).id).toBe(stranger.id)
  expect(heard().toSorted()).toEqual(['contact_deleted', 'conversation_read'])
})

test('a body is the same from memory, from the ledger and from the log, to the byte', async () => {
  await stage.settled()
  const read = createReader(stage.app.db)
  const rows = await stage.app.db.query<{ id: number; uuid: string }>('select id, uuid from deliveries', [])
  const ids = new Map(rows.map(({ uuid, id }) => [uuid, id]))
  const feed = (await stage.maya('GET', '/events?limit=500')).body.payload
  const inFeed = new Map(feed.map((body: { event_id: number }) => [body.event_id, JSON.stringify(body)]))
  expect(stage.accountSink.received.length).toBeGreaterThan(20)
  for (const { delivery, raw, body } of [...stage.accountSink.received, ...stage.inboxSink.received]) {
    expect(bodyOf((await read(ids.get(delivery)!))!)).toBe(raw)
    expect(inFeed.get(body.event_id)).toBe(raw)
  }
})

test('one conversation\'s callbacks are numbered without gaps, in order', async () => {
  const { payload } = (await stage.maya('GET', `/events?limit=500&conversation_id=${stage.world.conversation}`)).body
  const sequences = payload.map(({ sequence }: { sequence: number }) => sequence)
  expect(sequences.length).toBeGreaterThan(10)
  expect(sequences).toEqual(sequences.map((_: number, index: number) => index + 1))
})
