import Type, { type TSchema } from 'typebox'
import type { CacheKeys } from '../accounts/accounts.ts'
import { CacheKeysJson } from '../accounts/wire.ts'
import type { Contact } from '../contacts/contacts.ts'
import { ContactPush, ContactWebhook, contactPush, contactWebhook } from '../contacts/wire.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { ConversationPush, ConversationWebhook, UnreadPush, conversationForContact, conversationPush, conversationWebhook, unreadPush, withoutAvailability } from '../conversations/wire.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import { InboxWebhook, inboxWebhook } from '../inboxes/webhook.ts'
import { activity, isPublic, type MessageSnapshot } from '../messages/message.ts'
import { MessagePush, messagePush } from '../messages/wire.ts'
import { MessageWebhook, messageWebhook } from '../messages/webhook.ts'
import type { UserSnapshot } from '../users/users.ts'
import { TypingPush, TypingWebhook, typingForContact, typingPush, typingWebhook } from './typing.ts'

export type MessageSubject = ConversationSnapshot & { message: MessageSnapshot; echo_id?: unknown }
export type ContactSubject = { account: { id: number; name: string }; contact: Contact }
export type InboxSubject = { account: { id: number; name: string }; inbox: Inbox }
export type CacheSubject = { account: { id: number }; cache_keys: CacheKeys }
/** `user` is the agent who types; null when the contact does. */
export type TypingSubject = ConversationSnapshot & { user: UserSnapshot | null; is_private: boolean }

/** Column → [before, after], in column order: what `previous_changes` and `changed_attributes` are made of. */
export type Changes = Record<string, [unknown, unknown]>

/** Streams that a cable event goes to: one word each, resolved by cable/streams.ts. */
export type Audience = 'members' | 'account'

export interface EventDefinition<S> {
  cable: {
    schema: TSchema
    to: Audience
    data: (subject: S, changes: Changes | null) => object
    /** What the contact hears of it; null for nothing. This line alone decides what leaves the team. */
    toContact?: (subject: S, changes: Changes | null) => object | null
    /** Rebuilt in the incumbent's background jobs, so without `performer` (client API §7 ⟳). */
    anonymous?: true
  } | null
  webhook: {
    name: string
    schema: TSchema
    body: (subject: S, changes: Changes | null) => object
    when?: (subject: S) => boolean
  } | null
  /** Worthless after this many milliseconds; written down only when an endpoint waits for it. */
  expires?: number
}

const event = <S>(definition: EventDefinition<S>) => definition

const conversationEvent = (webhook: EventDefinition<ConversationSnapshot>['webhook'], toContact = true, anonymous = true) =>
  event<ConversationSnapshot>({
    cable: {
      schema: ConversationPush, to: 'members', data: (subject) => conversationPush(anonymous ? withoutAvailability(subject) : subject),
      ...(toContact ? { toContact: (subject) => conversationForContact(anonymous ? withoutAvailability(subject) : subject) } : {}),
      ...(anonymous ? { anonymous: true as const } : {}),
    },
    webhook,
  })

const typingEvent = (name: string) =>
  event<TypingSubject>({
    cable: { schema: TypingPush, to: 'members', data: typingPush, toContact: typingForContact },
    webhook: { name, schema: TypingWebhook, body: typingWebhook },
    expires: 30_000,
  })

const contactEvent = (name: string | null) =>
  event<ContactSubject>({
    cable: { schema: ContactPush, to: 'account', data: ({ contact }) => contactPush(contact) },
    webhook: name === null ? null : {
      name, schema: ContactWebhook, body: ({ contact, account }, changes) => ({ ...contactWebhook(contact, account), ...(changes ? changedAttributes(changes) : {}) }),
    },
  })

const inboxEvent = (name: string) =>
  event<InboxSubject>({
    cable: null,
    webhook: { name, schema: InboxWebhook, body: ({ inbox, account }, changes) => ({ ...inboxWebhook(inbox, account), ...(changes ? changedAttributes(changes) : {}) }) },
  })

