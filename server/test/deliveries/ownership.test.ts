import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDb, type Db } from '../../src/db/db.ts'
import { freshDatabase } from '../database.ts'
import { startSink, type Callback, type Sink } from '../sink.ts'
import { addConversation, addInbox, listDeliveries, openStage, say, until, untilSettled, type Inbox, type Stage } from './stage.ts'

let stage: Stage
let sink: Sink
let inbox: Inbox

beforeEach(async () => {
  stage = await openStage(await freshDatabase())
  sink = await startSink()
  inbox = await addInbox(stage, sink.url)
})
afterEach(async () => {
  await stage.stop()
  await sink.close()
})

const isMessage = ({ body }: Callback) => body.event === 'message_created'
const contents = () => sink.received.filter(isMessage).map(({ body }) => body.content)

/** Ends the sessions that hold the locks of endpoints, as a network or a restart of PostgreSQL does. */
const cutOwners = (db: Db) => db.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`)

test('two processes never post for the same endpoint at once, and keep the order of what both write', async () => {
  const other = openDb(stage.connection, 2)
  const conversations = await Promise.all(Array.from({ length: 4 }, () => addConversation(stage, inbox)))
  stage.deliver()
  stage.deliver({ db: other })
  await Promise.all(conversations.map(async (each) => {
    for (let n = 0; n < 15; n++) await say(n % 2 ? stage.db : other, each, `${each}/${n}`)
  }))
  await untilSettled(stage)
  expect(sink.received.filter(isMessage)).toHaveLength(60)
  expect(new Set(sink.received.map(({ delivery }) => delivery)).size).toBe(sink.received.length)
  for (const each of conversations) {
    expect(contents().filter((content) => content.startsWith(`${each}/`))).toEqual(Array.from({ length: 15 }, (_, n) => `${each}/${n}`))
  }
  await other.close()
})

test('another process goes on where one stops', async () => {
  const conversation = await addConversation(stage, inbox)
  const first = stage.deliver()
  await say(stage.db, conversation, 'one')
  await untilSettled(stage)
  stage.deliver()
  await first.stop()
  await say(stage.db, conversation, 'two')
  await untilSettled(stage)
  expect(contents()).toEqual(['one', 'two'])
})

test('nothing is lost when a process is killed between commit and delivery', async () => {
  const conversation = await addConversation(stage, inbox)
  await sink.down()
  const argument = JSON.stringify({ connection: stage.connection, conversation, count: 5 })
  const child = spawn(process.execPath, [fileURLToPath(new URL('./commit_and_die.ts', import.meta.url)), argument], { stdio: 'inherit' })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  expect(await listDeliveries(stage)).toHaveLength(5)
  await sink.up()
  stage.deliver()
  await untilSettled(stage)
  expect(contents()).toEqual(['0', '1', '2', '3', '4'])
})

test('a lost session stops what is under way, and is made good', async () => {
  const conversation = await addConversation(stage, inbox)
  const closed: string[] = []
  sink.answer = (response, { body }) => response.on('close', () => closed.push(body.content))
  stage.deliver()
  await say(stage.db, conversation, 'one')
  await sink.waitFor(isMessage)
  await cutOwners(stage.db)
  await until(() => closed.length > 0)
  sink.answer = (response) => response.end()
  await say(stage.db, conversation, 'two')
  await untilSettled(stage)
  expect(contents()).toEqual(['one', 'one', 'two'])
  expect(new Set(sink.received.filter(({ body }) => body.content === 'one').map(({ delivery }) => delivery)).size).toBe(1)
})

test('goes on after its connections to the database were cut, each result counted once', async () => {
  const conversations = await Promise.all(Array.from({ length: 3 }, () => addConversation(stage, inbox)))
  stage.deliver()
  for (let n = 0; n < 3; n++) {
    for (const each of conversations) await say(stage.db, each, `${each}/${n}`)
    await stage.db.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'worker'`)
  }
  await untilSettled(stage)
  for (const each of conversations) {
    const seen = contents().filter((content) => content.startsWith(`${each}/`))
    expect([...new Set(seen)]).toEqual(['0', '1', '2'].map((n) => `${each}/${n}`))
  }
  expect((await listDeliveries(stage)).map(({ state }) => state)).toEqual(Array(9).fill('delivered'))
})

test('stopping lets what is under way end and writes it down; the rest waits for the next start', async () => {
  const conversation = await addConversation(stage, inbox)
  let answer = () => undefined as unknown
  sink.answer = (response) => (answer = () => response.end())
  const deliveries = stage.deliver()
  await say(stage.db, conversation, 'one')
  await say(stage.db, conversation, 'two')
  await sink.waitFor(isMessage)
  const stopped = deliveries.stop()
  answer()
  await stopped
  expect(await listDeliveries(stage)).toMatchObject([{ content: 'one', state: 'delivered', attempts: 1 }, { content: 'two', state: 'pending', attempts: 0 }])
})
