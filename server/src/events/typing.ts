import Type, { type Static } from 'typebox'
import { BotPush, BotWebhook, botPush, botWebhook } from '../agent_bots/wire.ts'
import { isBot } from '../agent_bots/snapshot.ts'
import { ContactPush, ContactWebhook, contactPush, contactWebhook } from '../contacts/wire.ts'
import { ConversationPush, ConversationWebhook, conversationForContact, conversationPush, conversationWebhook } from '../conversations/wire.ts'
import { UserPush, UserWebhook, userPush, userWebhook } from '../users/wire.ts'
import type { TypingSubject } from './catalogue.ts'

/** Somebody types (client API §7). */
export const TypingPush = Type.Object({
  conversation: ConversationPush, user: Type.Union([UserPush, BotPush, ContactPush]), is_private: Type.Boolean(),
}, { $id: 'TypingPush' })
export const typingPush = (subject: TypingSubject): Static<typeof TypingPush> => ({
  conversation: conversationPush(subject),
  user: subject.user ? (isBot(subject.user) ? botPush(subject.user) : userPush(subject.user)) : contactPush(subject.contact),
  is_private: subject.is_private,
})

/** A contact hears that an agent types, unless it is a private note; never its own typing (client API §11.9). */
export const typingForContact = (subject: TypingSubject): Static<typeof TypingPush> | null =>
  subject.user === null || subject.is_private ? null : { ...typingPush(subject), conversation: conversationForContact(subject) }

/** webhooks §6.5 */
export const TypingWebhook = Type.Object({
  event: Type.Optional(Type.String()), user: Type.Union([UserWebhook, BotWebhook, ContactWebhook]), conversation: ConversationWebhook, is_private: Type.Boolean(),
}, { $id: 'TypingWebhook' })
export const typingWebhook = (subject: TypingSubject): Static<typeof TypingWebhook> => ({
  event: '',
  user: subject.user ? (isBot(subject.user) ? botWebhook(subject.user) : userWebhook(subject.user)) : contactWebhook(subject.contact, subject.account),
  conversation: conversationWebhook(subject),
  is_private: subject.is_private,
})
