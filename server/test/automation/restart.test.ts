import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { automation } from '../../src/automation_rules/run.ts'
import { openDb, type Db, type Query } from '../../src/db/db.ts'
import { toldColumns, type ToldEvent } from '../../src/events/emit.ts'
import { goOnWithMacros, runMacro } from '../../src/macros/runs.ts'
import { notifications } from '../../src/notifications/notify.ts'
import { openStage, type Stage } from '../contract/stage.ts'
import { freshDatabase } from '../database.ts'
import { startTestApp, testKey } from '../harness.ts'
import { makeWorld } from '../world.ts'
import { addRule } from './stage.ts'

// A process that ends in the middle: what rules do is neither lost nor doubled (docs/automation.md).

class Died extends Error {}

/** A database whose user dies right before its n-th step, which is right after the one before. A commit is a step, too. */
function dyingDb(db: Db, step: number): Db & { readonly isDead: boolean } {
  let left = step
  const live = () => {
    left -= 1
    if (left <= 0) throw new Died()
  }
  const dying = (query: Query): Query => async (text, values, adHoc) => {
    live()
    return query(text, values, adHoc)
  }
  return {
    query: dying(db.query),
    transaction: (work) => db.transaction(async (query) => {
      const outcome = await work(dying(query))
      live()
      return outcome
    }),
    close: async () => undefined,
    get isDead() {
      return left <= 0
    },
  }
}

const actions: [string, ...unknown[]][] = [
  ['send_message', 'once'], ['add_label', 'seen'], ['send_webhook_event', 'http://127.0.0.1:9/hook'], ['add_private_note', 'note'], ['send_email_transcript', 'a@example.org'], ['resolve_conversation'],
]

async function effects({ app }: Stage, conversation: number) {
  const [row] = await app.db.query(
    `select (select count(*) from messages m where m.conversation_id = c.id and m.content = 'once') as sent, (select count(*) from messages m where m.conversation_id = c.id and m.content = 'note') as notes,
            (select count(*) from deliveries d where d.conversation_id = c.id and d.endpoint_kind = 'automation') as posts, (select count(*) from mails where subject like '%#' || c.display_id || ']%') as mails,
            (select count(*) from messages m where m.conversation_id = c.id and m.content like 'Conversation was marked resolved%') as resolutions,
            c.labels, c.status, (select json_agg(json_build_object('state', r.state, 'steps', jsonb_array_length(r.steps))) from automation_runs r where r.conversation_id = c.id and r.state <> 'stopped') as runs
       from conversations c where c.id = $1`, [conversation])
  return row
}

test('at whatever step a process dies, the next one ends what it began, and nothing happens twice', async () => {
  const stage = await openStage({ SMTP_ADDRESS: '127.0.0.1', SMTP_PORT: '9' })
  const { app, world } = stage
  // Switched off, so that only this test runs it.
  await addRule(stage.maya, 'message_created', actions)
  await app.db.query('update automation_rules set active = false')
  const log = pino({ level: 'silent' })
  const advance = async () => true
  let isOver = false
  for (let step = 1; !isOver; step++) {
    const number = (await stage.omar('POST', '/conversations')).body.id
    await stage.omar('POST', `/conversations/${number}/messages`, { content: 'hello' })
    const [event] = await app.db.query<ToldEvent & { conversation_id: number }>(
      `select e.id, ${toldColumns}, e.conversation_id from events e where e.account_id = $1 and e.name = 'message.created' order by e.id desc limit 1`, [world.account])
    const run = async (db: Db) => {
      // For this reader alone, the rule is switched on.
      const query: Query = (text, values, adHoc) => db.query(text.replace('automation_rules where active and', 'automation_rules where'), values, adHoc)
      await automation({ db: { ...db, query }, config: app.config, log }).handle(event!, advance)
    }
    const dying = dyingDb(app.db, step)
    await run(dying).catch(() => undefined)
    isOver = !dying.isDead
    await run(app.db)
    expect([step, await effects(stage, event!.conversation_id)]).toEqual([step, {
      sent: 1, notes: 1, posts: 1, mails: 1, resolutions: 1, labels: ['seen'], status: 'resolved', runs: [{ state: 'done', steps: actions.length }],
    }])
  }
  await stage.close()
}, 120_000)

