import type { Db, Query } from '../db/db.ts'
import { now } from '../db/time.ts'
import { callbackName, type Changes } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import { announce, appended, appendEvents, eventRows, type Outbox, type WrittenEvents } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { keyInUse, type Outcome } from '../http/keys.ts'
import type { Message, MessageSnapshot } from '../messages/message.ts'
import { sourceIdRows } from '../messages/once.ts'
import { assigneeTakesPart } from '../participants/participants.ts'
import { measure } from '../reporting_events/measure.ts'
import { countedColumns, countMessages, insertMeasured } from '../reporting_events/reporting_events.ts'
import type { InboxSettings } from '../inboxes/settings.ts'
import { loadConversation, type Conversation, type ConversationSnapshot, type LoadedConversation } from './snapshot.ts'

/**
 * One change of one conversation, worked out in memory on a snapshot and written as one statement. A verb edits
 * `snapshot`, adds messages, and emits last, as events keep the snapshot they are given. The statement takes effect only if
 * nobody else changed the conversation since it was loaded; otherwise the verb runs again on what is true now.
 */
export interface Change extends Outbox {
  readonly snapshot: ConversationSnapshot
  /** The conversation as it was loaded. */
  readonly before: Conversation
  readonly flooded: boolean
  readonly settings: InboxSettings
  readonly added: MessageSnapshot[]
  readonly updated: Message[]
  /** Of those updated, the ones with a new `source_id`. */
  readonly identified: Message[]
  readonly removedAttachments: number[]
  /** What other nouns write with it: each a CTE over `changed`, which has a row if the change takes effect; `value` makes a parameter. */
  readonly also: ((value: (one: unknown) => string) => string)[]
  /** The contact spoke or was seen: its `last_activity_at` is taken from the snapshot. */
  touchContact: boolean
  /** The conversation does not exist yet: it is inserted. */
  readonly isNew: boolean
  /** What the change makes of the request: marked on its Idempotency-Key in the same statement. */
  readonly outcome: Outcome
  /** An id for a message about to be added. */
  messageId(): Promise<number>
}

/** Runs `work` on the conversation until its outcome could be written. Throws NotFound when the conversation is gone. */
export function changeConversation<T>(db: Db, cause: Cause, loaded: LoadedConversation, work: (change: Change) => Promise<T> | T): Promise<T> {
  // Changes of one conversation queue up within a process, so that only other processes can overtake them.
  const reload = () => loadConversation(db.query, loaded.conversation.id, loaded.message_ids.length, loaded.messages_allowed)
  return inTurn(loaded.conversation.id, async (waited) => {
    let current = waited ? await reload() : loaded
    for (let tries = 0; current; tries++) {
      const change = newChange(db, cause, current)
      const outcome = await work(change)
      const written = isUnchanged(change) ? nothing : await writeChange(db.query, change)
      if (written) {
        announce(db, change, written)
        return outcome
      }
      if (tries > 2) await pause(Math.random() * Math.min(2 ** tries, 50))
      current = await reload()
    }
    throw new NotFound()
  })
}

/** The columns that differ, as [before, after], in the order given. */
export function changesBetween<R extends object>(before: R, after: R, columns: readonly (keyof R & string)[]): Changes {
  const differing = columns.filter((column) => JSON.stringify(before[column]) !== JSON.stringify(after[column]))
  return Object.fromEntries(differing.map((column) => [column, [before[column], after[column]]]))
}

const nothing: WrittenEvents = { event_ids: null, owed: null }

export function newChange(db: Db, cause: Cause, loaded: LoadedConversation, isNew = false): Change {
  const { message_ids, messages_allowed: _, flooded, settings, ...snapshot } = loaded
  const spare = [...message_ids]
  return {
    cause, events: [], signals: [], before: loaded.conversation, flooded, settings,
    snapshot: { ...snapshot, conversation: { ...loaded.conversation }, contact: { ...loaded.contact } },
    added: [], updated: [], identified: [], removedAttachments: [], also: [], touchContact: false, isNew, outcome: {},
    messageId: async () => spare.shift() ?? (await db.query<{ id: number }>(`select nextval('messages_id_seq') as id`))[0]!.id,
  }
}

const isUnchanged = ({ events, updated, before, snapshot }: Change) =>
  events.length === 0 && updated.length === 0 && JSON.stringify(before) === JSON.stringify(snapshot.conversation)

/** Numbers the events and writes everything. Null when the conversation has changed since it was loaded. */
export async function writeChange(query: Query, change: Change): Promise<WrittenEvents | null> {
  const { conversation } = change.snapshot
  for (const event of change.events) if (event.subject.conversation && callbackName(event.name, event.subject)) event.sequence = ++conversation.event_sequence
  conversation.version = change.before.version + 1
  if (conversation.updated_at === change.before.updated_at) conversation.updated_at = now()
  if (conversation.status === 'open' && change.before.status !== 'open') conversation.opened_at = conversation.updated_at
  const { text, values } = statement(change)
  const [row] = await query<WrittenEvents & { changed: boolean; held: boolean }>(text, values)
  if (row && !row.held) throw keyInUse()
  return row?.changed ? row : null
}

