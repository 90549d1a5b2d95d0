import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { contactPush, conversationPush, messagePush, unknown } from '../forms.ts'
import { or } from '../form.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.11.

const type = '=conversation_creation|=conversation_assignment|=assigned_conversation_new_message|=conversation_mention|=participating_conversation_new_message'
const item = {
  id: 'int', notification_type: type, push_message_title: 'text', push_message_body: 'text', primary_actor_type: '=Conversation', primary_actor_id: 'int',
  primary_actor: conversationPush(unknown), read_at: 'iso|null', secondary_actor: or('null', unknown, messagePush(or(contactPush, unknown))), user: unknown, created_at: 'int',
  last_activity_at: 'int', snoozed_until: 'iso|null', meta: 'object',
} as const
const raw = {
  id: 'int', account_id: 'int', user_id: 'int', notification_type: type, primary_actor_type: '=Conversation', primary_actor_id: 'int', secondary_actor_type: '=Message|=User|null',
  secondary_actor_id: 'int|null', read_at: 'iso|null', created_at: 'iso', updated_at: 'iso', snoozed_until: 'iso|null', last_activity_at: 'iso', meta: 'object',
} as const
const list = { data: { meta: { unread_count: 'int', count: 'int', current_page: 'int' }, payload: [item] } } as const
const flags = { id: 'int', user_id: 'int', account_id: 'int', all_email_flags: ['text'], selected_email_flags: ['text'], all_push_flags: ['text'], selected_push_flags: ['text'] } as const

let stage: Stage
/** Numbers of Omar's conversations: Noah has a notification of each, in this order. */
let threads: number[]
let ids: number[]

beforeAll(async () => {
  stage = await openStage()
  threads = [stage.world.conversation]
  for (let n = 0; n < 2; n++) threads.push((await stage.omar('POST', '/conversations')).body.id)
  for (const thread of threads) await stage.omar('POST', `/conversations/${thread}/messages`, { content: `Hello ${thread}` })
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.settled()
  await stage.app.db.query('delete from notifications')
  for (const thread of threads) {
    await stage.maya('POST', `/conversations/${thread}/assignments`, { assignee_id: null })
    await stage.maya('POST', `/conversations/${thread}/assignments`, { assignee_id: stage.world.noah.id })
    await stage.settled()
  }
  ids = (await stage.app.db.query<{ id: number }>('select id from notifications where user_id = $1 order by id', [stage.world.noah.id])).map(({ id }) => id)
})

const listed = async (query = '') => {
  const { data } = expectAnswer(await stage.noah('GET', `/notifications${query}`), list)
  return { ...data.meta, ids: data.payload.map(({ id }: { id: number }) => id) }
}
const newest = () => ids.toReversed()

test(row('4.11 GET /notifications'), async () => {
  expect(await listed()).toEqual({ unread_count: 3, count: 3, current_page: 1, ids: newest() })
  expect(await listed('?sort_order=asc')).toMatchObject({ ids })
  expect(await listed('?page=2')).toEqual({ unread_count: 3, count: 3, current_page: 2, ids: [] })
  const { data } = (await stage.noah('GET', '/notifications')).body
  expect(data.payload[2]).toMatchObject({
    notification_type: 'conversation_assignment', push_message_title: `A conversation (#${threads[0]}) has been assigned to you`, push_message_body: `Omar: Hello ${threads[0]}`,
    primary_actor: { id: threads[0] }, secondary_actor: { id: stage.world.maya.id, type: 'user' }, user: { id: stage.world.noah.id },
  })
  expect((await stage.maya('GET', '/notifications')).body.data.payload).toEqual([])
})

