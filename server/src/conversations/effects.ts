import { noteSurvey } from '../csat/address.ts'
import { iso, now, type Moment } from '../db/time.ts'
import type { Changes } from '../events/catalogue.ts'
import { emit } from '../events/emit.ts'
import { activity, type MessageSnapshot } from '../messages/message.ts'
import { changesBetween, type Change } from './change.ts'
import type { Conversation } from './snapshot.ts'

// What receivers hear of as changed, in the order of the incumbent's table (webhooks §6.4).
const told = [
  'status', 'assignee_id', 'updated_at', 'team_id', 'snoozed_until', 'custom_attributes', 'first_reply_created_at', 'priority', 'waiting_since',
  'assignee_agent_bot_id', 'labels',
] as const satisfies readonly (keyof Conversation)[]
/** Columns whose change raises conversation.updated (webhooks §2). */
const raising = told.filter((column) => column !== 'updated_at')

/** Emits what the edits of `change.snapshot.conversation` mean: opened or resolved, status_changed, assignee.changed, conversation.updated. */
export function emitConversationChanges(change: Change): void {
  const { before, snapshot } = change
  const { conversation } = snapshot
  if (Object.keys(changesBetween(before, conversation, raising)).length === 0) return
  conversation.updated_at = now()
  const changes = changesBetween(before, conversation, told)
  if (changes.status && conversation.status === 'open') emit(change, 'conversation.opened', snapshot)
  if (changes.status && conversation.status === 'resolved') emit(change, 'conversation.resolved', snapshot)
  if (changes.status) emit(change, 'conversation.status_changed', snapshot)
  if (changes.assignee_id) emit(change, 'assignee.changed', snapshot)
  if (changes.team_id) emit(change, 'team.changed', snapshot)
  emit(change, 'conversation.updated', snapshot, asWireChanges(changes))
}

/** Adds a line such as "Conversation was resolved by Maya", which agents alone see. */
export async function addActivity(change: Change, content: string): Promise<void> {
  const message = await newMessage(change, { message_type: activity, content })
  placeMessage(change, message)
  emit(change, 'message.created', { ...change.snapshot, message })
}

/** A message row with the defaults of the wire. */
export async function newMessage(change: Change, fields: Partial<MessageSnapshot> & Pick<MessageSnapshot, 'message_type'>): Promise<MessageSnapshot> {
  const { conversation } = change.snapshot
  const at = now()
  return {
    id: await change.messageId(), account_id: conversation.account_id, inbox_id: conversation.inbox_id, conversation_id: conversation.id,
    content: null, private: false, status: 'sent', source_id: null, content_type: 'text', content_attributes: {}, additional_attributes: {},
    sender_type: null, sender_id: null, created_at: at, updated_at: at, attachments: [], sender: null, ...fields,
  }
}

/** Puts a message into the conversation: the row itself, and what the conversation says of its newest ones. */
export function placeMessage(change: Change, message: MessageSnapshot): void {
  const { snapshot } = change
  const { conversation } = snapshot
  change.added.push(message)
  if (message.content_type === 'input_csat') noteSurvey(change)
  conversation.messages_count += 1
  conversation.last_message_id = message.id
  if (message.message_type === activity) return
  conversation.last_non_activity_message_id = message.id
  conversation.last_activity_at = message.created_at
  if (message.private) return
  conversation.last_public_message_id = message.id
  snapshot.last_message = message
}

/** Replaces a message that the change has edited, also where the conversation shows it, and emits message.updated. */
export function replaceMessage(change: Change, before: MessageSnapshot, after: MessageSnapshot): void {
  change.updated.push(after)
  if (change.snapshot.last_message?.id === after.id) change.snapshot.last_message = after
  const changes = changesBetween(before, after, ['updated_at', 'content', 'status', 'source_id', 'content_type', 'content_attributes'])
  emit(change, 'message.updated', { ...change.snapshot, message: after }, asWireChanges(changes))
}

const moments = new Set<string>(['snoozed_until', 'waiting_since', 'first_reply_created_at', 'updated_at'])

/** Times as ISO with three decimals; labels under both names that the incumbent has for them (webhooks §6.4). */
function asWireChanges(changes: Changes): Changes {
  const entries = Object.entries(changes).flatMap(([column, [from, to]]): [string, [unknown, unknown]][] => {
    if (moments.has(column)) return [[column, [iso(from as Moment | null), iso(to as Moment | null)]]]
    if (column !== 'labels') return [[column, [from, to]]]
    return [['cached_label_list', [(from as string[]).join(', '), (to as string[]).join(', ')]], ['label_list', [from, to]]]
  })
  return Object.fromEntries(entries)
}
