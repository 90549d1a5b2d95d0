import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Callback, expectedSignature, type Sink } from '../sink.ts'
import { expectForm } from './form.ts'
import { account, contactWebhook, conversationWebhook, messageWebhook, stamp, userWebhook } from './forms.ts'
import { multipart, openStage, png, type Stage } from './stage.ts'

// The story of webhooks §10, told to the inbox's callback and to the account's webhook: which event reaches which of them, and each
// body with its keys in wire order.

let stage: Stage
let told: Record<'inbox' | 'account', Callback[]>

beforeAll(async () => {
  stage = await openStage()
  await stage.settled()
  heard(stage.inboxSink)
  heard(stage.accountSink)
})
afterAll(() => stage.close())

const counts = new Map<Sink, number>()

/** What has come in since the last time. */
function heard(sink: Sink): Callback[] {
  const from = counts.get(sink) ?? 0
  counts.set(sink, sink.received.length)
  return sink.received.slice(from)
}

/** Does something, and waits for the callbacks of it. */
async function after<T extends { status: number }>(work: Promise<T>): Promise<T> {
  const answer = await work
  expect(answer.status).toBe(200)
  await stage.settled()
  told = { inbox: heard(stage.inboxSink), account: heard(stage.accountSink) }
  return answer
}

const eventsOf = (callbacks: Callback[]) => callbacks.map(({ body }) => body.event)
const bodyOf = (callbacks: Callback[], event: string) => callbacks.find(({ body }) => body.event === event)!.body

/** Events of both, and of the account alone; the same event has the same body for both. */
function expectTold(shared: string[], accountOnly: string[] = []) {
  expect(eventsOf(told.inbox)).toEqual(shared)
  expect(eventsOf(told.account).toSorted()).toEqual([...shared, ...accountOnly].toSorted())
  for (const { raw, body } of told.inbox) expect(told.account.some((other) => other.raw === raw), body.event).toBe(true)
}

const conversation = (extra: object = {}) => ({ ...conversationWebhook, event: 'text', ...extra, ...stamp })
const change = (current: string, previous = current) => ({ previous_value: previous, current_value: current })
const changes = (...columns: [string, object][]) => columns.map(([column, form]) => ({ [column]: form }))

/** `changed_attributes`: the columns in their order, each with the form of its values (webhooks §6.4). */
function expectChanges(list: object[], wanted: object[]) {
  expect(list.map((one) => Object.keys(one))).toEqual(wanted.map((one) => Object.keys(one)))
  for (const [index, one] of list.entries()) expectForm(one, wanted[index] as never)
}

const updated: [string, object] = ['updated_at', change('iso')]
const messages = () => `${stage.thread}/messages`

test('10.1 the contact writes', async () => {
  const { body: message } = await after(stage.omar('POST', messages(), { content: 'hello' }))
  expectTold(['message_created'], ['contact_updated'])
  const { body } = told.inbox[0]!
  expectForm(body, { ...messageWebhook, sender: contactWebhook })
  expect(body).toMatchObject({ id: message.id, event: 'message_created', message_type: 'incoming', private: false, content: 'hello', inbox: { id: stage.world.inbox.id, name: 'Web app' } })
  expect(body.conversation).toMatchObject({ id: stage.world.conversation, status: 'open', unread_count: 1, account: { id: stage.world.account, name: 'acme' } })
  expect(body.conversation.messages[0]).toMatchObject({ id: message.id, message_type: 0, status: 'sent', sender: { type: 'contact' } })
  // The contact was active, which changes its row (§2).
  expectForm(bodyOf(told.account, 'contact_updated'), { ...contactWebhook, event: 'text', changed_attributes: [{ 'updated_at?': 'object', 'last_activity_at?': 'object' }], ...stamp })
  expectChanges(bodyOf(told.account, 'contact_updated').changed_attributes, changes(updated, ['last_activity_at', change('iso', 'null')]))
})

test('10.3 an agent writes a note: the conversation still shows the message before', async () => {
  const [shown] = (await stage.omar('GET', messages())).body
  await after(stage.maya('POST', messages(), { content: 'Waiting for finance', private: true }))
  expectTold(['message_created'])
  const { body } = told.inbox[0]!
  expectForm(body, { ...messageWebhook, sender: userWebhook })
  expect(body).toMatchObject({ message_type: 'outgoing', private: true, sender: { id: stage.world.maya.id, email: 'maya@acme.test' } })
  expect(body.conversation.messages.map((message: { id: number }) => message.id)).toEqual([shown.id])
})