test('read and snoozed ones are shown on request', async () => {
  await stage.noah('PATCH', `/notifications/${ids[0]}`)
  await stage.noah('POST', `/notifications/${ids[1]}/snooze`, { snoozed_until: Math.floor(Date.now() / 1000) + 3600 })
  expect(await listed()).toMatchObject({ unread_count: 1, count: 1, ids: [ids[2]] })
  expect(await listed('?includes[]=read')).toMatchObject({ unread_count: 1, count: 2, ids: [ids[2], ids[0]] })
  expect(await listed('?includes[]=snoozed')).toMatchObject({ unread_count: 2, count: 2, ids: [ids[2], ids[1]] })
  expect(await listed('?includes[]=read&includes[]=snoozed')).toMatchObject({ unread_count: 2, count: 3, ids: newest() })
})

test(row('4.11 PATCH /notifications/{id}'), async () => {
  expect(expectAnswer(await stage.noah('PATCH', `/notifications/${ids[0]}`), { ...raw, read_at: 'iso' })).toMatchObject({ id: ids[0], user_id: stage.world.noah.id })
})

test(row('4.11 POST /notifications/{id}/unread'), async () => {
  await stage.noah('PATCH', `/notifications/${ids[0]}`)
  expectAnswer(await stage.noah('POST', `/notifications/${ids[0]}/unread`), { ...raw, read_at: 'null' })
})

test(row('4.11 POST /notifications/{id}/snooze'), async () => {
  const at = Math.floor(Date.now() / 1000) + 3600
  expect(expectAnswer(await stage.noah('POST', `/notifications/${ids[0]}/snooze`, { snoozed_until: at }), raw)).toMatchObject({ snoozed_until: new Date(at * 1000).toISOString(), meta: { last_snoozed_at: null } })
  await expectRefusals([[stage.noah, 'POST', `/notifications/${ids[0]}/snooze`, {}, 422, { error: 'param is missing or the value is empty: snoozed_until' }]])
})

test(row('4.11 DELETE /notifications/{id}'), async () => {
  expectHead(await stage.noah('DELETE', `/notifications/${ids[1]}`))
  expect(await listed()).toMatchObject({ ids: [ids[2], ids[0]] })
})

test('nobody reaches the notifications of somebody else', async () => {
  const calls = [['PATCH', ''], ['POST', '/unread'], ['POST', '/snooze', { snoozed_until: 1_900_000_000 }], ['DELETE', '']] as const
  await expectRefusals(calls.map(([method, path, body]) => [stage.maya, method, `/notifications/${ids[0]}${path}`, body, 404, notFound]))
})

test(row('4.11 POST /notifications/read_all', 'of one conversation, or without a match of all'), async () => {
  const [of] = await stage.app.db.query<{ id: number }>('select primary_actor_id as id from notifications where id = $1', [ids[0]])
  expectHead(await stage.noah('POST', '/notifications/read_all', { primary_actor_type: 'Conversation', primary_actor_id: of!.id }))
  expect(await listed()).toMatchObject({ ids: [ids[2], ids[1]] })
  // One of which there is none: nothing else is marked.
  await stage.app.db.query('delete from notifications where id = $1', [ids[0]])
  expectHead(await stage.noah('POST', '/notifications/read_all', { primary_actor_type: 'Conversation', primary_actor_id: of!.id }))
  expect(await listed()).toMatchObject({ ids: [ids[2], ids[1]] })
  expectHead(await stage.noah('POST', '/notifications/read_all', { primary_actor_type: 'Conversation', primary_actor_id: 999_999 }))
  expect(await listed()).toMatchObject({ ids: [] })
})

test(row('4.11 GET /notifications/unread_count', 'a bare number'), async () => {
  expectAnswer(await stage.noah('GET', '/notifications/unread_count'), 'int')
  expect((await stage.noah('GET', '/notifications/unread_count')).body).toBe(3)
  expect((await stage.maya('GET', '/notifications/unread_count')).body).toBe(0)
})

