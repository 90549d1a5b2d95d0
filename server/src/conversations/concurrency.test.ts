import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

// Two nodes on one database: the second is loaded anew, so that it shares nothing with the first but PostgreSQL.

let connection: Awaited<ReturnType<typeof freshDatabase>>
let nodes: [TestApp, TestApp]
let world: World
let api: string

beforeAll(async () => {
  connection = await freshDatabase()
  const env = { CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '100000' }
  const first = await startTestApp(env, connection)
  vi.resetModules()
  const other = await import('../../test/harness.ts')
  nodes = [first, await other.startTestApp(env, connection)]
  world = await makeWorld(first)
  api = `/api/v1/accounts/${world.account}/conversations`
})
afterAll(async () => {
  for (const node of nodes) await node.close()
})

const query = (text: string, values: unknown[] = []) => nodes[0].db.query(text, values)
const row = async () => (await query('select * from conversations where account_id = $1 and display_id = $2', [world.account, world.conversation]))[0]!

test('fifty verbs at once, from two nodes, leave every number right and every event in its place', async () => {
  const own = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations/${world.conversation}`
  const agent = `${api}/${world.conversation}`
  const { token } = world.noah
  const verbs: ((node: TestApp, index: number) => Promise<{ status: number }>)[] = [
    (node, index) => node.call('POST', `${own}/messages`, { body: { content: `in ${index}` } }),
    (node, index) => node.call('POST', `${agent}/messages`, { token, body: { content: `out ${index}` } }),
    (node, index) => node.call('POST', `${agent}/messages`, { token, body: { content: `note ${index}`, private: true } }),
    (node) => node.call('POST', `${agent}/toggle_status`, { token }),
    (node, index) => node.call('POST', `${agent}/labels`, { token, body: { labels: [`l${index}`] } }),
    (node, index) => node.call('POST', `${agent}/assignments`, { token, body: { assignee_id: index % 4 < 2 ? world.maya.id : null } }),
    (node) => node.call('POST', `${agent}/update_last_seen`, { token }),
    (node) => node.call('POST', `${own}/update_last_seen`),
    (node) => node.call('POST', `${own}/toggle_status`),
    (node) => node.call('POST', `${agent}/toggle_typing_status`, { token, body: { typing_status: 'on' } }),
  ]
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => verbs[index % verbs.length]!(nodes[index % 2]!, index)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))

  const { id, ...conversation } = await row()
  const messages = await query('select * from messages where conversation_id = $1 order by id', [id])
  const spoken = messages.filter(({ message_type }) => message_type !== 2)
  expect(spoken.map(({ content }) => content).toSorted()).toEqual(
    Array.from({ length: 5 }, (_, round) => [`in ${round * 10}`, `out ${round * 10 + 1}`, `note ${round * 10 + 2}`]).flat().toSorted())
  expect(conversation).toMatchObject({
    messages_count: messages.length,
    last_message_id: messages.at(-1)!.id,
    last_non_activity_message_id: spoken.at(-1)!.id,
    last_public_message_id: spoken.findLast((message) => !message.private)!.id,
    unread_count: messages.filter(({ message_type, created_at }) => message_type === 0 && created_at > conversation.agent_last_seen_at).length,
  })

  const events = await query('select * from events where conversation_id = $1 order by id', [id])
  const numbered = events.filter(({ sequence }) => sequence !== null)
  expect(numbered.map(({ sequence }) => sequence)).toEqual(numbered.map((_, index) => index + 1))
  expect(conversation.event_sequence).toBe(numbered.length)
  const told = events.filter(({ name }) => name === 'message.created').map(({ subject }) => subject)
  expect(told.map(({ message }) => message.id)).toEqual(messages.map((message) => message.id))
  // Each event knows as much as had happened by then, and no event knows more than a later one.
  const versions = events.filter(({ name }) => !name.includes('typing')).map(({ subject }) => subject.conversation?.version ?? null).filter((version) => version !== null)
  expect(versions).toEqual(versions.toSorted((a, b) => a - b))
  for (const { message, conversation: of, last_message } of told) {
    expect(of.messages_count).toBe(messages.filter((each) => each.id <= of.last_message_id).length)
    if (last_message) expect(last_message.id).toBeLessThanOrEqual(Math.max(message.id, of.last_public_message_id))
  }
})

describe('a locked inbox', () => {
  test('starts one conversation, whichever node is asked', async () => {
    const inbox = (await nodes[0].call('POST', `/api/v1/accounts/${world.account}/inboxes`, {
      token: world.maya.token, body: { name: 'Locked', lock_to_single_conversation: true, channel: { type: 'api' } },
    })).body
    const client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
    const { source_id } = (await nodes[0].call('POST', client, { body: {} })).body
    const asks = Array.from({ length: 20 }, (_, index) => (index % 3 === 0
      ? nodes[index % 2]!.call('POST', api, { token: world.maya.token, body: { source_id, message: { content: `m${index}` } } })
      : nodes[index % 2]!.call('POST', `${client}/${source_id}/conversations`)))
    const answers = await Promise.all(asks)
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    const messages = (await nodes[0].call('GET', `${client}/${source_id}/conversations/${answers[0]!.body.id}/messages`)).body
    expect(messages.map(({ content }: { content: string }) => content).toSorted()).toEqual([0, 3, 6, 9, 12, 15, 18].map((index) => `m${index}`).toSorted())
  })
})