test('a macro that a process leaves in the middle is ended by the next one, and nothing happens twice', async () => {
  const stage = await openStage({ SMTP_ADDRESS: '127.0.0.1', SMTP_PORT: '9' })
  const { app, world } = stage
  const body = { name: 'All', visibility: 'global', actions: actions.map(([action_name, ...action_params]) => ({ action_name, action_params })) }
  const macro = (await stage.maya('POST', '/macros', body)).body.payload
  const user = { ...(await stage.maya('GET', '/agents')).body.find(({ id }: { id: number }) => id === world.maya.id), pubsub_token: '' }
  const member = { user, bot: null, token_id: null, via: 'token' as const, session_id: null, account: { id: world.account, name: 'acme' }, role: 'administrator' as const }
  const cause = { type: 'user' as const, id: user.id, name: user.name, token_id: null, request_id: null, performer: null }
  const parts = { config: app.config, log: pino({ level: 'silent' }) }
  let isOver = false
  for (let step = 1; !isOver; step++) {
    const numbers = [(await stage.omar('POST', '/conversations')).body.id, (await stage.omar('POST', '/conversations')).body.id]
    const rows = await app.db.query<{ id: number }>('select id from conversations where account_id = $1 and display_id = any($2::bigint[]) order by id', [world.account, numbers])
    const dying = dyingDb(app.db, step)
    await runMacro({ ...parts, db: dying }, cause, member, macro, numbers).catch(() => undefined)
    isOver = !dying.isDead
    await app.db.query('update macro_runs set claimed_until = null')
    await goOnWithMacros({ ...parts, db: app.db }, new AbortController().signal)
    await until(async () => (await app.db.query('select 1 from macro_runs')).length === 0)
    const found = await Promise.all(rows.map(({ id }) => effects(stage, id)))
    // Whoever asked has no answer as long as it is not even noted down.
    const isNoted = found[0]!.status !== 'open'
    const outcome = isNoted ? { sent: 1, notes: 1, mails: 1, resolutions: 1, labels: ['seen'], status: 'resolved' } : { sent: 0, notes: 0, mails: 0, resolutions: 0, labels: [], status: 'open' }
    expect([step, ...found]).toMatchObject([step, outcome, outcome])
    const posts = await app.db.query(`select conversation_id from events where name = 'macro.executed' and conversation_id = any($1::bigint[])`, [rows.map(({ id }) => id)])
    expect([step, posts.length]).toEqual([step, isNoted ? 2 : 0])
  }
  await stage.close()
}, 120_000)

test('a server that is killed while its rules run goes on where it was: each message is answered once', async () => {
  const connection = await freshDatabase()
  const app = await startTestApp({}, connection)
  const world = await makeWorld(app)
  const api = `/api/v1/accounts/${world.account}`
  const rule = { name: 'Answer', event_name: 'message_created', actions: [{ action_name: 'send_message', action_params: ['answered'] }, { action_name: 'add_label', action_params: ['answered'] }] }
  expect((await app.call('POST', `${api}/automation_rules`, { token: world.maya.token, body: rule })).status).toBe(200)
  await app.call('POST', `${api}/conversations/${world.conversation}/assignments`, { token: world.maya.token, body: { assignee_id: world.noah.id } })
  await app.close()
  const db = openDb(connection, 2)
  onTestFinished(() => db.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-killed-'))
  let server = await startServer({ connection, dataDir })
  const client = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations/${world.conversation}/messages`
  for (let n = 0; n < 4; n++) {
    for (let i = 0; i < 7; i++) await fetch(server.url + client, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ content: `hello ${n}/${i}` }) })
    await until(async () => (await count(db, `content = 'answered'`)) > n * 7 + 2)
    server.child.kill('SIGKILL')
    await once(server.child, 'exit')
    server = await startServer({ connection, dataDir })
  }
  await until(async () => (await db.query(`select 1 from automation_runs where state = 'done'`)).length === 28)
  const answered = `select count(distinct r.event_id) as runs, (select count(*) from messages where content = 'answered') as answers from automation_runs r where r.state = 'done'`
  expect(await db.query(answered)).toEqual([{ runs: 28, answers: 28 }])
  // Noah has heard of each message once.
  const told = `select count(*) as told, count(distinct subject -> 'notification' ->> 'secondary_actor_id') as messages
    from events where name = 'notification.created' and subject -> 'notification' ->> 'secondary_actor_type' = 'Message'`
  await until(async () => (await db.query<{ told: number }>(told))[0]!.told >= 56)
  expect(await db.query(told)).toEqual([{ told: 56, messages: 56 }])
  server.child.kill('SIGTERM')
}, 120_000)

test('a notification is written with the place in the log: the same event again tells nobody', async () => {
  const stage = await openStage()
  const { app, world } = stage
  await stage.maya('POST', `${stage.thread}/assignments`, { assignee_id: world.noah.id })
  await stage.settled()
  const [event] = await app.db.query<ToldEvent>(`select e.id, ${toldColumns} from events e where e.name = 'assignee.changed' order by e.id desc limit 1`)
  const created = () => app.db.query(`select id from events where name = 'notification.created' order by id`)
  const before = await created()
  expect(before).toHaveLength(1)
  const advance = async (query: Query) => (await query(`update event_cursors set position = $1 where name = 'notifications' and position < $1 returning 1`, [event!.id])).length > 0
  await notifications({ db: app.db, config: app.config }).handle(event!, advance)
  expect(await created()).toEqual(before)
  await stage.close()
})

async function startServer({ connection, dataDir }: { connection: object; dataDir: string }): Promise<{ child: ChildProcess; url: string }> {
  const argument = JSON.stringify({ connection, dataDir, secretKey: testKey })
  const child = spawn(process.execPath, [fileURLToPath(new URL('../other_server.ts', import.meta.url)), argument], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data') as [Buffer]
  return { child, url: line.toString().trim() }
}

const count = async (db: Db, where: string) => (await db.query<{ count: number }>(`select count(*) from messages where ${where}`))[0]!.count

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10))
}
