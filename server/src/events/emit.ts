import type { Db, Query } from '../db/db.ts'
import { now, type Moment } from '../db/time.ts'
import { catalogue, type Changes, type EventDefinition, type EventName, type SubjectOf } from './catalogue.ts'
import type { Cause } from './cause.ts'

/** An event as its verb recorded it. */
export interface PendingEvent {
  name: EventName
  subject: any
  changes: Changes | null
  sequence: number | null
  occurred_at: Moment
}

/** An event after its transaction has been committed. `id` is null for one that was worth no row (see `expires`). */
export interface HappenedEvent extends PendingEvent {
  id: number | null
  cause: Cause
}

/** A callback that is owed: one row of the ledger, with the endpoint as it was read in the same transaction. */
export interface OwedDelivery {
  id: number
  account_id: number
  event_id: number
  endpoint_kind: string
  endpoint_id: number
  lane: string
  uuid: string
  url: string
  secret: string
  expires_at: Moment | null
}

/** Something sockets must know that is no event of the product: whose access or verification has changed. */
export type Signal =
  | { type: 'access'; account_id: number; user_ids: number[] }
  | { type: 'verified'; contact_inbox_id: number }
  | { type: 'signed_out'; user_id: number }

export interface Committed {
  events: HappenedEvent[]
  owed: OwedDelivery[]
  signals: Signal[]
}

/** Where a verb puts its events: either an open transaction or a change that is one statement. Nothing else can be emitted into. */
export interface Outbox {
  readonly cause: Cause
  readonly events: PendingEvent[]
  readonly signals: Signal[]
}

export interface Tx extends Outbox {
  query: Query
}

/** Records that something happened. It is written with the rows of the same transaction, or not at all. */
export function emit<N extends EventName>(box: Outbox, name: N, subject: SubjectOf<N>, changes: Changes | null = null): void {
  box.events.push({ name, subject, changes, sequence: null, occurred_at: now() })
}

/** One verb, one transaction: the rows that `work` writes and the events that it emits stand or fall together. */
export async function transact<T>(db: Db, cause: Cause, work: (tx: Tx) => Promise<T>): Promise<T> {
  const box: Outbox = { cause, events: [], signals: [] }
  let written: WrittenEvents = { event_ids: null, owed: null }
  const result = await db.transaction(async (query) => {
    const outcome = await work({ ...box, query })
    if (box.events.length > 0) [written = written] = await query<WrittenEvents>(appendAlone, [eventRows(box)])
    return outcome
  })
  announce(db, box, written)
  return result
}

/** What `appendEvents` answers. */
export interface WrittenEvents {
  event_ids: (number | null)[] | null
  owed: OwedDelivery[] | null
}

/**
 * CTEs that append the JSON array of events in `parameter` to the log, and to the ledger one row per endpoint that asked for
 * the event. `guard` names a CTE that must have a row. `appended` is what the statement selects from them.
 */
export const appendEvents = (parameter: string, guard?: string) => `
  emitting as (
    select e.* from jsonb_to_recordset(${parameter}) as e(
      position int, account_id bigint, inbox_id bigint, conversation_id bigint, contact_id bigint, sequence bigint, name text, webhook_event text,
      occurred_at timestamptz, expires_at timestamptz, actor jsonb, request_id text, subject jsonb, changes jsonb, lane text)
     ${guard ? `where exists (select from ${guard})` : ''}),
  wanted as (
    select e.position, p.kind, p.id, p.url, p.secret from emitting e join endpoints p
        on p.account_id = e.account_id and (p.inbox_id is null or p.inbox_id = e.inbox_id) and e.webhook_event = any(p.subscriptions)),
  logged as (
    insert into events (account_id, inbox_id, conversation_id, contact_id, sequence, name, webhook_event, occurred_at, actor, request_id, subject, changes)
    select account_id, inbox_id, conversation_id, contact_id, sequence, name, webhook_event, occurred_at, actor, request_id, subject, changes
      from emitting where expires_at is null or position in (select position from wanted) order by position
    returning id),
  numbered as (
    select e.*, l.id as event_id
      from (select *, row_number() over (order by position) as n from emitting where expires_at is null or position in (select position from wanted)) e
      join (select id, row_number() over (order by id) as n from logged) l using (n)),
  owed as (
    insert into deliveries (account_id, event_id, endpoint_kind, endpoint_id, lane, expires_at)
    select n.account_id, n.event_id, w.kind, w.id, n.lane, n.expires_at from numbered n join wanted w using (position) order by n.event_id
    returning id, account_id, event_id, endpoint_kind, endpoint_id, lane, uuid, expires_at)`

export const appended = `
  (select json_agg(n.event_id order by e.position) from emitting e left join numbered n using (position)) as event_ids,
  (select json_agg(json_build_object('id', o.id, 'account_id', o.account_id, 'event_id', o.event_id, 'endpoint_kind', o.endpoint_kind, 'endpoint_id', o.endpoint_id,
     'lane', o.lane, 'uuid', o.uuid, 'expires_at', o.expires_at, 'url', w.url, 'secret', w.secret) order by o.id)
     from owed o join numbered n on n.event_id = o.event_id join wanted w on w.position = n.position and w.kind = o.endpoint_kind and w.id = o.endpoint_id) as owed`

const appendAlone = `with ${appendEvents('$1')} select ${appended}`

/** The rows of `emitting`, as one JSON text. */
export function eventRows({ events, cause }: Outbox): string {
  const { performer: _, request_id, ...actor } = cause
  return JSON.stringify(events.map((event, position) => {
    const { account, inbox, conversation, contact } = event.subject
    const { webhook, expires } = catalogue[event.name] as EventDefinition<any>
    return {
      position,
      account_id: account.id,
      inbox_id: inbox?.id ?? null,
      conversation_id: conversation?.id ?? null,
      contact_id: contact?.id ?? null,
      sequence: event.sequence,
      name: event.name,
      webhook_event: webhook && (webhook.when?.(event.subject) ?? true) ? webhook.name : null,
      occurred_at: event.occurred_at,
      expires_at: expires === undefined ? null : new Date(Date.parse(event.occurred_at) + expires).toISOString(),
      actor,
      request_id,
      subject: event.subject,
      changes: event.changes,
      lane: conversation ? `conversation:${conversation.id}` : contact ? `contact:${contact.id}` : `inbox:${inbox?.id}`,
    }
  }))
}

type Listener = (committed: Committed) => void
const listeners = new WeakMap<Db, Set<Listener>>()

/** Calls `listener` after each commit of this process with what happened: live frames and the worker's nudge come from here. */
export function onCommitted(db: Db, listener: Listener): () => void {
  const set = listeners.get(db) ?? new Set()
  listeners.set(db, set.add(listener))
  return () => set.delete(listener)
}

/** Tells the listeners, in the order of commits. Whatever is lost here stands in the log. */
export function announce(db: Db, box: Outbox, { event_ids, owed }: WrittenEvents): void {
  if (box.events.length === 0 && box.signals.length === 0) return
  const events = box.events.map((event, index) => ({ ...event, id: event_ids?.[index] ?? null, cause: box.cause }))
  for (const listener of listeners.get(db) ?? []) listener({ events, owed: owed ?? [], signals: box.signals })
}