test(row('4.11 POST /notifications/destroy_all', 'those that are read, or all'), async () => {
  await stage.noah('PATCH', `/notifications/${ids[0]}`)
  expectHead(await stage.maya('POST', '/notifications/destroy_all'))
  expectHead(await stage.noah('POST', '/notifications/destroy_all', { type: 'read' }))
  expect(await listed('?includes[]=read')).toMatchObject({ ids: [ids[2], ids[1]] })
  expectHead(await stage.noah('POST', '/notifications/destroy_all', { type: 'everything' }))
  expect(await listed('?includes[]=read')).toMatchObject({ ids: [] })
})

test(row('4.11 GET /notification_settings'), async () => {
  expect(expectAnswer(await stage.noah('GET', '/notification_settings'), flags)).toMatchObject({
    user_id: stage.world.noah.id, account_id: stage.world.account, selected_email_flags: ['email_conversation_assignment'], selected_push_flags: ['push_conversation_assignment'],
    all_email_flags: expect.arrayContaining(['email_conversation_creation', 'email_sla_missed_resolution']),
  })
})

test(row('4.11 PATCH /notification_settings', 'both lists are replaced, and the root is needed'), async () => {
  const wanted = { selected_email_flags: ['email_conversation_mention', 'email_nonsense'] }
  expect(expectAnswer(await stage.maya('PATCH', '/notification_settings', { notification_settings: wanted }), flags)).toMatchObject({ selected_email_flags: ['email_conversation_mention'], selected_push_flags: [] })
  await expectRefusals([[stage.maya, 'PATCH', '/notification_settings', wanted, 422, { error: 'param is missing or the value is empty: notification_settings' }]])
})

const subscription = { id: 'int', user_id: 'int', subscription_type: '=browser_push|=fcm', subscription_attributes: 'object', created_at: 'iso', updated_at: 'iso', identifier: 'text|null' } as const
const subscribe = (who: 'maya' | 'noah', method: string, body: unknown) => stage.app.call(method, '/api/v1/notification_subscriptions', { token: stage.world[who].token, body })

test(row('4.11 POST /notification_subscriptions', 'the same device is the same row, of who came last'), async () => {
  const device = { subscription_type: 'fcm', subscription_attributes: { device_id: 'd1', push_token: 't1', devicePlatform: 'ios' } }
  const made = expectAnswer(await subscribe('noah', 'POST', { notification_subscription: device }), subscription)
  expect(made).toMatchObject({ ...device, user_id: stage.world.noah.id, identifier: 'd1' })
  expect((await subscribe('maya', 'POST', device)).body).toMatchObject({ id: made.id, user_id: stage.world.maya.id })
  expect((await subscribe('noah', 'POST', { subscription_type: 'browser_push', subscription_attributes: { endpoint: 'https://push.test/1' } })).body).toMatchObject({ identifier: 'https://push.test/1' })
  const refused = await Promise.all([{}, { ...device, subscription_type: 'pigeon' }, { ...device, subscription_attributes: {} }].map((body) => subscribe('noah', 'POST', body)))
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422])
})

test(row('4.11 DELETE /notification_subscriptions'), async () => {
  await subscribe('noah', 'POST', { subscription_type: 'fcm', subscription_attributes: { device_id: 'd2', push_token: 't2' } })
  expectHead(await subscribe('maya', 'DELETE', { push_token: 't2' }))
  expect(await stage.app.db.query(`select 1 from notification_subscriptions where identifier = 'd2'`)).toHaveLength(1)
  expectHead(await subscribe('noah', 'DELETE', { push_token: 't2' }))
  expect(await stage.app.db.query(`select 1 from notification_subscriptions where identifier = 'd2'`)).toHaveLength(0)
  await subscribe('noah', 'POST', { subscription_type: 'fcm', subscription_attributes: { device_id: 'd3', push_token: 't3' } })
  expectHead(await stage.app.call('DELETE', '/api/v1/notification_subscriptions?push_token=t3', { token: stage.world.noah.token }))
  expect(await stage.app.db.query(`select 1 from notification_subscriptions where identifier = 'd3'`)).toHaveLength(0)
})
