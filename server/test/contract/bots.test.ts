import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Callback, expectedSignature, type Sink, startSink } from '../sink.ts'
import { agentRoom } from '../cable/client.ts'
import { expectForm, or } from './form.ts'
import { account, botPush, botWebhook, contactWebhook, conversationPush, messageWebhook, stamp, unknown, userWebhook } from './forms.ts'
import { type Ask, openStage, type Stage } from './stage.ts'

// Bots as receivers of callbacks (webhooks §2, §5, §6): what they are told in which form, when a conversation is theirs and when it is people's.

let stage: Stage
let sink: Sink
let bot: { id: number; secret: string; access_token: string }
let robo: Ask

beforeAll(async () => {
  stage = await openStage()
  sink = await startSink()
  bot = (await stage.maya('POST', '/agent_bots', { name: 'Robo', outgoing_url: sink.url })).body
  robo = (method, path, body) => stage.app.call(method, `/api/v1/accounts/${stage.world.account}${path}`, { token: bot.access_token, body })
  await connect(bot.id)
  await stage.settled()
})
afterAll(async () => {
  await sink.close()
  await stage.close()
})

const connect = (id: number | null) => stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: id })
const begin = async () => `/conversations/${(await stage.omar('POST', '/conversations')).body.id}`
const statusOf = async (thread: string) => (await stage.maya('GET', thread)).body.status as string

/** Does something, waits until it has been told, and answers what the bot has heard of it. */
async function heard(work: () => Promise<unknown>): Promise<Callback[]> {
  await stage.settled()
  const from = sink.received.length
  await work()
  await stage.settled()
  return sink.received.slice(from)
}
const names = (callbacks: Callback[]) => callbacks.map(({ body }) => body.event as string)

const conversationForm = { ...conversationPush(or(unknown, botPush)), account }
const conversation = (extra: object = {}) => ({ ...conversationForm, event: 'text', ...extra, ...stamp })
const message = { ...messageWebhook, conversation: conversationForm }
const changed = { changed_attributes: ['object'] }

