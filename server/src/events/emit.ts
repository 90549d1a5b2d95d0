import type { Db, Query } from '../db/db.ts'
import { now, type Moment } from '../db/time.ts'
import { callbackName, catalogue, type Changes, type EventDefinition, type EventName, type SubjectOf } from './catalogue.ts'
import type { Cause } from './cause.ts'

/** An event as its verb recorded it. */
export interface PendingEvent {
  name: EventName
  subject: any
  changes: Changes | null
  sequence: number | null
  occurred_at: Moment
  /** Whose doing it is, where that is not whose request it is in: what the product adds by itself. */
  cause?: Cause
}

/** An event after its transaction has been committed. One that expires is in the log only where an endpoint waits for it. */
export interface HappenedEvent extends PendingEvent {
  id: number
  cause: Cause
}

/** What payloads are made of: an event as it was just committed, or as it stands in the log. */
export type ToldEvent = Omit<HappenedEvent, 'cause'> & { cause: Omit<Cause, 'key'> }

/** A row `e` of the log as a ToldEvent, but for its id. */
export const toldColumns = 'e.name, e.subject, e.changes, e.sequence, e.occurred_at, e.actor as cause'

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
  /** Sealed, as is the one before, which is null once its overlap is over. */
  secret: string
  previous_secret: string | null
  /** Sealed JSON; null for none. */
  custom_headers: string | null
  /** Private hosts and networks that the account allows; null for none. */
  allow_hosts: string[] | null
  expires_at: Moment | null
}

/** Something sockets must know that is no event of the product: whose access or verification has changed. */
export type Signal =
  | { type: 'access'; account_id: number; user_ids: number[] }
  | { type: 'verified'; contact_inbox_id: number }
  | { type: 'moved'; contact_inbox_ids: number[]; contact_id: number }
  | { type: 'signed_out'; user_id: number }
  | { type: 'token_replaced'; user_id: number }

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

/** Records that something happened. It is written with the rows of the same transaction, or not at all. A change of a conversation numbers its events itself. */
export function emit<N extends EventName>(box: Outbox, name: N, subject: SubjectOf<N>, changes: Changes | null = null, sequence: number | null = null, cause = box.cause): void {
  box.events.push({ name, subject, changes, sequence, occurred_at: now(), ...(cause === box.cause ? {} : { cause }) })
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
  event_ids: number[] | null
  owed: OwedDelivery[] | null
}

/**
 * CTEs that append the JSON array of events in `parameter` to the log, and to the ledger one row per endpoint that asked for
 * the event. `guard` names a CTE that must have a row: ids are drawn after its lock is held, so that the ids of one
 * conversation's events follow the order of their commits. A transaction has its number before it draws ids: events/settled.ts
 * counts on that. `appended` is what the statement selects.
 */
export const appendEvents = (parameter: string, guard?: string) => `
  emitting as (
    select e.*, case when expires_at is null then pg_current_xact_id() end as xid, nextval('events_id_seq') as event_id from json_to_recordset(${parameter}) as e(
      account_id bigint, inbox_id bigint, conversation_id bigint, contact_id bigint, sequence bigint, name text, webhook_event text,
      occurred_at timestamptz, expires_at timestamptz, actor json, request_id text, subject json, changes json, message_id bigint, inbox_ids bigint[], bot_id bigint, action_endpoint_id bigint, lane text)
     ${guard ? `where exists (select from ${guard})` : ''}),
  owing as (
    select nextval('deliveries_id_seq') as id, gen_random_uuid() as uuid, w.*
      from (select e.account_id, e.event_id, e.webhook_event as event, e.conversation_id, e.message_id, e.lane, e.expires_at, p.kind as endpoint_kind, p.id as endpoint_id,
                   p.url, p.secret, case when p.previous_secret_until > now() then p.previous_secret end as previous_secret, p.custom_headers, p.allow_hosts
              from emitting e cross join lateral (
                     select * from endpoints o
                      where o.kind <> 'agent_bot' and o.account_id = e.account_id and (o.inbox_id is null or o.inbox_id = e.inbox_id or o.inbox_id = any(e.inbox_ids))
                     union all
                     -- The bot of the inbox, and the one that has the conversation.
                     select * from endpoints b
                      where b.kind = 'agent_bot' and b.id = any(array[e.bot_id, (select i.agent_bot_id from inboxes i where i.id = e.inbox_id)])
                        and (b.account_id = e.account_id or b.account_id is null)) p
             where e.webhook_event = any(p.subscriptions)
               and (e.action_endpoint_id is null or (p.kind = 'automation' and p.id = e.action_endpoint_id))
               and (p.skip_own and (e.actor ->> 'token_id')::bigint = p.token_id) is not true
             order by e.event_id) w),
  logged as (
    insert into events (id, account_id, inbox_id, conversation_id, contact_id, sequence, name, webhook_event, occurred_at, actor, request_id, subject, changes)
    select event_id, account_id, inbox_id, conversation_id, contact_id, sequence, name, webhook_event, occurred_at, actor, request_id, subject, changes
      from emitting where expires_at is null or event_id in (select event_id from owing)),
  owed as (
    insert into deliveries (id, account_id, event_id, event, conversation_id, message_id, endpoint_kind, endpoint_id, lane, uuid, expires_at)
    select id, account_id, event_id, event, conversation_id, message_id, endpoint_kind, endpoint_id, lane, uuid, expires_at from owing)`

export const appended = `
  (select json_agg(event_id order by event_id) from emitting) as event_ids, (select json_agg(owing order by id) from owing) as owed`

const appendAlone = `with ${appendEvents('$1')} select ${appended}`

/** The rows of `emitting`, as one JSON text. */
export function eventRows({ events, cause: usual }: Outbox): string {
  return JSON.stringify(events.map((event) => {
    const { account, inbox, conversation, contact, message, inbox_ids, action_endpoint_id } = event.subject
    const { expires } = catalogue[event.name] as EventDefinition<any>
    const { key: _, ...actor } = event.cause ?? usual
    return {
      account_id: account.id,
      inbox_id: inbox?.id ?? null,
      conversation_id: conversation?.id ?? null,
      contact_id: contact?.id ?? null,
      sequence: event.sequence,
      name: event.name,
      webhook_event: callbackName(event.name, event.subject),
      occurred_at: event.occurred_at,
      expires_at: expires === undefined ? null : new Date(Date.parse(event.occurred_at) + expires).toISOString(),
      actor,
      request_id: actor.request_id,
      subject: event.subject,
      changes: event.changes,
      message_id: message?.id ?? null,
      inbox_ids,
      bot_id: conversation?.assignee_agent_bot_id ?? null,
      action_endpoint_id,
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
  const events = box.events.map((event, index) => ({ ...event, id: event_ids![index]!, cause: event.cause ?? box.cause }))
  for (const listener of listeners.get(db) ?? []) {
    try {
      listener({ events, owed: owed ?? [], signals: box.signals })
    } catch (error) {
      // It is committed: who asked for it must not hear that it failed, and the other listeners must hear of it.
      console.error('a listener of commits failed', error)
    }
  }
}
