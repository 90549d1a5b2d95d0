import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { conversationWebhook, stamp } from '../contract/forms.ts'
import { expectForm } from '../contract/form.ts'
import { openStage, png, type Stage } from '../contract/stage.ts'
import { startRival } from '../rival.ts'
import { expectedSignature } from '../sink.ts'
import { addRule, allRead, runsOf } from './stage.ts'

// What rules do, seen through the doors (application API §4.9).

let stage: Stage
/** Number of a fresh conversation of Omar's. */
let thread: number

beforeAll(async () => {
  stage = await openStage({ SMTP_ADDRESS: '127.0.0.1', SMTP_PORT: '9' })
  // While there is no rule at all, the log is looked at only once a second.
  await addRule(stage.maya, 'nothing', [])
})
afterAll(() => stage.close())
beforeEach(async () => { thread = (await stage.omar('POST', '/conversations')).body.id })
afterEach(async () => {
  await stage.app.db.query(`delete from automation_rules where event_name <> 'nothing'`)
})

const say = (content: string) => stage.omar('POST', `/conversations/${thread}/messages`, { content })
const shown = async () => (await stage.maya('GET', `/conversations/${thread}`)).body
const messages = async () => (await stage.maya('GET', `/conversations/${thread}/messages`)).body.payload as { content: string; message_type: number; private: boolean }[]
const steps = (run: { steps: { state: string; text: string }[] }) => run.steps.map(({ state, text }) => `${state}: ${text}`)
const when = (attribute_key: string, filter_operator: string, ...values: unknown[]) => ({ attribute_key, filter_operator, values })

test('acts where its conditions hold, in the order of its actions, and tells in its log', async () => {
  const team = (await stage.maya('POST', '/teams', { name: 'Refunds' })).body.id
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [stage.world.noah.id] })
  const rule = await addRule(stage.maya, 'message_created', [
    ['add_label', 'refund', 'new'], ['remove_label', 'new'], ['assign_team', team], ['assign_agent', stage.world.noah.id], ['change_priority', 'urgent'],
    ['send_message', 'Hello {{contact.name}}'], ['add_private_note', 'Look at this'], ['snooze_conversation'],
  ], [when('content', 'contains', 'refund')], 'Refunds')
  await say('hello')
  await say('a REFUND please')
  const [run] = await runsOf(stage, rule, 1)
  expect(run).toMatchObject({ state: 'done', reason: null, conversation_id: thread })
  expect(steps(run!)).toEqual([
    'done: added refund, new', 'done: removed new', 'done: assigned to the team refunds', 'done: assigned to Noah Berg', 'done: set the priority to urgent', 'done: sent a message',
    'done: added a private note', 'done: set to snoozed',
  ])
  expect(await shown()).toMatchObject({ labels: ['refund'], priority: 'urgent', status: 'snoozed', meta: { team: { id: team }, assignee: { id: stage.world.noah.id } } })
  const said = (await messages()).filter(({ message_type }) => message_type === 1)
  expect(said).toMatchObject([
    { content: 'Hello Omar', private: false, content_attributes: { automation_rule_id: rule } }, { content: 'Look at this', private: true },
  ])
  expect(said[0]).not.toHaveProperty('sender')
  expect((await messages()).map(({ content }) => content)).toContain('Assigned to Noah Berg by Refunds')
  await stage.maya('DELETE', `/teams/${team}`)
  // The conversation changes once more when it leaves its team, which the rules of the next test are not to meet.
  await expect.poll(async () => (await shown()).meta.team).toBeFalsy()
})

test('meets each of its events, and no other', async () => {
  const names = ['conversation_created', 'conversation_updated', 'conversation_opened', 'conversation_resolved', 'message_created']
  const rules = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await addRule(stage.maya, name, [])])))
  const counts = async () => {
    await allRead(stage)
    const all = await Promise.all(names.map(async (name) => [name, (await runsOf(stage, rules[name] as number, 0)).length]))
    return Object.fromEntries(all.filter(([, count]) => count !== 0)) as Record<string, number>
  }
  thread = (await stage.omar('POST', '/conversations')).body.id
  expect(await counts()).toEqual({ conversation_created: 1 })
  await stage.maya('POST', `/conversations/${thread}/toggle_status`, { status: 'resolved' })
  expect(await counts()).toEqual({ conversation_created: 1, conversation_updated: 1, conversation_resolved: 1 })
  await say('again')
  expect(await counts()).toEqual({ conversation_created: 1, conversation_updated: 2, conversation_opened: 1, conversation_resolved: 1, message_created: 1 })
})

