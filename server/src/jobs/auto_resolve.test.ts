import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clientPath, openStage, type Stage } from '../../test/contract/stage.ts'
import { resolveIdle } from './auto_resolve.ts'
import { wakeSnoozed } from './snooze.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(() => wish({ auto_resolve_after: null, auto_resolve_message: null, auto_resolve_label: null, auto_resolve_ignore_waiting: null }))

const wish = (settings: object) => stage.maya('PATCH', '', settings)
const idle = (id: number, minutes: number) => stage.app.db.query(
  `update conversations set last_activity_at = now() - make_interval(mins => $3::int) where account_id = $1 and display_id = $2`, [stage.world.account, id, minutes])
const shown = async (id: number) => (await stage.maya('GET', `/conversations/${id}`)).body
const texts = async (id: number) => (await stage.maya('GET', `/conversations/${id}/messages`)).body.payload.map(({ content, message_type }: any) => `${message_type} ${content}`)

async function conversation(minutes: number, status = 'open'): Promise<number> {
  const { id } = (await stage.app.call('POST', `${clientPath(stage.world, stage.world.omar.source_id)}/conversations`)).body
  if (status !== 'open') await stage.maya('POST', `/conversations/${id}/toggle_status`, { status })
  await idle(id, minutes)
  return id
}

test('open conversations are resolved when they have been idle for long enough, once', async () => {
  const [due, tooEarly, pending, snoozed] = [await conversation(2881), await conversation(2879), await conversation(9000, 'pending'), await conversation(9000, 'snoozed')]
  await resolveIdle(stage.app.db)
  expect((await shown(due)).status).toBe('open')
  await wish({ auto_resolve_after: 2880, auto_resolve_message: 'Bye, {{contact.name}}', auto_resolve_label: 'idle' })
  await Promise.all([resolveIdle(stage.app.db), resolveIdle(stage.app.db)])
  expect(await shown(due)).toMatchObject({ status: 'resolved', labels: ['idle'], waiting_since: 0 })
  expect(await texts(due)).toEqual(['3 Bye, Omar', '2 Conversation was marked resolved by the system after 2 days without activity'])
  expect(await Promise.all([tooEarly, pending, snoozed].map(async (id) => (await shown(id)).status))).toEqual(['open', 'pending', 'snoozed'])
  // The customer's next word opens it again, and its time begins anew.
  await stage.app.call('POST', `${clientPath(stage.world, stage.world.omar.source_id)}/conversations/${due}/messages`, { body: { content: 'not yet' } })
  await resolveIdle(stage.app.db)
  expect((await shown(due)).status).toBe('open')
})

test('who waits for an answer is left alone on request', async () => {
  const [waiting, answered] = [await conversation(0), await conversation(0)]
  await stage.noah('POST', `/conversations/${answered}/messages`, { content: 'done' })
  for (const id of [waiting, answered]) await idle(id, 90)
  await wish({ auto_resolve_after: 60, auto_resolve_ignore_waiting: true })
  await resolveIdle(stage.app.db)
  expect([(await shown(waiting)).status, (await shown(answered)).status]).toEqual(['open', 'resolved'])
  expect((await texts(answered)).at(-1)).toBe('2 Conversation was marked resolved by the system after 1 hour without activity')
  await wish({ auto_resolve_ignore_waiting: false })
  await resolveIdle(stage.app.db)
  expect((await shown(waiting)).status).toBe('resolved')
})

test('what is opened again, or wakes, has the whole time before it', async () => {
  const [reopened, woken] = [await conversation(5000, 'resolved'), await conversation(5000, 'snoozed')]
  await stage.noah('POST', `/conversations/${reopened}/toggle_status`, { status: 'open' })
  await stage.app.db.query(`update conversations set snoozed_until = now() where account_id = $1 and display_id = $2`, [stage.world.account, woken])
  await wakeSnoozed(stage.app.db)
  await wish({ auto_resolve_after: 60, auto_resolve_message: 'Bye' })
  await resolveIdle(stage.app.db)
  expect([(await shown(reopened)).status, (await shown(woken)).status]).toEqual(['open', 'open'])
  await stage.app.db.query(`update conversations set opened_at = now() - interval '61 min' where account_id = $1 and display_id = any($2)`, [stage.world.account, [reopened, woken]])
  await resolveIdle(stage.app.db)
  expect([(await shown(reopened)).status, (await shown(woken)).status]).toEqual(['resolved', 'resolved'])
})

test('a survey follows, and where nothing may be sent any more agents read so', async () => {
  const { inbox } = stage.world
  await stage.maya('PATCH', `/inboxes/${inbox.id}`, { csat_survey_enabled: true, csat_config: { survey_rules: { operator: 'contains', values: ['idle'] } } })
  const asked = await conversation(61)
  await wish({ auto_resolve_after: 60, auto_resolve_label: 'idle', auto_resolve_message: 'Bye' })
  await resolveIdle(stage.app.db)
  expect((await texts(asked)).map((text: string) => text.slice(0, 10))).toEqual(['3 Bye', '2 Conversa', '3 Please r'])
  await stage.maya('PATCH', `/inboxes/${inbox.id}`, { csat_survey_enabled: false, channel: { additional_attributes: { agent_reply_time_window: 1 } } })
  const late = await conversation(61)
  await resolveIdle(stage.app.db)
  expect((await texts(late))[0]).toBe('2 The text for idle conversations was not sent, as the time in which the customer can be written to is over')
  expect((await shown(late)).status).toBe('resolved')
})

test('many are worked through in pages by the index of the list', async () => {
  await wish({ auto_resolve_after: 60 })
  const { account, conversation: model } = stage.world
  await stage.app.db.query(
    `insert into conversations (account_id, inbox_id, contact_id, contact_inbox_id, display_id, uuid, last_activity_at, waiting_since, created_at, updated_at)
     select account_id, inbox_id, contact_id, contact_inbox_id, 1000 + n, gen_random_uuid(), now() - interval '2 h', case when n > 1 then now() end, now(), now()
       from conversations, generate_series(1, 1200) n where account_id = $1 and display_id = $2`, [account, model])
  await stage.app.db.query(`update conversations set last_activity_at = now() - interval '90 min' where account_id = $1 and display_id = 1001`, [account])
  await wish({ auto_resolve_ignore_waiting: true })
  await resolveIdle(stage.app.db)
  expect((await shown(1001)).status).toBe('resolved')
  const [left] = await stage.app.db.query(`select count(*)::int as count from conversations where account_id = $1 and display_id > 1001 and status = 'open'`, [account])
  expect(left!.count).toBe(1199)
})
