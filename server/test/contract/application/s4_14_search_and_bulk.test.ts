import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp } from '../../harness.ts'
import { addAgent, makeWorld } from '../../world.ts'
import { openStage, png, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound, notYours } from './calls.ts'
import { message } from './conversation_forms.ts'
import { row } from './covers.ts'

// Application API §4.14: search, uploads, many at once.

let stage: Stage
let quiet: number
let stranger: Ask

beforeAll(async () => {
  stage = await openStage({ WEBHOOK_ALLOW_HOSTS: '127.0.0.1,localhost' })
  const { maya, world, app } = stage
  quiet = (await maya('POST', '/inboxes', { name: 'Quiet', channel: { type: 'api' } })).body.id
  const sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')
  stranger = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: sam.token, body })
})
afterAll(() => stage.close())

async function start(contact: object, inbox_id: number, content: string): Promise<number> {
  const contact_id = (await stage.maya('POST', '/contacts', contact)).body.payload.contact.id
  return (await stage.maya('POST', '/conversations', { inbox_id, contact_id, message: { content, message_type: 'incoming' } })).body.id
}

describe('search', () => {
  const foundContact = { email: 'text|null', id: 'int', name: 'text', phone_number: 'text|null', identifier: 'text|null', additional_attributes: 'object', 'last_activity_at?': 'int' } as const
  const foundConversation = {
    id: 'int', account_id: 'int', created_at: 'int', 'message?': message, contact: foundContact, inbox: { id: 'int', channel_id: 'int', name: 'text', channel_type: '=Channel::Api' },
    'agent?': { id: 'int', available_name: 'text', email: 'text', name: 'text', role: '=agent|=administrator|null' },
  } as const
  let ada: number, zoe: number

  beforeAll(async () => {
    ada = await start({ name: 'Ada Winter', email: 'ada@winter.test', phone_number: '+15550001111', identifier: 'crm-ada' }, stage.world.inbox.id, 'My umbrella is broken')
    zoe = await start({ name: 'Zoe Winter' }, quiet, 'An umbrella, too')
    await stage.maya('POST', `/conversations/${ada}/assignments`, { assignee_id: stage.world.noah.id })
  })

  const numbers = (list: { id: number }[]) => list.map(({ id }) => id)

  test(row('4.14 GET /search'), async () => {
    const form = { payload: { conversations: [foundConversation], contacts: [foundContact], messages: [message], articles: ['null'] } } as const
    const { payload } = expectAnswer(await stage.maya('GET', '/search?q=winter'), form)
    expect([numbers(payload.conversations), payload.contacts.length, payload.messages, payload.articles]).toEqual([[zoe, ada], 1, [], []])
    expect(payload.conversations[1]).toMatchObject({ message: { content: 'My umbrella is broken' }, agent: { id: stage.world.noah.id, role: 'agent' }, contact: { name: 'Ada Winter' } })
    expect((await stage.maya('GET', '/search?q=umbrella')).body.payload.messages).toHaveLength(2)
    expect((await stage.maya('GET', '/search')).status).toBe(200)
  })

  test(row('4.14 GET /search/conversations'), async () => {
    const form = { payload: { conversations: [{ ...foundConversation, additional_attributes: 'object' }] } } as const
    for (const [q, found] of [[ada, [ada]], ['crm-ada', [ada]], ['5550001', [ada]], ['ADA@WINTER', [ada]], ['nobody', []], ['100%', []]] as const) {
      const { payload } = expectAnswer(await stage.maya('GET', `/search/conversations?q=${encodeURIComponent(q)}`), form)
      expect([q, numbers(payload.conversations)]).toEqual([q, found])
    }
    expect(numbers((await stage.noah('GET', '/search/conversations?q=winter')).body.payload.conversations)).toEqual([ada])
    expect((await stranger('GET', '/search/conversations?q=winter')).body.payload.conversations).toEqual([])
    expect((await stage.maya('GET', '/search/conversations?q=winter&page=2')).body.payload.conversations).toEqual([])
  })

  test(row('4.14 GET /search/contacts'), async () => {
    const { payload } = expectAnswer(await stranger('GET', '/search/contacts?q=winter'), { payload: { contacts: [foundContact] } })
    // Zoe has nothing to be told apart by.
    expect(payload.contacts).toMatchObject([{ name: 'Ada Winter' }])
  })

  test(row('4.14 GET /search/messages'), async () => {
    const { payload } = expectAnswer(await stage.noah('GET', '/search/messages?q=UMBRELLA'), { payload: { messages: [message] } })
    expect(payload.messages).toMatchObject([{ content: 'My umbrella is broken', conversation_id: ada }])
    await stage.app.db.query(`update messages set created_at = now() - interval '4 months' where content = 'My umbrella is broken'`)
    expect((await stage.noah('GET', '/search/messages?q=umbrella')).body).toEqual({ payload: { messages: [] } })
  })

  test(row('4.14 GET /search/articles'), async () => {
    expect((await stage.noah('GET', '/search/articles?q=x')).body).toEqual({ payload: { articles: [] } })
  })
})

