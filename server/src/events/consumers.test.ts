import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type pg from 'pg'
import { freshDatabase } from '../../test/database.ts'
import { openDb, type Db, type Query } from '../db/db.ts'
import { systemCause } from './cause.ts'
import { startConsumers, type Consumer, type Consumers } from './consumers.ts'
import { emit, transact, type ToldEvent } from './emit.ts'

// A durable reader of the log: everything once, in order, by one process at a time.

let connection: pg.PoolConfig
let db: Db
let other: Db
let running: Consumers[]
/** What was handled, by whom. */
let handled: string[]
const log = pino({ level: 'silent' })

beforeEach(async () => {
  connection = await freshDatabase()
  db = openDb(connection, 4)
  other = openDb(connection, 4)
  running = []
  handled = []
  await db.query(`insert into event_cursors (name, position) values ('test', 0)`)
})
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()))
  await Promise.all([db.close(), other.close()])
})

const labelOf = ({ subject }: Pick<ToldEvent, 'subject'>) => (subject as { cache_keys: { label: string } }).cache_keys.label

function read(by: string, on: Db, more: Partial<Consumer> = {}): Consumers {
  const consumer: Consumer = { name: 'test', names: ['account.cache_invalidated'], handle: async (event) => { handled.push(`${by} ${labelOf(event)}`) }, ...more }
  const started = startConsumers({ db: on, connection, log }, [consumer])
  running.push(started)
  return started
}

const subject = (label: string, account = 1) => ({ account: { id: account }, cache_keys: { label, inbox: '0', team: '0' } })
const happen = (label: string, on = db, account = 1) => transact(on, systemCause, async (tx) => emit(tx, 'account.cache_invalidated', subject(label, account)))

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('tells everything once and in order, from where it stood', async () => {
  await happen('1')
  await happen('2')
  const first = read('a', db)
  await happen('3')
  await until(() => handled.length === 3)
  await first.stop()
  await happen('4')
  read('b', db)
  await until(() => handled.length === 4)
  expect(handled).toEqual(['a 1', 'a 2', 'a 3', 'b 4'])
})

test('hears of what another process commits, and more than fits into one look', async () => {
  read('a', db)
  await Promise.all(Array.from({ length: 230 }, (_, n) => happen(String(n), other)))
  await until(() => handled.length === 230)
  const inOrder = await db.query<ToldEvent>('select subject from events order by id')
  expect(handled).toEqual(inOrder.map((event) => `a ${labelOf(event)}`))
})

test('one account in which much happens does not hold up another; each is told in order and once, whoever goes on', async () => {
  for (let n = 0; n < 130; n++) await happen(`much ${n}`)
  await happen('little', db, 2)
  for (let n = 130; n < 150; n++) await happen(`much ${n}`)
  const first = read('a', db, { handle: async (event) => {
    handled.push(labelOf(event))
    if (handled.length === 60) void first.stop()
  } })
  await until(() => handled.length === 60)
  await first.stop()
  expect(handled).toContain('little')
  const once = async (event: ToldEvent, advance: (query: Query) => Promise<boolean>) => {
    await db.transaction(async (query) => { if (await advance(query)) handled.push(labelOf(event)) })
  }
  read('b', other, { handle: once })
  await until(() => handled.length === 151)
  expect(handled.filter((label) => label !== 'little')).toEqual(Array.from({ length: 150 }, (_, n) => `much ${n}`))
  while ((await db.query('select 1 from event_lags')).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await happen('after')
  await until(() => handled.length === 152)
  expect(handled.at(-1)).toBe('after')
})

test('an event whose transaction ends late is told, before those that came after it', async () => {
  read('a', db)
  let release = () => undefined as unknown
  const held = new Promise<void>((resolve) => { release = resolve })
  let drawn = () => undefined as unknown
  const isDrawn = new Promise<void>((resolve) => { drawn = resolve })
  const late = other.transaction(async (query) => {
    await query(
      `insert into events (id, account_id, name, occurred_at, actor, subject) select nextval('events_id_seq'), 1, 'account.cache_invalidated', now(), $1, $2`,
      [JSON.stringify(systemCause), JSON.stringify(subject('late'))])
    drawn()
    await held
  })
  await isDrawn
  await happen('soon')
  await happen('sooner')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(handled).toEqual([])
  release()
  await late
  await until(() => handled.length === 3)
  expect(handled).toEqual(['a late', 'a soon', 'a sooner'])
})

test('one process reads at a time, and another takes over', async () => {
  const first = read('a', db)
  await happen('1')
  await until(() => handled.length === 1)
  read('b', other)
  for (let n = 2; n < 20; n++) await happen(String(n), n % 2 ? db : other)
  await until(() => handled.length === 19)
  expect(handled.every((each) => each.startsWith('a '))).toBe(true)
  await first.stop()
  await happen('20')
  await until(() => handled.length === 20)
  expect(handled.at(-1)).toBe('b 20')
})

test('a reader whose session is cut gets its lock again', async () => {
  read('a', db)
  await happen('1')
  await until(() => handled.length === 1)
  await db.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`)
  await happen('2')
  await until(() => handled.length === 2)
  expect(handled).toEqual(['a 1', 'a 2'])
})

test('what cannot be dealt with is tried again, then left behind; what advances in its own transaction is not done again', async () => {
  let tries = 0
  const done: string[] = []
  read('a', db, {
    async handle(event, advance) {
      if (labelOf(event) === 'poison') {
        tries += 1
        throw new Error('cannot')
      }
      const once = (query: Query) => advance(query)
      const isMine = await db.transaction(once)
      done.push(`${labelOf(event)} ${isMine} ${await db.transaction(once)}`)
    },
  })
  for (const label of ['1', 'poison', '2']) await happen(label)
  await until(() => done.length === 2)
  expect([tries, done]).toEqual([5, ['1 true false', '2 true false']])
})

test('reads nothing while nothing is wanted, and nothing of that time later', async () => {
  let isWanted = false
  read('a', db, { isWanted: async () => isWanted })
  await happen('unwanted')
  let position = 0
  while (position === 0) [{ position }] = await db.query<{ position: number }>(`select position from event_cursors where name = 'test'`) as [{ position: number }]
  isWanted = true
  await happen('wanted')
  await until(() => handled.length === 1)
  expect(handled).toEqual(['a wanted'])
})

test('what happens while it is asked whether anything is wanted is not passed over', async () => {
  let asked = 0
  read('a', db, {
    async isWanted() {
      if (++asked === 2) await happen('wanted')
      return asked > 2
    },
  })
  await until(() => handled.length === 1)
  expect(handled).toEqual(['a wanted'])
})
