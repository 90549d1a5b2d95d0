import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { isUnavailable, type Db, type Query } from '../db/db.ts'
import { createOwner, type Owner } from '../deliveries/owner.ts'
import { listen } from './bell.ts'
import type { EventName } from './catalogue.ts'
import { toldColumns, type ToldEvent } from './emit.ts'
import { advanceLag, beginLag, endLag, type Lag, listLags } from './lags.ts'
import { settledEvents } from './settled.ts'

/**
 * A durable reader of the event log: gets every event of its names once it is settled, of each account in ascending order of ids, from where its cursor
 * (a row of `event_cursors`, and of `event_lags` for accounts in which much happens) stands. What it does may be asked for again after a crash: it makes that harmless, or calls `advance`
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
/** Events of one account in one look: who has more waits for the others, so that an import there holds up nobody here. */
const share = 20
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

interface LoggedEvent extends ToldEvent {
  account_id: number
}

/** One look at the log: a share of each account that lags, then what is new. */
function createTurn(db: Db, log: Logger, consumer: Consumer, goesOn: () => boolean): () => Promise<Next> {
  const read = (condition: string, most: number) => `
    select e.id, e.account_id, ${toldColumns} from events e where e.id > $1 and e.id <= $2 and e.name = any($3) and ${condition} ${consumer.where ? `and (${consumer.where})` : ''}
     order by e.id limit ${most}`
  const readLag = read('e.account_id = $4', share)
  const readNew = read('e.account_id <> all($4::bigint[])', batch)
  const failures = { id: 0, count: 0 }

  /** False when this process no longer has the reader. */
  async function deal(event: LoggedEvent, move: (query: Query) => Promise<boolean>): Promise<boolean> {
    if (!goesOn()) return false
    try {
      await consumer.handle(event, move)
    } catch (error) {
      if (isUnavailable(error)) throw error
      Object.assign(failures, { id: event.id, count: failures.id === event.id ? failures.count + 1 : 1 })
      if (failures.count < mostTries) throw error
      log.error({ consumer: consumer.name, event: event.id, err: error }, 'an event could not be dealt with and is left behind')
    }
    await move(db.query)
    return true
  }

  /** Whether the account lags on; null when this process no longer has the reader. */
  async function catchUp({ account_id, position }: Lag, upTo: number): Promise<boolean | null> {
    const events = await db.query<LoggedEvent>(readLag, [position, upTo, consumer.names, account_id])
    for (const event of events) {
      if (!(await deal(event, (query) => advanceLag(query, consumer.name, { account_id, position: event.id })))) return null
    }
    if (events.length === share) return true
    await endLag(db.query, consumer.name, { account_id, position })
    return false
  }

  /** Of an account with more than its share the rest is put off: it lags. False when this process no longer has the reader. */
  async function dealWithNew(events: LoggedEvent[]): Promise<boolean> {
    for (const event of events) {
      const { id, account_id } = event
      const own = events.filter((each) => each.account_id === account_id)
      if (own.indexOf(event) >= share) continue
      if (!(await deal(event, (query) => advance(query, consumer, id)))) return false
      if (own[share - 1] === event && own.length > share) await beginLag(db.query, consumer.name, { account_id, position: id })
    }
    if (events.length > 0) await advance(db.query, consumer, events.at(-1)!.id)
    return true
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
    if (!cursor) return 'later'
    const lagging: number[] = []
    for (const lag of await listLags(db.query, consumer.name)) {
      const lagsOn = await catchUp(lag, cursor.position)
      if (lagsOn === null) return 'later'
      if (lagsOn) lagging.push(lag.account_id)
    }
    const rest: Next = lagging.length > 0 ? 'now' : settled < drawn ? 'soon' : 'later'
    if (cursor.position >= settled) return rest
    const events = await db.query<LoggedEvent>(readNew, [cursor.position, settled, consumer.names, lagging])
    if (!(await dealWithNew(events))) return 'later'
    if (events.length < batch) await advance(db.query, consumer, settled)
    return events.length > share ? 'now' : rest
  }
}

/** False when the cursor stands there already, or further on. */
async function advance(query: Query, { name }: Consumer, position: number): Promise<boolean> {
  const moved = await query('update event_cursors set position = $2 where name = $1 and position < $2 returning 1', [name, position])
  return moved.length > 0
}

/** While nobody wants anything, the cursor goes with the log: whoever comes later acts on later events alone. */
const newestEvent = 'select case when is_called then last_value else 0 end as id from events_id_seq'
