import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import type { Ending } from './attempt.ts'
import { countDuration, noDurations } from './durations.ts'
import { endpointKey, type Endpoint, type EndpointState, type Job } from './ledger.ts'

export interface Result extends Ending {
  endpoint: Endpoint
  job: Job
  /** Called when it stands in the database. */
  written: () => void
}

export interface Settler {
  settle(result: Result): void
  note(endpoint: Endpoint, state: EndpointState): void
  /** Resolves when everything handed over so far stands in the database. */
  flushed(): Promise<void>
}

const statement = `
  with result as (
    select * from json_to_recordset($1) as r(
      id bigint, account_id bigint, state text, attempts int, refusals int, refused_at timestamptz, next_attempt_at timestamptz, last_status int, last_error text,
      started_at timestamptz, duration_ms int, status int, error text, error_class text, response_body text, signature_timestamp bigint, url text, headers json, note text)),
  tried as (
    insert into delivery_attempts (account_id, delivery_id, attempt, started_at, duration_ms, status, error, error_class, response_body, signature_timestamp, url, headers, note)
    select account_id, id, attempts, started_at, duration_ms, status, error, error_class, response_body, signature_timestamp, url, headers, note
      from result where started_at is not null),
  counted as (
    insert into endpoint_tries as t (account_id, endpoint_kind, endpoint_id, since, succeeded, failed, durations)
    select * from json_to_recordset($3) as n(account_id bigint, endpoint_kind text, endpoint_id bigint, since timestamptz, succeeded int, failed int, durations int[])
        on conflict (endpoint_kind, endpoint_id, since) do update
       set succeeded = t.succeeded + excluded.succeeded, failed = t.failed + excluded.failed,
           durations = (select array_agg(a + b order by n) from unnest(t.durations, excluded.durations) with ordinality as u(a, b, n))),
  settled as (
    update deliveries d
       set state = r.state, attempts = r.attempts, refusals = r.refusals, refused_at = r.refused_at, next_attempt_at = r.next_attempt_at,
           last_status = coalesce(r.last_status, case when r.started_at is null then d.last_status end),
           last_error = case when r.state = 'delivered' then null else coalesce(r.last_error, d.last_error) end,
           settled_at = case when r.state <> 'pending' then now() end
      from result r where d.id = r.id and d.state = 'pending')
  insert into endpoint_states (account_id, endpoint_kind, endpoint_id, last_success_at, failing_since)
  select * from json_to_recordset($2) as s(account_id bigint, endpoint_kind text, endpoint_id bigint, last_success_at timestamptz, failing_since timestamptz)
      on conflict (endpoint_kind, endpoint_id) do update
     set last_success_at = excluded.last_success_at, failing_since = excluded.failing_since,
         warned_at = case when excluded.failing_since is not null then endpoint_states.warned_at end`

const batchSize = 100
const patience = 3
const retryAfter = 1000

/** Writes results in batches, one statement each, in the order in which they came; holds them while the database cannot be reached. */
export function createSettler(db: Db, log: Logger): Settler {
  let results: Result[] = []
  let states = new Map<string, object>()
  let timer: NodeJS.Timeout | undefined
  let writing = false
  let resting = false
  let handed = 0
  let done = 0
  let waiting: { mark: number; resolve: () => void }[] = []

  const isIdle = () => results.length === 0 && states.size === 0 && !writing

  function schedule() {
    if (writing || isIdle()) return
    if (results.length >= batchSize && !resting) void begin()
    else timer ??= setTimeout(() => void begin(), resting ? retryAfter : patience)
  }

  async function begin() {
    clearTimeout(timer)
    timer = undefined
    writing = true
    resting = !(await write())
    writing = false
    schedule()
    for (const { mark, resolve } of waiting) if (mark <= done) resolve()
    waiting = waiting.filter(({ mark }) => mark > done)
  }

  /** False when the database did not take the batch, which is kept then. */
  async function write(): Promise<boolean> {
    const batch = takeBatch(results)
    const noted = states
    results = results.slice(batch.length)
    states = new Map()
    try {
      await db.query(statement, [JSON.stringify(batch.map(resultRow)), JSON.stringify([...noted.values()]), JSON.stringify(counts(batch))])
    } catch (error) {
      log.error({ error: (error as Error).message, results: batch.length }, 'results of callbacks could not be written; trying again')
      results = [...batch, ...results]
      states = new Map([...noted, ...states])
      return false
    }
    done += batch.length
    for (const { written } of batch) written()
    return true
  }

  return {
    settle(result) {
      results.push(result)
      handed++
      schedule()
    },
    note(endpoint, { last_success_at, failing_since }) {
      const row = { account_id: endpoint.account_id, endpoint_kind: endpoint.kind, endpoint_id: endpoint.id, last_success_at: moment(last_success_at), failing_since: moment(failing_since) }
      states.set(endpointKey(endpoint), row)
      schedule()
    },
    flushed: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiting.push({ mark: handed, resolve }))),
  }
}

/** Up to a batch, ending before a delivery that occurs a second time: one statement updates a row only once. */
function takeBatch(results: Result[]): Result[] {
  const seen = new Set<number>()
  let size = 0
  for (const { job } of results) {
    if (size === batchSize || seen.has(job.id)) break
    seen.add(job.id)
    size++
  }
  return results.slice(0, size)
}

function resultRow({ job, state, error, outcome, note }: Result) {
  return {
    id: job.id, account_id: job.account_id, state, attempts: job.attempts, refusals: job.refusals, refused_at: moment(job.refused_at),
    next_attempt_at: moment(job.due), last_status: outcome?.status, last_error: error,
    started_at: moment(outcome?.started_at ?? null), duration_ms: outcome?.duration_ms, status: outcome?.status, error: outcome?.error,
    error_class: outcome?.error_class, response_body: outcome?.response_body, signature_timestamp: outcome?.timestamp,
    url: outcome?.sent.url, headers: outcome?.sent.headers, note,
  }
}

const period = 300_000

/** The batch's tries by endpoint and five minutes. */
function counts(results: Result[]) {
  const rows = new Map<string, { succeeded: number; failed: number; durations: number[] }>()
  for (const { endpoint, outcome } of results) {
    if (!outcome) continue
    const since = outcome.started_at - outcome.started_at % period
    const key = `${endpointKey(endpoint)}/${since}`
    const row = rows.get(key) ?? {
      account_id: endpoint.account_id, endpoint_kind: endpoint.kind, endpoint_id: endpoint.id, since: moment(since), succeeded: 0, failed: 0, durations: noDurations(),
    }
    rows.set(key, row)
    row[outcome.error === null ? 'succeeded' : 'failed']++
    countDuration(row.durations, outcome.duration_ms)
  }
  return [...rows.values()]
}

const moment = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString())