test('10.2 an agent answers with an image: the first answer ends the waiting', async () => {
  await after(stage.noah('POST', messages(), multipart({ content: 'Please **log out**' }, [['steps.png', 'image/png', png]])))
  expectTold(['conversation_updated', 'message_created'])
  const body = bodyOf(told.inbox, 'message_created')
  expectForm(body, { ...messageWebhook, sender: userWebhook })
  expect(body).toMatchObject({ content: 'Please **log out**', message_type: 'outgoing', attachments: [{ file_type: 'image', extension: 'png', file_size: png.length }] })
  expect(body.conversation).toMatchObject({ waiting_since: 0, first_reply_created_at: body.created_at, messages: [{ id: body.id, sender: { availability_status: null } }] })
  expectForm(bodyOf(told.inbox, 'conversation_updated'), conversation({ changed_attributes: [messageChange] }))
  expectChanges(bodyOf(told.inbox, 'conversation_updated').changed_attributes, changes(updated, ['first_reply_created_at', change('iso', 'null')], ['waiting_since', change('null', 'iso')]))
})

const messageChange = { 'updated_at?': 'object', 'first_reply_created_at?': 'object', 'waiting_since?': 'object' }

test('10.4 the contact reads it: only the last message of the conversation shows so', async () => {
  await after(stage.omar('POST', `${stage.thread}/update_last_seen`))
  expectTold(['message_updated'])
  const { body } = told.inbox[0]!
  expectForm(body, { ...messageWebhook, sender: userWebhook })
  expect(body).not.toHaveProperty('updated_at')
  expect(body.status).toBe('read')
  expectChanges(body.changed_attributes, changes(updated, ['status', change('=read', '=sent')]))
  expect(body.conversation.messages[0].status).toBe('read')
  await after(stage.maya('POST', `${stage.thread}/update_last_seen`))
  expectTold([])
})

test('10.5 a conversation begins, without messages', async () => {
  const { body: made } = await after(stage.omar('POST', '/conversations'))
  expectTold(['conversation_created'])
  expectForm(told.inbox[0]!.body, conversation())
  expect(told.inbox[0]!.body).toMatchObject({ id: made.id, messages: [], labels: [], unread_count: 0, meta: { assignee: null, hmac_verified: false } })
})

test('10.6 an agent resolves: the change itself stands in conversation_updated', async () => {
  await after(stage.maya('POST', `${stage.thread}/toggle_status`, { status: 'resolved' }))
  expectTold(['conversation_status_changed', 'conversation_updated'])
  expectForm(bodyOf(told.inbox, 'conversation_status_changed'), conversation({ changed_attributes: 'null' }))
  expect(bodyOf(told.inbox, 'conversation_status_changed').status).toBe('resolved')
  expect(bodyOf(told.inbox, 'conversation_updated').changed_attributes).toEqual([{ status: { previous_value: 'open', current_value: 'resolved' } }, { updated_at: expect.anything() }])
})

test('the contact writes again, which opens the conversation', async () => {
  await after(stage.omar('POST', messages(), { content: 'not quite' }))
  expectTold(['conversation_status_changed', 'conversation_updated', 'message_created'], ['contact_updated'])
  expectChanges(bodyOf(told.inbox, 'conversation_updated').changed_attributes, changes(['status', change('=open', '=resolved')], updated, ['waiting_since', change('iso', 'null')]))
})

test('10.7 a conversation is assigned, labelled, snoozed, ranked', async () => {
  const { noah } = stage.world
  const edits: [string, object, object[]][] = [
    ['/assignments', { assignee_id: noah.id }, changes(['assignee_id', change('int', 'null')], updated)],
    ['/labels', { labels: ['billing', 'vip'] }, changes(updated, ['cached_label_list', change('=billing, vip', '=')], ['label_list', { previous_value: ['text'], current_value: ['text'] }])],
    ['/toggle_priority', { priority: 'high' }, changes(updated, ['priority', change('=high', 'null')])],
    ['/custom_attributes', { custom_attributes: { a: 1 } }, changes(updated, ['custom_attributes', change('object')])],
  ]
  for (const [path, values, wanted] of edits) {
    await after(stage.maya('POST', stage.thread + path, values))
    expectTold(['conversation_updated'])
    const { body } = told.inbox[0]!
    expectForm(Object.keys(body), ['text'])
    expect(Object.keys(body).slice(-6)).toEqual(['event', 'changed_attributes', ...Object.keys(stamp)])
    expectChanges(body.changed_attributes, wanted)
  }
  await after(stage.maya('POST', `${stage.thread}/toggle_status`, { status: 'snoozed', snoozed_until: 1_999_999_999 }))
  expectChanges(bodyOf(told.inbox, 'conversation_updated').changed_attributes, changes(['status', change('=snoozed', '=open')], updated, ['snoozed_until', change('iso', 'null')]))
  expect(bodyOf(told.inbox, 'conversation_updated')).toMatchObject({ labels: ['billing', 'vip'], priority: 'high', meta: { assignee: { id: noah.id, availability_status: null }, assignee_type: 'User' } })
})

