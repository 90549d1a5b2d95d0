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
  let [folded, total] = [batch, 0]
  for (; folded === batch && !stop.aborted; total += folded) {
    const [row] = await db.query<{ folded: number }>(
      `with taken as (delete from conversation_count_changes where ctid = any(array(select ctid from conversation_count_changes limit ${batch})) returning *),
       added as (
         insert into conversation_counts
         select account_id, facet, state, assignee_id, inbox_id, sum(change) from taken group by 1, 2, 3, 4, 5 having sum(change) <> 0 order by 1, 2, 3, 4, 5
             on conflict (account_id, facet, state, assignee_id, inbox_id) do update set count = conversation_counts.count + excluded.count)
       select count(*) as folded from taken`, [])
    folded = row!.folded
  }
  if (total > 0) await sweepFolded(db)
}

/**
 * What was folded is dead rows, which readers pass until they are swept. PostgreSQL would do so within a minute or two, and by then they are as many as an
 * account's conversations. Not more often than each ten seconds, as a dump that is still running keeps them whatever is done.
 */
async function sweepFolded(db: Db): Promise<void> {
  const [row] = await db.query<{ due: boolean }>(
    `select pg_stat_get_dead_tuples(id) >= 2000 and coalesce(pg_stat_get_last_vacuum_time(id) < clock_timestamp() - interval '10 s', true) as due
       from (select 'conversation_count_changes'::regclass) changes (id)`, [])
  // Without waiting for PostgreSQL's own, which does the same.
  if (row!.due) await db.query('vacuum (skip_locked, index_cleanup on) conversation_count_changes')
}

/** Counters of inboxes, teams and labels that are gone, and of accounts: what was folded while an account was deleted. */
export async function forgetEmptyCounters(db: Db): Promise<void> {
  await db.query('delete from conversation_counts n where n.count = 0 or not exists (select from accounts a where a.id = n.account_id)', [])
}