test('what rules cause starts no rule, and the log of one that would start itself says so', async () => {
  const echo = await addRule(stage.maya, 'message_created', [['send_message', 'echo']], [], 'Echo')
  const other = await addRule(stage.maya, 'message_created', [], [when('message_type', 'equal_to', 'outgoing')], 'Other')
  await say('hello')
  expect(await runsOf(stage, echo, 2)).toMatchObject([{ state: 'done' }, { state: 'stopped', reason: 'the rule itself has caused this event', steps: [] }])
  expect(await runsOf(stage, other, 1)).toMatchObject([{ state: 'stopped', reason: 'another rule has caused this event: Echo' }])
  expect((await messages()).filter(({ content }) => content === 'echo')).toHaveLength(1)
})

test('a circle by way of a program outside is cut', async () => {
  const rule = await addRule(stage.maya, 'message_created', [['add_label', 'round']])
  for (let n = 0; n < 32; n++) await say(`${n}`)
  await allRead(stage)
  const stopped = { state: 'stopped', reason: 'the rule has run 30 times within a minute in this conversation' }
  const runs = await stage.app.db.query('select state, reason from automation_runs where rule_id = $1 order by id', [rule])
  expect(runs.slice(29)).toEqual([{ state: 'done', reason: null }, stopped, stopped])
})

test('many events that were held up, but lie apart, are no circle', async () => {
  const rule = await addRule(stage.maya, 'message_created', [['add_label', 'apart']])
  const rival = await startRival(stage.app.db, stage.app.connection)
  await rival.query(`insert into events (account_id, name, occurred_at, actor, subject, sequence) select account_id, 'held', now(), actor, '{}', 0 from events limit 1`)
  for (let n = 0; n < 35; n++) await say(`${n}`)
  await stage.app.db.query(
    `update events e set occurred_at = now() - n * interval '5 s' from (select id, row_number() over (order by id desc) as n from events where name = 'message.created' order by id desc limit 35) x where e.id = x.id`)
  await rival.commit()
  await allRead(stage)
  const runs = await stage.app.db.query('select state from automation_runs where rule_id = $1', [rule])
  expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: 35 }, () => 'done'))
})

test('acts on what happens after it was made or switched on, and not while it is off', async () => {
  await say('before')
  const rule = await addRule(stage.maya, 'message_created', [])
  await say('on')
  expect(await runsOf(stage, rule, 1)).toHaveLength(1)
  await stage.maya('PATCH', `/automation_rules/${rule}`, { active: false })
  await say('off')
  await stage.maya('PATCH', `/automation_rules/${rule}`, { active: true })
  await say('on again')
  await runsOf(stage, rule, 2)
  await allRead(stage)
  expect(await runsOf(stage, rule, 2)).toHaveLength(2)
})

test('judges by what was true when it happened, and acts on what is true now', async () => {
  await stage.maya('POST', `/conversations/${thread}/labels`, { labels: ['early'] })
  const rule = await addRule(stage.maya, 'conversation_updated', [['add_label', 'urgent']], [when('priority', 'equal_to', 'high')])
  await stage.maya('POST', `/conversations/${thread}/toggle_priority`, { priority: 'high' })
  await stage.maya('POST', `/conversations/${thread}/toggle_priority`, { priority: 'low' })
  expect(await runsOf(stage, rule, 1)).toMatchObject([{ state: 'done' }])
  expect(await shown()).toMatchObject({ priority: 'low', labels: ['early', 'urgent'] })
})