test('10.8 typing, by agents and by contacts', async () => {
  const typing = (user: object) => ({ event: 'text', user, conversation: conversationWebhook, is_private: 'bool', ...stamp }) as never
  await after(stage.noah('POST', `${stage.thread}/toggle_typing_status`, { typing_status: 'on', is_private: true }))
  expectTold(['conversation_typing_on'])
  expectForm(told.inbox[0]!.body, typing(userWebhook))
  expect(told.inbox[0]!.body).toMatchObject({ is_private: true, user: { id: stage.world.noah.id } })
  await after(stage.omar('POST', `${stage.thread}/toggle_typing`, { typing_status: 'off' }))
  expectTold(['conversation_typing_off'])
  expectForm(told.inbox[0]!.body, typing(contactWebhook))
  expect(told.inbox[0]!.body).toMatchObject({ is_private: false, user: { id: stage.world.omar.id } })
})

test('10.9 contacts are the account\'s business', async () => {
  const { body } = await after(stage.maya('POST', '/contacts', { name: 'Ada' }))
  expectTold([], ['contact_created'])
  expectForm(told.account[0]!.body, { ...contactWebhook, event: 'text', ...stamp })
  const { id } = body.payload.contact
  await after(stage.maya('PATCH', `/contacts/${id}`, { name: 'Ada Lovell', email: 'ada@example.org' }))
  expectTold([], ['contact_updated'])
  expectForm(told.account[0]!.body, { ...contactWebhook, event: 'text', changed_attributes: [{ 'name?': 'object', 'email?': 'object', 'updated_at?': 'object', 'contact_type?': 'object' }], ...stamp })
  expectChanges(told.account[0]!.body.changed_attributes, changes(['name', change('=Ada Lovell', '=Ada')], ['email', change('text', 'null')], updated, ['contact_type', change('=lead', '=visitor')]))
  await after(stage.maya('PATCH', `/contacts/${id}`, { name: 'Ada Lovell' }))
  expectTold([])
  await after(stage.maya('DELETE', `/contacts/${id}`))
  expectTold([])
})

test('10.10 inboxes are the account\'s business, without the keys of the channel', async () => {
  const hours = {
    id: 'int', inbox_id: 'int', account_id: 'int', day_of_week: 'int', closed_all_day: 'bool', open_hour: 'int|null', open_minutes: 'int|null', close_hour: 'int|null',
    close_minutes: 'int|null', created_at: 'iso', updated_at: 'iso', open_all_day: 'bool',
  }
  // `id` and `name` are ours: nothing else in it tells the inbox. `hmac_token` and `secret` of the channel are left out.
  const inbox = {
    id: 'int', name: 'text', allow_messages_after_resolved: 'bool', lock_to_single_conversation: 'bool', auto_assignment_config: 'object', enable_auto_assignment: 'bool',
    enable_email_collect: 'bool', greeting_enabled: 'bool', greeting_message: 'text|null', csat_survey_enabled: 'bool', business_name: 'text|null',
    sender_name_type: '=friendly|=professional', timezone: 'text', out_of_office_message: 'text|null', working_hours_enabled: 'bool', working_hours: [hours],
    created_at: 'iso', updated_at: 'iso',
    channel: { id: 'int', account_id: 'int', webhook_url: 'text|null', created_at: 'iso', updated_at: 'iso', identifier: 'text', hmac_mandatory: 'bool', additional_attributes: 'object' },
    account, event: 'text',
  }
  const { body: made } = await after(stage.maya('POST', '/inboxes', { name: 'Second', channel: { type: 'api' } }))
  expectTold([], ['inbox_created'])
  expectForm(told.account[0]!.body, { ...inbox, ...stamp })
  await after(stage.maya('PATCH', `/inboxes/${made.id}`, { greeting_enabled: true, greeting_message: 'Welcome!' }))
  expectTold([], ['inbox_updated'])
  const { body } = told.account[0]!
  expectForm({ ...body, changed_attributes: null }, { ...inbox, changed_attributes: 'null', ...stamp })
  expectChanges(body.changed_attributes, changes(updated, ['greeting_enabled', { previous_value: 'bool', current_value: 'bool' }], ['greeting_message', change('=Welcome!', 'null')]))
  await after(stage.maya('PATCH', `/inboxes/${made.id}`, { channel: { webhook_url: 'https://new.example.org' } }))
  expectChanges(told.account[0]!.body.changed_attributes, changes(updated))
  expect(stage.accountSink.received.map(({ raw }) => raw).join()).not.toContain(made.secret)
})

