import type { Query } from '../db/db.ts'

/** Tables of work that accounts have asked for, a row each: `id`, `account_id`, `claimed_until`. */
type Queue = 'bulk_actions' | 'conversation_releases' | 'label_changes' | 'macro_runs'

/**
 * Claims the row to go on with, for so many seconds: of an account the oldest, and of the accounts the one whose last turn is the longest
 * ago. So work on one account's many records holds up nobody else. `columns` are of the row `q` and its account `a`.
 */
export async function takeTurn<T>(query: Query, queue: Queue, seconds: number, columns: string): Promise<T | undefined> {
  const [row] = await query<T & object>(
    `update ${queue} q set claimed_until = now() + make_interval(secs => $1) from accounts a
      where a.id = q.account_id and ${free('q')} and q.id = (
        select id from (select distinct on (account_id) id, claimed_until from ${queue} order by account_id, id) oldest
         where ${free('oldest')} order by claimed_until nulls first limit 1)
     returning ${columns}`, [seconds])
  return row
}

/** Lets the other accounts have their turn before this row goes on. */
export async function passTurn(query: Query, queue: Queue, id: number): Promise<void> {
  await query(`update ${queue} set claimed_until = now() where id = $1`, [id])
}

/** The row is done with. What its account has asked for after it waits for the others all the same. */
export async function endTurn(query: Query, queue: Queue, id: number): Promise<void> {
  await query(
    `with gone as (delete from ${queue} where id = $1 returning account_id)
     update ${queue} set claimed_until = greatest(claimed_until, now())
      where id = (select min(o.id) from ${queue} o join gone on gone.account_id = o.account_id where o.id <> $1)`, [id])
}

const free = (row: string) => `(${row}.claimed_until is null or ${row}.claimed_until < now())`
