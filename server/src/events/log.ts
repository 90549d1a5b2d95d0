import type { Db } from '../db/db.ts'
import { HttpError } from '../http/errors.ts'
import { toldColumns, type ToldEvent } from './emit.ts'
import { settledEvents } from './settled.ts'

/**
 * Which part of the log a reader follows. `rows` is SQL that selects `pageColumns` of the rows `e` that are `inOrder`. `$1` is the
 * account; `values` start at `$5`. `sparse` when no index leads to just these rows: then only so many are looked at for a page.
 */
export interface Part {
  account_id: number
  rows: string
  values: readonly unknown[]
  sparse: boolean
}

export interface Page {
  events: ToldEvent[]
  /** From where to go on: everything up to it has been told, or was none of the reader's business. */
  cursor: number
  has_more: boolean
  /** Something newer cannot be told yet, as an older event may still be committed. */
  unsettled: boolean
}

export const pageColumns = `e.id, ${toldColumns}`

const mostLookedAt = 10_000

/** SQL: the last id that a page may show: as far as the log is complete. */
const tops = {
  dense: '$3::bigint',
  sparse: `coalesce((select id from events where account_id = $1 and id > $2 and id <= $3 order by id offset ${mostLookedAt} limit 1), $3::bigint)`,
}

/** SQL: the rows `e` behind the cursor, oldest first, one more than are wanted. */
export const inOrder = 'e.id > $2 and e.id <= (select id from top) order by e.id limit $4::int + 1'

/**
 * What happened after `cursor`, oldest first, at most `limit` events. A reader that goes on from the page's cursor misses nothing
 * and gets nothing twice. Throws 422 for a cursor that was never given out, 410 for one that is older than the log.
 */
export async function readLog(db: Db, { account_id, rows, values, sparse }: Part, cursor: number, limit: number): Promise<Page> {
  const { settled, drawn } = await settledEvents(db)
  const [read] = await db.query<{ events: ToldEvent[] | null; top: number; forgotten: number | null }>(
    `with top as materialized (select ${sparse ? tops.sparse : tops.dense} as id), page as (${rows})
     select (select json_agg(page order by id) from page) as events, (select id from top) as top, (select up_to from forgotten_events where account_id = $1) as forgotten`,
    [account_id, cursor, settled, limit, ...values])
  const events = read!.events ?? []
  const first = read!.forgotten ?? 0
  if (cursor > drawn) throw new HttpError(422, { error: 'Unknown cursor', oldest: String(first) })
  if (cursor < first) throw new HttpError(410, { error: 'The cursor is older than the log', oldest: String(first) })
  const isFull = events.length > limit
  const told = events.slice(0, limit)
  const { top } = read!
  return { events: told, cursor: isFull ? told.at(-1)!.id : Math.max(cursor, top), has_more: isFull || top < settled, unsettled: settled < drawn }
}

/** A cursor as a client sent it; none is the oldest event there is, `latest` the newest. Throws the 422. */
export async function readCursor(db: Db, accountId: number, text: string | undefined): Promise<number> {
  if (text === 'latest') return (await settledEvents(db)).settled
  if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text)
  const [row] = await db.query<{ up_to: number }>('select up_to from forgotten_events where account_id = $1', [accountId])
  const first = row?.up_to ?? 0
  if (text === undefined || text === '') return first
  throw new HttpError(422, { error: 'Unknown cursor', oldest: String(first) })
}
