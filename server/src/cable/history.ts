import type { Db } from '../db/db.ts'
import type { HappenedEvent } from '../events/emit.ts'
import { bodyOf } from './broadcast.ts'
import type { Subscription } from './connection.ts'
import { fromLog, lasting, type LoggedEvent, logged } from './log.ts'
import type { Offsets } from './offsets.ts'
import { broadcastsOf, type Subscriber } from './streams.ts'

/**
 * Sends what the subscription has missed since a moment or an offset, as it would have been told then; resolves to the offsets that were dealt with.
 * Null, and nothing is sent, when it is not all known, or too much.
 */
export type History = (subscription: Subscription, request: unknown) => Promise<Set<number> | null>

interface Parts {
  db: Db
  offsets: Offsets
  /** Days. */
  retention: number
}

/** Events in one answer; who has missed more reads everything anew. */
const mostTold = 1_000
/** Events of the account among which they are looked for. */
const mostRead = 20_000
const pageSize = 100

export function createHistory({ db, offsets, retention }: Parts): History {
  const oldest = () => (Date.now() - retention * 86_400_000) * 1_000
  return async (subscription, request) => {
    const after = startOf(subscription, request, offsets)
    if (after === 'nowhere') return new Set()
    if (after === null || after < oldest()) return null
    await offsets.written()
    if (await isTooMuch(db, subscription, after)) return null
    const told = new Set<number>()
    // Page by page, so that a client whose line breaks all the time gets further each time.
    for (let from = after, isMore = true; isMore;) {
      const page = await listMissed(db, subscription, from)
      for (const { position, ...event } of page) {
        const body = maybeBody(subscription, fromLog(event))
        if (body) await subscription.connection.replay(subscription, body, position)
        told.add(position)
      }
      from = page.at(-1)?.position ?? from
      isMore = page.length === pageSize && subscription.connection.isOpen
    }
    return told
  }
}

/** The offset to go on from; null when it is not of this history. A stream's own offset counts, a moment (in seconds) only for who has heard nothing yet. */
function startOf({ streamId }: Subscription, request: unknown, offsets: Offsets): number | 'nowhere' | null {
  const { since, streams } = toObject(request)
  const known = toObject(streams)
  const own = known[streamId]
  if (own !== undefined) {
    const { epoch, offset } = toObject(own)
    return epoch === offsets.epoch && typeof offset === 'number' && Number.isSafeInteger(offset) && offsets.isKnown(offset) ? offset : null
  }
  if (Object.keys(known).length > 0) return null
  if (since === undefined || since === null || since === false) return 'nowhere'
  return typeof since === 'number' && Number.isSafeInteger(Math.floor(since * 1e6)) ? Math.floor(since * 1e6) - 1 : null
}

const toObject = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? value as Record<string, unknown> : {})

type MissedEvent = LoggedEvent & { position: number }

/** Whether as many events, or so many more of others, lie behind the offset that reading everything anew is cheaper. */
async function isTooMuch(db: Db, { who }: Subscription, after: number): Promise<boolean> {
  const { column, id, inboxes } = reachOf(who)
  const [row] = await db.query<{ read: number; missed: number }>(
    `with o as materialized (select event_id from event_offsets where ${column} = $1 and position > $2 limit ${mostRead + 1})
     select (select count(*) from o) as read, (select count(*) from (${concerning('1')} limit ${mostTold + 1}) m) as missed`,
    [id, after, lasting, inboxes])
  return row!.read > mostRead || row!.missed > mostTold
}

/** What may concern the subscription, in the order of telling; who hears what is decided by broadcastsOf alone. */
async function listMissed(db: Db, { who }: Subscription, after: number): Promise<MissedEvent[]> {
  const { column, id, inboxes } = reachOf(who)
  return db.query<MissedEvent>(
    `with o as (select position, event_id from event_offsets where ${column} = $1 and position > $2)
     ${concerning(`o.position, ${logged}`)} order by o.position limit ${pageSize}`, [id, after, lasting, inboxes])
}

const concerning = (columns: string) => `
  select ${columns} from o join events e on e.id = o.event_id where e.name = any($3) and ($4::bigint[] is null or e.inbox_id is null or e.inbox_id = any($4))`

function reachOf(who: Subscriber) {
  if (who.kind === 'contact') return { column: 'contact_id', id: who.contact_id, inboxes: null }
  return { column: 'account_id', id: who.account_id, inboxes: who.role === 'administrator' ? null : who.inbox_ids }
}

function maybeBody({ streams, who }: Subscription, event: HappenedEvent): Buffer | null {
  const broadcast = broadcastsOf(event).find((each) => each.streams.some((stream) => streams.includes(stream)))
  if (!broadcast || (who.kind === 'agent' && broadcast.except === who.user_id)) return null
  return bodyOf(event, broadcast)
}