test('an account webhook hears what it subscribed to, and nothing after it is deleted', async () => {
  await stage.maya('PATCH', `/webhooks/${stage.webhook.id}`, { subscriptions: ['message_updated'] })
  const { body } = await after(stage.maya('POST', messages(), { content: 'x', source_id: 'wa-1' }))
  expect([eventsOf(told.inbox), eventsOf(told.account)]).toEqual([['conversation_updated', 'message_created'], []])
  expect(bodyOf(told.inbox, 'message_created').source_id).toBe('wa-1')
  await after(stage.maya('PATCH', `${messages()}/${body.id}`, { status: 'delivered' }))
  expectTold(['message_updated'])
  await after(stage.maya('DELETE', `${messages()}/${body.id}`))
  expectTold(['message_updated'])
  expect(told.inbox[0]!.body).toMatchObject({ content: 'This message was deleted', content_type: 'text', content_attributes: { deleted: true } })
  await stage.maya('DELETE', `/webhooks/${stage.webhook.id}`)
  await after(stage.maya('POST', messages(), { content: 'y' }))
  expect([eventsOf(told.inbox), eventsOf(told.account)]).toEqual([['message_created'], []])
})

test('headers, signatures over the bytes sent, one delivery id per event and endpoint', async () => {
  const all = [...stage.inboxSink.received, ...stage.accountSink.received]
  expect(new Set(all.map(({ delivery }) => delivery)).size).toBe(all.length)
  for (const [sink, secret] of [[stage.inboxSink, stage.world.inbox.secret], [stage.accountSink, stage.webhook.secret]] as const) {
    for (const callback of sink.received) {
      expect(callback.delivery).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(callback.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json', 'x-chatwoot-timestamp': expect.stringMatching(/^\d{10}$/) })
      expect(callback.headers['x-chatwoot-signature']).toBe(expectedSignature(callback, secret))
    }
  }
})

test('line ends as an editor of markdown writes them are plain ones for receivers, and none stand at the end (§6.2, §6.3)', async () => {
  const written = 'First\\\nsecond\\\r\nthird \\ end\n\r\n'
  const { body: answer } = await after(stage.maya('POST', messages(), { content: written }))
  expect(answer.content).toBe(written)
  const body = bodyOf(told.inbox, 'message_created')
  const plain = 'First\nsecond\nthird \\ end'
  expect(body.content).toBe(plain)
  expect(body.conversation.messages[0]).toMatchObject({ content: plain, processed_message_content: plain })
  expect((await stage.omar('GET', messages())).body.at(-1).content).toBe(written)
  await after(stage.maya('PATCH', `${messages()}/${answer.id}`, { status: 'delivered' }))
  expect(told.inbox[0]!.body).toMatchObject({ event: 'message_updated', content: plain })
})

test('a blank callback URL hears nothing, and a new secret signs from then on', async () => {
  const { id } = stage.world.inbox
  const { secret } = (await stage.maya('POST', `/inboxes/${id}/reset_secret`)).body
  await after(stage.maya('POST', messages(), { content: 'new secret' }))
  expect(told.inbox.map((callback) => callback.headers['x-chatwoot-signature'])).toEqual(told.inbox.map((callback) => expectedSignature(callback, secret)))
  expect(secret).not.toBe(stage.world.inbox.secret)
  await stage.maya('PATCH', `/inboxes/${id}`, { channel: { webhook_url: '' } })
  await after(stage.maya('POST', messages(), { content: 'silence' }))
  expect(eventsOf(told.inbox)).toEqual([])
})
