import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agentRoom, type Client, contactRoom } from '../cable/client.ts'
import { expectForm, or } from './form.ts'
import { contactPush, contactWebhook, conversationPush, conversationWebhook, present, stamp, unknown } from './forms.ts'
import { clientPath, everyEvent, multipart, openStage, png, type Stage } from './stage.ts'

// Two contacts become one, and conversations go: rows, events, and the sockets that live on.

type Customer = { id: number; email: string | null; source_id: string; pubsub_token: string; conversation: number }

let stage: Stage
let mayas: Client
let room: string
let base: Customer
let mergee: Customer

beforeAll(async () => {
  stage = await openStage()
  const { account, maya } = stage.world
  room = agentRoom(account, { id: maya.id, token: maya.pubsub_token })
  mayas = await stage.ear(room)
  await stage.maya('PATCH', `/webhooks/${stage.webhook.id}`, { subscriptions: [...everyEvent, 'conversation_deleted', 'contact_deleted', 'contact_merged'] })
})
afterAll(() => stage.close())

async function customer(values: object): Promise<Customer> {
  const { body } = await stage.app.call('POST', `/public/api/v1/inboxes/${stage.world.inbox.identifier}/contacts`, { body: values })
  const conversation = (await stage.app.call('POST', `${clientPath(stage.world, body.source_id)}/conversations`)).body.id
  return { ...body, conversation }
}

const write = (who: Customer, content: string) =>
  stage.app.call('POST', `${clientPath(stage.world, who.source_id)}/conversations/${who.conversation}/messages`, { body: { content } })
const merge = (one = base.id, other = mergee.id) => stage.noah('POST', '/actions/contact_merge', { base_contact_id: one, mergee_contact_id: other })

beforeEach(async () => {
  base = await customer({ name: 'Base', custom_attributes: { plan: 'pro', nested: { a: 1 } } })
  mergee = await customer({ name: 'Mergee', email: `m${Math.random()}@example.org`, custom_attributes: { plan: 'free', city: 'Bonn', nested: { b: 2 } } })
  await write(mergee, 'from the other one')
  await mayas.events(room)
  await stage.settled()
  stage.accountSink.received.length = 0
})

test('everything of the mergee moves; the base keeps what it has and gets what it lacks', async () => {
  const { status, body } = await merge()
  expect(status).toBe(200)
  expect(body).toMatchObject({ id: base.id, name: 'Base', email: mergee.email, custom_attributes: { plan: 'pro', city: 'Bonn', nested: { a: 1, b: 2 } } })
  expect(body).not.toHaveProperty('contact_inboxes')
  expect((await stage.maya('GET', `/contacts/${mergee.id}`)).status).toBe(404)
  const { body: moved } = await stage.maya('GET', `/conversations/${mergee.conversation}`)
  expect(moved.meta.sender.id).toBe(base.id)
  const list = (await stage.maya('GET', `/conversations/${mergee.conversation}/messages`)).body.payload
  expect(list[0]).toMatchObject({ content: 'from the other one', sender: { id: base.id } })
  expect((await stage.maya('GET', `/contacts/${base.id}`)).body.payload.contact_inboxes.map(({ source_id }: Customer) => source_id)).toEqual([base.source_id, mergee.source_id])
  expect((await stage.maya('GET', `/contacts/${base.id}/conversations`)).body.payload).toHaveLength(2)
  // The session goes on as the base.
  expect((await stage.app.call('GET', clientPath(stage.world, mergee.source_id))).body).toMatchObject({ id: base.id, name: 'Base' })
  expect((await write(mergee, 'still here')).body.sender).toMatchObject({ id: base.id })
})

