import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../db/db.ts'

interface Sight {
  /** Every event up to this id is in the log for good, or will never be. */
  settled: number
  /** The newest id that has been drawn, as far as is known. */
  drawn: number
  /** Ids that had been drawn before a transaction got its number, oldest first. */
  samples: { id: number; xid: bigint }[]
  looking: Promise<void> | null
  next: Promise<void> | null
}

/** Milliseconds between looks at what is under way. All of them are rarely needed: most transactions are over at the first. */
const pauses = [0, 1, 2, 4, 8, 16, 32, 64]
const mostSamples = 64

const sights = new WeakMap<Db, Sight>()

/**
 * Up to which id the log is complete. Ids are drawn before their transactions end, so an event may appear after one with a greater
 * id. But who draws an id has a transaction number by then (events/emit.ts): once all transactions are over that had theirs when an id was the
 * newest, nothing up to that id can appear any more. Everything that was committed before the call counts, unless a transaction
 * stays open for long.
 */
export async function settledEvents(db: Db): Promise<Pick<Sight, 'settled' | 'drawn'>> {
  const sight = sights.get(db) ?? { settled: 0, drawn: 0, samples: [], looking: null, next: null }
  sights.set(db, sight)
  // A look that is under way may have begun too early for this caller; callers who wait share the next.
  await (sight.looking ? (sight.next ??= sight.looking.catch(() => undefined).then(() => begin(db, sight))) : begin(db, sight))
  return sight
}

/** A sequence that has given nothing yet stands at its first value. */
const newestId = 'case when is_called then last_value else 0 end'

function begin(db: Db, sight: Sight): Promise<void> {
  sight.next = null
  return (sight.looking = look(db, sight).finally(() => { sight.looking = null }))
}

async function look(db: Db, sight: Sight): Promise<void> {
  const [newest] = await db.query<{ id: number }>(`select ${newestId} as id from events_id_seq`, [])
  sight.drawn = newest!.id
  if (sight.drawn <= sight.settled) return
  // The id is read first, then the number is taken: it is greater than those of all who had drawn up to that id.
  const [sample] = await db.query<{ id: number; xid: string }>(`select ${newestId} as id, pg_current_xact_id()::text as xid from events_id_seq`, [])
  if (sight.samples.length === mostSamples) sight.samples.pop()
  sight.samples.push({ id: sample!.id, xid: BigInt(sample!.xid) })
  for (const pause of pauses) {
    if (pause > 0) await sleep(pause)
    const [oldest] = await db.query<{ xid: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as xid', [])
    while (sight.samples[0] && sight.samples[0].xid <= BigInt(oldest!.xid)) sight.settled = Math.max(sight.settled, sight.samples.shift()!.id)
    if (sight.settled >= sight.drawn) return
  }
}
