import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { agentRoom, contactRoom, type Client } from '../../test/cable/client.ts'
import { expectForm, or, type Form } from '../../test/contract/form.ts'
import { contactPush, conversationPush, messagePush, stamp, unknown } from '../../test/contract/forms.ts'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import { startRival } from '../../test/rival.ts'
import { addAgent, password, type Person } from '../../test/world.ts'
import { wakeNotifications } from './upkeep.ts'

// Who is told what, and how the cable says it (application API §4.11, client API §7, §8.4).

let stage: Stage
/** An agent of acme in no inbox. */
let sam: Person
let noahEar: Client
let noahRoom: string
/** Number of a fresh conversation. */
let thread: number

beforeAll(async () => {
  stage = await openStage()
  sam = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Sam Stray', 'sam@acme.test')
  noahRoom = agentRoom(stage.world.account, { id: stage.world.noah.id, token: stage.world.noah.pubsub_token })
  noahEar = await stage.ear(noahRoom)
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.settled()
  await stage.app.db.query('delete from notifications')
  thread = (await stage.omar('POST', '/conversations')).body.id
  await told()
})

/** What Noah has been told since the last time, with the whole frames. */
async function told() {
  await stage.settled()
  return (await noahEar.events(noahRoom, true)).filter(({ event }) => /^notification\.|mentioned$/.test(event))
}
const inShort = async () => (await told()).map(({ event, data }) => [event.replace('notification.', ''), data.notification?.notification_type ?? data.notification?.id ?? data.id])
const at = (path: string) => `/conversations/${thread}${path}`
const assignNoah = () => stage.maya('POST', at('/assignments'), { assignee_id: stage.world.noah.id })
const say = (content: string) => stage.omar('POST', at('/messages'), { content })
const note = (content: string, ask = stage.maya) => ask('POST', at('/messages'), { content, private: true })
const countsOf = async (user: Person) => (await stage.app.db.query<{ type: string }>('select notification_type as type from notifications where user_id = $1 order by id', [user.id])).map(({ type }) => type)

test('the frames of the cable, to the user alone', async () => {
  const others = [agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token }), contactRoom(stage.world.omar.pubsub_token)]
  const ears = await Promise.all(others.map((room) => stage.ear(room)))
  await say('Where is it?')
  await assignNoah()
  await say('Hello?')
  const frames = await told()
  expect(frames.map(({ event }) => event)).toEqual(['notification.created', 'notification.deleted', 'notification.created'])
  const end = { account_id: 'int', ...stamp } as const
  const notification: Form = {
    id: 'int', notification_type: 'text', primary_actor_type: '=Conversation', primary_actor_id: 'int', read_at: 'iso|null',
    secondary_actor: or('null', unknown, messagePush(or(contactPush, unknown))), user: unknown, created_at: 'int', last_activity_at: 'int', snoozed_until: 'iso|null', meta: 'object',
    account_id: 'int', primary_actor: conversationPush(unknown), push_message_title: 'text', push_message_body: 'text',
  }
  expectForm(frames[0]!.data, { notification, unread_count: 'int', count: 'int', ...end })
  expectForm(frames[1]!.data, { notification: { id: 'int' }, unread_count: 'int', count: 'int', ...end })
  expect(frames.map(({ data }) => [data.unread_count, data.count])).toEqual([[1, 1], [0, 0], [1, 1]])
  expect(frames[0]!.data.notification).toMatchObject({
    notification_type: 'conversation_assignment', push_message_title: 'Omar: Where is it?', push_message_body: 'Omar: Where is it?', secondary_actor: { id: stage.world.maya.id, type: 'user' },
    primary_actor: { id: thread }, user: { id: stage.world.noah.id },
  })
  expect(frames[2]!.data.notification).toMatchObject({ notification_type: 'assigned_conversation_new_message', secondary_actor: { content: 'Hello?' } })
  const { data } = (await stage.noah('GET', '/notifications')).body
  expect(frames[2]!.data.notification).toMatchObject({ ...data.payload[0], push_message_title: 'Omar: Hello?' })
  expect(data.payload[0].push_message_title).toBe(`A new message is created in conversation (#${thread})`)
  for (const [index, ear] of ears.entries()) {
    expect((await ear.events(others[index]!, true)).filter(({ event }) => event.startsWith('notification.'))).toEqual([])
  }
})

