import type { Db } from '../db/db.ts'

/** The facet of all conversations; the others are `team:<id>` and `label:<title>`. */
export const everything = ''

/**
 * SQL of the running counters of an account: rows of `state`, `assignee_id`, `inbox_id` and `count`, of which several may be of one counter. `state` is a
 * status, or `unread` for what is open and unread; `assignee_id` is 0 for nobody and -1 for everybody together. Exact at every moment: triggers write what
 * changes, and it is added up here until it is folded.
 */
export const counters = (account: string, facet: string) => `(
  select state, assignee_id, inbox_id, count from conversation_counts where account_id = ${account} and facet = ${facet}
  union all select state, assignee_id, inbox_id, change from conversation_count_changes where account_id = ${account} and facet = ${facet})`

const batch = 10_000

/** Adds what has changed to the counters, so that readers find few changes beside them. In one statement, as a reader must see a change in one of both. */
export async function foldCounters(db: Db, stop: AbortSignal): Promise<void> {
  for (let folded = batch; folded === batch && !stop.aborted;) {
    const [row] = await db.query<{ folded: number }>(
      `with taken as (delete from conversation_count_changes where ctid = any(array(select ctid from conversation_count_changes limit ${batch})) returning *),
       added as (
         insert into conversation_counts
         select account_id, facet, state, assignee_id, inbox_id, sum(change) from taken group by 1, 2, 3, 4, 5 having sum(change) <> 0 order by 1, 2, 3, 4, 5
             on conflict (account_id, facet, state, assignee_id, inbox_id) do update set count = conversation_counts.count + excluded.count)
       select count(*) as folded from taken`, [])
    folded = row!.folded
  }
}

/** Counters of inboxes, teams and labels that are gone, and of accounts: what was folded while an account was deleted. */
export async function forgetEmptyCounters(db: Db): Promise<void> {
  await db.query('delete from conversation_counts n where n.count = 0 or not exists (select from accounts a where a.id = n.account_id)', [])
}
