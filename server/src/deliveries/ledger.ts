import type { Db } from '../db/db.ts'
import { toldColumns, type ToldEvent } from '../events/emit.ts'

/** Whoever receives callbacks: a row of the view `endpoints`. */
export interface Endpoint {
  account_id: number
  kind: string
  id: number
}

export const endpointKey = ({ kind, id }: Pick<Endpoint, 'kind' | 'id'>) => `${kind}:${id}`

/** Where callbacks go. `url` and `secret` are null when the endpoint is gone or has no URL any more. */
export interface Receiver {
  url: string | null
  /** Sealed. */
  secret: string | null
  /** Sealed; the one before, while both are in use. */
  previous_secret: string | null
  /** Sealed JSON of names and values. */
  custom_headers: string | null
  /** Private hosts and networks that the account allows. */
  allow_hosts: string[] | null
}

/** What is posted, and where to. */
export interface Content extends Omit<ToldEvent, 'id'>, Receiver {
  event_id: number
}

/** A pending row of `deliveries`. Moments in milliseconds since 1970. */
export interface Job {
  id: number
  account_id: number
  lane: string
  uuid: string
  attempts: number
  refusals: number
  refused_at: number | null
  due: number
  expires_at: number | null
  /** When it was written, or was last sent again on request: what its lifetime counts from. */
  created_at: number
  /** How often it was sent again on request. */
  replays: number
  /** Only for one that has just been committed; read when its turn comes otherwise. */
  content?: Content
}

export interface EndpointState {
  last_success_at: number | null
  failing_since: number | null
}

/** The same with what people, and what the server itself, have decided about it. */
export interface StoredState extends EndpointState {
  warned_at: number | null
  /** Why it gets nothing at present; null when it does. */
  held: string | null
}

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`

// Jumps from endpoint to endpoint in the index, however many rows wait for each.
const waiting = `
  with recursive found as (
    (select endpoint_kind, endpoint_id, account_id from deliveries where state = 'pending' order by endpoint_kind, endpoint_id limit 1)
    union all
    select next.* from found, lateral (
      select d.endpoint_kind, d.endpoint_id, d.account_id from deliveries d
       where d.state = 'pending' and (d.endpoint_kind, d.endpoint_id) > (found.endpoint_kind, found.endpoint_id)
       order by d.endpoint_kind, d.endpoint_id limit 1) next)
  select account_id, endpoint_kind as kind, endpoint_id as id from found`

/** The endpoints that anything waits for. */
export const listWaiting = (db: Db): Promise<Endpoint[]> => db.query<Endpoint>(waiting, [])

const jobColumns = `
  id, account_id, lane, uuid, attempts, refusals, ${milliseconds('refused_at')} as refused_at, ${milliseconds('next_attempt_at')} as due,
  ${milliseconds('expires_at')} as expires_at, ${milliseconds('coalesce(replayed_at, created_at)')} as created_at, replays`

const ofEndpoint = `deliveries where state = 'pending' and endpoint_kind = $1 and endpoint_id = $2`
const pending = `select ${jobColumns} from ${ofEndpoint} and lane <> all($4) order by id limit $3`
const pendingInLane = `select ${jobColumns} from ${ofEndpoint} and lane = $4 order by id limit $3`

/** The oldest that wait for this endpoint, leaving out these lanes. */
export const listPending = (db: Db, { kind, id }: Endpoint, limit: number, without: string[]): Promise<Job[]> =>
  db.query<Job>(pending, [kind, id, limit, without])

export const listLane = (db: Db, { kind, id }: Endpoint, lane: string, limit: number): Promise<Job[]> =>
  db.query<Job>(pendingInLane, [kind, id, limit, lane])

const held = `case when disabled_at is not null then 'the callback is switched off: ' || coalesce(disabled_reason, '') when paused_at is not null then 'the callback is paused' end as held`

const state = `
  select ${milliseconds('last_success_at')} as last_success_at, ${milliseconds('failing_since')} as failing_since, ${milliseconds('warned_at')} as warned_at, ${held}
    from endpoint_states where endpoint_kind = $1 and endpoint_id = $2`

export async function readState(db: Db, { kind, id }: Endpoint): Promise<StoredState> {
  const [row] = await db.query<StoredState>(state, [kind, id])
  return row ?? { last_success_at: null, failing_since: null, warned_at: null, held: null }
}

const allHeld = `select endpoint_kind as kind, endpoint_id as id, ${held} from endpoint_states where paused_at is not null or disabled_at is not null`

/** Every endpoint that is paused or switched off, with the reason, by its key. */
export async function listHeld(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ kind: string; id: number; held: string }>(allHeld, [])
  return new Map(rows.map((row) => [endpointKey(row), row.held]))
}

const recovered = `
  update deliveries set next_attempt_at = now()
   where state = 'pending' and endpoint_kind = $1 and endpoint_id = $2 and attempts > 0 and next_attempt_at > now()`

/** Makes everything that waits for this endpoint due. */
export async function makeDue(db: Db, { kind, id }: Endpoint): Promise<void> {
  await db.query(recovered, [kind, id])
}

const receiver = `p.url, p.secret, case when p.previous_secret_until > now() then p.previous_secret end as previous_secret, p.custom_headers, p.allow_hosts`

/** Where an endpoint's callbacks go and what they are signed with; null when it has no URL. */
export async function readReceiver(db: Pick<Db, 'query'>, { account_id, kind, id }: Endpoint): Promise<Receiver | null> {
  const [row] = await db.query<Receiver>(`select ${receiver} from endpoints p where (p.account_id = $1 or p.account_id is null) and p.kind = $2 and p.id = $3`, [account_id, kind, id])
  return row ?? null
}

const contents = `
  select d.id, d.event_id, ${toldColumns}, ${receiver}
    from deliveries d join events e on e.id = d.event_id
    left join endpoints p on p.kind = d.endpoint_kind and p.id = d.endpoint_id and (p.account_id = d.account_id or p.account_id is null)
   where d.id = any($1::bigint[])`

const mostAtOnce = 100

export type ReadContent = (id: number) => Promise<Content | null>

/** Reads what is to be posted, for whoever asks at the same time in one query. Null when the event is gone. */
export function createReader(db: Db): ReadContent {
  type Asked = { id: number; resolve: (content: Content | null) => void; reject: (error: unknown) => void }
  const asked: Asked[] = []
  let reading = false

  async function readAll() {
    while (asked.length > 0) {
      const batch = asked.splice(0, mostAtOnce)
      try {
        const rows = await db.query<Content & { id: number }>(contents, [batch.map(({ id }) => id)])
        const byId = new Map(rows.map((row) => [row.id, row]))
        for (const { id, resolve } of batch) resolve(byId.get(id) ?? null)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    reading = false
  }

  return (id) => new Promise((resolve, reject) => {
    asked.push({ id, resolve, reject })
    if (reading) return
    reading = true
    setImmediate(() => void readAll())
  })
}