test('on the subscription of the account that it belongs to, and on no other of the user', async () => {
  const older = (await stage.app.call('POST', '/auth/sign_in', { body: { email: 'maya@older.test', password } })).body.data as { access_token: string; account_id: number }
  await stage.app.call('POST', `/api/v1/accounts/${older.account_id}/agents`, { token: older.access_token, body: { email: stage.world.noah.email } })
  const room = agentRoom(older.account_id, { id: stage.world.noah.id, token: stage.world.noah.pubsub_token })
  const ear = await stage.ear(room)
  await assignNoah()
  expect(await inShort()).toEqual([['created', 'conversation_assignment']])
  expect(await ear.events(room, true)).toEqual([])
  const there = await stage.app.call('GET', `/api/v1/accounts/${older.account_id}/notifications`, { token: stage.world.noah.token })
  expect(there.body.data.payload).toEqual([])
})

describe('who is told', () => {
  test('of a new conversation, only who has asked to be', async () => {
    expect(await inShort()).toEqual([])
    await stage.noah('PATCH', '/notification_settings', { notification_settings: { selected_push_flags: ['push_conversation_creation'] } })
    await stage.omar('POST', '/conversations')
    expect(await inShort()).toEqual([['created', 'conversation_creation']])
    await stage.noah('PATCH', '/notification_settings', { notification_settings: {} })
  })

  test('of a conversation that a bot hands over, then', async () => {
    const bot = (await stage.maya('POST', '/agent_bots', { name: 'First' })).body
    await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: bot.id })
    await stage.noah('PATCH', '/notification_settings', { notification_settings: { selected_push_flags: ['push_conversation_creation'] } })
    const { id } = (await stage.omar('POST', '/conversations')).body
    expect(await inShort()).toEqual([])
    await stage.app.call('POST', `/api/v1/accounts/${stage.world.account}/conversations/${id}/toggle_status`, { token: bot.access_token, body: { status: 'open' } })
    expect(await inShort()).toEqual([['created', 'conversation_creation']])
    await stage.noah('PATCH', '/notification_settings', { notification_settings: {} })
    await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: null })
  })

  test('of what was read before the log was, as read', async () => {
    await assignNoah()
    await told()
    // An open transaction holds the log back.
    const rival = await startRival(stage.app.db, stage.app.connection)
    await rival.query(`insert into events (account_id, name, occurred_at, actor, subject, sequence) select account_id, 'held', now(), actor, '{}', 0 from events limit 1`)
    await say('seen at once')
    await stage.noah('POST', at('/update_last_seen'))
    await rival.commit()
    const frames = await told()
    expect(frames.map(({ event, data }) => [event, data.unread_count])).toEqual([['notification.updated', 0], ['notification.deleted', 0], ['notification.created', 0]])
    expect((await stage.noah('GET', '/notifications/unread_count')).body).toBe(0)
    await say('not seen')
    await told()
    expect((await stage.noah('GET', '/notifications/unread_count')).body).toBe(1)
  })

  test('nobody of what has become of an inbox that he was taken out of', async () => {
    const { inbox, noah: { id }, maya: { id: mayaId } } = stage.world
    await assignNoah()
    await note(`[@Noah Berg](mention://user/${id}/Noah%20Berg)`)
    await told()
    const lists = async () => Promise.all([
      stage.noah('GET', '/notifications').then(({ body }) => body.data.payload.length), stage.noah('GET', '/notifications/unread_count').then(({ body }) => body),
      ...['mention', 'participating'].map((type) => stage.noah('GET', `/conversations?conversation_type=${type}`).then(({ body }) => body.data.payload.filter((one: { id: number }) => one.id === thread).length)),
    ])
    expect(await lists()).toEqual([1, 1, 1, 1])
    await stage.maya('DELETE', '/inbox_members', { inbox_id: inbox.id, user_ids: [id] })
    await say('SECRET AFTER')
    await stage.settled()
    expect(await lists()).toEqual([0, 0, 0, 0])
    await stage.maya('PATCH', '/inbox_members', { inbox_id: inbox.id, user_ids: [id, mayaId] })
  })

  test('of an assignment, whoever did not make it', async () => {
    await stage.noah('POST', at('/assignments'), { assignee_id: stage.world.noah.id })
    await stage.noah('POST', at('/assignments'), { assignee_id: null })
    expect(await inShort()).toEqual([])
    await assignNoah()
    expect(await inShort()).toEqual([['created', 'conversation_assignment']])
  })

  test('of messages, the assignee and who takes part, but not the author', async () => {
    await stage.maya('POST', at('/participants'), { user_ids: [stage.world.noah.id, stage.world.maya.id] })
    await say('one')
    expect(await inShort()).toEqual([['created', 'participating_conversation_new_message']])
    await stage.noah('POST', at('/messages'), { content: 'my own' })
    expect(await inShort()).toEqual([])
    expect(await countsOf(stage.world.maya)).toEqual(['participating_conversation_new_message'])
    await assignNoah()
    await stage.maya('POST', at('/messages'), { content: 'yours' })
    expect((await inShort()).filter(([name]) => name === 'created')).toEqual([['created', 'conversation_assignment'], ['created', 'assigned_conversation_new_message']])
    expect(await countsOf(sam)).toEqual([])
  })

  test('of messages, nobody who took part only after they were written, however late the log is read', async () => {
    await stage.maya('POST', at('/participants'), { user_ids: [stage.world.noah.id] })
    await stage.app.db.query(`update conversation_participants set created_at = now() + interval '1 minute' where user_id = $1`, [stage.world.noah.id])
    await say('before')
    expect(await inShort()).toEqual([])
  })

  test('of a note, whom it names: the conversation is then among their mentions', async () => {
    await note(`[@Noah Berg](mention://user/${stage.world.noah.id}/Noah%20Berg) and [@Sam](mention://user/${sam.id}/Sam) and [@x](mention://user/999999/x)`)
    const frames = await told()
    expect(frames.map(({ event }) => event)).toEqual(['conversation.mentioned', 'notification.created'])
    expectForm(frames[0]!.data, { ...conversationPush(unknown), account_id: 'int', ...stamp })
    expect(frames[1]!.data.notification).toMatchObject({ notification_type: 'conversation_mention', push_message_body: 'Maya Lind: @Noah Berg and @Sam and @x' })
    expect(await countsOf(sam)).toEqual([])
    const mentioned = (await stage.noah('GET', '/conversations?conversation_type=mention')).body.data.payload
    expect(mentioned.map(({ id }: { id: number }) => id)).toContain(thread)
    expect((await stage.maya('GET', at('/participants'))).body.map(({ id }: { id: number }) => id)).toEqual([stage.world.noah.id])
    await note('no longer named')
    expect(await inShort()).toMatchObject([['deleted', expect.any(Number)], ['created', 'participating_conversation_new_message']])
  })

  test('of a note that names a team, its members', async () => {
    const team = (await stage.maya('POST', '/teams', { name: `night ${thread}` })).body.id
    await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [stage.world.noah.id] })
    await note(`[@night](mention://team/${team}/night)`)
    expect(await inShort()).toEqual([['conversation.mentioned', thread], ['created', 'conversation_mention']])
    await stage.maya('POST', at('/messages'), { content: `not private: [@Noah](mention://user/${stage.world.noah.id}/Noah)` })
    expect((await inShort()).filter(([, type]) => type === 'conversation_mention')).toEqual([])
  })

  test('nobody while the contact is blocked, except who is named', async () => {
    await assignNoah()
    await stage.maya('POST', at('/mute'))
    await told()
    await say('spam')
    expect(await inShort()).toEqual([])
    await note(`[@Noah](mention://user/${stage.world.noah.id}/Noah)`)
    expect((await inShort()).at(-1)).toEqual(['created', 'conversation_mention'])
    await stage.maya('POST', at('/unmute'))
  })

  test('nobody who has left the inbox', async () => {
    await assignNoah()
    await told()
    await stage.maya('DELETE', '/inbox_members', { inbox_id: stage.world.inbox.id, user_ids: [stage.world.noah.id] })
    await say('secret')
    expect(await inShort()).toEqual([])
    await stage.maya('POST', '/inbox_members', { inbox_id: stage.world.inbox.id, user_ids: [stage.world.noah.id] })
  })
})

