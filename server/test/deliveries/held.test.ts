import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemCause } from '../../src/events/cause.ts'
import { pauseEndpoint, resumeEndpoint } from '../../src/deliveries/endpoints.ts'
import { onCommitted } from '../../src/events/emit.ts'
import { failUndelivered } from '../../src/messages/status.ts'
import { freshDatabase } from '../database.ts'
import { startSink, type Callback, type Sink } from '../sink.ts'
import { addConversation, addInbox, listDeliveries, openStage, quick, say, until, untilSettled, type Inbox, type Stage } from './stage.ts'

// Endpoints that get nothing for a while: paused by people, or switched off by themselves.

let stage: Stage
let sink: Sink
let inbox: Inbox
let conversation: number
/** What administrators hear on the cable. */
let told: { kind: string; id: number; paused_at: unknown; warned_at: unknown; disabled_at: unknown; disabled_reason: unknown }[]

beforeEach(async () => {
  stage = await openStage(await freshDatabase())
  sink = await startSink()
  inbox = await addInbox(stage, sink.url)
  conversation = await addConversation(stage, inbox)
  told = []
  onCommitted(stage.db, ({ events }) => told.push(...events.filter(({ name }) => name === 'endpoint.updated').map(({ subject }) => subject.endpoint)))
})
afterEach(async () => {
  await stage.stop()
  await sink.close()
})

const contents = () => sink.received.filter(({ body }: Callback) => body.event === 'message_created').map(({ body }) => body.content)
const endpoint = () => ({ account_id: stage.account, kind: 'inbox', id: inbox.id })
const stateOf = async () => (await stage.db.query('select * from endpoint_states'))[0]
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('a paused endpoint gets nothing, whichever process delivers, and everything in order once it is resumed', async () => {
  stage.deliver()
  await say(stage.db, conversation, 'before')
  await until(() => contents().length === 1)
  await pauseEndpoint(stage.db, systemCause, endpoint())
  await pause(1300)
  for (let n = 0; n < 5; n++) await say(stage.db, conversation, `${n}`)
  await pause(1300)
  expect(contents()).toEqual(['before'])
  expect((await listDeliveries(stage)).slice(1).map(({ state, attempts }) => [state, attempts])).toEqual(Array.from({ length: 5 }, () => ['pending', 0]))
  await resumeEndpoint(stage.db, systemCause, endpoint())
  await untilSettled(stage)
  expect(contents()).toEqual(['before', '0', '1', '2', '3', '4'])
  expect(told.map(({ kind, id, paused_at }) => [kind, id, paused_at === null])).toEqual([['inbox', inbox.id, false], ['inbox', inbox.id, true]])
})

test('a process that starts knows that an endpoint is paused', async () => {
  await pauseEndpoint(stage.db, systemCause, endpoint())
  await pauseEndpoint(stage.db, systemCause, endpoint())
  stage.deliver()
  await say(stage.db, conversation, 'waits')
  await pause(500)
  expect(contents()).toEqual([])
  expect(told).toHaveLength(1)
})

test('what waits for a paused endpoint is given up when its time is up, and its message fails', async () => {
  await pauseEndpoint(stage.db, systemCause, endpoint())
  stage.deliver({ schedule: { ...quick, lifetime: 300 }, onGivenUp: (event, text) => failUndelivered(stage.db, event, text) })
  const id = await say(stage.db, conversation, 'waits')
  await until(async () => (await listDeliveries(stage))[0]!.state === 'failed')
  expect(contents()).toEqual([])
  expect(await listDeliveries(stage)).toMatchObject([{ state: 'failed', attempts: 0, last_error: 'the callback is paused' }])
  expect(await stage.db.query('select status, content_attributes from messages where id = $1', [id])).toEqual([{ status: 'failed', content_attributes: { external_error: 'the callback is paused' } }])
})