test('send_webhook_event goes through the ledger to its address alone, signed, with the conversation', async () => {
  const { accountSink, inboxSink } = stage
  const url = accountSink.url.replace('/callback', '/automation')
  const rule = await addRule(stage.maya, 'message_created', [['send_webhook_event', url]])
  await say('tell them')
  const told = await accountSink.waitFor(({ body }) => body.event === 'automation_event.message_created')
  expectForm(told.body, { ...conversationWebhook, event: '=automation_event.message_created', ...stamp })
  expect(told.body).toMatchObject({ id: thread, account: { name: 'acme' }, cause: { type: 'automation', id: rule, name: 'Rule' } })
  const { webhooks } = (await stage.maya('GET', `/automation_rules/${rule}`)).body.payload
  expect(webhooks).toEqual([{ url, secret: expect.any(String) }])
  expect(told.headers['x-chatwoot-signature']).toBe(expectedSignature(told, webhooks[0].secret))
  expect(steps((await runsOf(stage, rule, 1))[0]!)).toEqual([`done: posts to ${new URL(url).host}`])
  await stage.settled()
  expect([...inboxSink.received, ...accountSink.received].filter(({ body }) => body.event.startsWith('automation_event'))).toHaveLength(1)
  const ledger = (await stage.maya('GET', '/deliveries?endpoint_kind=automation')).body.payload
  expect(ledger).toMatchObject([{ event: 'automation_event.message_created', state: 'delivered', endpoint: { kind: 'automation', name: 'Rule', url }, conversation_id: thread }])
  const feed = (await stage.maya('GET', `/events?conversation_id=${thread}`)).body.payload as { event: string }[]
  expect(feed.map(({ event }) => event)).not.toContain('automation_event.message_created')
})

test('a private address is refused there as everywhere', async () => {
  await addRule(stage.maya, 'message_created', [['send_webhook_event', 'http://169.254.169.254/latest']])
  await say('secrets?')
  const refused = async () => (await stage.app.db.query(`select last_error from deliveries where endpoint_kind = 'automation' and attempts > 0 and last_error like '%never called%'`)).length
  while (await refused() === 0) await new Promise((resolve) => setTimeout(resolve, 10))
})

test('mails wait in the queue: the transcript, and a word to a team', async () => {
  const team = (await stage.maya('POST', '/teams', { name: 'Mailed' })).body.id
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [stage.world.noah.id, stage.world.maya.id] })
  await addRule(stage.maya, 'conversation_resolved', [
    ['send_email_transcript', 'a@example.org, b@example.org'], ['send_email_to_team', { team_ids: [team], message: 'It is done' }], ['send_email_to_team', { team_ids: [999_999] }],
  ])
  const rule = (await stage.maya('GET', '/automation_rules')).body.payload.at(-1).id
  await say('Thank you')
  await stage.maya('POST', `/conversations/${thread}/toggle_status`, { status: 'resolved' })
  const [run] = await runsOf(stage, rule, 1)
  expect(run!.state).toBe('failed')
  expect(steps(run!)).toEqual(['done: mailed the transcript to a@example.org, b@example.org', expect.stringMatching(/^done: mailed (noah|maya)@acme.test, (noah|maya)@acme.test$/), 'failed: there is nobody in these teams'])
  const mails = await stage.app.db.query('select recipients, text from mails order by id')
  expect(mails.map(({ recipients }) => recipients).toSorted()).toEqual([['a@example.org'], ['b@example.org'], ['maya@acme.test'], ['noah@acme.test']])
  expect(mails[0]!.text).toContain('Thank you')
  expect(mails[2]!.text).toContain('It is done')
})

test('an upload is sent as often as the rule runs; what cannot be done is told, and the rest follows', async () => {
  const form = new FormData()
  form.append('attachment', new Blob([png], { type: 'image/png' }), 'map.png')
  const { blob_id } = (await stage.maya('POST', '/upload', form)).body
  const rule = await addRule(stage.maya, 'message_created', [
    ['send_attachment', blob_id], ['assign_agent', 999_999], ['assign_team', 999_999], ['change_status', 'gone'], ['change_priority', 'none'], ['assign_agent', 'nil'], ['send_message', ' '],
  ], [when('message_type', 'equal_to', 'incoming')])
  await say('where?')
  await say('and again?')
  const [, run] = await runsOf(stage, rule, 2)
  expect(steps(run!)).toEqual([
    'done: sent map.png', 'failed: the agent cannot have conversations of this inbox', 'failed: there is no such team', "failed: 'gone' is not a valid status", 'done: removed the priority',
    'done: unassigned', 'failed: there is no text to send',
  ])
  const files = (await stage.maya('GET', `/conversations/${thread}/messages`)).body.payload.flatMap(({ attachments = [] }: any) => attachments)
  expect(files).toHaveLength(2)
  for (const { data_url } of files) expect((await fetch(data_url)).status).toBe(200)
})