test('who reads the conversation has read what was told of it', async () => {
  await assignNoah()
  await say('read me')
  await told()
  await stage.maya('POST', at('/update_last_seen'))
  expect(await inShort()).toEqual([])
  await stage.noah('POST', at('/update_last_seen'))
  expect(await inShort()).toEqual([['updated', 'assigned_conversation_new_message']])
  expect((await stage.noah('GET', '/notifications/unread_count')).body).toBe(0)
})

test('a snoozed notification comes back, unread and newest', async () => {
  await assignNoah()
  await told()
  const [{ id }] = (await stage.noah('GET', '/notifications')).body.data.payload
  await stage.noah('POST', `/notifications/${id}/snooze`, { snoozed_until: Math.floor(Date.now() / 1000) + 3600 })
  await wakeNotifications(stage.app.db)
  expect((await stage.noah('GET', '/notifications/unread_count')).body).toBe(0)
  await stage.app.db.query(`update notifications set snoozed_until = now() - interval '1 s'`)
  await told()
  await wakeNotifications(stage.app.db)
  const [frame] = await told()
  expect(frame).toMatchObject({ event: 'notification.updated', data: { unread_count: 1, notification: { id, snoozed_until: null, read_at: null, meta: { last_snoozed_at: expect.any(String) } } } })
})

test('a deleted conversation takes its notifications along', async () => {
  await assignNoah()
  await told()
  expect((await stage.maya('DELETE', at(''))).status).toBe(200)
  expect((await stage.noah('GET', '/notifications')).body.data.payload).toEqual([])
})
