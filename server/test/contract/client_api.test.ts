import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentRoom, contactRoom } from '../cable/client.ts'
import { expectForm } from './form.ts'
import { contactRow, publicContact, publicConversation, publicMessage } from './forms.ts'
import { clientPath, multipart, openStage, type Stage } from './stage.ts'

// The client API, §1–4: what each route answers, and what it does.

let stage: Stage
let agents: string

beforeAll(async () => {
  stage = await openStage()
  agents = agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token })
})
afterAll(() => stage.close())

const call: Stage['app']['call'] = (...parameters) => stage.app.call(...parameters)
const ids = (records: { id: number }[]) => records.map(({ id }) => id)
const hmacFailed = { status: 401, body: { error: expect.stringMatching(/HMAC/) } }
const notFound = { status: 404, body: { status: 404, error: 'Not Found' } }

interface Door { identifier: string; hmac_token: string }

const open = (body: object, { identifier }: Door = stage.world.inbox) => call('POST', `/public/api/v1/inboxes/${identifier}/contacts`, { body })

/** What a client with this source id may call. */
const as = ({ source_id }: { source_id: string }, { identifier }: Door = stage.world.inbox) => {
  const path = clientPath({ ...stage.world, inbox: { ...stage.world.inbox, identifier } }, source_id)
  return (method: string, below = '', body?: unknown, headers: Record<string, string> = {}) => call(method, path + below, { body, headers })
}

const proof = (identifier: string, { hmac_token } = stage.world.inbox as Door) =>
  ({ identifier, identifier_hash: createHmac('sha256', hmac_token).update(identifier).digest('hex') })

/** A contact with an open conversation. */
async function visitor(values: object = {}, door: Door = stage.world.inbox) {
  const contact = (await open(values, door)).body
  const own = as(contact, door)
  const { id } = (await own('POST', '/conversations')).body
  const thread = `/conversations/${id}`
  const asked = (path: string, body?: unknown, method = 'POST') => stage.maya(method, thread + path, body)
  return { ...contact, own, thread, conversation: id as number, asked, write: async (content: string) => (await own('POST', `${thread}/messages`, { content })).body }
}

async function otherInbox(settings: object): Promise<Door & { id: number }> {
  const { body } = await stage.maya('POST', '/inboxes', { name: 'Another', ...settings })
  return { id: body.id, identifier: body.inbox_identifier, hmac_token: body.hmac_token }
}

test('each route answers exactly its keys', async () => {
  const hours = { closed_all_day: 'bool', open_hour: 'int|null', open_minutes: 'int|null', close_hour: 'int|null', close_minutes: 'int|null', open_all_day: 'bool' }
  const inbox = (await call('GET', `/public/api/v1/inboxes/${stage.world.inbox.identifier}`)).body
  expectForm(inbox, {
    identifier: 'text', identity_validation_enabled: 'bool', name: 'text', timezone: 'text', working_hours: [{ day_of_week: 'int', ...hours }],
    working_hours_enabled: 'bool', csat_survey_enabled: 'bool', greeting_enabled: 'bool',
  })
  expect(inbox.working_hours.map((day: any) => [day.day_of_week, day.closed_all_day, day.open_hour])).toEqual([[0, true, null], ...[1, 2, 3, 4, 5].map((day) => [day, false, 9]), [6, true, null]])

  const { own, thread, write, asked } = await visitor({ name: 'Ada', custom_attributes: { plan: 'pro' } })
  expectForm((await own('GET')).body, publicContact)
  for (const method of ['PATCH', 'PUT']) expectForm((await own(method, '', { name: 'Ada' })).body, { ...publicContact, ...contactRow })
  const { id } = await write('hello')
  await asked('/messages', { content: 'hi' })
  await asked('/messages', { content: 'psst', private: true })
  await asked('/messages', { content: 'Welcome', message_type: 'template' })
  for (const { body } of [await own('GET', thread), await own('POST', `${thread}/toggle_status`), await own('POST', '/conversations')]) expectForm(body, publicConversation)
  const [first] = (await own('GET', '/conversations')).body
  expectForm(first, publicConversation)
  expect(first.messages.map((message: any) => [message.content, message.message_type, 'sender' in message])).toEqual([['hello', 0, true], ['hi', 1, true], ['Welcome', 3, true]])
  expectForm((await own('GET', `${thread}/messages`)).body, [publicMessage])
  expectForm((await own('POST', `${thread}/messages`, { content: 'x', echo_id: 'e' })).body, publicMessage)
  expectForm((await own('PATCH', `${thread}/messages/${id}`, { submitted_values: [] })).body, publicMessage)
  for (const path of ['/toggle_typing', '/update_last_seen']) expect(await own('POST', thread + path)).toMatchObject({ status: 200, body: null })
})

