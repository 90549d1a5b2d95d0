import type { Db } from '../db/db.ts'

const batch = 5_000

/** Deletes settled deliveries and the events behind them after `days`, in batches that hold no lock for long, and notes how far the log is gone. */
export async function forgetOldEvents(db: Db, days: number): Promise<void> {
  await inBatches(() => db.query(
    `with gone as (
       delete from deliveries where id in (
         select id from deliveries where state <> 'pending' and settled_at < now() - make_interval(days => $1::int) limit ${batch}) returning id),
     tries as (delete from delivery_attempts where delivery_id in (select id from gone))
     select 1 from gone`, [days]))
  await inBatches(() => db.query(
    `with gone as (
       delete from events where id in (
         select e.id from events e where e.occurred_at < now() - make_interval(days => $1::int)
            and not exists (select from deliveries d where d.event_id = e.id) order by e.occurred_at limit ${batch}) returning account_id, id),
     marked as (
       insert into forgotten_events as f select account_id, max(id) from gone group by account_id
           on conflict (account_id) do update set up_to = greatest(f.up_to, excluded.up_to))
     select 1 from gone`, [days]))
  await inBatches(() => db.query(
    `delete from event_offsets where event_id in (
       select event_id from event_offsets where position < extract(epoch from now() - make_interval(days => $1::int)) * 1000000 limit ${batch}) returning 1`, [days]))
}

/** Deletes how endpoints have done before the last day, and replays that are long over. */
export async function forgetOldTries(db: Db): Promise<void> {
  await inBatches(() => db.query(
    `delete from endpoint_tries where (endpoint_kind, endpoint_id, since) in (
       select endpoint_kind, endpoint_id, since from endpoint_tries where since < now() - interval '25 h' limit ${batch}) returning 1`, []))
  await db.query(`delete from replays where released and created_at < now() - interval '30 days'`, [])
}

/** Deletes the Idempotency-Keys whose 24 hours are over, with their answers. */
export async function forgetOldKeys(db: Db): Promise<void> {
  await inBatches(() => db.query(
    `delete from idempotency_keys where (scope, key) in (
       select scope, key from idempotency_keys where created_at < now() - interval '24 h' limit ${batch}) returning 1`, []))
}

/** Deletes what no assignment policy counts any more. */
export async function forgetOldAssignments(db: Db): Promise<void> {
  await inBatches(() => db.query(
    `delete from recent_assignments where ctid = any(array(
       select ctid from recent_assignments where assigned_at < now() - (select coalesce(max(fair_distribution_window), 0) from assignment_policies) * interval '1 s' limit ${batch}))
     returning 1`, []))
}

async function inBatches(deleteSome: () => Promise<unknown[]>): Promise<void> {
  while ((await deleteSome()).length === batch) continue
}