describe('a bot is told', () => {
  test('nothing of a conversation that begins', async () => {
    let thread = ''
    expect(names(await heard(async () => { thread = await begin() }))).toEqual([])
    expect(await statusOf(thread)).toBe('pending')
  })

  test('what the contact says, signed with its own secret', async () => {
    const thread = await begin()
    const [callback, ...others] = await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'hello' }))
    expect(others).toEqual([])
    expectForm(callback!.body, { ...message, sender: contactWebhook })
    expect(callback!.body).toMatchObject({ event: 'message_created', message_type: 'incoming', content: 'hello', conversation: { status: 'pending' } })
    expect(callback!.headers['x-chatwoot-signature']).toBe(expectedSignature(callback!, bot.secret))
    expect(callback!.headers).toMatchObject({ 'content-type': 'application/json', 'x-chatwoot-delivery': expect.any(String), 'x-chatwoot-timestamp': expect.any(String) })
    // The inbox's callback has the same body, under its own key.
    const same = stage.inboxSink.received.find(({ raw }) => raw === callback!.raw)!
    expect(same.headers['x-chatwoot-signature']).toBe(expectedSignature(same, stage.world.inbox.secret))
    expect(same.delivery).not.toBe(callback!.delivery)
  })

  test('its own words and those of agents, and what follows from them', async () => {
    const thread = await begin()
    await stage.omar('POST', `${thread}/messages`, { content: 'hello' })
    const own = await heard(() => robo('POST', `${thread}/messages`, { content: 'I am a robot' }))
    // Who waited waits no longer; it is no first reply, which is a person's.
    expect(names(own)).toEqual(['conversation_updated', 'message_created'])
    expectForm(own[1]!.body, { ...message, sender: botWebhook })
    expect(own[1]!.body).toMatchObject({ sender: { id: bot.id, name: 'Robo', type: 'agent_bot' }, cause: { type: 'agent_bot', id: bot.id } })
    expectForm(own[0]!.body, conversation(changed))
    expect(own[0]!.body).toMatchObject({ waiting_since: 0, first_reply_created_at: null })
    const agents = await heard(() => stage.noah('POST', `${thread}/messages`, { content: 'and I am not' }))
    expectForm(agents.at(-1)!.body, { ...message, sender: userWebhook })
    expect(agents[0]!.body).toMatchObject({ event: 'conversation_updated', first_reply_created_at: expect.any(String) })
    // Private notes come, too, marked as such.
    const [note] = await heard(() => stage.noah('POST', `${thread}/messages`, { content: 'psst', private: true }))
    expect(note!.body).toMatchObject({ event: 'message_created', private: true })
  })

  test('resolved and opened, beside the change itself', async () => {
    const thread = await begin()
    const resolved = await heard(() => stage.maya('POST', `${thread}/toggle_status`, { status: 'resolved' }))
    expect(names(resolved)).toEqual(['conversation_resolved', 'conversation_status_changed', 'conversation_updated'])
    expectForm(resolved[0]!.body, conversation())
    expectForm(resolved[1]!.body, conversation({ changed_attributes: 'null' }))
    expectForm(resolved[2]!.body, conversation(changed))
    expect(resolved.map(({ body }) => body.status)).toEqual(['resolved', 'resolved', 'resolved'])
    const opened = await heard(() => stage.maya('POST', `${thread}/toggle_status`, { status: 'open' }))
    expect(names(opened)).toEqual(['conversation_opened', 'conversation_status_changed', 'conversation_updated'])
    expectForm(opened[0]!.body, conversation())
    // The other receivers hear neither name.
    expect(names([...stage.inboxSink.received, ...stage.accountSink.received]).filter((name) => /opened|resolved/.test(name))).toEqual([])
  })

  test('what is changed, read and deleted; not typing, contacts, inboxes or activity lines', async () => {
    const thread = await begin()
    expect(names(await heard(() => stage.maya('POST', `${thread}/toggle_priority`, { priority: 'high' })))).toEqual(['conversation_updated'])
    expect(names(await heard(() => stage.maya('POST', `${thread}/labels`, { labels: ['x'] })))).toEqual(['conversation_updated'])
    const said = (await stage.maya('POST', `${thread}/messages`, { content: 'hi' })).body
    const [read] = await heard(() => stage.omar('POST', `${thread}/update_last_seen`))
    expectForm(read!.body, { ...message, sender: userWebhook })
    expect(read!.body).toMatchObject({ event: 'message_updated', id: said.id, status: 'read' })
    expect(names(await heard(() => stage.maya('DELETE', `${thread}/messages/${said.id}`)))).toEqual(['message_updated'])
    expect(names(await heard(() => stage.omar('POST', `${thread}/toggle_typing`, { typing_status: 'on' })))).toEqual([])
    expect(names(await heard(() => stage.maya('PATCH', `/contacts/${stage.world.omar.id}`, { name: 'Omar A' })))).toEqual([])
    expect(names(await heard(() => stage.maya('PATCH', `/inboxes/${stage.world.inbox.id}`, { greeting_enabled: false })))).toEqual([])
    expect(names(await heard(() => stage.maya('DELETE', thread)))).toEqual([])
  })

  test('of a conversation that it has in an inbox that is not its own; once, where it is both', async () => {
    await connect(null)
    const thread = await begin()
    expect(names(await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'hello' })))).toEqual([])
    const given = await heard(() => stage.maya('POST', `${thread}/assignments`, { assignee_id: bot.id, assignee_type: 'AgentBot' }))
    expect(names(given)).toEqual(['conversation_updated'])
    expectForm(given[0]!.body, conversation(changed))
    expect(given[0]!.body.meta).toMatchObject({ assignee: { id: bot.id, name: 'Robo', avatar_url: '', type: 'agent_bot' }, assignee_type: 'AgentBot' })
    expect(names(await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'robot?' })))).toEqual(['message_created'])
    await connect(bot.id)
    expect(names(await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'still there?' })))).toEqual(['message_created'])
    // Given to a person in an inbox that is not the bot's, it is no longer the bot's.
    await connect(null)
    await stage.maya('POST', `${thread}/assignments`, { assignee_id: stage.world.noah.id })
    expect(names(await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'hm' })))).toEqual([])
    await connect(bot.id)
  })

  test('nothing of what it did itself, where it wants that', async () => {
    const thread = await begin()
    await stage.maya('PATCH', `/agent_bots/${bot.id}`, { skip_own: true })
    expect(names(await heard(() => robo('POST', `${thread}/messages`, { content: 'echo?' })))).toEqual([])
    expect(names(await heard(() => stage.maya('POST', `${thread}/messages`, { content: 'echo!' })))).toContain('message_created')
    await stage.maya('PATCH', `/agent_bots/${bot.id}`, { skip_own: false })
  })
})

