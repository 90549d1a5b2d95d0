import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentRoom, connect, contactRoom } from '../cable/client.ts'
import { addAgent } from '../world.ts'
import { clientPath, multipart, openStage, png, type Stage } from './stage.ts'

// What published clients depend on, one test per number of the list of quirks. Teams, canned responses and attribute definitions are not here yet.

let stage: Stage
let api: string
let client: string
let room: string

beforeAll(async () => {
  stage = await openStage()
  const { account, omar } = stage.world
  api = `/api/v1/accounts/${account}`
  client = clientPath(stage.world, omar.source_id)
  room = contactRoom(omar.pubsub_token)
})
afterAll(() => stage.close())

const token = () => stage.world.maya.token
const call: Stage['app']['call'] = (...parameters) => stage.app.call(...parameters)
const say = async (body: unknown) => (await stage.maya('POST', `${stage.thread}/messages`, body)).body
const write = async (body: unknown) => (await stage.omar('POST', `${stage.thread}/messages`, body)).body
const calledBack = (what: (body: any) => boolean) => stage.inboxSink.waitFor(({ body }) => what(body))
const keys = (value: object) => Object.keys(value)

/** Status of a request whose header names go out as written. */
const statusOf = (path: string, headers: Record<string, string>) => new Promise<number>((resolve, reject) => {
  request(stage.app.url + path, { headers }, (response) => { response.resume(); resolve(response.statusCode!) }).on('error', reject).end()
})

test('1 the token header in any case, with underscores or hyphens', async () => {
  for (const name of ['api_access_token', 'API_ACCESS_TOKEN', 'Api-Access-Token', 'api-access-token', 'API-ACCESS-TOKEN', 'Api_Access_Token', 'api-access_token', 'Api_Access-Token']) {
    expect([name, await statusOf('/api/v1/profile', { [name]: token() })]).toEqual([name, 200])
  }
})

test('2 a stray Authorization is ignored, as is any token at public doors', async () => {
  for (const authorization of ['Bearer nonsense', 'Basic eDp5', 'Bearer']) {
    expect((await call('GET', `${api}/inboxes`, { token: token(), headers: { authorization } })).status).toBe(200)
    expect((await call('GET', client, { token: 'nonsense', headers: { authorization } })).status).toBe(200)
  }
})

test('3 bodies that are empty under any content type, and bodies of DELETE', async () => {
  const types = ['application/json', 'application/json; charset=utf-8', 'application/x-www-form-urlencoded', 'text/plain', 'application/octet-stream', undefined]
  const routes = [
    ['GET', `${api}/inboxes`], ['POST', `${api}${stage.thread}/update_last_seen`], ['POST', `${client}${stage.thread}/update_last_seen`], ['PATCH', client],
    ['POST', `${client}/conversations`], ['DELETE', `${api}/inbox_members?inbox_id=${stage.world.inbox.id}&user_ids[]=0`],
  ] as const
  for (const [method, path] of routes) {
    for (const type of types) {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
      for (const body of method === 'GET' ? [undefined] : [undefined, '']) {
        const answer = await call(method, path, { token: token(), headers, ...(body === undefined ? {} : { body }) })
        expect([method, path, type, answer.status]).toEqual([method, path, type, 200])
      }
    }
  }
  const extra = await addAgent(stage.app, api, token(), 'Extra', 'extra@acme.test')
  const body = { inbox_id: stage.world.inbox.id, user_ids: [extra.id] }
  expect((await stage.maya('POST', '/inbox_members', body)).body.payload).toHaveLength(2)
  expect((await stage.maya('DELETE', '/inbox_members', body)).status).toBe(200)
  expect((await stage.maya('GET', `/inbox_members/${stage.world.inbox.id}`)).body.payload).toHaveLength(1)
})

