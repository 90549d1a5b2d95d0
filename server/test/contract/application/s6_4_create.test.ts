import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import { multipart, openStage, png, type Stage } from '../stage.ts'
import { expectAnswer, expectRefusals, invalid, notFound, notYours, type Refusal } from './calls.ts'
import { conversation, message } from './conversation_forms.ts'
import { row } from './covers.ts'

// Application API §6.4.

let stage: Stage
let inbox_id: number
let contact_id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  inbox_id = stage.world.inbox.id
  contact_id = (await stage.maya('POST', '/contacts', { name: 'Ada' })).body.payload.contact.id
})

const start = async (body: object) => expectAnswer(await stage.maya('POST', '/conversations', body), conversation)
const sessionsOf = async (id: number) => (await stage.maya('GET', `/contacts/${id}`)).body.payload.contact_inboxes.map(({ source_id }: { source_id: string }) => source_id)

test(row('6.4 POST /conversations'), async () => {
  const made = await start({ inbox_id, contact_id })
  expect(made).toMatchObject({
    status: 'open', priority: null, messages: [], labels: [], unread_count: 0, custom_attributes: {}, additional_attributes: {}, meta: { sender: { id: contact_id }, hmac_verified: false },
    snoozed_until: null, agent_last_seen_at: 0, first_reply_created_at: 0, last_non_activity_message: null,
  })
  expect(made.waiting_since).toBe(made.created_at)
})

test('takes what is said of it', async () => {
  const team = (await stage.maya('POST', '/teams', { name: `team ${contact_id}`, allow_auto_assign: false })).body.id
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [stage.world.noah.id] })
  const snoozed_until = Math.floor(Date.now() / 1000) + 3600
  const made = await start({
    inbox_id: String(inbox_id), contact_id: String(contact_id), source_id: `crm-${contact_id}`, status: 'snoozed', snoozed_until, assignee_id: stage.world.noah.id, team_id: team,
    hmac_verified: true, custom_attributes: { order: '7' }, additional_attributes: { referer: 'https://shop.example.org/cart', browser: 'x' }, priority: 'high',
    message: { content: 'Hello {{contact.name}}', source_id: 'EXT-1' },
  })
  expect(made).toMatchObject({
    status: 'snoozed', snoozed_until: new Date(snoozed_until * 1000).toISOString(), custom_attributes: { order: '7' }, priority: null,
    additional_attributes: { referer: 'https://shop.example.org/cart', browser: 'x' }, meta: { assignee: { id: stage.world.noah.id }, assignee_type: 'User', team: { id: team }, hmac_verified: true },
    messages: [{ content: 'Hello Ada', message_type: 1, source_id: 'EXT-1', sender: { id: stage.world.maya.id } }],
  })
  expect(await sessionsOf(contact_id)).toEqual([`crm-${contact_id}`])
})

test('an agent who is not in the team does not get it', async () => {
  const team = (await stage.maya('POST', '/teams', { name: `others ${contact_id}`, allow_auto_assign: false })).body.id
  const { meta } = await start({ inbox_id, contact_id, assignee_id: stage.world.noah.id, team_id: team })
  expect(meta.team.id).toBe(team)
  expect(meta).not.toHaveProperty('assignee')
})

test('an odd referer and odd attributes count as nothing', async () => {
  expect((await start({ inbox_id, contact_id, additional_attributes: { referer: 'javascript:1' } })).additional_attributes).toEqual({ referer: null })
  expect((await start({ inbox_id, contact_id, additional_attributes: 'x', custom_attributes: [1] })).additional_attributes).toEqual({})
})

test('a contact that is blocked can start only what is resolved', async () => {
  await stage.maya('PATCH', `/contacts/${contact_id}`, { blocked: true })
  expect(await start({ inbox_id, contact_id, status: 'open' })).toMatchObject({ status: 'resolved', muted: true })
})