const columns = [
  'inbox_id', 'contact_id', 'contact_inbox_id', 'status', 'priority', 'assignee_id', 'assignee_agent_bot_id', 'team_id', 'snoozed_until', 'labels', 'additional_attributes',
  'custom_attributes', 'first_reply_created_at', 'waiting_since', 'opened_at', 'agent_last_seen_at', 'assignee_last_seen_at', 'contact_last_seen_at',
  'last_activity_at', 'last_incoming_at', 'unread_count', 'messages_count', 'last_message_id', 'last_non_activity_message_id',
  'last_public_message_id', 'event_sequence', 'version', 'updated_at',
] as const satisfies readonly (keyof Conversation)[]

/** The whole change as one statement, of the parts it needs: a handful of texts in all, each prepared once per connection. */
function statement(change: Change): { text: string; values: unknown[] } {
  const { snapshot, added, updated } = change
  const values: unknown[] = [JSON.stringify(snapshot.conversation)]
  const value = (one: unknown) => `$${values.push(one)}`
  const { held, before, after } = keyParts(change, value)
  const parts = [...before, change.isNew
    ? `changed as (insert into conversations select n.* from json_populate_record(null::conversations, $1) n where ${held} returning id)`
    : `changed as (
    update conversations c set (${columns.join(', ')}) = (select ${columns.join(', ')} from json_populate_record(null::conversations, $1))
     where c.id = ${value(snapshot.conversation.id)} and c.version = ${value(change.before.version)} and ${held} returning c.id)`, ...after]
  if (added.length > 0) {
    parts.push(`added as (insert into messages select n.* from json_populate_recordset(null::messages, ${value(JSON.stringify(added))}) n, changed
      returning ${countedColumns})`, countMessages)
    const files = added.flatMap((message) => message.attachments)
    if (files.length > 0) parts.push(`stored as (insert into attachments select n.* from json_populate_recordset(null::attachments, ${value(JSON.stringify(files))}) n, changed)`)
  }
  if (updated.length > 0) {
    parts.push(`edited as (update messages m set content = n.content, status = n.status, source_id = n.source_id, content_type = n.content_type, content_attributes = n.content_attributes,
      updated_at = n.updated_at from json_populate_recordset(null::messages, ${value(JSON.stringify(updated))}) n, changed where m.id = n.id)`)
  }
  const sourceIds = sourceIdRows(snapshot.inbox, [...added, ...change.identified])
  if (sourceIds.length > 0) parts.push(`sourced as (insert into message_source_ids select n.* from json_populate_recordset(null::message_source_ids, ${value(JSON.stringify(sourceIds))}) n, changed)`)
  if (change.removedAttachments.length > 0) {
    parts.push(`removed as (delete from attachments f using changed where f.id = any(${value(change.removedAttachments)}::bigint[]))`)
  }
  if (change.touchContact) {
    const at = value(snapshot.contact.last_activity_at)
    parts.push(`touched as (update contacts p set last_activity_at = ${at}, updated_at = ${at} from changed where p.id = ${value(snapshot.contact.id)})`)
  }
  if (hasNewAssignee(change)) parts.push(assigneeTakesPart(snapshot.conversation, value))
  parts.push(...change.also.map((part) => part(value)))
  const measured = measure(change)
  if (measured.length > 0) parts.push(insertMeasured(value(JSON.stringify(measured)), 'changed'))
  if (change.events.length === 0) return { text: `with ${parts.join(',\n')} select exists (select from changed) as changed, ${held} as held`, values }
  parts.push(appendEvents(value(eventRows(change)), 'changed'))
  return { text: `with ${parts.join(',\n')} select exists (select from changed) as changed, ${held} as held, ${appended}`, values }
}

const hasNewAssignee = ({ isNew, before, snapshot: { conversation: { assignee_id } } }: Change) => assignee_id !== null && (isNew || assignee_id !== before.assignee_id)

/**
 * The parts that mark the request's Idempotency-Key, and the condition that the request still holds it: one that was so slow that
 * its hold has lapsed writes nothing, as another may have done the same meanwhile.
 */
function keyParts({ cause: { key }, outcome }: Change, value: (one: unknown) => string): { held: string; before: string[]; after: string[] } {
  if (!key || Object.keys(outcome).length === 0) return { held: 'true', before: [], after: [] }
  const own = `scope = ${value(key.scope)} and key = ${value(key.key)}`
  return {
    held: 'exists (select from held)',
    before: [`held as (select 1 from idempotency_keys where ${own} and owner = ${value(key.owner)} for update)`],
    after: [`marked as (update idempotency_keys set outcome = ${value(JSON.stringify(outcome))} from changed where ${own})`],
  }
}

const turns = new Map<number, Promise<unknown>>()

/** Lets callers with the same key in one after the other. */
async function inTurn<T>(key: number, work: (waited: boolean) => Promise<T>): Promise<T> {
  const before = turns.get(key)
  const turn = (async () => {
    await before?.catch(() => undefined)
    return work(before !== undefined)
  })()
  turns.set(key, turn)
  try {
    return await turn
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