describe('a conversation of an inbox with a bot', () => {
  test('begins pending, whatever was asked for, and resolved for the blocked', async () => {
    const body = { inbox_id: stage.world.inbox.id, contact_id: stage.world.omar.id, status: 'open' }
    expect((await stage.maya('POST', '/conversations', body)).body.status).toBe('pending')
    await stage.app.db.query('update contacts set blocked = true where id = $1', [stage.world.omar.id])
    expect((await stage.maya('POST', '/conversations', body)).body.status).toBe('resolved')
    await stage.app.db.query('update contacts set blocked = false where id = $1', [stage.world.omar.id])
  })

  test('is pending again when the contact comes back after it was resolved, open after a snooze', async () => {
    const thread = await begin()
    await stage.maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
    await stage.omar('POST', `${thread}/messages`, { content: 'again' })
    expect(await statusOf(thread)).toBe('pending')
    await stage.maya('POST', `${thread}/toggle_status`, { status: 'snoozed' })
    await stage.omar('POST', `${thread}/messages`, { content: 'again' })
    expect(await statusOf(thread)).toBe('open')
  })

  test('is handed over by the bot', async () => {
    const thread = await begin()
    await robo('POST', `${thread}/messages`, { content: 'let me fetch somebody' })
    expect((await stage.maya('GET', thread)).body.waiting_since).toBe(0)
    let answer
    const told = await heard(async () => { answer = await robo('POST', `${thread}/toggle_status`, { status: 'open' }) })
    expect(answer).toMatchObject({ status: 200, body: { payload: { success: null, current_status: 'open', snoozed_until: null } } })
    expect(names(told)).toEqual(['conversation_opened', 'conversation_status_changed', 'conversation_updated'])
    expect((await stage.maya('GET', thread)).body.waiting_since).toBeGreaterThan(0)
    const logged = await stage.app.db.query(`select name from events where name = 'conversation.bot_handoff' and conversation_id = (select id from conversations where account_id = $1 and display_id = $2)`,
      [stage.world.account, Number(thread.split('/').at(-1))])
    expect(logged).toHaveLength(1)
    // On an open conversation it is a status like any other.
    expect((await robo('POST', `${thread}/toggle_status`, { status: 'open' })).body.payload.success).toBe(true)
    const { waiting_since } = (await stage.maya('GET', thread)).body
    await stage.maya('POST', `${thread}/toggle_status`, { status: 'pending' })
    await robo('POST', `${thread}/toggle_status`, { status: 'open' })
    expect((await stage.maya('GET', thread)).body.waiting_since).toBe(waiting_since)
  })

  test('shows the bot as who typed and who did it', async () => {
    const thread = await begin()
    const room = agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token })
    const ear = await stage.ear(room)
    await robo('POST', `${thread}/toggle_typing_status`, { typing_status: 'on' })
    await robo('POST', `${thread}/messages`, { content: 'typed' })
    const events = await ear.events(room)
    const typing = events.find(({ event }) => event === 'conversation.typing_on')!
    expectForm(typing.data.user, botPush)
    expectForm(typing.data.performer, botPush)
    const created = events.find(({ event }) => event === 'message.created')!
    expect(created.data).toMatchObject({ sender_type: 'AgentBot', sender_id: bot.id, sender: { type: 'agent_bot' }, performer: { id: bot.id, type: 'agent_bot' }, cause: { type: 'agent_bot' } })
  })
})