describe('the session', () => {
  test('is the one of the source id, alone or with its inbox', async () => {
    await start({ inbox_id, contact_id, source_id: `known-${contact_id}` })
    expect((await start({ source_id: `known-${contact_id}` })).meta.sender.id).toBe(contact_id)
    expect((await start({ source_id: `known-${contact_id}`, inbox_id })).meta.sender.id).toBe(contact_id)
    expect(await sessionsOf(contact_id)).toEqual([`known-${contact_id}`])
  })

  test('keeps one conversation where the inbox says so, and the message joins it', async () => {
    const single = (await stage.maya('POST', '/inboxes', { name: 'Single', lock_to_single_conversation: true, channel: { type: 'api' } })).body.id
    const first = await start({ inbox_id: single, contact_id, source_id: `single-${contact_id}`, custom_attributes: { n: 1 } })
    const second = await start({ inbox_id: single, contact_id, source_id: `single-${contact_id}`, custom_attributes: { n: 2 }, message: { content: 'again' } })
    expect(second).toMatchObject({ id: first.id, custom_attributes: { n: 1 }, messages: [{ content: 'again' }] })
    // What is ignored is not looked at.
    expect(await start({ inbox_id: single, contact_id, source_id: `single-${contact_id}`, custom_attributes: { n: 'x'.repeat(1501) } })).toMatchObject({ id: first.id })
    const [{ id: quoted }] = second.messages
    const third = await start({ inbox_id: single, contact_id, source_id: `single-${contact_id}`, message: { content: 'that', content_attributes: { in_reply_to: quoted } } })
    expect(third).toMatchObject({ id: first.id, messages: [{ content_attributes: { in_reply_to: quoted, in_reply_to_external_id: null } }] })
    expect(await start({ inbox_id: single, contact_id, source_id: `single-${contact_id}`, message: {} })).toMatchObject({ id: first.id, messages: [{ content: 'that' }] })
  })
})

test('files may come with the first message', async () => {
  const form = multipart({ inbox_id: String(inbox_id), contact_id: String(contact_id), 'message[content]': 'see here' })
  form.append('message[attachments][]', new Blob([png], { type: 'image/png' }), 'dot.png')
  const made = await start(form)
  expect(made.messages[0]).toMatchObject({ content: 'see here', attachments: [{ file_type: 'image', extension: 'png' }] })
})

test('what cannot be is refused, and nothing is made', async () => {
  const sam = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Sam', `sam${contact_id}@acme.test`)
  const stranger = (method: string, path: string, body?: unknown) => stage.app.call(method, `/api/v1/accounts/${stage.world.account}${path}`, { token: sam.token, body })
  await start({ inbox_id, contact_id, source_id: `taken-${contact_id}` })
  const other = (await stage.maya('POST', '/contacts', { name: 'Bob' })).body.payload.contact.id
  const before = await stage.app.db.query('select count(*) from conversations')
  const refused = (body: object, status: number, answer: unknown, who = stage.maya): Refusal => [who, 'POST', '/conversations', body, status, answer]
  await expectRefusals([
    refused({ inbox_id, contact_id: 999999 }, 404, notFound), refused({ inbox_id: 999999, contact_id }, 404, notFound), refused({ source_id: 'nobody' }, 404, notFound),
    refused({ inbox_id: 'Web app', contact_id, source_id: `taken-${contact_id}` }, 404, notFound), refused({ inbox_id, contact_id: 'x', source_id: `taken-${contact_id}` }, 404, notFound),
    refused({}, 404, notFound), refused({ inbox_id, contact_id }, 401, notYours, stranger), refused({ source_id: `taken-${contact_id}` }, 401, notYours, stranger),
    refused({ inbox_id, contact_id: other, source_id: `taken-${contact_id}` }, 422, { error: 'source_id should be unique' }),
    refused({ inbox_id, contact_id, status: 'closed' }, 422, { error: "'closed' is not a valid status" }),
    refused({ inbox_id, contact_id, assignee_id: 999999 }, 404, notFound), refused({ inbox_id, contact_id, team_id: 999999 }, 404, notFound),
    refused({ inbox_id, contact_id, custom_attributes: { a: 'x'.repeat(1501) } }, 422, invalid('Custom attributes a length should be < 1500', 'custom_attributes')),
    refused({ inbox_id, contact_id, custom_attributes: { a: 10_000_000_000 } }, 422, invalid('Custom attributes a value should be < 9999999999', 'custom_attributes')),
    refused({ inbox_id, contact_id, message: { content: 'x'.repeat(150_001) } }, 422, invalid('Content is too long (maximum is 150000 characters)', 'content')),
    refused({ inbox_id, contact_id, message: { content_type: 'input_select', content_attributes: { items: [] } } }, 422, invalid('Content attributes At least one item is required.', 'content_attributes')),
    refused({ inbox_id, contact_id, message: { message_type: 'shouted' } }, 422, { error: "'shouted' is not a valid message_type" }),
  ])
  expect(await stage.app.db.query('select count(*) from conversations')).toEqual(before)
})

test('a message may also come from the contact', async () => {
  const made = await start({ inbox_id, contact_id, message: { content: 'hi', message_type: 'incoming' } })
  expect(made).toMatchObject({ unread_count: 1, messages: [{ message_type: 0, sender_type: 'Contact', sender: { id: contact_id } }] })
  expectAnswer(await stage.maya('GET', `/conversations/${made.id}/messages`), { meta: 'object', payload: [message] })
})