describe(row('4.14 POST /upload'), () => {
  const form = { file_url: 'text', blob_id: 'text' } as const
  const thread = () => `${stage.thread}/messages`

  test('keeps a file that a message takes up later, more than once', async () => {
    const { file_url, blob_id } = expectAnswer(await stage.noah('POST', '/upload', formOf('dot.png', 'image/png', png)), form)
    expect(Buffer.from(await (await fetch(file_url)).arrayBuffer())).toEqual(png)
    const [first, second] = [(await stage.noah('POST', thread(), { attachments: [blob_id] })).body, (await stage.maya('POST', thread(), { attachments: [blob_id, blob_id] })).body]
    expect([first.attachments.length, second.attachments.length]).toEqual([1, 2])
    await stage.maya('DELETE', `${thread()}/${first.id}`)
    expect((await fetch(second.attachments[1].data_url)).status).toBe(200)
    expect((await fetch(first.attachments[0].data_url)).status).toBe(404)
  })

  test('is the account\'s own', async () => {
    const upload = expectAnswer(await stage.noah('POST', '/upload', formOf('x.txt', 'text/plain', 'text')), form)
    const [other] = await stage.app.db.query<{ id: number; token: string }>(`select a.id from accounts a where a.name = 'older'`)
    await stage.app.db.query('update uploads set account_id = $1 where blob_key = $2', [other!.id, upload.blob_id])
    expect((await stage.noah('POST', thread(), { attachments: [upload.blob_id] })).body).toEqual({ error: 'attachments must be files or ids of uploads' })
  })

  test('fetches pictures and videos, and nothing else', async () => {
    const server = createServer(({ url }, response) => {
      if (url!.endsWith('.png')) response.writeHead(200, { 'content-type': 'image/png' }).end(png)
      else if (url!.endsWith('/gone')) response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<b>no</b>')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const { blob_id, file_url } = expectAnswer(await stage.noah('POST', '/upload', { external_url: `${elsewhere}/a%20dot.png` }), form)
      expect(file_url).toMatch(/a%20dot\.png$/)
      expect((await stage.noah('POST', thread(), { attachments: [blob_id] })).body.attachments).toMatchObject([{ file_type: 'image', file_size: png.length }])
      await expectRefusals([
        [stage.noah, 'POST', '/upload', { external_url: `${elsewhere}/page` }, 422, { error: 'File type not supported (only images and videos are allowed)' }],
        [stage.noah, 'POST', '/upload', { external_url: `${elsewhere}/gone` }, 422, { error: 'Failed to fetch file from URL: it answers 404' }],
      ])
    } finally {
      server.close()
    }
  })

  test('never looks into the network of its own, not even where callbacks may go', async () => {
    const app = await startTestApp({ PUBLIC_URL: 'https://desk.example.org', WEBHOOK_ALLOW_HOSTS: '127.0.0.1' })
    try {
      const { account, noah } = await makeWorld(app)
      const body = { external_url: 'http://127.0.0.1:1/a.png' }
      expect((await app.call('POST', `/api/v1/accounts/${account}/upload`, { token: noah.token, body })).body.error).toMatch(/127\.0\.0\.1 is not a public address/)
    } finally {
      await app.close()
    }
  })

  test('refuses what is no file', async () => {
    await expectRefusals([
      [stage.noah, 'POST', '/upload', {}, 422, { error: 'No file or URL provided' }], [stage.noah, 'POST', '/upload', { attachment: 'x' }, 422, { error: 'No file or URL provided' }],
      ...['ftp://example.org/a.png', 'nonsense', 'http://', `https://example.org/${'x'.repeat(2100)}`].map((external_url) =>
        [stage.noah, 'POST', '/upload', { external_url }, 422, { error: 'Invalid URL provided' }] as never),
    ])
    const { body } = await stage.noah('POST', '/upload', { external_url: 'http://169.254.169.254/latest/meta-data' })
    expect(body.error).toMatch(/^Failed to fetch file from URL: 169\.254\.169\.254 is never called/)
  })
})

function formOf(name: string, type: string, content: string | Buffer<ArrayBuffer>): FormData {
  const form = new FormData()
  form.append('attachment', new Blob([content], { type }), name)
  return form
}

describe('many at once', () => {
  async function done(): Promise<void> {
    while ((await stage.app.db.query('select 1 from bulk_actions limit 1')).length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  test(row('4.14 POST /bulk_actions Conversation'), async () => {
    const made: number[] = []
    for (let n = 0; n < 60; n++) made.push(await start({ name: `Many ${n}` }, n === 0 ? quiet : stage.world.inbox.id, 'x'))
    const team = (await stage.maya('POST', '/teams', { name: 'bulk', allow_auto_assign: false })).body.id
    const snoozed_until = Math.floor(Date.now() / 1000) + 3600
    const fields = { status: 'snoozed', assignee_id: stage.world.noah.id, team_id: team }
    await expectRefusals([[stage.noah, 'POST', '/bulk_actions', { type: 'Conversation', ids: made, fields, snoozed_until: 'tomorrow' }, 422, { error: "'tomorrow' is not a valid snoozed_until" }]])
    expectHead(await stage.noah('POST', '/bulk_actions', { type: 'Conversation', ids: [...made, 999999], fields, snoozed_until, labels: { add: ['a', 'b'], remove: ['b'] } }))
    await done()
    // The first is in an inbox without Noah.
    expect((await stage.maya('GET', `/conversations/${made[0]}`)).body).toMatchObject({ status: 'open', labels: [] })
    for (const id of [made[1], made[59]]) {
      expect((await stage.maya('GET', `/conversations/${id}`)).body).toMatchObject({
        status: 'snoozed', snoozed_until: new Date(snoozed_until * 1000).toISOString(), labels: ['a'],
      })
      expect((await stage.maya('GET', `/conversations/${id}`)).body.meta).toMatchObject({ team: { id: team } })
    }
    expectHead(await stage.noah('POST', '/bulk_actions', { type: 'Conversation', ids: [made[1]], fields: { assignee_id: null }, labels: { remove: ['a'] } }))
    await done()
    const changed = (await stage.maya('GET', `/conversations/${made[1]}`)).body
    expect([changed.labels, changed.meta.assignee, changed.status]).toEqual([[], undefined, 'snoozed'])
  })

  test('priority, and what is read and unread, are set in many conversations', async () => {
    const made = [await start({ name: 'First' }, stage.world.inbox.id, 'x'), await start({ name: 'Second' }, stage.world.inbox.id, 'x')]
    const seen = async () => Promise.all(made.map(async (id) => {
      const { priority, unread_count } = (await stage.noah('GET', `/conversations/${id}`)).body
      return [priority, unread_count]
    }))
    expectHead(await stage.noah('POST', '/bulk_actions', { type: 'Conversation', ids: made, fields: { priority: 'high', unread: false } }))
    await done()
    expect(await seen()).toEqual([['high', 0], ['high', 0]])
    expectHead(await stage.noah('POST', '/bulk_actions', { type: 'Conversation', ids: made, fields: { priority: null, unread: true } }))
    await done()
    expect(await seen()).toEqual([[null, 1], [null, 1]])
  })

  test(row('4.14 POST /bulk_actions Contact'), async () => {
    const ids: number[] = []
    for (const name of ['One', 'Two']) ids.push((await stage.maya('POST', '/contacts', { name })).body.payload.contact.id)
    const labels = async (id: number | undefined) => (await stage.maya('GET', `/contacts/${id}/labels`)).body.payload
    expectHead(await stranger('POST', '/bulk_actions', { type: 'Contact', ids, labels: { add: ['a', 'b'] } }))
    await done()
    expect([await labels(ids[0]), await labels(ids[1])]).toEqual([['a', 'b'], ['a', 'b']])
    expectHead(await stranger('POST', '/bulk_actions', { type: 'Contact', ids: [ids[0]], labels: { remove: ['a'] } }))
    await done()
    expect(await labels(ids[0])).toEqual(['b'])
    await expectRefusals([[stage.noah, 'POST', '/bulk_actions', { type: 'Contact', ids, action_name: 'delete' }, 401, notYours]])
    expectHead(await stage.maya('POST', '/bulk_actions', { type: 'Contact', ids, action_name: 'delete' }))
    await done()
    await expectRefusals(ids.map((id) => [stage.maya, 'GET', `/contacts/${id}`, undefined, 404, notFound]))
  })

  test('a record that breaks a rule of today does not hold up the others', async () => {
    const ids: number[] = []
    for (const name of ['Odd', 'Fine']) ids.push((await stage.maya('POST', '/contacts', { name })).body.payload.contact.id)
    await stage.app.db.query(`update contacts set phone_number = 'none' where id = $1`, [ids[0]])
    expectHead(await stage.maya('POST', '/bulk_actions', { type: 'Contact', ids, labels: { add: ['c'] } }))
    await done()
    expect((await stage.maya('GET', `/contacts/${ids[1]}/labels`)).body.payload).toEqual(['c'])
  })

  test('what cannot be is refused at once', async () => {
    await expectRefusals([
      [stage.maya, 'POST', '/bulk_actions', { type: 'Inbox', ids: [1] }, 422, { success: false }], [stage.maya, 'POST', '/bulk_actions', {}, 422, { success: false }],
      [stage.maya, 'POST', '/bulk_actions', { type: 'Conversation', ids: [1], fields: { status: 'closed' } }, 422, { error: "'closed' is not a valid status" }],
      [stage.maya, 'POST', '/bulk_actions', { type: 'Conversation', ids: [1], fields: { assignee_id: 999999 } }, 404, notFound],
      [stage.maya, 'POST', '/bulk_actions', { type: 'Conversation', ids: [1], fields: { team_id: 999999 } }, 404, notFound],
      [stage.maya, 'POST', '/bulk_actions', { type: 'Conversation', ids: ['x'] }, 422, { error: 'ids must be a list of ids' }],
    ])
  })
})