test('410 Gone switches an endpoint off at once, and resuming it lets everything go out', async () => {
  sink.answer = (response) => response.writeHead(410).end()
  stage.deliver()
  await say(stage.db, conversation, 'first')
  await until(async () => (await stateOf())?.disabled_at)
  await say(stage.db, conversation, 'second')
  await say(stage.db, await addConversation(stage, inbox), 'elsewhere')
  await pause(1300)
  expect(contents()).toEqual(['first'])
  expect(await stateOf()).toMatchObject({ disabled_reason: 'it answered 410 Gone' })
  expect(told).toMatchObject([{ id: inbox.id, disabled_at: expect.any(String), disabled_reason: 'it answered 410 Gone' }])
  sink.answer = (response) => response.end()
  await resumeEndpoint(stage.db, systemCause, endpoint())
  await untilSettled(stage)
  expect(contents().filter((content) => content !== 'elsewhere')).toEqual(['first', 'first', 'second'])
  expect(await stateOf()).toMatchObject({ disabled_at: null, disabled_reason: null, failing_since: null })
})

test('an endpoint that does nothing but fail is warned of, and switched off a while later', async () => {
  sink.answer = (response) => response.writeHead(500).end()
  stage.deliver({ schedule: { ...quick, warnAfter: 200, switchOffAfterWarning: 300 } })
  await say(stage.db, conversation, 'waits')
  await until(async () => (await stateOf())?.disabled_at)
  const { failing_since, warned_at, disabled_at, disabled_reason } = (await stateOf())!
  expect(Date.parse(warned_at) - Date.parse(failing_since)).toBeGreaterThanOrEqual(200)
  // One is the clock of the database, the other that of the server after its answer.
  expect(Date.parse(disabled_at) - Date.parse(warned_at)).toBeGreaterThanOrEqual(150)
  expect(disabled_reason).toMatch(/^nothing has been accepted since /)
  expect(told.map(({ warned_at: warned, disabled_at: off }) => [warned !== null, off !== null])).toEqual([[true, false], [true, true]])
  const before = sink.received.length
  await pause(300)
  expect(sink.received).toHaveLength(before)
})

test('administrators are written to before and when an endpoint is switched off, if mail can be sent', async () => {
  sink.answer = (response) => response.writeHead(500).end()
  await stage.db.query(`insert into users (name, email, pubsub_token, pubsub_token_hash) values ('Maya', 'maya@acme.test', 'a', 'a'), ('Noah', 'noah@acme.test', 'b', 'b')`)
  await stage.db.query(`insert into account_users (account_id, user_id, role) select $1, id, case name when 'Maya' then 'administrator' else 'agent' end from users where email like '%@acme.test'`, [stage.account])
  stage.deliver({ schedule: { ...quick, warnAfter: 100, switchOffAfterWarning: 200 }, smtpAddress: 'mail.example.org' })
  await say(stage.db, conversation, 'waits')
  await until(async () => (await stateOf())?.disabled_at)
  const mails = await stage.db.query('select recipients, subject, text from mails order by id')
  expect(mails).toMatchObject([
    { recipients: ['maya@acme.test'], subject: expect.stringMatching(/^\[Parley\] Callbacks to .* are failing$/), text: expect.stringContaining(sink.url) },
    { recipients: ['maya@acme.test'], subject: expect.stringMatching(/^\[Parley\] Callbacks to .* are switched off$/), text: expect.stringContaining(`/app/accounts/${stage.account}/settings/integrations/deliveries`) },
  ])
})

test('one that accepts something after the warning is not switched off', async () => {
  let failing = true
  sink.answer = (response) => response.writeHead(failing ? 500 : 200).end()
  stage.deliver({ schedule: { ...quick, warnAfter: 100, switchOffAfterWarning: 60_000 } })
  await say(stage.db, conversation, 'waits')
  await until(async () => (await stateOf())?.warned_at)
  failing = false
  await untilSettled(stage)
  await until(async () => (await stateOf())?.failing_since === null)
  expect(await stateOf()).toMatchObject({ warned_at: null, disabled_at: null })
})