test('what is not there is a 404 of this door', async () => {
  const { own, thread } = await visitor()
  expect(await call('GET', '/public/api/v1/inboxes/nonsense')).toMatchObject(notFound)
  expect(await as({ source_id: 'nobody' })('GET')).toMatchObject(notFound)
  for (const path of ['/conversations/999999', '/conversations/x', '/conversations/999999/messages', `${thread}/nonsense`]) expect(await own('GET', path)).toMatchObject(notFound)
  expect(await own('PATCH', `${thread}/messages/999999`, { submitted_values: [] })).toMatchObject(notFound)
  for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) expect(await call(method, '/public/api/v1/inboxes')).toMatchObject(notFound)
})

describe('a contact', () => {
  test('is made once per source id, with a name of its own', async () => {
    const first = (await open({ source_id: 'mine', name: 'Ada', email: 'ADA@example.org' })).body
    expect(first).toMatchObject({ source_id: 'mine', name: 'Ada', email: 'ada@example.org' })
    expect((await open({ source_id: 'mine', name: 'Eve', email: 'eve@example.org' })).body).toEqual(first)
    expect((await open({})).body).toMatchObject({ name: expect.stringMatching(/^\w+-\w+-\d{1,3}$/), email: null, phone_number: null, source_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect((await open({ name: 'n'.repeat(300) })).body.name).toHaveLength(255)
    expect((await open({ source_id: '' })).status).toBe(200)
  })

  test('does not become another by claiming its email, phone or identifier', async () => {
    const known = { email: 'known@example.org', phone_number: '+4915112345', identifier: 'known' }
    const owner = (await open({ name: 'Owner', ...known })).body
    for (const claim of [{ email: known.email }, { phone_number: known.phone_number }, { identifier: known.identifier }]) {
      const { body } = await open({ name: 'Claimant', ...claim })
      expect([body.name, body.id === owner.id]).toEqual(['Claimant', false])
      expect((await as(body)('PATCH', '', { name: 'Still', ...claim })).body.id).toBe(body.id)
    }
    expect((await stage.maya('GET', `/contacts/${owner.id}`)).body.payload).toMatchObject({ name: 'Owner', ...known })
  })

  test('keeps what it leaves blank, and attributes are merged at every depth', async () => {
    const { own } = await visitor({ name: 'Kim', email: 'kim@example.org', custom_attributes: { a: { b: 1 }, c: 1 } })
    const { body } = await own('PATCH', '', { name: '', email: ' ', phone_number: null, custom_attributes: { a: { d: 2 } } })
    expect(body).toMatchObject({ name: 'Kim', email: 'kim@example.org', phone_number: null, custom_attributes: { a: { b: 1, d: 2 }, c: 1 } })
  })

  test('is held to the rules', async () => {
    const wrong: [object, string, string[]][] = [
      [{ email: 'no address' }, 'Email Invalid email', ['email']], [{ phone_number: '0301234' }, 'Phone number should be in e164 format', ['phone_number']],
      [{ email: `${'e'.repeat(250)}@x.org` }, 'Email is too long (maximum is 255 characters)', ['email']],
      [{ source_id: 's'.repeat(20_001) }, 'Source is too long (maximum is 20000 characters)', ['source_id']],
    ]
    for (const [values, message, attributes] of wrong) expect(await open(values)).toMatchObject({ status: 422, body: { message, attributes } })
    expect((await as((await open({ phone_number: 'tel:+4930123' })).body)('GET')).body.phone_number).toBe('tel:+4930123')
  })
})

describe('identity validation', () => {
  test('refuses a wrong hash, and a right one that belongs to somebody else', async () => {
    const { own } = await visitor({ identifier: 'u-1' })
    const wrong = [{ identifier: 'u-1', identifier_hash: 'ff' }, { identifier: 'u-2', identifier_hash: proof('u-1').identifier_hash }, { identifier_hash: proof('u-1').identifier_hash }]
    for (const pair of wrong) {
      expect(await open(pair)).toMatchObject(hmacFailed)
      expect(await own('PATCH', '', pair)).toMatchObject(hmacFailed)
      expect(await own('GET', `?${new URLSearchParams(pair as never)}`)).toMatchObject(hmacFailed)
    }
    expect(await own('PATCH', '', proof('u-2'))).toMatchObject(hmacFailed)
    expect((await stage.maya('GET', `/contacts/${(await own('GET')).body.id}`)).body.payload.identifier).toBe('u-1')
  })

  test('opens a contact\'s conversations of every session to those that are verified', async () => {
    const [first, plain] = [await visitor(proof('u-3')), await visitor()]
    const second = (await open(proof('u-3'))).body
    const third = (await stage.maya('POST', `/contacts/${first.id}/contact_inboxes`, { inbox_id: stage.world.inbox.id })).body
    expect(second.id).toBe(first.id)
    expect(ids((await as(second)('GET', '/conversations')).body)).toEqual([first.conversation])
    expect((await as(second)('POST', `${first.thread}/messages`, { content: 'from my other device' })).status).toBe(200)
    expect((await as(third)('GET', '/conversations')).body).toEqual([])
    expect(await as(third)('GET', first.thread)).toMatchObject(notFound)
    expect(await as(second)('GET', plain.thread)).toMatchObject(notFound)
    expect((await as(third)('GET', `?${new URLSearchParams(proof('u-3'))}`)).status).toBe(200)
    expect(ids((await as(third)('GET', '/conversations')).body)).toEqual([first.conversation])
    expect((await stage.maya('GET', first.thread)).body.meta.hmac_verified).toBe(true)
  })

  test('where mandatory, serves the verified alone: a session made before must verify once', async () => {
    const door = await otherInbox({ channel: { type: 'api' } })
    const early = await visitor({ identifier: 'u-4' }, door)
    await stage.maya('PATCH', `/inboxes/${door.id}`, { channel: { hmac_mandatory: true } })
    expect((await call('GET', `/public/api/v1/inboxes/${door.identifier}`)).body.identity_validation_enabled).toBe(true)
    const closed: [string, string, unknown?][] = [
      ['GET', '/conversations'], ['POST', '/conversations'], ['GET', early.thread], ['GET', `${early.thread}/messages`], ['POST', `${early.thread}/messages`, { content: 'x' }],
      ['POST', `${early.thread}/toggle_status`], ['POST', `${early.thread}/toggle_typing`], ['POST', `${early.thread}/update_last_seen`], ['PATCH', `${early.thread}/messages/1`], ['GET', ''], ['PATCH', '', { name: 'x' }],
    ]
    for (const [method, path, body] of closed) expect([method, path, await early.own(method, path, body)]).toMatchObject([method, path, hmacFailed])
    expect(await open({}, door)).toMatchObject(hmacFailed)
    expect(await open({ identifier: 'u-5' }, door)).toMatchObject(hmacFailed)
    expect((await early.own('PATCH', '', proof('u-4', door))).status).toBe(200)
    expect(ids((await early.own('GET', '/conversations')).body)).toEqual([early.conversation])
    const late = as((await open(proof('u-5', door), door)).body, door)
    expect((await late('POST', '/conversations')).status).toBe(200)
  })
})

describe('a conversation', () => {
  test('of a locked inbox is one per session, however many ask at once', async () => {
    const door = await otherInbox({ lock_to_single_conversation: true, channel: { type: 'api' } })
    const own = as((await open({}, door)).body, door)
    const answers = await Promise.all(Array.from({ length: 20 }, () => own('POST', '/conversations', { custom_attributes: { a: 1 } })))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect((await own('GET', '/conversations')).body).toHaveLength(1)
  })

  test('takes attributes up to their limits and nothing else', async () => {
    const { own } = await visitor()
    const made = (await own('POST', '/conversations', { custom_attributes: { tier: 'gold' }, status: 'resolved', assignee_id: 1, additional_attributes: { a: 1 } })).body
    expect((await stage.maya('GET', `/conversations/${made.id}`)).body).toMatchObject({ custom_attributes: { tier: 'gold' }, status: 'open', additional_attributes: {} })
    for (const value of ['x'.repeat(1501), 10_000_000_000]) {
      expect(await own('POST', '/conversations', { custom_attributes: { a: value } })).toMatchObject({ status: 422, body: { attributes: ['custom_attributes'] } })
    }
    expect((await own('POST', '/conversations', { custom_attributes: { a: { deep: 'x'.repeat(1501) } } })).status).toBe(200)
  })

  test('opens again when the customer writes, unless blocked', async () => {
    const { id, own, thread, write, asked } = await visitor()
    for (const status of ['resolved', 'snoozed']) {
      await asked('/toggle_status', { status })
      await write('still there?')
      expect((await own('GET', thread)).body.status).toBe('open')
    }
    await asked('/toggle_status', { status: 'resolved' })
    await stage.maya('PATCH', `/contacts/${id}`, { blocked: true })
    expect((await write('let me in')).message_type).toBe(0)
    expect((await own('GET', thread)).body.status).toBe('resolved')
    expect((await own('POST', '/conversations')).body.status).toBe('resolved')
  })

  test('tells agents of typing, and marks answers read when seen', async () => {
    const { id, own, thread, asked, pubsub_token } = await visitor()
    const [agent, contact] = [await stage.ear(agents), await stage.ear(contactRoom(pubsub_token))]
    for (const typing_status of ['on', 'off', 'maybe', undefined]) expect((await own('POST', `${thread}/toggle_typing`, { typing_status })).status).toBe(200)
    expect((await agent.events(agents)).map(({ event, data }) => [event, data.user.id])).toEqual([['conversation.typing_on', id], ['conversation.typing_off', id]])
    expect(await contact.events(contactRoom(pubsub_token))).toEqual([])

    const answers = [(await asked('/messages', { content: 'a' })).body, (await asked('/messages', { content: 'b' })).body]
    await contact.events(contactRoom(pubsub_token))
    expect((await own('POST', `${thread}/update_last_seen`)).status).toBe(200)
    const heard = await contact.events(contactRoom(pubsub_token))
    expect(heard.map(({ event, data }) => [event, data.id, data.status, data.previous_changes.status])).toEqual(answers.map((answer) => ['message.updated', answer.id, 'read', ['sent', 'read']]))
    expect((await own('GET', thread)).body.contact_last_seen_at).toBeGreaterThan(1_700_000_000)
    await own('POST', `${thread}/update_last_seen`)
    expect(await contact.events(contactRoom(pubsub_token))).toEqual([])
  })
})

test('the windows of the message list', async () => {
  const { own, thread, write } = await visitor()
  const all: number[] = []
  for (let index = 0; index < 25; index += 1) all.push((await write(`m${index}`)).id)
  const list = async (query = '') => ids((await own('GET', `${thread}/messages${query}`)).body)
  expect(await list()).toEqual(all.slice(-20))
  expect(await list(`?before=${all[5]}`)).toEqual(all.slice(0, 5))
  expect(await list(`?after=${all[2]}`)).toEqual(all.slice(3))
  for (const before of ['abc', '-1', '0']) expect(await list(`?before=${before}`)).toEqual([])
})

test('a message has a content of up to 150,000 characters, and may be empty', async () => {
  const { own, thread } = await visitor()
  expect((await own('POST', `${thread}/messages`, { content: 'x'.repeat(150_000) })).status).toBe(200)
  expect(await own('POST', `${thread}/messages`, { content: 'x'.repeat(150_001) }))
    .toMatchObject({ status: 422, body: { message: 'Content is too long (maximum is 150000 characters)', attributes: ['content'] } })
  expect((await own('POST', `${thread}/messages`)).body).toMatchObject({ content: null, message_type: 0, content_type: 'text', content_attributes: {} })
  const sly = { content: 'x', message_type: 'outgoing', private: true, content_type: 'form', content_attributes: { deleted: true }, source_id: 's' }
  expect((await own('POST', `${thread}/messages`, sly)).body).toMatchObject({ message_type: 0, content_type: 'text', content_attributes: {} })
})

test('what a customer fills in is stored, replaced, and told', async () => {
  const { own, thread, asked, pubsub_token } = await visitor()
  const items = [{ title: 'Yes', value: 'y' }]
  const { id } = (await asked('/messages', { content: 'Well?', content_type: 'input_select', content_attributes: { items } })).body
  const ear = await stage.ear(contactRoom(pubsub_token))
  const survey = { csat_survey_response: { rating: 5, feedback_message: 'good' } }
  const submissions: [unknown, unknown][] = [
    [[{ title: 'Yes', value: 'y', evil: 1 }], [{ title: 'Yes', value: 'y' }]], [[{ name: 'a', value: 'b' }, 'no object'], [{ name: 'a', value: 'b' }]],
    [{ csat_survey_response: { ...survey.csat_survey_response, evil: 1 } }, survey],
    // Sent again, as a program does that has had no answer, it is no change.
    [survey, survey], [undefined, survey],
  ]
  for (const [submitted_values, stored] of submissions) {
    const { status, body } = await own('PATCH', `${thread}/messages/${id}`, { submitted_values, content: 'forged' })
    expect([status, body.content, body.content_attributes]).toEqual([200, 'Well?', { items, submitted_values: stored }])
  }
  const heard = await ear.events(contactRoom(pubsub_token))
  expect(heard.map(({ event }) => event)).toEqual(['message.updated', 'message.updated', 'message.updated'])
  expect(heard[0]!.data.previous_changes.content_attributes).toEqual([{ items }, { items, submitted_values: submissions[0]![1] }])
})

test('a form fills in several values, and one value is never a list', async () => {
  const { own, thread, asked } = await visitor()
  const { id } = (await asked('/messages', { content: 'Who?', content_type: 'form', content_attributes: { items: [{ name: 'a' }] } })).body
  const stored = async (body: unknown, headers = {}) => (await own('PUT', `${thread}/messages/${id}`, body, headers)).body.content_attributes.submitted_values
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const two = [{ name: 'first', value: 'A b' }, { name: 'last', value: 'C' }]
  expect(await stored('submitted_values[][name]=first&submitted_values[][value]=A+b&submitted_values[][name]=last&submitted_values[][value]=C', form)).toEqual(two)
  expect(await stored('submitted_values%5B%5D%5Bname%5D=first&submitted_values%5b%5d%5bvalue%5d=A%20b&submitted_values[][value]=C&submitted_values[][name]=last', form)).toEqual(two)
  expect(await stored(multipart({ 'submitted_values[][title]': 'Yes', 'submitted_values[][value]': 'y' }))).toEqual([{ title: 'Yes', value: 'y' }])
  expect(await stored({ submitted_values: [{ title: ['a', 'b'], name: { a: 1 }, value: null }] })).toEqual([{ value: null }])
})

test('who has read it has read all of it, however much that is', async () => {
  const { own, thread, conversation } = await visitor()
  const { db } = stage.app
  await db.query(
    `insert into messages (account_id, inbox_id, conversation_id, message_type, content, private, status, content_type, content_attributes, additional_attributes, created_at, updated_at)
     select account_id, inbox_id, id, 1, n::text, false, 'sent', 'text', '{}', '{}', now(), now() from conversations, generate_series(1, 1001) n where account_id = $1 and display_id = $2`,
    [stage.world.account, conversation])
  expect((await own('POST', `${thread}/update_last_seen`)).status).toBe(200)
  const { payload } = (await stage.maya('GET', `${thread}/messages`)).body
  expect(payload.map(({ content, status }: { content: string; status: string }) => [content, status])).toEqual(Array.from({ length: 20 }, (_, index) => [String(982 + index), 'read']))
})