describe('a bot as an endpoint', () => {
  test('has its health, its own headers and its test', async () => {
    await stage.maya('PATCH', `/agent_bots/${bot.id}`, { custom_headers: { 'X-Robo': 'spare key' } })
    const tested = await stage.maya('POST', `/agent_bots/${bot.id}/test_delivery`, { event: 'conversation_resolved' })
    expect(tested).toMatchObject({ status: 200, body: { event: 'conversation_resolved', status: 200, error: null } })
    const posted = sink.received.at(-1)!
    expect(posted.headers).toMatchObject({ 'x-robo': 'spare key', 'x-parley-test': 'true' })
    expect(posted.headers['x-chatwoot-signature']).toBe(expectedSignature(posted, bot.secret))
    expectForm(posted.body, conversation())
    const checked = await stage.maya('POST', '/signature_check', { endpoint_kind: 'agent_bot', endpoint_id: bot.id, body: posted.raw, headers: posted.headers })
    expect(checked).toMatchObject({ status: 200, body: { valid: true, explanation: expect.stringContaining('bot “Robo”') } })
    const { payload } = (await stage.maya('GET', '/endpoints')).body
    expect(payload.find(({ kind }: { kind: string }) => kind === 'agent_bot')).toMatchObject({ id: bot.id, name: 'Robo', url: sink.url, inbox: null, queue_depth: 0, paused_at: null })
    expect((await stage.maya('GET', '/deliveries?endpoint_kind=agent_bot')).body.payload[0].endpoint).toMatchObject({ kind: 'agent_bot', id: bot.id, name: 'Robo' })
    for (const [event, status] of [['conversation_created', 422], ['nothing', 422]] as const) {
      expect((await stage.maya('POST', `/agent_bots/${bot.id}/test_delivery`, { event })).status).toBe(status)
    }
    expect((await stage.noah('POST', `/agent_bots/${bot.id}/test_delivery`)).status).toBe(401)
  })

  test('signs with two secrets while one takes the place of the other', async () => {
    const thread = await begin()
    const { secret } = (await stage.maya('POST', `/agent_bots/${bot.id}/reset_secret`, { overlap: 60 })).body
    const [callback] = await heard(() => stage.omar('POST', `${thread}/messages`, { content: 'rotated' }))
    expect(callback!.headers['x-chatwoot-signature']).toBe(expectedSignature(callback!, secret))
    expect(callback!.headers['x-chatwoot-signature-previous']).toBe(expectedSignature(callback!, bot.secret))
    bot.secret = secret
  })

  test('of the installation works in any account, which learns nothing of it', async () => {
    const system = await startSink()
    const { db } = stage.app
    const [row] = await db.query<{ id: number }>(`insert into agent_bots (account_id, name, outgoing_url, secret) select null, 'Everywhere', $2, secret from agent_bots where id = $1 returning id`, [bot.id, system.url])
    await connect(row!.id)
    const thread = await begin()
    await stage.omar('POST', `${thread}/messages`, { content: 'to all' })
    await system.waitFor(({ body }) => body.content === 'to all')
    await stage.settled()
    const text = JSON.stringify([(await stage.maya('GET', '/endpoints')).body, (await stage.maya('GET', '/deliveries?endpoint_kind=agent_bot')).body, (await stage.maya('GET', '/agent_bots')).body])
    expect(text).not.toContain(system.url)
    expect((await stage.maya('POST', `/endpoints/agent_bot/${row!.id}/pause`)).status).toBe(404)
    expect((await stage.maya('POST', `/agent_bots/${row!.id}/test_delivery`)).status).toBe(404)
    await connect(bot.id)
    await system.close()
  })
})