/** Everything that can happen, and how each dialect tells it. Cable names are the keys. */
export const catalogue = {
  'message.created': event<MessageSubject>({
    cable: {
      schema: MessagePush, to: 'members', data: (subject) => messagePush(subject.message, subject, subject.echo_id),
      toContact: (subject) => (isPublic(subject.message) ? messagePush(subject.message, subject, subject.echo_id) : null),
    },
    webhook: { name: 'message_created', schema: MessageWebhook, body: (subject) => messageWebhook(subject.message, subject), when: isSendable },
  }),
  'message.updated': event<MessageSubject>({
    cable: {
      schema: MessagePush, to: 'members', data: updatedMessage,
      toContact: (subject, changes) => (isPublic(subject.message) ? updatedMessage(subject, changes) : null),
    },
    webhook: { name: 'message_updated', schema: MessageWebhook, body: (subject) => messageWebhook(subject.message, subject), when: isSendable },
  }),
  'first.reply.created': event<MessageSubject>({
    cable: { schema: MessagePush, to: 'members', data: (subject) => messagePush(subject.message, subject) },
    webhook: null,
  }),
  'conversation.created': conversationEvent({ name: 'conversation_created', schema: ConversationWebhook, body: conversationWebhook }, true, false),
  'conversation.updated': conversationEvent({
    name: 'conversation_updated', schema: ConversationWebhook, body: (subject, changes) => ({ ...conversationWebhook(subject), ...changedAttributes(changes) }),
  }),
  'conversation.status_changed': conversationEvent({
    // The incumbent sends null here by an accident that receivers have come to know; the list stands in conversation_updated (webhooks §6.4).
    name: 'conversation_status_changed', schema: ConversationWebhook, body: (subject) => ({ ...conversationWebhook(subject), changed_attributes: null }),
  }),
  'conversation.read': conversationEvent(null, false),
  // The incumbent says only that something changed; which conversation and to what is added.
  'conversation.unread_count_changed': event<ConversationSnapshot>({
    cable: { schema: UnreadPush, to: 'members', data: unreadPush, anonymous: true },
    webhook: null,
  }),
  'assignee.changed': conversationEvent(null, false),
  'team.changed': conversationEvent(null, false),
  'conversation.typing_on': typingEvent('conversation_typing_on'),
  'conversation.typing_off': typingEvent('conversation_typing_off'),
  'contact.created': contactEvent('contact_created'),
  'contact.updated': contactEvent('contact_updated'),
  'contact.deleted': contactEvent(null),
  'inbox.created': inboxEvent('inbox_created'),
  'inbox.updated': inboxEvent('inbox_updated'),
  // A list that clients keep has changed: which, the stamps tell.
  'account.cache_invalidated': event<CacheSubject>({
    cable: { schema: Type.Object({ cache_keys: CacheKeysJson }, { $id: 'CacheInvalidated' }), to: 'account', data: ({ cache_keys }) => ({ cache_keys }) },
    webhook: null,
  }),
} satisfies Record<string, EventDefinition<any>>

export type EventName = keyof typeof catalogue
export type SubjectOf<N extends EventName> = (typeof catalogue)[N] extends EventDefinition<infer S> ? S : never

/** Names that an account webhook may subscribe to, in the order in which clients know them (webhooks §1). */
export const subscribable = [
  'conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated', 'message_created',
  'message_updated', 'webwidget_triggered', 'inbox_created', 'inbox_updated', 'conversation_typing_on', 'conversation_typing_off',
] as const

/** The `data` of a frame (client API §7): the payload, the account, and who did it where the wire names them. */
export function cableData(name: EventName, payload: object, accountId: number, performer: object | null): object {
  const { cable } = catalogue[name] as EventDefinition<any>
  return { ...payload, account_id: accountId, ...(performer && !cable?.anonymous ? { performer } : {}) }
}

/** The body of a callback: the entity's keys at the top, then `event`; typing events alone begin with it (webhooks §6). */
export function webhookBody(name: EventName, subject: unknown, changes: Changes | null): object | null {
  const { webhook } = catalogue[name] as EventDefinition<any>
  if (!webhook) return null
  const body = webhook.body(subject, changes)
  const { changed_attributes, ...entity } = body as { changed_attributes?: unknown }
  return { ...entity, event: webhook.name, ...(changed_attributes === undefined ? {} : { changed_attributes }) }
}

/** Activity lines are not sent; private notes are, marked `private` (webhooks §2). */
function isSendable({ message }: MessageSubject): boolean {
  return message.message_type !== activity
}

function updatedMessage(subject: MessageSubject, changes: Changes | null) {
  return { ...messagePush(subject.message, subject), previous_changes: changes ?? {} }
}

function changedAttributes(changes: Changes | null): { changed_attributes: object[] | null } {
  if (!changes) return { changed_attributes: null }
  return { changed_attributes: Object.entries(changes).map(([column, [previous_value, current_value]]) => ({ [column]: { previous_value, current_value } })) }
}
