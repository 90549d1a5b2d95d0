import type { Query } from '../db/db.ts'

/** An account of which a reader of the log has not dealt with everything up to its cursor: only up to this position. */
export interface Lag {
  account_id: number
  position: number
}

export const listLags = (query: Query, reader: string): Promise<Lag[]> =>
  query<Lag & object>('select account_id, position from event_lags where name = $1 order by account_id', [reader])

export async function beginLag(query: Query, reader: string, { account_id, position }: Lag): Promise<void> {
  await query('insert into event_lags (name, account_id, position) values ($1, $2, $3) on conflict do nothing', [reader, account_id, position])
}

/** False when it stands there already, or further on. */
export async function advanceLag(query: Query, reader: string, { account_id, position }: Lag): Promise<boolean> {
  const moved = await query('update event_lags set position = $3 where name = $1 and account_id = $2 and position < $3 returning 1', [reader, account_id, position])
  return moved.length > 0
}

export async function endLag(query: Query, reader: string, { account_id }: Lag): Promise<void> {
  await query('delete from event_lags where name = $1 and account_id = $2', [reader, account_id])
}
