import type { Db, Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { Delivery } from './deliveries.ts'

/** Deliveries that are sent again together. `done`: those that have been settled again. */
export interface Replay {
  id: number
  total: number
  done: number
  /** Of those done, how many have failed again. */
  failed: number
  per_second: number
  state: 'running' | 'finished'
  created_at: Moment
}

/** Either everything of one conversation, by its row id, or what has failed. */
export type ReplayFilter = { conversation_id: number } | { since: Moment; until?: Moment; endpoint?: { kind: string; id: number }; event?: string }

export const mostReplayed = 10_000
export const usualRate = 100

// A new lifetime and quick first tries; whatever is in memory of it somewhere is overridden by the higher number of replays.
const again = `state = 'pending', attempts = 0, refusals = 0, refused_at = null, next_attempt_at = now(), expires_at = null, settled_at = null,
  replays = d.replays + 1, replayed_at = now()`

/** Sends one again, or at once when it waits for its next try. Under the same delivery id, so that receivers can drop what they have. */
export async function replayDelivery(db: Pick<Db, 'query'>, { id, endpoint }: Delivery): Promise<void> {
  if (endpoint.url === null) throw refused('The endpoint of this delivery is gone')
  await makePending(db.query, [id])
}

const ofMessage = `
  select d.id, d.endpoint_kind from deliveries d join endpoints p on p.kind = d.endpoint_kind and p.id = d.endpoint_id and p.account_id = d.account_id
   where d.account_id = $1 and d.conversation_id = $2 and d.message_id = $3 and d.event = 'message_created'`

/** The inbox's callback about a message; where it has none, those of the account's webhooks. */
export async function replayMessage(db: Pick<Db, 'query'>, { account_id, conversation_id, id }: { account_id: number; conversation_id: number; id: number }): Promise<void> {
  const found = await db.query<{ id: number; endpoint_kind: string }>(ofMessage, [account_id, conversation_id, id])
  const own = found.filter(({ endpoint_kind }) => endpoint_kind === 'inbox')
  await makePending(db.query, (own.length > 0 ? own : found).map((delivery) => delivery.id))
}

async function makePending(query: Query, ids: number[]): Promise<void> {
  await query(`update deliveries d set ${again} where d.id = any($1::bigint[])`, [ids])
}

/** Marks what is to be sent again; it goes out in the order of the ledger, `perSecond` at a time. Throws 422 for more than 10,000. */
export async function startReplay(db: Db, accountId: number, filter: ReplayFilter, perSecond: number): Promise<Replay> {
  const { where, values } = conditions(accountId, filter)
  return db.transaction(async (query) => {
    const found = await query<{ id: number }>(
      `select d.id from deliveries d join endpoints p on p.kind = d.endpoint_kind and p.id = d.endpoint_id and p.account_id = d.account_id
        where ${where} order by d.id limit ${mostReplayed + 1}`, values, 'adHoc')
    if (found.length > mostReplayed) throw refused(`More than ${mostReplayed} deliveries: choose a narrower range`)
    const [replay] = await query<{ id: number }>(
      'insert into replays (account_id, total, per_second, released) values ($1, $2, $3, $2 = 0) returning id', [accountId, found.length, perSecond])
    await query('update deliveries set replay_id = $1 where id = any($2::bigint[])', [replay!.id, found.map(({ id }) => id)])
    return findReplay({ query }, accountId, replay!.id)
  })
}

/** Throws NotFound. */
export async function findReplay(db: Pick<Db, 'query'>, accountId: number, id: number): Promise<Replay> {
  const [row] = await db.query<Replay & { released: boolean; waiting: number }>(
    `select r.id, r.total, r.per_second, r.created_at, r.released,
            count(d.id) filter (where d.state <> 'pending')::int as done, count(d.id) filter (where d.state = 'failed')::int as failed,
            count(d.id) filter (where d.state = 'pending')::int as waiting
       from replays r left join deliveries d on d.replay_id = r.id and d.id <= r.last_id
      where r.account_id = $1 and r.id = $2 group by r.id`, [accountId, id])
  if (!row) throw new NotFound()
  const { released, waiting, ...replay } = row
  return { ...replay, state: released && waiting === 0 ? 'finished' : 'running' }
}

// The oldest of each account, so that several keep to one rate; a process that asks within the same second finds nothing to do.
const due = `
  select r.id, r.last_id, r.per_second from replays r
   where not r.released and (r.last_at is null or r.last_at <= now() - interval '0.9 s')
     and not exists (select from replays o where o.account_id = r.account_id and not o.released and o.id < r.id)
     for update skip locked`

const release = `
  with next as (select id from deliveries where replay_id = $1 and id > $2 order by id limit $3),
  again as (update deliveries d set ${again} from next where d.id = next.id)
  update replays set last_id = greatest($2, (select max(id) from next)), last_at = now(), released = (select count(*) from next) < $3 where id = $1`

/** Called each second: makes the next part of each running replay pending. */
export async function releaseReplays(db: Db): Promise<void> {
  const [waiting] = await db.query('select 1 from replays where not released limit 1', [])
  if (waiting) await db.transaction(async (query) => {
    for (const { id, last_id, per_second } of await query(due, [])) await query(release, [id, last_id, per_second])
  })
}

function conditions(accountId: number, filter: ReplayFilter) {
  const values: unknown[] = [accountId]
  const value = (one: unknown) => `$${values.push(one)}`
  // Typing is worth nothing any more.
  const where = ['d.account_id = $1', 'd.expires_at is null']
  if ('conversation_id' in filter) return { where: [...where, `d.conversation_id = ${value(filter.conversation_id)}`, `d.state in ('delivered', 'failed')`].join(' and '), values }
  where.push(`d.state = 'failed'`, `d.created_at >= ${value(filter.since)}`)
  if (filter.until) where.push(`d.created_at <= ${value(filter.until)}`)
  if (filter.endpoint) where.push(`d.endpoint_kind = ${value(filter.endpoint.kind)}`, `d.endpoint_id = ${value(filter.endpoint.id)}`)
  if (filter.event) where.push(`d.event = ${value(filter.event)}`)
  return { where: where.join(' and '), values }
}
