import type { Db } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { systemCause, type Cause } from '../events/cause.ts'
import { emit, transact } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { withoutPassword } from '../http/public_url.ts'
import { noDurations } from './durations.ts'
import type { Endpoint } from './ledger.ts'
import { mailNotice, type Sender } from './notices.ts'

/** How a receiver of callbacks stands, without its tries. */
export interface EndpointStanding {
  kind: string
  id: number
  name: string
  url: string
  inbox: { id: number; name: string } | null
  last_success_at: Moment | null
  failing_since: Moment | null
  warned_at: Moment | null
  paused_at: Moment | null
  disabled_at: Moment | null
  disabled_reason: string | null
}

export interface Tries {
  succeeded: number
  failed: number
  durations: number[]
}

export interface EndpointHealth extends EndpointStanding {
  hour: Tries
  day: Tries
  queue_depth: number
  oldest_waiting_at: Moment | null
}

const standing = `
  select p.kind, p.id, p.name, p.url, case when i.id is not null then json_build_object('id', i.id, 'name', i.name) end as inbox, p.account_id,
         s.last_success_at, s.failing_since, s.warned_at, s.paused_at, s.disabled_at, s.disabled_reason
    from endpoints p
    left join inboxes i on i.account_id = p.account_id and i.id = p.inbox_id
    left join endpoint_states s on s.endpoint_kind = p.kind and s.endpoint_id = p.id`

/** Beyond this many a queue is not counted further. */
const longestQueue = 100_000

const ofPeriod = (hours: number) => `
  (select coalesce(json_agg(json_build_object('succeeded', t.succeeded, 'failed', t.failed, 'durations', t.durations)), '[]') from endpoint_tries t
    where t.endpoint_kind = p.kind and t.endpoint_id = p.id and t.since > now() - interval '${hours} h')`

const health = `
  select p.*, ${ofPeriod(1)} as hour, ${ofPeriod(24)} as day,
         (select count(*) from (select from deliveries d where d.state = 'pending' and d.endpoint_kind = p.kind and d.endpoint_id = p.id limit ${longestQueue}) w) as queue_depth,
         (select coalesce(d.replayed_at, d.created_at) from deliveries d where d.state = 'pending' and d.endpoint_kind = p.kind and d.endpoint_id = p.id order by d.id limit 1) as oldest_waiting_at
    from (${standing}) p where p.account_id = $1 order by p.kind, p.id`

/** Every endpoint of an account that callbacks go to. */
export async function listEndpoints(db: Db, accountId: number): Promise<EndpointHealth[]> {
  const rows = await db.query<EndpointHealth & { hour: Tries[]; day: Tries[] }>(health, [accountId])
  return rows.map((row) => ({ ...row, hour: sum(row.hour), day: sum(row.day) }))
}

/** Throws NotFound for one that is not there or has no URL. */
export async function findEndpoint(db: Pick<Db, 'query'>, accountId: number, kind: string, id: number): Promise<EndpointStanding> {
  const [endpoint] = await db.query<EndpointStanding>(`${standing} where p.account_id = $1 and p.kind = $2 and p.id = $3`, [accountId, kind, id])
  if (!endpoint) throw new NotFound()
  return endpoint
}

/** Nothing goes out to it until it is resumed; what is owed waits, for the lifetime of a delivery. */
export const pauseEndpoint = (db: Db, cause: Cause, endpoint: Endpoint) =>
  change(db, cause, endpoint, 'paused_at = coalesce(s.paused_at, now())', 's.paused_at is null')

/** It gets everything again, at once, whether it was paused or switched off. */
export const resumeEndpoint = (db: Db, cause: Cause, endpoint: Endpoint) =>
  change(db, cause, endpoint, 'paused_at = null, disabled_at = null, disabled_reason = null, warned_at = null, failing_since = null', '(s.paused_at is not null or s.disabled_at is not null)')

export async function warnOfEndpoint(db: Db, sender: Sender, endpoint: Endpoint): Promise<void> {
  await change(db, systemCause, endpoint, 'warned_at = now()', 'true', [], sender)
}

export async function switchOffEndpoint(db: Db, sender: Sender, endpoint: Endpoint, reason: string): Promise<void> {
  await change(db, systemCause, endpoint, 'disabled_at = now(), disabled_reason = $4', 's.disabled_at is null', [reason], sender)
}

/** Changes the state where it is not so already (a bot may be several accounts'), and tells administrators: on their screens, and with a `sender` by mail. */
function change(db: Db, cause: Cause, { account_id, kind, id }: Endpoint, set: string, unless: string, values: unknown[] = [], sender: Sender | null = null): Promise<EndpointStanding | null> {
  return transact(db, cause, async (tx) => {
    await tx.query('insert into endpoint_states (account_id, endpoint_kind, endpoint_id) values ($1, $2, $3) on conflict do nothing', [account_id, kind, id])
    const changed = await tx.query(
      `update endpoint_states s set ${set} where (s.account_id = $1 or s.endpoint_kind = 'agent_bot') and s.endpoint_kind = $2 and s.endpoint_id = $3 and ${unless} returning 1`, [account_id, kind, id, ...values])
    const endpoint = await findEndpoint(tx, account_id, kind, id).catch(unlessGone)
    if (!endpoint || changed.length === 0) return endpoint
    emit(tx, 'endpoint.updated', { account: { id: account_id }, endpoint: { ...endpoint, url: withoutPassword(endpoint.url) } })
    if (sender) await mailNotice(tx, sender, account_id, endpoint)
    return endpoint
  })
}

function unlessGone(error: unknown): null {
  if (error instanceof NotFound) return null
  throw error
}

function sum(rows: Tries[]): Tries {
  const total: Tries = { succeeded: 0, failed: 0, durations: noDurations() }
  for (const { succeeded, failed, durations } of rows) {
    total.succeeded += succeeded
    total.failed += failed
    for (const [index, count] of durations.entries()) total.durations[index]! += count
  }
  return total
}
