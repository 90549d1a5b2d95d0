import Type, { type Static } from 'typebox'
import { BotWebhook, botWebhook } from '../agent_bots/wire.ts'
import { isBot } from '../agent_bots/snapshot.ts'
import { AttachmentJson, attachmentJson } from '../attachments/wire.ts'
import { ContactWebhook, contactWebhook } from '../contacts/wire.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { ConversationWebhook, conversationWebhook } from '../conversations/wire.ts'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { UserWebhook, userWebhook } from '../users/wire.ts'
import { contentTypes, messageTypes, type MessageSnapshot } from './message.ts'
import { withPlainLineEnds } from './wire.ts'

/** A message at the top of a callback: the type by name, the time as ISO, no status (webhooks §6.2). */
export const MessageWebhook = Type.Object({
  account: Type.Object({ id: Id, name: Text }), additional_attributes: Json, content_attributes: Json, content_type: OneOf(contentTypes),
  content: Nullable(Text), conversation: ConversationWebhook, created_at: IsoTime, id: Id, inbox: Type.Object({ id: Id, name: Text }),
  message_type: OneOf(messageTypes), private: Type.Boolean(), sender: Nullable(Type.Union([ContactWebhook, UserWebhook, BotWebhook])),
  source_id: Nullable(Text), attachments: Type.Optional(Type.Array(AttachmentJson)),
}, { $id: 'MessageWebhook' })
export const messageWebhook = (message: MessageSnapshot, of: ConversationSnapshot): Static<typeof MessageWebhook> => ({
  account: of.account,
  additional_attributes: message.additional_attributes,
  content_attributes: message.content_attributes,
  content_type: message.content_type,
  content: withPlainLineEnds(withSurveyLink(message, of)),
  conversation: conversationWebhook(of),
  created_at: iso(message.created_at),
  id: message.id,
  inbox: { id: of.inbox.id, name: of.inbox.name },
  message_type: messageTypes[message.message_type]!,
  private: message.private,
  sender: senderWebhook(message, of),
  source_id: message.source_id,
  ...(message.attachments.length > 0 ? { attachments: message.attachments.map(attachmentJson) } : {}),
})

/** Whoever passes a survey on outside must know where it is answered: here alone the text has the address behind it (webhooks §6.2). */
const withSurveyLink = ({ content, content_type }: MessageSnapshot, { conversation }: ConversationSnapshot) =>
  (content_type === 'input_csat' ? `${content ?? ''} ${absoluteUrl(`/survey/responses/${conversation.uuid}`)}`.trim() : content)

function senderWebhook(message: MessageSnapshot, of: ConversationSnapshot) {
  if (message.sender_type === 'Contact') return contactWebhook(of.contact, of.account)
  if (!message.sender) return null
  return isBot(message.sender) ? botWebhook(message.sender) : userWebhook(message.sender)
}
