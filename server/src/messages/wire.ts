import Type, { type Static } from 'typebox'
import { BotPush, botPush } from '../agent_bots/wire.ts'
import { isBot } from '../agent_bots/snapshot.ts'
import { AttachmentJson, attachmentJson } from '../attachments/wire.ts'
import type { Presence } from '../cable/presence.ts'
import { ContactPush, contactPush } from '../contacts/wire.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { iso, unix } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import { UserPush, presentUser, userPush } from '../users/wire.ts'
import { contentTypes, messageStatuses, type MessageSnapshot } from './message.ts'

export const Sender = Type.Union([ContactPush, UserPush, BotPush])
const files = { attachments: Type.Optional(Type.Array(AttachmentJson)) }
const sender = { sender: Type.Optional(Sender) }
const MessageTypeNumber = Type.Integer({ minimum: 0, maximum: 3 })

/** What every form of a message shows of its sender: absent for activities and automatic texts. */
export function senderPush(message: MessageSnapshot, { contact }: Pick<ConversationSnapshot, 'contact'>): { sender?: Static<typeof Sender> } {
  if (message.sender_type === 'Contact') return { sender: contactPush(contact) }
  if (!message.sender) return {}
  return { sender: isBot(message.sender) ? botPush(message.sender) : userPush(message.sender) }
}

/** With who of its senders is there, for agents who ask (client API §8.1). */
export const withPresence = (message: MessageSnapshot, presence: Presence): MessageSnapshot =>
  (message.sender && !isBot(message.sender) ? { ...message, sender: presentUser(message.sender, presence, message.account_id) } : message)

const attachmentsOf = (message: MessageSnapshot) =>
  message.attachments.length > 0 ? { attachments: message.attachments.map(attachmentJson) } : {}

/** A message of the agents' API (application API §7.1). */
export const MessageJson = Type.Object({
  id: Id, content: Nullable(Text), inbox_id: Id, echo_id: Type.Optional(Type.Unknown()), conversation_id: Id, message_type: MessageTypeNumber,
  content_type: OneOf(contentTypes), status: OneOf(messageStatuses), content_attributes: Json, created_at: UnixTime,
  private: Type.Boolean(), source_id: Nullable(Text), ...sender, ...files,
}, { $id: 'Message' })
export const messageJson = (message: MessageSnapshot, of: Pick<ConversationSnapshot, 'contact' | 'conversation'>, presence: Presence, echoId?: unknown): Static<typeof MessageJson> => ({
  id: message.id,
  content: message.content,
  inbox_id: message.inbox_id,
  ...(echoId === undefined ? {} : { echo_id: echoId }),
  conversation_id: of.conversation.display_id,
  message_type: message.message_type,
  content_type: message.content_type,
  status: message.status,
  content_attributes: message.content_attributes,
  created_at: unix(message.created_at),
  private: message.private,
  source_id: message.source_id,
  ...senderPush(withPresence(message, presence), of),
  ...attachmentsOf(message),
})

/** A message as its contact may see it: why it could not be sent is for agents alone (docs/compat.md). */
export const messageForContact = (message: MessageSnapshot): MessageSnapshot => ({ ...message, content_attributes: attributesForContact(message.content_attributes) })
export function attributesForContact(attributes: Record<string, unknown>) {
  const { external_error: _, ...told } = attributes
  return told
}

/** A message as receivers of callbacks get it, inside a conversation, too (webhooks §6.2, §6.3). */
export const messageForReceiver = (message: MessageSnapshot): MessageSnapshot => ({ ...message, content: withPlainLineEnds(message.content) })

/** Editors of Markdown end a line with a backslash, which others would show, and leave empty lines at the end. */
export function withPlainLineEnds(text: string | null): string | null {
  if (text === null) return null
  const plain = text.replaceAll(/\\\r?\n/g, '\n')
  let { length } = plain
  while ('\r\n'.includes(plain.charAt(length - 1)) && length > 0) length -= 1
  return plain.slice(0, length)
}

/** A message of the client API (client API §4.1): no status, no source id, no echo. */
export const PublicMessage = Type.Object({
  id: Id, content: Nullable(Text), message_type: MessageTypeNumber, content_type: OneOf(contentTypes), content_attributes: Json,
  created_at: UnixTime, conversation_id: Id, ...files, ...sender,
}, { $id: 'PublicMessage' })
export const publicMessage = (message: MessageSnapshot, of: Pick<ConversationSnapshot, 'contact' | 'conversation'>): Static<typeof PublicMessage> => ({
  id: message.id,
  content: message.content,
  message_type: message.message_type,
  content_type: message.content_type,
  content_attributes: attributesForContact(message.content_attributes),
  created_at: unix(message.created_at),
  conversation_id: of.conversation.display_id,
  ...attachmentsOf(message),
  ...senderPush(message, of),
})

/** A message on the cable and inside conversations (client API §8.2). */
export const MessagePush = Type.Object({
  id: Id, content: Nullable(Text), account_id: Id, inbox_id: Id, conversation_id: Id, message_type: MessageTypeNumber, created_at: UnixTime,
  updated_at: IsoTime, private: Type.Boolean(), status: OneOf(messageStatuses), source_id: Nullable(Text), content_type: OneOf(contentTypes),
  content_attributes: Json, sender_type: Nullable(OneOf(['Contact', 'User', 'AgentBot'])), sender_id: Nullable(Id), external_source_ids: Json,
  additional_attributes: Json, processed_message_content: Nullable(Text), sentiment: Json,
  conversation: Type.Object({
    assignee_id: Nullable(Id), unread_count: Type.Integer(), last_activity_at: UnixTime, contact_inbox: Type.Object({ source_id: Text }),
  }),
  echo_id: Type.Optional(Type.Unknown()), ...files, ...sender,
}, { $id: 'MessagePush' })
export const messagePush = (message: MessageSnapshot, of: Pick<ConversationSnapshot, 'contact' | 'contact_inbox' | 'conversation'>, echoId?: unknown): Static<typeof MessagePush> => ({
  id: message.id,
  content: message.content,
  account_id: message.account_id,
  inbox_id: message.inbox_id,
  conversation_id: of.conversation.display_id,
  message_type: message.message_type,
  created_at: unix(message.created_at),
  updated_at: iso(message.updated_at),
  private: message.private,
  status: message.status,
  source_id: message.source_id,
  content_type: message.content_type,
  content_attributes: message.content_attributes,
  sender_type: message.sender_type,
  sender_id: message.sender_id,
  external_source_ids: {},
  additional_attributes: message.additional_attributes,
  processed_message_content: message.content,
  sentiment: {},
  conversation: {
    assignee_id: of.conversation.assignee_id,
    unread_count: Math.min(of.conversation.unread_count, 10),
    last_activity_at: unix(of.conversation.last_activity_at),
    contact_inbox: { source_id: of.contact_inbox.source_id },
  },
  ...(echoId === undefined ? {} : { echo_id: echoId }),
  ...attachmentsOf(message),
  ...senderPush(message, of),
})