test('4 success is 200, and what clients parse is JSON', async () => {
  const contact = await stage.maya('POST', '/contacts', { name: 'Four', inbox_id: stage.world.inbox.id })
  const conversation = await stage.maya('POST', '/conversations', { source_id: contact.body.payload.contact_inbox.source_id })
  const own = `/conversations/${conversation.body.id}`
  const webhook = (await stage.maya('POST', '/webhooks', { url: 'https://four.example.org' }))
  const parsed = [
    contact, conversation, webhook, await stage.maya('POST', `${own}/messages`, { content: 'x' }), await stage.maya('POST', `${own}/labels`, { labels: ['a'] }),
    await stage.maya('POST', `${own}/toggle_status`), await stage.maya('POST', `${own}/custom_attributes`, { custom_attributes: { a: 1 } }),
    await stage.maya('POST', `${own}/assignments`, { assignee_id: null }), await stage.omar('POST', `${stage.thread}/messages`, { content: 'x' }),
  ]
  expect(parsed.map(({ status }) => status)).toEqual(parsed.map(() => 200))
  for (const { headers } of parsed) expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  const silent = [
    await stage.maya('DELETE', `/webhooks/${webhook.body.payload.webhook.id}`), await stage.maya('POST', `${own}/toggle_priority`),
    await stage.maya('POST', `${own}/toggle_typing_status`, { typing_status: 'on' }), await stage.omar('POST', `${stage.thread}/toggle_typing`, { typing_status: 'on' }),
    await stage.omar('POST', `${stage.thread}/update_last_seen`), await stage.maya('DELETE', `/contacts/${contact.body.payload.contact.id}`),
  ]
  expect(silent.map(({ status, body }) => [status, body])).toEqual(silent.map(() => [200, null]))
})

test('5 trailing slashes and `.json` route', async () => {
  for (const path of ['/inboxes', '/contacts/search?q=omar', `${stage.thread}/messages`, '/webhooks', '/agents', `/contacts/${stage.world.omar.id}`]) {
    const [plain, query] = path.split('?')
    const spellings = ['', '/', '.json'].map((end) => `${plain}${end}${query ? `?${query}` : ''}`)
    const answers = await Promise.all(spellings.map((spelling) => stage.maya('GET', spelling)))
    expect(answers.map(({ status, body }) => [path, status, body])).toEqual(answers.map(() => [path, 200, answers[0]!.body]))
  }
  expect((await stage.omar('GET', '/')).body.id).toBe(stage.world.omar.id)
  expect((await stage.omar('POST', `${stage.thread}/messages/`, { content: 'slash' })).body.content).toBe('slash')
  expect((await stage.omar('POST', `${stage.thread}/messages.json`, { content: 'json' })).body.content).toBe('json')
})

