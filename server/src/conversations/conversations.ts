import { refuseMisfits, type Misfits } from '../custom_attribute_definitions/fit.ts'
import type { Db } from '../db/db.ts'
import { now, type Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { emit, transact } from '../events/emit.ts'
import { Invalid } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { markAnswersRead } from '../messages/status.ts'
import type { BotSnapshot } from '../agent_bots/snapshot.ts'
import type { UserSnapshot } from '../users/users.ts'
import { assignTo } from './assignment.ts'
import { changeConversation, type Change } from './change.ts'
import { edit } from './edit.ts'
import { loadConversation, snapshotOf, type Conversation, type LoadedConversation, type Priority, type Status } from './snapshot.ts'

/** Sets the status; `snoozed_until` holds only while snoozed. Answers the snapshot as it is now. */
export function setStatus(db: Db, cause: Cause, loaded: LoadedConversation, status: Status, snoozedUntil: Moment | null = null) {
  return edit(db, cause, loaded, (change) => {
    const { conversation } = change.snapshot
    const wasStatus = conversation.status
    conversation.status = status
    conversation.snoozed_until = status === 'snoozed' ? snoozedUntil : null
    if (status === 'resolved' && wasStatus !== 'resolved') conversation.waiting_since = null
    return wasStatus === status ? null : statusLine(change, status)
  })
}

/** Opens a conversation; an agent who does so becomes its assignee (application API §6.5). */
export function openConversation(db: Db, cause: Cause, loaded: LoadedConversation, agent: UserSnapshot | null) {
  return edit(db, cause, loaded, (change) => {
    const { conversation } = change.snapshot
    const wasStatus = conversation.status
    Object.assign(conversation, { status: 'open', snoozed_until: null })
    if (agent) assignTo(change, agent)
    return wasStatus === 'open' ? null : statusLine(change, 'open')
  })
}

export function setPriority(db: Db, cause: Cause, loaded: LoadedConversation, priority: Priority | null) {
  return edit(db, cause, loaded, ({ snapshot: { conversation } }) => {
    if (conversation.priority === priority) return null
    conversation.priority = priority
    return `${cause.name} ${priority ? `set the priority to ${priority}` : 'removed the priority'}`
  })
}

/** Replaces the set of labels, or changes it by a function of those that it has; names as labels/names.ts reads them. */
export function setLabels(db: Db, cause: Cause, loaded: LoadedConversation, wanted: string[] | ((labels: string[]) => string[])) {
  return edit(db, cause, loaded, ({ snapshot: { conversation } }) => {
    const labels = typeof wanted === 'function' ? wanted(conversation.labels) : wanted
    const added = labels.filter((label) => !conversation.labels.includes(label))
    const removed = conversation.labels.filter((label) => !labels.includes(label))
    if (added.length === 0 && removed.length === 0) return null
    conversation.labels = labels
    const said = [added.length > 0 ? `added ${added.join(', ')}` : '', removed.length > 0 ? `removed ${removed.join(', ')}` : '']
    return `${cause.name} ${said.filter(Boolean).join(' and ')}`
  })
}

/** Makes the custom attributes what `wanted` is of those that it has (application API §6.5). Throws Invalid. */
export function setCustomAttributes(db: Db, cause: Cause, loaded: LoadedConversation, misfits: Misfits, wanted: (attributes: Attributes) => Attributes) {
  return edit(db, cause, loaded, ({ snapshot: { conversation } }) => {
    const attributes = wanted(conversation.custom_attributes)
    checkAttributes(attributes, 'custom_attributes')
    refuseMisfits(misfits, conversation.custom_attributes, attributes)
    conversation.custom_attributes = attributes
    return null
  })
}

type Attributes = Record<string, unknown>

/** An agent has read it. Skipped when nothing is unread to that agent and the last time is under an hour ago (application API §6.5). */
export function markSeen(db: Db, cause: Cause, loaded: LoadedConversation, user: { id: number }) {
  return edit(db, cause, loaded, (change) => {
    const { snapshot } = change
    const { conversation } = snapshot
    const isAssignee = conversation.assignee_id === user.id
    if (isSeen(conversation) && (!isAssignee || isSeenByAssignee(conversation))) return null
    conversation.agent_last_seen_at = now()
    if (isAssignee) conversation.assignee_last_seen_at = conversation.agent_last_seen_at
    conversation.unread_count = 0
    emit(change, 'conversation.read_by_agent', snapshot)
    return null
  })
}

const isRecent = (at: Moment) => Date.now() - Date.parse(at) < 3_600_000
const isSeen = ({ unread_count, agent_last_seen_at: at }: Conversation) => unread_count === 0 && at !== null && isRecent(at)
/** Others may have read what the assignee has not. */
const isSeenByAssignee = ({ assignee_last_seen_at: at, last_incoming_at: said }: Conversation) =>
  at !== null && isRecent(at) && (said === null || Date.parse(at) >= Date.parse(said))

/** Unread from the last incoming message on. */
export function markUnread(db: Db, cause: Cause, loaded: LoadedConversation) {
  return edit(db, cause, loaded, async ({ snapshot: { conversation } }) => {
    const at = conversation.last_incoming_at
    const seen = at === null ? null : new Date(Date.parse(at) - 1000).toISOString()
    const [unread] = at === null ? [] : await db.query<{ count: number }>(
      'select count(*) from messages where account_id = $1 and conversation_id = $2 and message_type = 0 and created_at > $3',
      [conversation.account_id, conversation.id, seen])
    Object.assign(conversation, { agent_last_seen_at: seen, assignee_last_seen_at: seen, unread_count: unread?.count ?? 0 })
    return null
  })
}

/** The contact has read it: answers turn `read`, agents hear of it (client API §3.7). */
export async function markSeenByContact(db: Db, cause: Cause, loaded: LoadedConversation) {
  let areMore = await changeConversation(db, cause, loaded, (change) => {
    change.snapshot.conversation.contact_last_seen_at = now()
    emit(change, 'conversation.read', change.snapshot)
    return markAnswersRead(db, change)
  })
  while (areMore) {
    const next = await loadConversation(db.query, loaded.conversation.id)
    areMore = next !== null && await changeConversation(db, cause, next, (change) => markAnswersRead(db, change))
  }
}

/** Somebody begins or ends to type. `agent` (or a bot) is null when the contact does. Nothing of it lasts. */
export async function signalTyping(db: Db, cause: Cause, loaded: LoadedConversation, on: boolean, agent: UserSnapshot | BotSnapshot | null, isPrivate: boolean) {
  await transact(db, cause, async (tx) => {
    emit(tx, on ? 'conversation.typing_on' : 'conversation.typing_off', { ...snapshotOf(loaded), user: agent, is_private: isPrivate })
  })
}

/** Strings up to 1500 characters and integers up to 9,999,999,999, at the top level (application API §6.1). */
export function checkAttributes(attributes: Record<string, unknown>, column: string): void {
  const name = column === 'custom_attributes' ? 'Custom attributes' : 'Additional attributes'
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && isLonger(value, 1500)) throw new Invalid(`${name} ${key} length should be < 1500`, [column])
    if (typeof value === 'number' && value > 9_999_999_999) throw new Invalid(`${name} ${key} value should be < 9999999999`, [column])
  }
}

function statusLine({ cause, snapshot, settings }: Change, status: Status): string {
  const who = cause.name ?? 'the system'
  const { snoozed_until } = snapshot.conversation
  if (status === 'resolved') return `Conversation was marked resolved by ${who}`
  if (status === 'open') return `Conversation was reopened by ${who}`
  if (status === 'pending') return `Conversation was marked as pending by ${who}`
  return `Conversation was snoozed by ${who}${snoozed_until ? ` until ${inWords(snoozed_until, settings.timezone)}` : ''}`
}

/** A moment for people to read, on the clocks of a zone: `Mon, 15 Jun 2026, 09:30 CEST`. */
const inWords = (moment: Moment, timeZone: string) => new Intl.DateTimeFormat('en-GB', {
  timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
}).format(Date.parse(moment))