test('mute_conversation blocks the contact', async () => {
  const rule = await addRule(stage.maya, 'message_created', [['mute_conversation']])
  await say('spam')
  await runsOf(stage, rule, 1)
  expect(await shown()).toMatchObject({ status: 'resolved', muted: true })
  await stage.maya('POST', `/conversations/${thread}/unmute`)
})

test('without a rule nothing is read, and the cursor goes with the log', async () => {
  await stage.app.db.query('delete from automation_rules')
  await allRead(stage)
  await say('nobody cares')
  await allRead(stage)
  expect(await stage.app.db.query('select 1 from automation_runs')).toEqual([])
})

test('a macro posts, too, and only administrators see the secret', async () => {
  const url = stage.accountSink.url.replace('/callback', '/macro')
  const { id } = (await stage.maya('POST', '/macros', { name: 'Tell', visibility: 'global', actions: [{ action_name: 'send_webhook_event', action_params: [url] }] })).body.payload
  await stage.noah('POST', `/macros/${id}/execute`, { conversation_ids: [thread] })
  const told = await stage.accountSink.waitFor(({ body }) => body.event === 'macro.executed')
  expect(told.body).toMatchObject({ id: thread, cause: { id: stage.world.noah.id } })
  const { webhooks } = (await stage.maya('GET', `/macros/${id}`)).body.payload
  expect(told.headers['x-chatwoot-signature']).toBe(expectedSignature(told, webhooks[0].secret))
  expect((await stage.noah('GET', `/macros/${id}`)).body.payload).not.toHaveProperty('webhooks')
})

test('a macro in more conversations than a request may take goes on behind it', async () => {
  const { id } = (await stage.maya('POST', '/macros', { name: 'Many', visibility: 'global', actions: [{ action_name: 'add_label', action_params: ['many'] }] })).body.payload
  const numbers: number[] = []
  for (let n = 0; n < 25; n++) numbers.push((await stage.omar('POST', '/conversations')).body.id)
  expect((await stage.noah('POST', `/macros/${id}/execute`, { conversation_ids: numbers.toReversed() })).status).toBe(200)
  await vi.waitFor(async () => {
    const { data } = (await stage.maya('GET', '/conversations?labels[]=many&status=all')).body
    expect(data.meta.all_count).toBe(25)
  }, 20_000)
})

test('transcripts of macros and rules count against the limit that people have', async () => {
  const limited = await openStage({ SMTP_ADDRESS: '127.0.0.1', SMTP_PORT: '9', RATE_LIMIT_CONVERSATION_TRANSCRIPT: '2' })
  const mails = async () => (await limited.app.db.query(`select 1 from mails where subject like '%transcript'`)).length
  const actions = [{ action_name: 'send_email_transcript', action_params: ['a@example.org'] }]
  const { id } = (await limited.noah('POST', '/macros', { name: 'Mail', actions })).body.payload
  for (let n = 0; n < 3; n++) expect((await limited.noah('POST', `/macros/${id}/execute`, { conversation_ids: [limited.world.conversation] })).status).toBe(200)
  expect(await mails()).toBe(2)
  const rule = await addRule(limited.maya, 'conversation_resolved', [['send_email_transcript', 'a@example.org']])
  await limited.maya('POST', `${limited.thread}/toggle_status`, { status: 'resolved' })
  expect((await runsOf(limited, rule, 1))[0]).toMatchObject({ state: 'failed', steps: [{ text: 'too many transcripts within an hour' }] })
  expect(await mails()).toBe(2)
  await limited.close()
})
