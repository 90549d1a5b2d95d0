import { randomUUID } from 'node:crypto'
import type { Query } from '../db/db.ts'
import { seal, unseal } from '../db/secrets.ts'
import { HttpError } from './errors.ts'

/** What a request has made, as far as another try of it must know. */
export interface Outcome {
  message_id?: number
  conversation_id?: number
  contact_id?: number
  macro_run_id?: number
  /** Of the session that was opened; null for a contact without one. */
  source_id?: string | null
}

/** The hold that one request has on its Idempotency-Key. It lapses after 15 s unless renewed. */
export interface KeyClaim {
  scope: string
  key: string
  owner: string
  /** What an earlier request with this key has made before it broke off; null for nothing. */
  outcome: Outcome | null
}

export interface KeyAnswer {
  status: number
  content_type: string | null
  location: string | null
  /** Null for an empty one. */
  body: string | null
}

export type Claimed =
  | { state: 'mine'; claim: KeyClaim }
  | { state: 'busy' }
  | { state: 'answered'; answer: KeyAnswer }
  /** The key belongs to a request that said something else. */
  | { state: 'other' }

/** 409: the first request with this key has not been answered yet. */
export const keyInUse = () => new HttpError(409, { error: 'A request with this Idempotency-Key is still under way' })

/** Takes the key, unless an earlier request has or had it within the last 24 hours. `scope` says whose keys it is one of. */
export async function claimKey(query: Query, scope: string, key: string, fingerprint: string): Promise<Claimed> {
  const owner = randomUUID()
  const [row] = await query<ClaimRow>(claim, [scope, key, fingerprint, owner])
  // Written at this moment by somebody else, so that this statement does not see it yet.
  if (!row) return { state: 'busy' }
  if (row.mine) return { state: 'mine', claim: { scope, key, owner, outcome: row.outcome } }
  if (row.fingerprint !== fingerprint) return { state: 'other' }
  if (row.status === null) return { state: 'busy' }
  return { state: 'answered', answer: { status: row.status, content_type: row.content_type, location: row.location, body: row.body === null ? null : unseal(row.body) } }
}

/**
 * Takes the key from whoever has it: for work that one process does at a time, and another goes on with when that one has ended. What
 * was made so far stands in `outcome`; whoever had the key can make nothing more with it.
 */
export async function takeKey(query: Query, scope: string, key: string): Promise<KeyClaim> {
  const owner = randomUUID()
  const [row] = await query<{ outcome: Outcome | null }>(
    `insert into idempotency_keys as k (scope, key, fingerprint, owner, locked_until) values ($1, $2, '', $3, now() + ${hold})
     on conflict (scope, key) do update set owner = excluded.owner, locked_until = excluded.locked_until returning outcome`, [scope, key, owner])
  return { scope, key, owner, outcome: row!.outcome }
}

/** Says that the request is still under way. */
export const renewKey = (query: Query, { scope, key, owner }: KeyClaim) =>
  query(`update idempotency_keys set locked_until = now() + ${hold} where scope = $1 and key = $2 and owner = $3`, [scope, key, owner])

/**
 * Writes down what the request has made, in the transaction that makes it: whoever tries again knows, even if this process ends
 * before it has answered. Throws the 409 when the hold has lapsed and somebody else has the key.
 */
export async function markKey(query: Query, { scope, key, owner }: KeyClaim, outcome: Outcome): Promise<void> {
  const [marked] = await query(
    'update idempotency_keys set outcome = $4 where scope = $1 and key = $2 and owner = $3 returning 1', [scope, key, owner, JSON.stringify(outcome)])
  if (!marked) throw keyInUse()
}

/** Keeps the answer for those who ask again. */
export const answerKey = (query: Query, { scope, key, owner }: KeyClaim, { status, content_type, location, body }: KeyAnswer) =>
  query('update idempotency_keys set status = $4, content_type = $5, body = $6, location = $7 where scope = $1 and key = $2 and owner = $3',
    [scope, key, owner, status, content_type, body === null ? null : seal(body), location])

/** The request has failed: the next one may try at once. What it has made all the same stays known. */
export async function freeKey(query: Query, { scope, key, owner }: KeyClaim): Promise<void> {
  await query('delete from idempotency_keys where scope = $1 and key = $2 and owner = $3 and outcome is null', [scope, key, owner])
  await query('update idempotency_keys set locked_until = now() where scope = $1 and key = $2 and owner = $3', [scope, key, owner])
}

interface ClaimRow extends KeyAnswer {
  mine: boolean
  outcome: Outcome | null
  fingerprint: string
  status: number
}

const hold = `interval '15 s'`
const isOld = `k.created_at < now() - interval '24 h'`

const claim = `
  with claimed as (
    insert into idempotency_keys as k (scope, key, fingerprint, owner, locked_until) values ($1, $2, $3, $4, now() + ${hold})
    on conflict (scope, key) do update set
      fingerprint = excluded.fingerprint, owner = excluded.owner, locked_until = excluded.locked_until, status = null, content_type = null, location = null, body = null,
      outcome = case when ${isOld} then null else k.outcome end, created_at = case when ${isOld} then now() else k.created_at end
     where ${isOld} or (k.status is null and k.locked_until <= now() and k.fingerprint = excluded.fingerprint)
    returning outcome)
  select true as mine, outcome, null as fingerprint, null::int as status, null as content_type, null as location, null as body from claimed
  union all
  select false, null, fingerprint, status, content_type, location, body from idempotency_keys where scope = $1 and key = $2 and not exists (select from claimed)`
