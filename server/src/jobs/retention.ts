import type { Db } from '../db/db.ts'

const batch = 5_000

/** Deletes settled deliveries and the events behind them after `days`, in batches that hold no lock for long. */
export async function forgetOldEvents(db: Db, days: number): Promise<void> {
  await inBatches(() => db.query(
    `with gone as (
       delete from deliveries where id in (
         select id from deliveries where state <> 'pending' and settled_at < now() - make_interval(days => $1::int) limit ${batch}) returning id),
     tries as (delete from delivery_attempts where delivery_id in (select id from gone))
     select 1 from gone`, [days]))
  await inBatches(() => db.query(
    `delete from events where id in (
       select e.id from events e where e.occurred_at < now() - make_interval(days => $1::int)
          and not exists (select from deliveries d where d.event_id = e.id) order by e.occurred_at limit ${batch}) returning 1`, [days]))
}

async function inBatches(deleteSome: () => Promise<unknown[]>): Promise<void> {
  while ((await deleteSome()).length === batch) continue
}
