import type { Db } from '../db/db.ts'
import { iso } from '../db/time.ts'
import { changeConversation, type Change } from '../conversations/change.ts'
import { addActivity, emitConversationChanges, newMessage, placeMessage } from '../conversations/effects.ts'
import type { LoadedConversation } from '../conversations/snapshot.ts'
import type { Cause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { Invalid } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import type { Upload } from '../http/params.ts'
import { attachFiles } from '../attachments/attachments.ts'
import { isBot, type BotSnapshot } from '../agent_bots/snapshot.ts'
import type { UserSnapshot } from '../users/users.ts'
import { addAutomaticAnswer } from './automatic.ts'
import { contentLimit, incoming, isPublic, outgoing, template, type ContentType, type MessageSnapshot } from './message.ts'
import { onlyOnce } from './once.ts'
import { withQuote } from './quote.ts'
import { filledIn } from './templates.ts'

export interface NewMessage {
  message_type: number
  content?: string | null
  private?: boolean
  content_type?: ContentType
  content_attributes?: Record<string, unknown>
  additional_attributes?: Record<string, unknown>
  source_id?: string | null
  echo_id?: unknown
  files?: Upload[]
  /** Marks the audio among the files as spoken by its sender. */
  is_voice_message?: boolean
  /** Who writes. Without one, an incoming message is the contact's and the others are nobody's. */
  sender: UserSnapshot | BotSnapshot | 'contact' | null
}

/**
 * Adds a message to a conversation: one statement for the message, the conversation, the contact, the events and the
 * callbacks that they owe. One that is there already is answered instead (messages/once.ts). Throws Invalid for a content above
 * 150,000 characters and for too many messages within a minute.
 */
export async function createMessage(db: Db, cause: Cause, conversation: LoadedConversation, input: NewMessage) {
  return onlyOnce(db, cause, conversation.inbox, input, () =>
    changeConversation(db, cause, conversation, async (change) => ({ message: await addMessage(db, change, input), snapshot: change.snapshot })))
}

/** The same within a change that does more, such as the creation of the conversation. */
export async function addMessage(db: Db, change: Change, input: NewMessage): Promise<MessageSnapshot> {
  checkMessage(change, input)
  const { snapshot } = change
  const { files = [], echo_id, is_voice_message = false, sender: writer, ...fields } = input
  const sender = writer === 'contact' ? null : writer
  const author = sender ? { sender, sender_type: isBot(sender) ? 'AgentBot' as const : 'User' as const, sender_id: sender.id }
    : writer === 'contact' || input.message_type === incoming ? { sender_type: 'Contact' as const, sender_id: snapshot.contact.id } : {}
  const content_attributes = await withQuote(db.query, snapshot.conversation, fields.content_attributes ?? {})
  const message = await newMessage(change, { ...withoutUndefined(fields), content_attributes, ...author })
  if (message.content && goesOut(message)) message.content = filledIn(message.content, snapshot, sender, contentLimit)
  if (files.length > 0) message.attachments = await attachFiles(db, message, files, is_voice_message)
  const isReopened = message.message_type === incoming && receive(change, message)
  const isFirstReply = message.message_type === outgoing && answer(change, message)
  placeMessage(change, message)
  change.outcome.message_id = message.id
  emitConversationChanges(change)
  emit(change, 'message.created', { ...snapshot, message, echo_id })
  if (isReopened) await addActivity(change, `Conversation was reopened by ${snapshot.contact.name}`)
  if (isFirstReply) emit(change, 'first.reply.created', { ...snapshot, message })
  if (message.message_type !== incoming) return message
  await addAutomaticAnswer(db, change)
  touchContact(change, message)
  return message
}

/** Written by us rather than by the customer: what Liquid is for. */
const goesOut = ({ message_type }: MessageSnapshot) => message_type === outgoing || message_type === template

function checkMessage({ flooded }: Change, { content, source_id }: NewMessage): void {
  if (flooded) throw new Invalid('Too many messages', ['base'])
  if (content && isLonger(content, contentLimit)) throw new Invalid(`Content is too long (maximum is ${contentLimit} characters)`, ['content'])
  if (source_id && isLonger(source_id, 20_000)) throw new Invalid('Source is too long (maximum is 20000 characters)', ['source_id'])
}

/** A customer's word reopens the conversation, unless the contact is blocked (client API §4.3). True when it was resolved. */
function receive({ snapshot: { conversation, contact }, settings }: Change, message: MessageSnapshot): boolean {
  conversation.unread_count += 1
  conversation.last_incoming_at = message.created_at
  conversation.waiting_since ??= message.created_at
  if (contact.blocked || (conversation.status !== 'resolved' && conversation.status !== 'snoozed')) return false
  const wasResolved = conversation.status === 'resolved'
  conversation.status = wasResolved && settings.agent_bot_id !== null ? 'pending' : 'open'
  conversation.snoozed_until = null
  return wasResolved
}

/** A public answer ends the waiting. True when it is the first that a person gives: no rule, no campaign (application API §6.1). */
function answer({ snapshot: { conversation } }: Change, message: MessageSnapshot): boolean {
  if (!isPublic(message) || message.sender_type === null) return false
  conversation.waiting_since = null
  if (message.sender_type !== 'User' || conversation.first_reply_created_at !== null || 'automation_rule_id' in message.content_attributes || 'campaign_id' in message.additional_attributes) return false
  conversation.first_reply_created_at = message.created_at
  return true
}

function touchContact(change: Change, message: MessageSnapshot): void {
  const { contact, account } = change.snapshot
  const before = { ...contact }
  contact.last_activity_at = contact.updated_at = message.created_at
  change.touchContact = true
  emit(change, 'contact.updated', { account, contact }, {
    updated_at: [iso(before.updated_at), iso(contact.updated_at)],
    last_activity_at: [iso(before.last_activity_at), iso(contact.last_activity_at)],
  })
}

const withoutUndefined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
