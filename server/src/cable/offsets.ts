import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import type { HappenedEvent } from '../events/emit.ts'
import { settledEvents } from '../events/settled.ts'
import { fromLog, lasting, type LoggedEvent, logged } from './log.ts'

/**
 * Gives every event the offset by which clients resume. An id would not do: it is drawn before its transaction ends, so that a frame with a lower id
 * may come later. An offset is given in the instant in which the frame goes out, and written down right after.
 */
export interface Offsets {
  /** Names this history; null as long as it is not open. */
  readonly epoch: string
  /** The newest offset: whoever begins to listen now has missed what came after it, and nothing else. */
  readonly last: number
  /** Resolves when history can be told from; events must not be told before. */
  readonly opened: Promise<void>
  /** The offset of an event that is told in this very moment; null when it was told before. */
  give(event: HappenedEvent): number | null
  /** Whether everything told after this offset is known. */
  isKnown(offset: number): boolean
  /** Resolves when all offsets given so far can be read from the database. */
  written(): Promise<void>
  close(): Promise<void>
}

interface Parts {
  db: Db
  log: Logger
  /** An event that somebody else committed, or this process shortly before it died: to be told now. */
  onFound: (event: HappenedEvent) => void
}

interface Given {
  account_id: number
  position: number
  event_id: number
  contact_id: number | null
}

interface StreamRow {
  epoch: string | null
  told: number
  gaps: [number, number][]
  snapshot: string
  floor: number
}

const writeEveryMs = 25
const sweepEveryMs = 1_000
const mostPerWrite = 2_000
const mostGaps = 1_000

export function openOffsets({ db, log, onFound }: Parts): Offsets {
  let epoch = ''
  let last = 0
  let told = 0
  let gaps: [number, number][] = []
  let isClosed = false
  let writing: Promise<void> | null = null
  let writeTimer: NodeJS.Timeout | undefined
  let sweepTimer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()
  const unwritten: Given[] = []
  const sight = { snapshot: '', floor: 0 }
  /** Events above the floor that have their offset. */
  const given = new Set<number>()
  /** Seen in the log, and still without. */
  const owed = new Set<number>()

  const open = async () => {
    const [row] = await db.query<StreamRow>('select epoch, told, gaps, snapshot::text as snapshot, floor from event_stream', [])
    const base = Math.max(Date.now() * 1_000, row!.told + 1)
    gaps = [...row!.gaps, [row!.told, base] as [number, number]].slice(-mostGaps)
    const [named] = await db.query<{ epoch: string }>(
      'update event_stream set epoch = coalesce(epoch, gen_random_uuid()), gaps = $1, told = $2 returning epoch', [JSON.stringify(gaps), base])
    epoch = named!.epoch
    last = told = base
    Object.assign(sight, { snapshot: row!.snapshot, floor: row!.floor })
    await sweep()
  }

  const write = async () => {
    const batch = unwritten.slice(0, mostPerWrite)
    if (batch.length === 0) return
    const end = batch.at(-1)!.position
    await db.query(append, [JSON.stringify(batch), end])
    unwritten.splice(0, batch.length)
    told = end
  }

  const writeOnce = () => (writing ??= write().finally(() => { writing = null }))

  const writeSoon = () => {
    writeTimer ??= setTimeout(() => {
      writeTimer = undefined
      writeOnce().catch((error: unknown) => log.error({ err: error }, 'cannot write down what sockets were told')).finally(() => {
        if (unwritten.length > 0 && !isClosed) writeSoon()
      })
    }, writeEveryMs)
  }

  const written = async () => {
    const goal = last
    while (told < goal && unwritten.length > 0) await writeOnce()
  }

  /** Looks for events that became visible since the last look and have no offset: whether they did says the snapshot, not their id. */
  const sweep = async () => {
    const { settled } = await settledEvents(db)
    const [look] = await db.query<{ snapshot: string; ids: number[] }>(looked, [sight.floor, sight.snapshot, lasting])
    const { snapshot, ids } = look!
    for (const id of ids) if (!given.has(id)) owed.add(id)
    await pay()
    if (owed.size > 0) return
    if (ids.length > 0) await written()
    // Nothing up to there can come any more, and all that had come by now has been seen in this look.
    sight.floor = Math.max(sight.floor, settled)
    for (const id of given) if (id <= sight.floor) given.delete(id)
    sight.snapshot = snapshot
    if (ids.length > 0) await db.query('update event_stream set snapshot = $1, floor = $2', [snapshot, sight.floor])
  }

  /** Tells what is owed. What waits for a change of rights stays owed; what has an offset from before, or is deleted by now, does not. */
  const pay = async () => {
    if (owed.size === 0) return
    const untold = await db.query<LoggedEvent>(unnumbered, [[...owed]])
    const found = new Set(untold.map(({ id }) => id))
    for (const row of untold) onFound(fromLog(row))
    for (const id of owed) {
      if (!found.has(id)) given.add(id)
      if (given.has(id)) owed.delete(id)
    }
  }

  const sweepAgain = () => {
    if (isClosed) return
    sweepTimer = setTimeout(() => {
      sweeping = sweep().catch((error: unknown) => log.error({ err: error }, 'cannot look for untold events')).finally(sweepAgain)
    }, sweepEveryMs)
  }

  const opened = openSoon(open, log, () => isClosed).then(sweepAgain)
  return {
    opened, written,
    get epoch() {
      return epoch
    },
    get last() {
      return last
    },
    give({ id, subject }) {
      if (id <= sight.floor || given.has(id)) return null
      given.add(id)
      last = Math.max(last + 1, Date.now() * 1_000)
      unwritten.push({ account_id: subject.account.id, position: last, event_id: id, contact_id: subject.contact?.id ?? null })
      writeSoon()
      return last
    },
    isKnown: (offset) => offset <= last && !gaps.some(([after, before]) => offset > after && offset < before),
    async close() {
      isClosed = true
      clearTimeout(sweepTimer)
      await Promise.allSettled([opened, sweeping])
      clearTimeout(writeTimer)
      await written().catch((error: unknown) => log.error({ err: error }, 'cannot write down what sockets were told'))
    },
  }
}

const append = `
  with added as (
    insert into event_offsets (account_id, position, event_id, contact_id)
    select account_id, position, event_id, contact_id from json_to_recordset($1) as g(account_id bigint, position bigint, event_id bigint, contact_id bigint)
    on conflict do nothing)
  update event_stream set told = $2`

const looked = `
  select pg_current_snapshot()::text as snapshot,
         array(select id from events where id > $1 and not pg_visible_in_snapshot(xid, $2::pg_snapshot) and name = any($3) order by id) as ids`

const unnumbered = `
  select ${logged} from events e where e.id = any($1) and not exists (select from event_offsets o where o.event_id = e.id) order by e.id`

/** A database that is away for a moment is asked again. */
async function openSoon(open: () => Promise<void>, log: Logger, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    try {
      return await open()
    } catch (error) {
      log.error({ err: error }, 'cannot open the history of the cable')
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}