test('it is told: contact_merged to callbacks, and the old names to sockets', async () => {
  await merge()
  await stage.settled()
  const told = stage.accountSink.received.map(({ body }) => body)
  expect(told.map(({ event }) => event).toSorted()).toEqual(['contact_merged', 'contact_updated'])
  const merged = told.find(({ event }) => event === 'contact_merged')!
  expectForm(merged, { ...contactWebhook, event: 'text', merged_contact_id: 'int', ...stamp })
  expect(merged).toMatchObject({ id: base.id, merged_contact_id: mergee.id })
  const heard = await mayas.events(room)
  expect(heard.map(({ event, data }) => [event, data.id])).toEqual([
    ['contact.updated', base.id], ['contact.merged', base.id], ['contact.deleted', mergee.id], ['conversation.contact_changed', mergee.conversation],
  ])
  for (const { data } of heard.slice(0, 3)) expectForm(data, { ...contactPush, account_id: 'int', performer: present, ...stamp })
  expectForm(heard[3]!.data, { ...conversationPush(or(present, unknown)), account_id: 'int', performer: present, ...stamp })
})

test('a contact with itself is left alone; others must exist', async () => {
  expect((await merge(base.id, base.id)).body).toMatchObject({ id: base.id })
  expect(await mayas.events(room)).toEqual([])
  expect((await merge(base.id, 999_999)).status).toBe(404)
  expect((await merge(999_999, base.id)).status).toBe(404)
  expect((await stage.noah('POST', '/actions/contact_merge', { base_contact_id: base.id })).status).toBe(404)
})

test('sockets of a moved session go on, also as those of a verified contact', async () => {
  const verify = (who: Customer) => stage.app.db.query('update contact_inboxes set hmac_verified = true where source_id = $1', [who.source_id])
  await verify(base)
  await verify(mergee)
  const own = contactRoom(mergee.pubsub_token)
  const ear = await stage.ear(own)
  await merge()
  await stage.maya('POST', `/conversations/${mergee.conversation}/messages`, { content: 'to the moved one' })
  await stage.maya('POST', `/conversations/${base.conversation}/messages`, { content: 'to the base' })
  const heard = (await ear.events(own)).filter(({ event }) => event === 'message.created')
  expect(heard.map(({ data }) => data.content)).toEqual(['to the moved one', 'to the base'])
})

test('a message that is written at the same moment arrives in the merged contact', async () => {
  const answers = await Promise.all([...Array.from({ length: 10 }, (_, n) => write(mergee, `n${n}`)), merge()])
  expect(answers.map(({ status }) => status)).toEqual(Array(11).fill(200))
  const senders = await stage.app.db.query(`select distinct sender_id from messages where sender_type = 'Contact' and conversation_id in (select id from conversations where contact_id = $1)`, [base.id])
  expect(senders).toEqual([{ sender_id: base.id }])
  expect(await stage.app.db.query('select 1 from conversations where contact_id = $1', [mergee.id])).toEqual([])
})

test('an administrator deletes a conversation, files and all', async () => {
  const path = `/conversations/${mergee.conversation}`
  const files = async () => (await readdir(join(stage.app.config.dataDir, 'files'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
  await stage.noah('POST', `${path}/messages`, multipart({ content: 'see' }, [['a.png', 'image/png', png]]))
  expect(await files()).toBe(1)
  expect((await stage.noah('DELETE', path)).status).toBe(401)
  await stage.settled()
  await mayas.events(room)
  const before = stage.accountSink.received.at(-1)!.body.sequence
  const { status, body } = await stage.maya('DELETE', path)
  expect([status, body]).toEqual([200, null])
  await stage.settled()
  const told = stage.accountSink.received.at(-1)!.body
  expectForm(told, { ...conversationWebhook, event: 'text', ...stamp })
  expect(told).toMatchObject({ event: 'conversation_deleted', id: mergee.conversation, sequence: before + 1 })
  expect((await mayas.events(room)).map(({ event, data }) => [event, data.id])).toEqual([['conversation.deleted', mergee.conversation]])
  expect(await files()).toBe(0)
  for (const [method, at] of [['GET', ''], ['DELETE', ''], ['GET', '/messages']] as const) expect((await stage.maya(method, path + at)).status).toBe(404)
  expect((await write(mergee, 'too late')).status).toBe(404)
  expect(await stage.app.db.query('select 1 from messages m where not exists (select from conversations c where c.id = m.conversation_id)')).toEqual([])
})
