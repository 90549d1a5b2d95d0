import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { agentRoom } from '../../cable/client.ts'
import { or } from '../form.ts'
import { attachment, contactPush, present } from '../forms.ts'
import { multipart, openStage, png, type Stage } from '../stage.ts'
import { expectAnswer, expectRefusals, notFound } from './calls.ts'
import { message } from './conversation_forms.ts'
import { row } from './covers.ts'

// Application API §7. `at` is the address of the messages of a fresh conversation of Omar's.

let stage: Stage
let at: string
let id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  const { world } = stage
  id = (await stage.maya('POST', '/conversations', { inbox_id: world.inbox.id, contact_id: world.omar.id, source_id: world.omar.source_id })).body.id
  at = `/conversations/${id}/messages`
})

const create = async (body: object) => expectAnswer(await stage.maya('POST', at, body), message)
const refusal = (error: string) => ({ error })

describe(row('7.4 POST /messages'), () => {
  test('is an answer of the caller unless it is told otherwise', async () => {
    expect(await create({ content: 'Hello' })).toEqual({
      id: expect.any(Number), content: 'Hello', inbox_id: stage.world.inbox.id, conversation_id: id, message_type: 1, content_type: 'text', status: 'sent', content_attributes: {},
      created_at: expect.any(Number), private: false, source_id: null, sender: expect.objectContaining({ id: stage.world.maya.id, type: 'user', available_name: 'Maya Lind' }),
    })
    expect(await create({})).toMatchObject({ content: null })
    expect(await create({ content: 'a note', private: 'true' })).toMatchObject({ private: true, message_type: 1 })
  })

  test.each([['incoming', 0], ['template', 3], ['activity', 2]])('as %s it is the contact\'s', async (message_type, number) => {
    expect(await create({ content: 'hi', message_type })).toMatchObject({ message_type: number, sender: { id: stage.world.omar.id, type: 'contact' } })
  })

  test('of a field that a form has twice the last one counts, as for a box that is ticked', async () => {
    const form = new URLSearchParams([['content', 'secret'], ['private', '0'], ['private', '1']])
    const { body } = await stage.maya('POST', at, form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
    expect(body).toMatchObject({ content: 'secret', private: true })
  })

  test('a private word of the contact is kept as that', async () => {
    expect(await create({ content: 'psst', message_type: 'incoming', private: true })).toMatchObject({ private: true, message_type: 0, sender: { type: 'contact' } })
  })

  test('a bot of the account may be named as the sender of what goes out', async () => {
    const [bot] = await stage.app.db.query<{ id: number }>(`insert into agent_bots (account_id, name, secret) values ($1, 'Robo', 'x') returning id`, [stage.world.account])
    const named = { sender_type: 'AgentBot', sender_id: bot!.id }
    expect((await create({ content: 'beep', ...named })).sender).toEqual({ id: bot!.id, name: 'Robo', avatar_url: '', type: 'agent_bot' })
    expect((await create({ content: 'beep', ...named, message_type: 'incoming' })).sender.type).toBe('contact')
    expect((await create({ content: 'beep', sender_type: 'AgentBot', sender_id: 999999 })).sender.type).toBe('user')
    expect((await create({ content: 'beep', sender_type: 'User', sender_id: stage.world.noah.id })).sender.id).toBe(stage.world.maya.id)
  })

  test('carries what came with it', async () => {
    const sent = await create({ content: 'x', echo_id: 'tmp-1', source_id: 'EXT-1', external_created_at: 1_700_000_000, content_attributes: { data: { a: 1 } } })
    expect(sent).toMatchObject({ echo_id: 'tmp-1', source_id: 'EXT-1', content_attributes: { data: { a: 1 }, external_created_at: 1_700_000_000 } })
    expect(sent.created_at).toBeGreaterThan(1_700_000_000)
    expect((await create({ content: 'x', content_attributes: '{"a":1}' })).content_attributes).toEqual({ a: 1 })
    expect((await create({ content: 'x', content_attributes: 'nonsense' })).content_attributes).toEqual({})
    expect((await create({ content: 'x', content_attributes: { automation_rule_id: 5, more: 1 } })).content_attributes).toEqual({ automation_rule_id: 5 })
  })

  test('a template or a campaign stands in its additional attributes', async () => {
    const attributesOf = async (body: object) => {
      const { id: made } = await create({ content: 'x', ...body })
      return (await stage.app.db.query('select additional_attributes from messages where id = $1', [made]))[0]!.additional_attributes
    }
    expect(await attributesOf({ template_params: { name: 'order', language: 'en' }, campaign_id: 4 })).toEqual({ template_params: { name: 'order', language: 'en' } })
    expect(await attributesOf({ campaign_id: 4 })).toEqual({ campaign_id: 4 })
    for (const template_params of ['order', {}, { name: 5 }]) expect((await stage.maya('POST', at, { content: 'x', template_params })).status).toBe(422)
  })

  test('a quote may name the message by either id', async () => {
    const first = await create({ content: 'first', source_id: 'EXT-9' })
    const both = { in_reply_to: first.id, in_reply_to_external_id: 'EXT-9' }
    expect((await create({ content: 'x', content_attributes: { in_reply_to: first.id } })).content_attributes).toEqual(both)
    expect((await create({ content: 'x', content_attributes: { in_reply_to_external_id: 'EXT-9' } })).content_attributes).toEqual(both)
    for (const content_attributes of [{ in_reply_to: 999999 }, { in_reply_to_external_id: 'nobody' }]) {
      expect((await create({ content: 'x', content_attributes })).content_attributes).toEqual({ in_reply_to: null, in_reply_to_external_id: null })
    }
  })

  test('Liquid is filled in, but for backticks and mistakes', async () => {
    expect((await create({ content: 'Hi {{contact.name}}, `{{contact.name}}`' })).content).toBe('Hi Omar, `{{contact.name}}`')
    expect((await create({ content: 'Hi {{contact.name' })).content).toBe('Hi {{contact.name')
    expect((await create({ content: 'Hi {{contact.name}}', message_type: 'incoming' })).content).toBe('Hi {{contact.name}}')
  })

  test('every failure has the one shape', async () => {
    const refused = (body: unknown, error: string) => [stage.maya, 'POST', at, body, 422, refusal(error)] as never
    await expectRefusals([
      refused({ content: 'x'.repeat(150_001) }, 'Validation failed: Content is too long (maximum is 150000 characters)'),
      refused({ content: 'x', message_type: 'foo' }, "'foo' is not a valid message_type"), refused({ content: 'x', content_type: 'foo' }, "'foo' is not a valid content_type"),
      refused({ content: 'x', cc_emails: 'maya@acme.test, nobody' }, 'Invalid email address'), refused({ content: 'x', attachments: ['nothing'] }, 'attachments must be files or ids of uploads'),
      refused({ content: 'x', attachments: [5] }, 'attachments must be files or ids of uploads'),
      [stage.maya, 'POST', '/conversations/999999/messages', { content: 'x' }, 404, notFound],
      refused(multipart({ content: 'x' }, [['n'.repeat(256), 'text/plain', 'x']]), 'Validation failed: File name is too long (maximum is 255 characters)'),
    ])
    expect((await create({ content: 'x', cc_emails: 'maya@acme.test', bcc_emails: '' })).content_attributes).toEqual({})
  })
})

describe(row('7.4 content types'), () => {
  const make = (content_type: string, content_attributes: object) => stage.maya('POST', at, { content: 'x', content_type, content_attributes })
  const items = (...all: object[]) => ({ items: all })

  test.each([
    ['input_select', items({ title: 'Red', value: 'r' })],
    ['cards', items({ title: 'Card', description: 'd', media_url: 'https://example.org/a.png', actions: [{ type: 'link', text: 'Go', uri: 'https://example.org', payload: 'p' }] })],
    ['form', items({ type: 'text', placeholder: 'p', label: 'l', name: 'n', options: [], default: 'd', required: true, pattern: '.', title: 't', pattern_error: 'e' })],
    ['article', items({ title: 't', description: 'd', link: 'https://example.org' })],
    ['input_text', {}], ['input_textarea', {}], ['input_email', {}], ['incoming_email', {}], ['input_csat', {}], ['integrations', {}], ['sticker', {}], ['voice_call', {}],
  ])('%s', async (content_type, content_attributes) => {
    expect(expectAnswer(await make(content_type, content_attributes), message)).toMatchObject({ content_type, content_attributes })
  })

  test('items that are not theirs', async () => {
    const invalid = (text: string) => `Validation failed: Content attributes ${text}`
    for (const [content_type, attributes, error] of [
      ['input_select', items({ title: 'a', value: 'b', foo: 1 }), invalid('contains invalid keys for items : [:foo]')],
      ['input_select', items(), invalid('At least one item is required.')], ['cards', {}, invalid('At least one item is required.')],
      ['cards', items({ title: 'a' }), invalid('contains items missing actions')],
      ['cards', items({ title: 'a', actions: [{ type: 'link', bar: 1 }] }), invalid('contains invalid keys for actions : [:bar]')],
      ['form', items({ kind: 'text' }), invalid('contains invalid keys for items : [:kind]')], ['article', items({ url: 'x', href: 'y' }), invalid('contains invalid keys for items : [:url, :href]')],
    ] as const) {
      const { status, body } = await make(content_type, attributes)
      expect([content_type, attributes, status, body]).toEqual([content_type, attributes, 422, { error }])
    }
  })
})

describe('attachments', () => {
  test(row('7.3 image, audio, video, file'), async () => {
    const sent = await create(multipart({ content: 'four' }, [['a b.png', 'image/png', png], ['b.mp3', 'audio/mpeg', 'sound'], ['c.mp4', 'video/mp4', 'film'], ['d', 'application/pdf', 'text']]))
    expect(sent.attachments.map(({ file_type, extension, content_type, thumb_url }: Record<string, string>) => [file_type, extension, content_type, thumb_url !== ''])).toEqual([
      ['image', 'png', 'image/png', true], ['audio', 'mp3', 'audio/mpeg', false], ['video', 'mp4', 'video/mp4', false], ['file', null, 'application/pdf', false],
    ])
    expect(sent.attachments[1]).toHaveProperty('transcribed_text', '')
    expect(sent.attachments[0].data_url).toMatch(/^http.*\/rails\/.*\/a%20b\.png$/)
    expect(sent.attachments[1].data_url).toMatch(/\/b\.mp3\?disposition=inline$/)
    expect((await fetch(sent.attachments[1].data_url)).headers.get('content-disposition')).toMatch(/^inline/)
  })

  test('a spoken one is marked', async () => {
    const sent = await create(multipart({ is_voice_message: 'true' }, [['b.ogg', 'audio/ogg', 'sound'], ['a.png', 'image/png', png]]))
    const rows = await stage.app.db.query('select meta from attachments where message_id = $1 order by id', [sent.id])
    expect(rows).toEqual([{ meta: { is_voice_message: true } }, { meta: {} }])
  })
})

describe(row('7.5 GET /messages'), () => {
  const form = {
    meta: { labels: ['text'], additional_attributes: 'object', contact: contactPush, 'assignee?': present, agent_last_seen_at: 'iso|null', assignee_last_seen_at: 'iso|null' },
    payload: [message],
  } as const

  test('tells of the conversation, too', async () => {
    await stage.maya('POST', `/conversations/${id}/labels`, { labels: ['vip'] })
    const { meta } = expectAnswer(await stage.noah('GET', at), or(form))
    expect(meta).toMatchObject({ labels: ['vip'], agent_last_seen_at: null })
    expect(meta).not.toHaveProperty('assignee')
    await stage.maya('POST', `/conversations/${id}/assignments`, { assignee_id: stage.world.noah.id })
    expect((await stage.noah('GET', at)).body.meta.assignee).toMatchObject({ id: stage.world.noah.id, type: 'user' })
  })

  test('answers windows, the oldest first', async () => {
    const ids: number[] = []
    for (let n = 0; n < 130; n++) ids.push((await stage.maya('POST', at, { content: String(n), message_type: 'incoming' })).body.id)
    const window = async (query: string) => (await stage.noah('GET', `${at}?${query}`)).body.payload.map((each: { id: number }) => each.id)
    expect(await window('')).toEqual(ids.slice(-20))
    expect(await window(`before=${ids[50]}`)).toEqual(ids.slice(30, 50))
    expect(await window(`after=${ids[10]}`)).toEqual(ids.slice(11, 111))
    expect(await window(`after=${ids[5]}&before=${ids[125]}`)).toEqual(ids.slice(5, 125))
    expect(await window(`before=${ids[0]}`)).toEqual([])
    expect(await window('after=nonsense')).toEqual(ids.slice(0, 100))
  })

  test('leaves out what agents say among themselves', async () => {
    await create({ content: 'said' })
    await create({ content: 'note', private: true })
    await stage.maya('POST', `/conversations/${id}/toggle_status`, { status: 'resolved' })
    const texts = async (query: string) => (await stage.noah('GET', `${at}?${query}`)).body.payload.map((each: { content: string }) => each.content)
    expect(await texts('filter_internal_messages=true')).toEqual(['said'])
    expect(await texts('filter_internal_messages=0')).toEqual(['said'])
    expect(await texts('')).toEqual(['said', 'note', 'Conversation was marked resolved by Maya Lind'])
  })
})

describe(row('7.6 PATCH /messages/{id}'), () => {
  test('takes what became of it', async () => {
    const { id: sent } = await create({ content: 'x', content_attributes: { a: 1 } })
    const set = async (body: object) => {
      const answer = expectAnswer(await stage.maya('PATCH', `${at}/${sent}`, body), message)
      return [answer.status, answer.content_attributes]
    }
    expect(await set({ status: 'delivered', content: 'changed' })).toEqual(['delivered', { a: 1 }])
    expect(await set({ status: 'failed', external_error: 'no such number' })).toEqual(['failed', { a: 1, external_error: 'no such number' }])
    expect(await set({ status: 'read', external_error: 'ignored' })).toEqual(['read', { a: 1, external_error: null }])
    expect(await set({ status: 'delivered' })).toEqual(['read', { a: 1, external_error: null }])
    expect(await set({ status: 'seen' })).toEqual(['read', { a: 1, external_error: null }])
    expect(await set({})).toEqual(['read', { a: 1, external_error: null }])
    expect((await stage.maya('PUT', `${at}/${sent}`, { status: 'sent' })).body).toMatchObject({ status: 'sent', content: 'x' })
    await expectRefusals([[stage.maya, 'PATCH', `${at}/999999`, { status: 'read' }, 404, notFound]])
  })
})

test(row('7.6 DELETE /messages/{id}'), async () => {
  const { id: sent } = await create(multipart({ content: 'regretted', 'content_attributes[a]': '1' }, [['a.png', 'image/png', png]]))
  const gone = expectAnswer(await stage.noah('DELETE', `${at}/${sent}`), message)
  expect(gone).toMatchObject({ id: sent, content: 'This message was deleted', content_type: 'text', content_attributes: { deleted: true } })
  expect(gone).not.toHaveProperty('attachments')
  expect((await stage.noah('DELETE', `${at}/${sent}`)).body).toEqual(gone)
  await expectRefusals([[stage.maya, 'DELETE', `${at}/999999`, undefined, 404, notFound]])
  for (const [locale, content] of [['pt_BR', 'Esta mensagem foi apagada'], ['fi', 'This message was deleted']]) {
    await stage.app.call('PATCH', `/api/v1/accounts/${stage.world.account}`, { token: stage.world.maya.token, body: { locale } })
    const { id: other } = await create({ content: 'x' })
    expect((await stage.noah('DELETE', `${at}/${other}`)).body).toMatchObject({ content })
  }
  await stage.app.call('PATCH', `/api/v1/accounts/${stage.world.account}`, { token: stage.world.maya.token, body: { locale: 'en' } })
})

test(row('7.6 POST /messages/{id}/retry'), async () => {
  const { id: sent } = await create({ content: 'x', content_attributes: { a: 1 } })
  await stage.settled()
  await stage.maya('PATCH', `${at}/${sent}`, { status: 'failed', external_error: 'no' })
  expect(expectAnswer(await stage.maya('POST', `${at}/${sent}/retry`), message)).toMatchObject({ status: 'sent', content_attributes: { a: 1 } })
  await expectRefusals([[stage.maya, 'POST', `${at}/999999/retry`, undefined, 422, refusal('Message not found')]])
})

test(row('7.6 POST /messages/{id}/translate'), async () => {
  const { id: sent } = await create({ content: 'Hallo' })
  await expectRefusals([
    [stage.maya, 'POST', `${at}/${sent}/translate`, { target_language: 'en' }, 422, refusal('Messages cannot be translated: no provider of translations is set up')],
    [stage.maya, 'POST', `${at}/999999/translate`, { target_language: 'en' }, 404, notFound],
  ])
  const { id: translated } = await create({ content: 'Hallo', content_attributes: { translations: { en: 'Hello' } } })
  const { status, body } = await stage.maya('POST', `${at}/${translated}/translate`, { target_language: 'en' })
  expect([status, body]).toEqual([200, null])
})

test('agents see of whoever wrote or has a conversation whether they are there, customers do not (client API §8.1)', async () => {
  const { account, maya, noah, omar, inbox } = stage.world
  const { id: sent } = (await stage.noah('POST', at, multipart({ content: 'by Noah' }, [['a.png', 'image/png', png]]))).body
  await stage.maya('POST', `/conversations/${id}/assignments`, { assignee_id: noah.id })
  const set = (path: string, body: object) => stage.app.call('POST', `/api/v1/profile/${path}`, { token: noah.token, body: { account_id: account, ...body } })
  await set('availability', { availability: 'busy' })
  await set('auto_offline', { auto_offline: false })
  const statuses = async () => {
    const { meta, payload } = (await stage.maya('GET', at)).body
    const { messages, last_non_activity_message } = (await stage.maya('GET', `/conversations/${id}`)).body
    const changed = (await stage.maya('PATCH', `${at}/${sent}`, { status: 'delivered' })).body
    const [file] = (await stage.maya('GET', `/conversations/${id}/attachments`)).body.payload
    const written = [payload.find((one: { id: number }) => one.id === sent), messages[0], last_non_activity_message, changed, file].filter((one) => one.sender)
    return [written.length, [...new Set([meta.assignee, ...written.map(({ sender }) => sender)].map(({ availability_status }) => availability_status))]]
  }
  expect(await statuses()).toEqual([4, ['busy']])
  await set('auto_offline', { auto_offline: true })
  expect(await statuses()).toEqual([4, ['offline']])
  const [shown] = (await stage.omar('GET', `/conversations/${id}/messages`)).body
  expect(shown.sender).toMatchObject({ id: noah.id, availability_status: null })
  const room = agentRoom(account, { id: maya.id, token: maya.pubsub_token })
  const ear = await stage.ear(room)
  const own = (await stage.maya('POST', '/conversations', { inbox_id: inbox.id, contact_id: omar.id, source_id: omar.source_id, assignee_id: noah.id })).body
  const created = (await ear.events(room)).find(({ event }) => event === 'conversation.created')
  expect([own.meta.assignee.availability_status, created!.data.meta.assignee.availability_status]).toEqual(['offline', 'offline'])
})

test('more than 15 files are too many, as uploads and by their ids', async () => {
  const files = Array.from({ length: 16 }, (_, index): [string, string, string] => [`${index}.txt`, 'text/plain', 'x'])
  const tooMany = refusal('Validation failed: Attachments exceeded maximum allowed')
  await expectRefusals([[stage.maya, 'POST', at, multipart({ content: 'x' }, files), 422, tooMany], [stage.maya, 'POST', at, { attachments: files.map(([name]) => name) }, 422, tooMany]])
  expect((await create(multipart({}, files.slice(1)))).attachments).toHaveLength(15)
})

test('an attachment has one form everywhere', async () => {
  await create(multipart({}, [['a.png', 'image/png', png]]))
  const { messages, last_non_activity_message } = (await stage.maya('GET', `/conversations/${id}`)).body
  for (const one of [messages[0], last_non_activity_message]) expectAnswer({ status: 200, body: one.attachments, headers: new Headers() }, [attachment])
})