test('6 any origin, header and method at the client API, with preflight; any origin at the cable', async () => {
  const origin = 'https://shop.example.org'
  const preflight = await stage.omar('OPTIONS', stage.thread, undefined, {
    origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'x-anything, content-type',
  })
  expect([preflight.status, preflight.body]).toEqual([200, null])
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-methods')).toMatch(/PATCH/)
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/x-anything/)
  for (const answer of [await stage.omar('GET', '', undefined, { origin }), await stage.omar('GET', '/conversations/999', undefined, { origin })]) {
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  }
  expect((await call('GET', '/api/v1/profile', { token: token(), headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull()
  const ear = await connect(`${stage.app.url.replace('http', 'ws')}/cable`, [], { origin })
  expect(await ear.next()).toEqual({ type: 'welcome' })
  ear.socket.terminate()
})

test('7 the shapes of errors', async () => {
  expect(await call('GET', `${api}/inboxes`, { token: 'wrong' })).toMatchObject({ status: 401, body: { error: 'Invalid Access Token' } })
  expect(await call('GET', `${api}/inboxes`)).toMatchObject({ status: 401, body: { errors: ['You need to sign in or sign up before continuing.'] } })
  expect(await stage.maya('GET', '/contacts/999999')).toMatchObject({ status: 404, body: { error: 'Resource could not be found' } })
  await stage.maya('POST', '/contacts', { name: 'Seven', email: 'seven@acme.test', phone_number: '+4930123456', identifier: 'seven' })
  for (const [values, text] of [[{ email: 'SEVEN@acme.test' }, 'Email'], [{ phone_number: '+4930123456' }, 'Phone number'], [{ identifier: 'seven' }, 'Identifier']] as const) {
    const twice = await stage.maya('POST', '/contacts', values)
    expect(twice).toMatchObject({ status: 422, body: { message: `${text} has already been taken`, attributes: keys(values) } })
  }
})

test('8 unknown parameters are ignored', async () => {
  expect((await stage.maya('GET', '/contacts?page=1&sort=phone_number&foo=bar')).status).toBe(200)
  expect((await stage.maya('GET', '/inboxes?page=1')).status).toBe(200)
  const inbox = await stage.maya('POST', '/inboxes', { name: 'Eight', colour: 'red', channel: { type: 'api', phone_number: '+4930' } })
  expect([inbox.status, inbox.body.phone_number]).toEqual([200, null])
  expect(await say({ content: 'x', source_reply_id: 'y', nonsense: { deep: [1] } })).not.toHaveProperty('source_reply_id')
})

test('9 webhooks wrapped or bare; PUT is PATCH', async () => {
  const url = (name: string) => `https://${name}.example.org/hook`
  const bare = (await stage.maya('POST', '/webhooks', { url: url('bare'), subscriptions: ['message_created'] })).body.payload.webhook
  const wrapped = (await stage.maya('POST', '/webhooks', { webhook: { url: url('wrapped'), subscriptions: ['message_created'] } })).body.payload.webhook
  expect([bare, wrapped].map((webhook) => [webhook.url, webhook.subscriptions])).toEqual([[url('bare'), ['message_created']], [url('wrapped'), ['message_created']]])
  for (const method of ['PUT', 'PATCH']) {
    expect((await stage.maya(method, `/webhooks/${bare.id}`, { webhook: { url: url(method.toLowerCase()) } })).body.payload.webhook.url).toBe(url(method.toLowerCase()))
    expect((await stage.maya(method, `/inboxes/${stage.world.inbox.id}`, { name: method })).body.name).toBe(method)
    expect((await stage.maya(method, `/contacts/${stage.world.omar.id}`, { custom_attributes: { method } })).body.payload.custom_attributes).toEqual({ method })
    expect((await stage.omar(method, '', { name: 'Omar' })).body.name).toBe('Omar')
  }
  for (const { id } of [bare, wrapped]) await stage.maya('DELETE', `/webhooks/${id}`)
})

test('10 ids as numbers or texts, booleans as texts in multipart', async () => {
  const { inbox, noah } = stage.world
  expect((await stage.maya('POST', `${stage.thread}/assignments`, { assignee_id: String(noah.id) })).body.id).toBe(noah.id)
  expect((await stage.maya('POST', '/conversations', { inbox_id: String(inbox.id), contact_id: String(stage.world.omar.id) })).status).toBe(200)
  expect((await stage.maya('PATCH', '/inbox_members', { inbox_id: String(inbox.id), user_ids: [String(noah.id)] })).body.payload).toHaveLength(1)
  expect(await say(multipart({ content: 'note', private: 'true' }))).toMatchObject({ content: 'note', private: true })
  expect(await say(multipart({ content: 'word', private: 'false' }))).toMatchObject({ content: 'word', private: false })
  expect((await stage.maya('PATCH', `/inboxes/${inbox.id}`, multipart({ greeting_enabled: 'true' }))).body.greeting_enabled).toBe(true)
})

test('11 where a contact stands in an answer', async () => {
  const created = (await stage.maya('POST', '/contacts', { name: 'Eleven', email: 'eleven@acme.test', inbox_id: stage.world.inbox.id, source_id: 's-11' })).body.payload
  expect(created.contact.name).toBe('Eleven')
  expect(created.contact_inbox).toMatchObject({ source_id: 's-11', inbox: { id: stage.world.inbox.id } })
  const { id } = created.contact
  expect((await stage.maya('GET', `/contacts/${id}`)).body.payload).toMatchObject({ id, contact_inboxes: [{ source_id: 's-11', inbox: { id: stage.world.inbox.id } }] })
  expect((await stage.maya('PATCH', `/contacts/${id}`, { name: 'Elf' })).body.payload).toMatchObject({ id, name: 'Elf' })
  const condition = { attribute_key: 'email', filter_operator: 'equal_to', values: ['eleven@acme.test'], query_operator: null }
  for (const { body } of [
    await stage.maya('GET', '/contacts/search?q=eleven@acme'), await stage.maya('POST', '/contacts/filter', { payload: [condition] }), await stage.maya('GET', '/contacts'),
  ]) {
    expect(body.payload.map((contact: { id: number }) => contact.id)).toContain(id)
    expect(body.meta.count).toBeGreaterThan(0)
  }
  expect(keys((await stage.omar('GET', '')).body)).toEqual(['source_id', 'pubsub_token', 'id', 'name', 'email', 'phone_number'])
})

test('12 which answers have an envelope', async () => {
  const { inbox, omar, conversation } = stage.world
  const list = expect.any(Array)
  const meta = { mine_count: expect.any(Number), assigned_count: expect.any(Number), unassigned_count: expect.any(Number), all_count: expect.any(Number) }
  const shapes: [string, unknown][] = [
    [stage.thread, expect.objectContaining({ id: conversation, messages: list })], ['/conversations', { data: { meta, payload: list } }], ['/conversations/meta', { meta }],
    [`/contacts/${omar.id}/conversations`, { payload: list }], [`${stage.thread}/messages`, { meta: expect.anything(), payload: list }],
    [`/inbox_members/${inbox.id}`, { payload: list }], [`/assignable_agents?inbox_ids[]=${inbox.id}`, { payload: list }], [`${stage.thread}/labels`, { payload: list }],
    ['/inboxes', { payload: list }], [`/inboxes/${inbox.id}`, expect.objectContaining({ id: inbox.id })], ['/agents', list], ['/webhooks', { payload: { webhooks: list } }],
  ]
  for (const [path, shape] of shapes) expect((await stage.maya('GET', path)).body, path).toEqual(shape)
  expect((await stage.omar('GET', `${stage.thread}/messages`)).body).toEqual(list)
  expect((await stage.omar('GET', '/conversations')).body[0]).toMatchObject({ id: conversation, contact: { id: omar.id } })
})

test('13 a conversation is called by its number in the account', async () => {
  const [row] = await stage.app.db.query<{ id: number }>('select id from conversations where account_id = $1 and display_id = 1', [stage.world.account])
  expect(row!.id).not.toBe(stage.world.conversation)
  const ear = await stage.ear(room)
  const { id, conversation_id } = await write({ content: 'which one?' })
  expect(conversation_id).toBe(stage.world.conversation)
  const heard = (await ear.events(room)).find(({ event }) => event === 'message.created')
  expect(heard!.data.conversation_id).toBe(stage.world.conversation)
  const told = await calledBack((body) => body.id === id && body.event === 'message_created')
  expect([told.body.conversation.id, told.body.conversation.messages[0].conversation_id]).toEqual([stage.world.conversation, stage.world.conversation])
  expect((await stage.maya('GET', stage.thread)).body.id).toBe(stage.world.conversation)
})

test('14 types of messages and times: numbers in API and cable, words at the top of a callback', async () => {
  const ear = await stage.ear(room)
  const spoken: [any, number, string][] = [[await write({ content: 'in' }), 0, 'incoming'], [await say({ content: 'out' }), 1, 'outgoing'], [await say({ content: 'auto', message_type: 'template' }), 3, 'template']]
  const heard = (await ear.events(room)).filter(({ event }) => event === 'message.created')
  for (const [index, [message, number, name]] of spoken.entries()) {
    const { body } = await calledBack(({ id, event }) => id === message.id && event === 'message_created')
    expect([message, heard[index]!.data, body.conversation.messages[0]].map(({ message_type }) => message_type)).toEqual([number, number, number])
    expect(body.message_type).toBe(name)
    expect(new Set([message, heard[index]!.data, body.conversation.messages[0]].map(({ created_at }) => created_at)).size).toBe(1)
    expect(Math.floor(Date.parse(body.created_at) / 1000)).toBe(message.created_at)
    expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
})

test('15 content_attributes are an object however they came', async () => {
  const { id } = await write({ content: 'quote me' })
  const attributes = { in_reply_to: id, mine: { deep: [1] } }
  const wanted = { in_reply_to: id, in_reply_to_external_id: null, mine: { deep: [1] } }
  for (const content_attributes of [attributes, JSON.stringify(attributes)]) expect((await say({ content: 'x', content_attributes })).content_attributes).toEqual(wanted)
  const form = await say(multipart({ content: 'x', content_attributes: JSON.stringify(attributes) }))
  expect(form.content_attributes).toEqual(wanted)
  for (const content_attributes of [undefined, null, 'no JSON', '[]', []]) expect((await say({ content: 'x', content_attributes })).content_attributes).toEqual({})
  expect((await stage.maya('DELETE', `${stage.thread}/messages/${form.id}`)).body).toMatchObject({ content_type: 'text', content_attributes: { deleted: true } })
})

test('16 attributes are objects, never null', async () => {
  const contact = (await stage.maya('POST', '/contacts', { name: 'Sixteen', custom_attributes: null, additional_attributes: null })).body.payload.contact
  expect([contact.custom_attributes, contact.additional_attributes]).toEqual([{}, {}])
  const conversation = (await stage.maya('POST', '/conversations', { inbox_id: stage.world.inbox.id, contact_id: contact.id, custom_attributes: null })).body
  expect([conversation.custom_attributes, conversation.additional_attributes, conversation.meta.sender.custom_attributes]).toEqual([{}, {}, {}])
  const { body } = await calledBack(({ event, id }) => event === 'conversation_created' && id === conversation.id)
  expect([body.custom_attributes, body.additional_attributes, body.meta.sender.additional_attributes]).toEqual([{}, {}, {}])
  expect((await stage.omar('POST', '/conversations', { custom_attributes: null })).body.contact.custom_attributes).toEqual(expect.any(Object))
})

test('17 every message that comes in or goes out has a sender', async () => {
  const ear = await stage.ear(room)
  await write({ content: 'in' })
  await say({ content: 'out' })
  await say({ content: 'in through the API', message_type: 'incoming' })
  const senders = (await ear.events(room)).filter(({ event }) => event === 'message.created').map(({ data }) => data.sender)
  expect(senders).toEqual([
    expect.objectContaining({ type: 'contact', name: 'Omar' }), expect.objectContaining({ type: 'user', name: 'Maya Lind', available_name: 'Maya Lind', availability_status: 'offline' }),
    expect.objectContaining({ type: 'contact', name: 'Omar' }),
  ])
})

test('18 a callback holds the last message, and attachments at its top', async () => {
  await write({ content: 'before' })
  const { id } = await say(multipart({ content: 'with a file' }, [['a.txt', 'text/plain', 'abc']]))
  const { body } = await calledBack((told) => told.id === id && told.event === 'message_created')
  expect(body.conversation.messages.map((message: { id: number }) => message.id)).toEqual([id])
  expect(body.attachments).toEqual(body.conversation.messages[0].attachments)
  const plain = await say({ content: 'without' })
  expect((await calledBack((told) => told.id === plain.id && told.event === 'message_created')).body).not.toHaveProperty('attachments')
})

test('19 files can be fetched at their address, under their own name', async () => {
  const names = ['steps.png', 'Größe 1 & 2 #?.txt', '../../etc/passwd', 'a%20b.pdf']
  const { attachments } = await say(multipart({}, names.map((name) => [name, name.endsWith('png') ? 'image/png' : 'text/plain', name.endsWith('png') ? png : name])))
  for (const [index, { data_url, thumb_url, file_size, file_type }] of attachments.entries()) {
    expect(data_url).toMatch(/^https?:\/\/[^/]+\/rails\//)
    expect(decodeURIComponent(data_url.split('/').at(-1))).toBe(names[index]!.split('/').at(-1))
    for (const headers of [{}, { api_access_token: token() }]) {
      const answer = await fetch(data_url, { headers })
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, file_size])
    }
    expect(file_type === 'image' ? (await fetch(thumb_url)).status : thumb_url).toBe(file_type === 'image' ? 200 : '')
  }
})

test('20 what clients read of an inbox', async () => {
  const { body } = await stage.maya('GET', `/inboxes/${stage.world.inbox.id}`)
  expect(body).toMatchObject({
    inbox_identifier: stage.world.inbox.identifier, webhook_url: stage.inboxSink.url, additional_attributes: {}, channel_type: 'Channel::Api',
    channel_id: expect.any(Number), lock_to_single_conversation: false, secret: stage.world.inbox.secret, hmac_token: stage.world.inbox.hmac_token,
  })
  const seen = keys((await stage.noah('GET', `/inboxes/${stage.world.inbox.id}`)).body)
  expect(keys(body).filter((key) => !seen.includes(key))).toEqual(
    ['hmac_token', 'secret', 'previous_secret_until', 'webhook_secret', 'custom_headers', 'skip_own', 'previous_hmac_token_until', 'events'])
})

test('21 echo_id comes back at once and on the cable, source_id everywhere', async () => {
  const ear = await stage.ear(agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token }))
  const answer = await say({ content: 'x', echo_id: 'tmp-1', source_id: 'wa-21' })
  expect(answer).toMatchObject({ echo_id: 'tmp-1', source_id: 'wa-21' })
  const heard = (await ear.events(agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token }))).find(({ event }) => event === 'message.created')
  expect(heard!.data).toMatchObject({ echo_id: 'tmp-1', source_id: 'wa-21' })
  const { body } = await calledBack(({ id, event }) => id === answer.id && event === 'message_created')
  expect(body.source_id).toBe('wa-21')
  expect(body).not.toHaveProperty('echo_id')
})
