import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentRoom, type Client, contactRoom } from '../cable/client.ts'
import { addAgent } from '../world.ts'
import { expectForm, or, type Form } from './form.ts'
import { contactPush, conversationPush, messagePush, present, stamp, unknown } from './forms.ts'
import { type Ask, clientPath, openStage, type Stage } from './stage.ts'

// Who hears which event of the cable, and its data to the key (client API §7, §8, §13.1).

type Name = 'maya' | 'noah' | 'sam' | 'omar' | 'eve'
type Heard = { event: string; data: any }

let stage: Stage
/** Maya is the administrator, Noah a member of the inbox, Sam an agent of no inbox; Omar writes, Eve is another contact. */
let ears: Record<Name, { ear: Client; room: string }>
/** What Omar has heard in this whole file. */
const omarHeard: Heard[] = []

beforeAll(async () => {
  stage = await openStage()
  const { world, app } = stage
  const sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam Stray', 'sam@acme.test')
  const eve = (await app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`, { body: { name: 'Eve' } })).body
  await app.call('POST', `${clientPath(world, eve.source_id)}/conversations`)
  const agent = ({ id, pubsub_token }: { id: number; pubsub_token: string }) => agentRoom(world.account, { id, token: pubsub_token })
  const rooms = { maya: agent(world.maya), noah: agent(world.noah), sam: agent(sam), omar: contactRoom(world.omar.pubsub_token), eve: contactRoom(eve.pubsub_token) }
  ears = Object.fromEntries(await Promise.all(Object.entries(rooms).map(async ([name, room]) => [name, { ear: await stage.ear(room), room }]))) as typeof ears
})
afterAll(() => stage.close())

/** Does something; answers what each listener has heard of it. */
async function after(ask: Ask, ...parameters: Parameters<Ask>): Promise<Record<Name, Heard[]>> {
  expect((await ask(...parameters)).status).toBe(200)
  const all = await Promise.all(Object.entries(ears).map(async ([name, { ear, room }]) => [name, await ear.events(room)] as const))
  const heard = Object.fromEntries(all) as Record<Name, Heard[]>
  omarHeard.push(...heard.omar)
  for (const { event, data } of all.flatMap(([, events]) => events)) expect([event, data.account_id]).toEqual([event, stage.world.account])
  expect(heard.eve).toEqual([])
  return heard
}

const namesOf = (events: Heard[]) => events.map(({ event }) => event)
const one = (events: Heard[], name: string) => events.find(({ event }) => event === name)!.data

/** The events of members, of the whole account, and of the contact, in order. */
function expectHeard(heard: Record<Name, Heard[]>, { members = [], account = [], contact = [] }: Partial<Record<'members' | 'account' | 'contact', string[]>>) {
  const told = { maya: namesOf(heard.maya), noah: namesOf(heard.noah), sam: namesOf(heard.sam), omar: namesOf(heard.omar) }
  expect(told).toEqual({ maya: [...members, ...account], noah: [...members, ...account], sam: account, omar: contact })
}

const own = { account_id: 'int', ...stamp }
const performed = { account_id: 'int', performer: present, ...stamp }
const rebuilt: Form = { ...conversationPush(unknown), ...own }
const messages = () => `${stage.thread}/messages`

test('conversation.created: by the contact without performer and message, by an agent with both', async () => {
  const heard = await after(stage.omar, 'POST', '/conversations')
  expectHeard(heard, { members: ['conversation.created'], contact: ['conversation.created'] })
  for (const name of ['maya', 'omar'] as const) expectForm(one(heard[name], 'conversation.created'), rebuilt)
  expect(one(heard.omar, 'conversation.created')).toMatchObject({ messages: [], status: 'open', contact_inbox: { pubsub_token: stage.world.omar.pubsub_token } })
  const begun = await after(stage.noah, 'POST', '/conversations', { source_id: stage.world.omar.source_id, message: { content: 'May I help?' } })
  expect(namesOf(begun.omar).slice(0, 2)).toEqual(['conversation.created', 'conversation.updated'])
  expectForm(one(begun.maya, 'conversation.created'), { ...conversationPush(or(present, unknown)), ...performed })
})

test('message.created by the contact: all members, its own sockets, and the contact\'s change to the account', async () => {
  const heard = await after(stage.omar, 'POST', messages(), { content: 'hello', echo_id: 'tmp-1' })
  expectHeard(heard, { members: ['message.created'], account: ['contact.updated'], contact: ['message.created'] })
  for (const name of ['noah', 'omar'] as const) {
    expectForm(one(heard[name], 'message.created'), { ...messagePush(contactPush), ...stamp })
    expect(one(heard[name], 'message.created')).toMatchObject({ content: 'hello', echo_id: 'tmp-1', conversation_id: stage.world.conversation, message_type: 0 })
  }
  expectForm(one(heard.sam, 'contact.updated'), { ...contactPush, ...own })
})

test('message.created by an agent: the first answer is told to members alone', async () => {
  const heard = await after(stage.noah, 'POST', messages(), { content: 'Hi Omar', echo_id: 'tmp-2' })
  expectHeard(heard, {
    members: ['conversation.updated', 'message.created', 'first.reply.created'], contact: ['conversation.updated', 'message.created'],
  })
  for (const name of ['maya', 'omar'] as const) {
    expectForm(one(heard[name], 'message.created'), { ...messagePush(present), performer: present, ...stamp })
    expectForm(one(heard[name], 'conversation.updated'), rebuilt)
  }
  expect(one(heard.maya, 'message.created').performer).toMatchObject({ id: stage.world.noah.id, name: 'Noah Berg' })
  expectForm(one(heard.maya, 'first.reply.created'), { ...messagePush(present), performer: present, ...stamp })
  expect(one(heard.maya, 'first.reply.created')).not.toHaveProperty('echo_id')
})

test('notes and activity lines stay among members', async () => {
  expectHeard(await after(stage.noah, 'POST', messages(), { content: 'a secret note', private: true }), { members: ['message.created'] })
  const heard = await after(stage.maya, 'POST', `${stage.thread}/assignments`, { assignee_id: stage.world.noah.id })
  expectHeard(heard, { members: ['assignee.changed', 'conversation.updated', 'message.created'], contact: ['conversation.updated'] })
  for (const name of ['assignee.changed', 'conversation.updated']) {
    expectForm(one(heard.noah, name), rebuilt)
    expect(one(heard.noah, name)).toMatchObject({ meta: { assignee: { id: stage.world.noah.id, availability_status: null }, assignee_type: 'User' } })
  }
  expect(one(heard.maya, 'message.created')).toMatchObject({ message_type: 2, private: false, sender_type: null, sender_id: null })
  expect(one(heard.maya, 'message.created')).not.toHaveProperty('sender')
  const note = (await stage.maya('GET', messages())).body.payload.find(({ content }: { content: string }) => content === 'a secret note')
  for (const { ear, room } of Object.values(ears)) await ear.events(room)
  expectHeard(await after(stage.maya, 'DELETE', `${messages()}/${note.id}`), { members: ['message.updated'] })
})

test('conversation.read goes to members, message.updated to the contact as well', async () => {
  const heard = await after(stage.omar, 'POST', `${stage.thread}/update_last_seen`)
  expectHeard(heard, { members: ['conversation.read', 'message.updated'], contact: ['message.updated'] })
  expectForm(one(heard.maya, 'conversation.read'), rebuilt)
  for (const name of ['maya', 'omar'] as const) {
    const { previous_changes, ...data } = one(heard[name], 'message.updated')
    expectForm(data, { ...messagePush(unknown), ...stamp })
    expect(data).toMatchObject({ content: 'Hi Omar', status: 'read' })
    expectForm(previous_changes, { updated_at: ['iso'], status: ['text'] })
    expect(previous_changes.status).toEqual(['sent', 'read'])
  }
})

test('an agent\'s reading is told to members alone', async () => {
  const heard = await after(stage.noah, 'POST', `${stage.thread}/update_last_seen`)
  expectHeard(heard, { members: ['conversation.unread_count_changed'] })
  expectForm(one(heard.maya, 'conversation.unread_count_changed'), { conversation_id: 'int', unread_count: 'int', agent_last_seen_at: 'int', ...own })
})

test('typing: not to who types, notes not to the contact', async () => {
  const typing = (user: Form, end: object, agent = present) => ({ conversation: conversationPush(agent), user, is_private: 'bool', ...end }) as Form
  const path = `${stage.thread}/toggle_typing_status`
  for (const [typing_status, event] of [['on', 'conversation.typing_on'], ['off', 'conversation.typing_off']] as const) {
    const heard = await after(stage.noah, 'POST', path, { typing_status })
    expect([heard.maya, heard.noah, heard.sam, heard.omar].map(namesOf)).toEqual([[event], [], [], [event]])
    for (const name of ['maya', 'omar'] as const) {
      expectForm(one(heard[name], event), typing(present, performed))
      expect(one(heard[name], event)).toMatchObject({ is_private: false, user: { id: stage.world.noah.id } })
    }
  }
  const hidden = await after(stage.noah, 'POST', path, { typing_status: 'on', is_private: true })
  expect([hidden.maya, hidden.noah, hidden.sam, hidden.omar].map(namesOf)).toEqual([['conversation.typing_on'], [], [], []])
  const customer = await after(stage.omar, 'POST', `${stage.thread}/toggle_typing`, { typing_status: 'on' })
  expectHeard(customer, { members: ['conversation.typing_on'] })
  expectForm(one(customer.noah, 'conversation.typing_on'), typing(contactPush, own, unknown))
})

test('conversation.status_changed and conversation.updated: rebuilt, so nobody did it', async () => {
  const edits: [string, object][] = [['/labels', { labels: ['vip-label'] }], ['/toggle_priority', { priority: 'urgent' }], ['/custom_attributes', { custom_attributes: { margin: 'internal-only' } }]]
  for (const [path, values] of edits) {
    const heard = await after(stage.maya, 'POST', stage.thread + path, values)
    expect(namesOf(heard.maya).filter((name) => name !== 'message.created')).toEqual(['conversation.updated'])
    expect(namesOf(heard.omar)).toEqual(['conversation.updated'])
    for (const name of ['maya', 'omar'] as const) expectForm(one(heard[name], 'conversation.updated'), rebuilt)
  }
  const resolved = await after(stage.maya, 'POST', `${stage.thread}/toggle_status`)
  expectHeard(resolved, {
    members: ['conversation.status_changed', 'conversation.updated', 'message.created'], contact: ['conversation.status_changed', 'conversation.updated'],
  })
  for (const name of ['maya', 'omar'] as const) expectForm(one(resolved[name], 'conversation.status_changed'), rebuilt)
  expect(one(resolved.maya, 'conversation.status_changed')).toMatchObject({ status: 'resolved', labels: ['vip-label'], priority: 'urgent', waiting_since: 0 })
  const reopened = await after(stage.omar, 'POST', messages(), { content: 'one more thing' })
  expect(namesOf(reopened.omar)).toEqual(['conversation.status_changed', 'conversation.updated', 'message.created'])
  expect(one(reopened.omar, 'conversation.status_changed').status).toBe('open')
})

test('contacts and the list of inboxes are told to the whole account', async () => {
  const created = await after(stage.maya, 'POST', '/contacts', { name: 'Ina' })
  expectHeard(created, { account: ['contact.created'] })
  expectForm(one(created.sam, 'contact.created'), { ...contactPush, ...performed })
  const { id } = one(created.sam, 'contact.created')
  expectHeard(await after(stage.noah, 'PATCH', `/contacts/${id}`, { name: 'Ina K.' }), { account: ['contact.updated'] })
  const deleted = await after(stage.maya, 'DELETE', `/contacts/${id}`)
  expectHeard(deleted, { account: ['contact.deleted'] })
  expectForm(one(deleted.sam, 'contact.deleted'), { ...contactPush, ...performed })
  const changed = await after(stage.maya, 'PATCH', `/inboxes/${stage.world.inbox.id}`, { name: 'Shop' })
  expectHeard(changed, { account: ['account.cache_invalidated'] })
  expectForm(one(changed.sam, 'account.cache_invalidated'), { cache_keys: { label: 'text', inbox: 'text', team: 'text' }, ...performed })
})

test('the contact has heard nothing that agents keep to themselves', () => {
  const text = JSON.stringify(omarHeard)
  expect(omarHeard.length).toBeGreaterThan(10)
  for (const secret of ['a secret note', 'vip-label', 'urgent', 'internal-only', 'resolved by', 'Assigned to', '@acme.test"', stage.world.inbox.secret, stage.world.noah.pubsub_token]) {
    expect([secret, text.replaceAll('omar@acme.test', '').includes(secret)]).toEqual([secret, false])
  }
})

test('presence is told to who asks, and to nobody else', async () => {
  const { account, maya, omar } = stage.world
  for (const [name, form] of [['maya', { account_id: 'int', users: 'object', contacts: 'object' }], ['omar', { account_id: 'int', users: 'object' }]] as const) {
    const { ear, room } = ears[name]
    ear.send({ command: 'message', identifier: room, data: JSON.stringify({ action: 'update_presence' }) })
    const { message: told } = await ear.next()
    expectForm(told!.data, form)
    expect(told!.data).toMatchObject({ account_id: account, users: { [maya.id]: 'online' }, ...(name === 'maya' ? { contacts: { [omar.id]: 'online' } } : {}) })
  }
  for (const name of ['noah', 'sam', 'eve'] as const) expect(await ears[name].ear.events(ears[name].room)).toEqual([])
})
