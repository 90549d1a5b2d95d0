import type { Db } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { toldColumns, type ToldEvent } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { deliveryStates, type DeliveryState, type ErrorClass } from './wire.ts'

/** One row of the ledger: an event and an endpoint that is to hear of it. */
export interface Delivery {
  id: number
  uuid: string
  event_id: number
  event: string
  state: DeliveryState
  /** `name` and `url` are null when it is gone. */
  endpoint: { kind: string; id: number; name: string | null; url: string | null }
  /** Number within the account. */
  conversation_id: number | null
  message_id: number | null
  attempts: number
  replays: number
  last_status: number | null
  last_error: string | null
  created_at: Moment
  replayed_at: Moment | null
  next_attempt_at: Moment
  settled_at: Moment | null
}

export interface Attempt {
  started_at: Moment
  duration_ms: number
  status: number | null
  error: string | null
  error_class: ErrorClass | null
  note: string | null
  response_body: string | null
  url: string | null
  headers: Record<string, string> | null
}

export interface DeliveryFilter {
  endpoint_kind?: string | undefined
  endpoint_id?: number | undefined
  event?: string | undefined
  state?: DeliveryState | undefined
  /** Number within the account. */
  conversation_id?: number | undefined
  since?: Moment | undefined
  until?: Moment | undefined
  /** Only those with a smaller id. */
  before?: number | undefined
}

export const deliveriesPerPage = 25

/** Of a bot of the installation, accounts see neither where it is nor what it is sent with; errors name addresses, too. */
const unlessForeign = (column: string) =>
  `case when d.endpoint_kind <> 'agent_bot' or exists (select from agent_bots b where b.id = d.endpoint_id and b.account_id = d.account_id) then ${column} end`

const columns = `
  d.id, d.uuid, d.event_id, d.event, d.state, json_build_object('kind', d.endpoint_kind, 'id', d.endpoint_id, 'name', p.name, 'url', p.url) as endpoint,
  c.display_id as conversation_id, d.message_id, d.attempts, d.replays, d.last_status, ${unlessForeign('d.last_error')} as last_error, d.created_at, d.replayed_at, d.next_attempt_at, d.settled_at`
const joins = `
  left join endpoints p on p.kind = d.endpoint_kind and p.id = d.endpoint_id and p.account_id = d.account_id
  left join conversations c on c.account_id = d.account_id and c.id = d.conversation_id`

/** Newest first, up to 25. */
export function listDeliveries(db: Db, accountId: number, filter: DeliveryFilter): Promise<Delivery[]> {
  const values: unknown[] = [accountId]
  const value = (one: unknown) => `$${values.push(one)}`
  const where = ['d.account_id = $1']
  if (filter.endpoint_kind) where.push(`d.endpoint_kind = ${value(filter.endpoint_kind)}`)
  if (filter.endpoint_id) where.push(`d.endpoint_id = ${value(filter.endpoint_id)}`)
  if (filter.event) where.push(`d.event = ${value(filter.event)}`)
  // Written out, so that the indexes over one state are used.
  if (filter.state) where.push(`d.state = '${deliveryStates.find((state) => state === filter.state)!}'`)
  if (filter.conversation_id !== undefined) where.push(`d.conversation_id = (select id from conversations where account_id = $1 and display_id = ${value(filter.conversation_id)})`)
  if (filter.since) where.push(`d.created_at >= ${value(filter.since)}`)
  if (filter.until) where.push(`d.created_at <= ${value(filter.until)}`)
  if (filter.before !== undefined) where.push(`d.id < ${value(filter.before)}`)
  return db.query<Delivery>(
    `with page as (select d.* from deliveries d where ${where.join(' and ')} order by d.id desc limit ${deliveriesPerPage})
     select ${columns} from page d ${joins} order by d.id desc`, values, 'adHoc')
}

/** Throws NotFound. */
export async function findDelivery(db: Db, accountId: number, id: number): Promise<Delivery> {
  const [delivery] = await db.query<Delivery>(`select ${columns} from deliveries d ${joins} where d.account_id = $1 and d.id = $2`, [accountId, id])
  if (!delivery) throw new NotFound()
  return delivery
}

const hidden = ['error', 'response_body', 'url', 'headers'] as const satisfies readonly (keyof Attempt)[]

/** The tries of these, oldest first, by the delivery's id. */
export async function listAttempts(db: Db, ids: number[]): Promise<Map<number, Attempt[]>> {
  const rows = await db.query<Attempt & { delivery_id: number }>(
    `select t.delivery_id, t.started_at, t.duration_ms, t.status, t.error_class, t.note, ${hidden.map((column) => `${unlessForeign(`t.${column}`)} as ${column}`).join(', ')}
       from delivery_attempts t join deliveries d on d.id = t.delivery_id where t.delivery_id = any($1::bigint[]) order by t.id`, [ids])
  const attempts = new Map<number, Attempt[]>(ids.map((id) => [id, []]))
  for (const { delivery_id, ...attempt } of rows) attempts.get(delivery_id)!.push(attempt)
  return attempts
}

/** The callbacks of a conversation, by its row id, or of one message in it: newest first, up to 25. */
export function listOfConversation(db: Db, accountId: number, conversationId: number, messageId: number | undefined): Promise<Delivery[]> {
  return db.query<Delivery>(
    `select ${columns} from deliveries d ${joins} where d.account_id = $1 and d.conversation_id = $2 and ($3::bigint is null or d.message_id = $3)
      order by d.id desc limit ${deliveriesPerPage}`, [accountId, conversationId, messageId ?? null])
}

export interface CallbackHealth {
  state: 'failing' | 'paused' | 'disabled'
  since: Moment
  waiting: number
}

const troubled = `
  with waiting as (
    select d.id, d.attempts from deliveries d
     where d.account_id = $1 and d.conversation_id = $2 and d.endpoint_kind = 'inbox' and d.state = 'pending' and d.expires_at is null),
  tried as (
    select min(a.started_at) as since from delivery_attempts a
     where a.delivery_id = (select id from waiting where attempts > 0 order by id limit 1) and a.error is not null)
  select (select count(*) from waiting) as waiting, s.paused_at, s.disabled_at, least(s.failing_since, t.since) as failing_since
    from inboxes i cross join tried t left join endpoint_states s on s.endpoint_kind = 'inbox' and s.endpoint_id = i.id
   where i.account_id = $1 and i.id = $3 and i.webhook_url <> ''`

/** What agents must know of the inbox's callback: null while it takes what it gets. */
export async function findCallbackHealth(db: Db, of: { account_id: number; id: number; inbox_id: number }): Promise<CallbackHealth | null> {
  const [row] = await db.query<{ waiting: number } & Record<'paused_at' | 'disabled_at' | 'failing_since', Moment | null>>(troubled, [of.account_id, of.id, of.inbox_id])
  if (!row) return null
  const { waiting, paused_at, disabled_at, failing_since } = row
  const state = disabled_at ? 'disabled' : paused_at ? 'paused' : 'failing'
  const since = failing_since ?? disabled_at ?? paused_at
  return since === null ? null : { state, since, waiting }
}

export type LoggedEvent = ToldEvent & { webhook_event: string | null; inbox_id: number | null }

/** An event of the log; null when it is no longer kept. */
export async function maybeEvent(db: Db, accountId: number, id: number): Promise<LoggedEvent | null> {
  const [event] = await db.query<LoggedEvent>(`select e.id, e.webhook_event, e.inbox_id, ${toldColumns} from events e where e.account_id = $1 and e.id = $2`, [accountId, id])
  return event ?? null
}
