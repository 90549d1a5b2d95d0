import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { isUnavailable, type Db, type Query } from '../db/db.ts'
import { createOwner, type Owner } from '../deliveries/owner.ts'
import { listen } from './bell.ts'
import type { EventName } from './catalogue.ts'
import { toldColumns, type ToldEvent } from './emit.ts'
import { settledEvents } from './settled.ts'

/**
 * A durable reader of the event log: gets every event of its names once it is settled, in ascending order of ids, from where its cursor
 * (a row of `event_cursors`) stands. What it does may be asked for again after a crash: it makes that harmless, or calls `advance`
 * within its own transaction.
 */
export interface Consumer {
  /** Of the cursor. */
  name: string
  names: readonly EventName[]
  /** SQL on the rows `e`: which of them it needs; the others are passed over. */
  where?: string
  /** False while there is nothing to do at all: then the log is not even read. */
  isWanted?: () => Promise<boolean>
  /** `advance` moves the cursor onto this event; false when somebody else has done so already, and nothing is to be done. */
  handle: (event: ToldEvent, advance: (query: Query) => Promise<boolean>) => Promise<void>
}

export interface Consumers {
  /** Lets the event under way end. */
  stop(): Promise<void>
}

interface Parts {
  db: Db
  /** The same database without a pooler: the lock hangs on a session. */
  connection: pg.ClientConfig
  log: Logger
}

/** Milliseconds after which the log is looked at without being told: for what other processes commit. */
const lookEvery = 1_000
/** The same while something is there that an older transaction holds back. */
const lookAgain = 25
/** Commits within this time are read together. */
const gather = 20
const batch = 100
/** An event that cannot be dealt with is left behind after so many tries, so that it does not stop the others. */
const mostTries = 5

/** Starts the readers. Each runs in one process at a time, whichever has its lock, and is taken over when that one ends. */
export function startConsumers(parts: Parts, consumers: Consumer[]): Consumers {
  const stopping = new AbortController()
  const owned = new Set<string>()
  const owner = createOwner(parts.connection, () => owned.clear())
  const running = consumers.map((consumer) => run(parts, consumer, { owner, owned, signal: stopping.signal }))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(running)
      await owner.close()
    },
  }
}

interface Standing {
  owner: Owner
  /** Names of the readers that run in this process. */
  owned: Set<string>
  signal: AbortSignal
}

async function run({ db, log }: Parts, consumer: Consumer, { owner, owned, signal }: Standing): Promise<void> {
  const names = new Set<string>(consumer.names)
  const bell = listen(db, ({ name }) => names.has(name), signal)
  const turn = createTurn(db, log, consumer, () => owned.has(consumer.name) && !signal.aborted)
  while (!signal.aborted) {
    let next: Next = 'later'
    try {
      if (await isOwned(owner, owned, consumer)) next = await turn()
    } catch (error) {
      log.warn({ consumer: consumer.name, error: (error as Error).message }, 'a reader of the event log could not go on; trying again')
    }
    if (next === 'now') continue
    if (next === 'idle') await sleep(lookEvery, undefined, { signal }).catch(() => undefined)
    else await bell.rings(next === 'soon' ? lookAgain : lookEvery)
    if (!signal.aborted) await sleep(gather)
  }
  bell.stop()
}

/** The lock is one of those that decide who delivers, under a kind that no endpoint has. */
async function isOwned(owner: Owner, owned: Set<string>, { name }: Consumer): Promise<boolean> {
  if (owned.has(name)) return true
  const won = await owner.claim([{ account_id: 0, kind: `consumer ${name}`, id: 0 }])
  if (won.length > 0) owned.add(name)
  return won.length > 0
}

/** When to look again: there is more; something is held back; when told; only now and then. */
type Next = 'now' | 'soon' | 'later' | 'idle'

/** One look at the log. */
function createTurn(db: Db, log: Logger, consumer: Consumer, goesOn: () => boolean): () => Promise<Next> {
  const read = `select e.id, ${toldColumns} from events e where e.id > $1 and e.id <= $2 and e.name = any($3) ${consumer.where ? `and (${consumer.where})` : ''}
    order by e.id limit ${batch}`
  const failures = { id: 0, count: 0 }

  async function deal(event: ToldEvent): Promise<void> {
    try {
      await consumer.handle(event, (query) => advance(query, consumer, event.id))
    } catch (error) {
      if (isUnavailable(error)) throw error
      Object.assign(failures, { id: event.id, count: failures.id === event.id ? failures.count + 1 : 1 })
      if (failures.count < mostTries) throw error
      log.error({ consumer: consumer.name, event: event.id, err: error }, 'an event could not be dealt with and is left behind')
    }
  }

  return async () => {
    if (consumer.isWanted && !(await consumer.isWanted())) {
      const [newest] = await db.query<{ id: number }>(newestEvent, [])
      // Asked once more: what is wanted by now acts on what has happened since.
      if (!(await consumer.isWanted())) {
        await advance(db.query, consumer, newest!.id)
        return 'idle'
      }
    }
    const { settled, drawn } = await settledEvents(db)
    const [cursor] = await db.query<{ position: number }>('select position from event_cursors where name = $1', [consumer.name])
    if (!cursor || cursor.position >= settled) return settled < drawn ? 'soon' : 'later'
    const events = await db.query<ToldEvent>(read, [cursor.position, settled, consumer.names])
    for (const event of events) {
      if (!goesOn()) return 'later'
      await deal(event)
      await advance(db.query, consumer, event.id)
    }
    if (events.length === batch) return 'now'
    await advance(db.query, consumer, settled)
    return settled < drawn ? 'soon' : 'later'
  }
}

/** False when the cursor stands there already, or further on. */
async function advance(query: Query, { name }: Consumer, position: number): Promise<boolean> {
  const moved = await query('update event_cursors set position = $2 where name = $1 and position < $2 returning 1', [name, position])
  return moved.length > 0
}

/** While nobody wants anything, the cursor goes with the log: whoever comes later acts on later events alone. */
const newestEvent = 'select case when is_called then last_value else 0 end as id from events_id_seq'
