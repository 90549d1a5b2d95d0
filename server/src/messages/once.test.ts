import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

// Two nodes on one database: the second is loaded anew, so that it shares nothing with the first but PostgreSQL.

let nodes: [TestApp, TestApp]
let world: World
let api: string
let inbox: { id: number; inbox_identifier: string }
let source: string
let conversation: number

beforeAll(async () => {
  const connection = await freshDatabase()
  const env = { CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100' }
  const first = await startTestApp(env, connection)
  vi.resetModules()
  const other = await import('../../test/harness.ts')
  nodes = [first, await other.startTestApp(env, connection)]
  world = await makeWorld(first)
  api = `/api/v1/accounts/${world.account}`
  inbox = (await post('inboxes', { name: 'Import', unique_source_id: true, channel: { type: 'api' } })).body
  source = (await first.call('POST', `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`, { body: {} })).body.source_id
  conversation = (await post('conversations', { source_id: source })).body.id
})
afterAll(async () => {
  for (const node of nodes) await node.close()
})

const post = (path: string, body: unknown, node = nodes[0]) => node.call('POST', `${api}/${path}`, { token: world.maya.token, body })
const write = (source_id: string, content: string, node?: TestApp) => post(`conversations/${conversation}/messages`, { source_id, content, message_type: 'incoming', echo_id: 'e' }, node)
const stored = (source_id: string) => nodes[0].db.query('select id, content from messages where source_id = $1 order by id', [source_id])
const counts = async () => (await nodes[0].db.query(
  'select (select count(*) from events) as events, (select count(*) from messages) as messages, (select count(*) from conversations) as conversations'))[0]

describe('an inbox in which each source id occurs once', () => {
  test('says so, to whoever sees it', async () => {
    const shown = async () => (await nodes[0].call('GET', `${api}/inboxes/${inbox.id}`, { token: world.maya.token })).body.unique_source_id
    expect(await shown()).toBe(true)
    const patch = (unique_source_id: boolean) => nodes[0].call('PATCH', `${api}/inboxes/${inbox.id}`, { token: world.maya.token, body: { unique_source_id } })
    expect((await patch(false)).body.unique_source_id).toBe(false)
    expect((await patch(true)).body.unique_source_id).toBe(true)
    expect((await nodes[0].call('GET', `${api}/inboxes/${world.inbox.id}`, { token: world.maya.token })).body.unique_source_id).toBe(false)
  })

  test('answers the message that is there, and nothing happens', async () => {
    const first = await write('wa-1', 'hello')
    const before = await counts()
    const again = await write('wa-1', 'hello again', nodes[1])
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(await counts()).toEqual(before)
  })

  test('answers it from another conversation of the inbox, and for a new conversation', async () => {
    const first = await write('wa-2', 'here')
    const other = (await post('conversations', { source_id: source })).body.id
    const before = await counts()
    const elsewhere = await post(`conversations/${other}/messages`, { source_id: 'wa-2', content: 'there' })
    expect(elsewhere.body).toMatchObject({ id: first.body.id, conversation_id: conversation, content: 'here' })
    const started = await post('conversations', { source_id: source, message: { source_id: 'wa-2', content: 'new' } })
    expect([started.status, started.body.id]).toEqual([200, conversation])
    expect(await counts()).toEqual(before)
  })

  test('is one message when twenty come at once on two nodes', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => write('wa-race', `try ${index}`, nodes[index % 2])))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await stored('wa-race')).toHaveLength(1)
  })

  test('is one conversation when twenty start with the same message at once', async () => {
    const before = await counts()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) =>
      post('conversations', { source_id: source, message: { source_id: 'wa-start', content: `start ${index}` } }, nodes[index % 2])))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await stored('wa-start')).toHaveLength(1)
    expect(await counts()).toMatchObject({ conversations: before!.conversations + 1 })
  })

  test('does not mind messages without one, nor ids that only look alike', async () => {
    for (const id of ['', ' ', 'WA-1', 'wa-1 ', 'ß'.repeat(20_000), `${'ß'.repeat(19_999)}s`]) {
      const made = [await write(id, 'a'), await write(id, 'b')].map(({ body }) => body.id)
      expect(new Set(made).size, id.slice(0, 10)).toBe(id.trim() === '' ? 2 : 1)
    }
  })

  test('knows ids from before the option was set, and forgets those of deleted conversations', async () => {
    const late = (await post('inboxes', { name: 'Late', channel: { type: 'api' } })).body
    const session = (await nodes[0].call('POST', `/public/api/v1/inboxes/${late.inbox_identifier}/contacts`, { body: {} })).body
    const start = (content: string) => post('conversations', { source_id: session.source_id, message: { source_id: 'old', content } })
    const first = await start('one')
    expect((await start('two')).body.id).not.toBe(first.body.id)
    await nodes[0].call('PATCH', `${api}/inboxes/${late.id}`, { token: world.maya.token, body: { unique_source_id: true } })
    expect((await start('three')).body.id).toBe(first.body.id)
    await post('conversations', { source_id: session.source_id, message: { source_id: 'new', content: 'kept' } })
    const known = () => nodes[0].db.query('select 1 from message_source_ids where inbox_id = $1', [late.id])
    expect(await known()).toHaveLength(1)
    expect((await nodes[0].call('DELETE', `${api}/contacts/${session.id}`, { token: world.maya.token })).status).toBe(200)
    expect(await known()).toEqual([])
  })

  test('keeps no file of a repeated message', async () => {
    const send = () => {
      const form = new FormData()
      form.set('source_id', 'wa-file')
      form.set('attachments[]', new Blob(['x'], { type: 'image/png' }), 'x.png')
      return post(`conversations/${conversation}/messages`, form)
    }
    const first = await send()
    expect((await send()).body).toMatchObject({ id: first.body.id, attachments: first.body.attachments })
    expect(await nodes[0].db.query('select count(*) from attachments')).toEqual([{ count: 1 }])
    expect((await fetch(nodes[0].url + new URL(first.body.attachments[0].data_url).pathname)).status).toBe(200)
  })

  test('does not count a repeated message as one too many', async () => {
    const first = await write('wa-flood', 'x')
    await nodes[0].db.query('update conversations set messages_count = 1000 where account_id = $1 and display_id = $2', [world.account, conversation])
    for (let count = 0; count < 3; count += 1) expect((await write('wa-flood', 'x')).body.id).toBe(first.body.id)
  })
})

test('other inboxes take the same id as often as they like', async () => {
  const made = [1, 2].map(() => post(`conversations/${world.conversation}/messages`, { source_id: 'wa-1', content: 'x' }))
  expect(new Set((await Promise.all(made)).map(({ body }) => body.id)).size).toBe(2)
})
