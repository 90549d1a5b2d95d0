import Type, { type TSchema } from 'typebox'
import type { BotSnapshot } from '../agent_bots/snapshot.ts'
import type { CacheKeys } from '../accounts/cache_keys.ts'
import { CacheKeysJson } from '../accounts/wire.ts'
import type { Contact } from '../contacts/contacts.ts'
import { ContactPush, ContactWebhook, contactPush, contactWebhook } from '../contacts/wire.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { ConversationPush, ConversationWebhook, UnreadPush, conversationForContact, conversationPush, conversationWebhook, unreadPush, withoutAvailability } from '../conversations/wire.ts'
import { EndpointPush, endpointPush } from '../deliveries/wire.ts'
import type { EndpointStanding } from '../deliveries/endpoints.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import { InboxWebhook, inboxWebhook } from '../inboxes/webhook.ts'
import { Id, Nullable, OneOf } from '../http/shapes.ts'
import { activity, isPublic, messageStatuses, type MessageSnapshot } from '../messages/message.ts'
import { MessagePush, attributesForContact, messageForContact, messagePush } from '../messages/wire.ts'
import { MessageWebhook, messageWebhook } from '../messages/webhook.ts'
import type { NotificationView } from '../notifications/notifications.ts'
import { LostNotificationEvent, NotificationEvent, notificationPush } from '../notifications/wire.ts'
import type { UserSnapshot } from '../users/users.ts'
import type { ToldEvent } from './emit.ts'
import { TypingPush, TypingWebhook, typingForContact, typingPush, typingWebhook } from './typing.ts'
import { stamp, stampForContact } from './wire.ts'

export type MessageSubject = ConversationSnapshot & { message: MessageSnapshot; echo_id?: unknown }
export type ContactSubject = { account: { id: number; name: string }; contact: Contact }
/** `inbox_ids`: where the contact had sessions; `merged_into`: the contact that has taken its place. */
export type LostContactSubject = ContactSubject & { inbox_ids: number[]; merged_into: number | null }
/** `contact` is the one that stays. */
export type MergeSubject = ContactSubject & { inbox_ids: number[]; merged_contact_id: number }
export type InboxSubject = { account: { id: number; name: string }; inbox: Inbox }
export type CacheSubject = { account: { id: number }; cache_keys: CacheKeys }
export type EndpointSubject = { account: { id: number }; endpoint: EndpointStanding }
/** `user` is the agent or bot that types; null when the contact does. */
export type TypingSubject = ConversationSnapshot & { user: UserSnapshot | BotSnapshot | null; is_private: boolean }

/** What a rule or a macro posts to one address: no endpoint but this one gets it. */
export type ActionSubject = ConversationSnapshot & { action_endpoint_id: number }
/** `user_id`: who was named. */
export type MentionSubject = ConversationSnapshot & { user_id: number }
/** `user_id`: whose it is. */
export interface NotificationSubject {
  account: { id: number }
  user_id: number
  notification: NotificationView
  unread_count: number
  count: number
}
export type LostNotificationSubject = Omit<NotificationSubject, 'notification'> & { notification: { id: number } }

/** Column → [before, after], in column order: what `previous_changes` and `changed_attributes` are made of. */
export type Changes = Record<string, [unknown, unknown]>

/** Streams that a cable event goes to: one word each, resolved by cable/streams.ts. */
export type Audience = 'members' | 'account' | 'administrators' | 'user'

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
    /** Keys that stand behind `event`. */
    tail?: Record<string, TSchema>
    tailOf?: (subject: S, changes: Changes | null) => object
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

const contactEvent = <S extends ContactSubject>(webhook: Partial<EventDefinition<S>['webhook']> & { name: string }) =>
  event<S>({
    cable: { schema: ContactPush, to: 'account', data: ({ contact }) => contactPush(contact) },
    webhook: { schema: ContactWebhook, body: ({ contact, account }) => contactWebhook(contact, account), ...webhook },
  })

const inboxEvent = (name: string, told: object = {}) =>
  event<InboxSubject>({ cable: null, webhook: { name, schema: InboxWebhook, body: ({ inbox, account }) => inboxWebhook(inbox, account), ...told } })

const Changed = Nullable(Type.Array(Type.Record(Type.String(), Type.Object({ previous_value: Type.Unknown(), current_value: Type.Unknown() }))))
const changed = { tail: { changed_attributes: Changed }, tailOf: (_: unknown, changes: Changes | null) => changedAttributes(changes) }

/** Message callbacks say also how far the message has got, and what a change has changed: null where nothing did. */
const messageWebhookOf = (name: string): EventDefinition<MessageSubject>['webhook'] => ({
  name, schema: MessageWebhook, body: (subject) => messageWebhook(subject.message, subject), when: isSendable,
  tail: { status: OneOf(messageStatuses), changed_attributes: Changed },
  tailOf: ({ message }, changes) => ({ status: message.status, ...changedAttributes(changes) }),
})

/** Told to bots alone, beside status_changed (webhooks §2). */
const botEvent = (name: string) => event<ConversationSnapshot>({ cable: null, webhook: { name, schema: ConversationWebhook, body: conversationWebhook } })

const actionEvent = (name: string) =>
  event<ActionSubject>({ cable: null, webhook: { name, schema: ConversationWebhook, body: conversationWebhook } })

const notificationEvent = () =>
  event<NotificationSubject>({
    cable: {
      schema: NotificationEvent, to: 'user', anonymous: true,
      data: ({ notification, unread_count, count }) => ({ notification: notificationPush(notification), unread_count, count }),
    },
    webhook: null,
  })

/** Everything that can happen, and how each dialect tells it. Cable names are the keys. */
export const catalogue = {
  'message.created': event<MessageSubject>({
    cable: {
      schema: MessagePush, to: 'members', data: (subject) => messagePush(subject.message, subject, subject.echo_id),
      toContact: (subject) => (isPublic(subject.message) ? messagePush(messageForContact(subject.message), subject, subject.echo_id) : null),
    },
    webhook: messageWebhookOf('message_created'),
  }),
  'message.updated': event<MessageSubject>({
    cable: {
      schema: MessagePush, to: 'members', data: updatedMessage,
      toContact: (subject, changes) => (isPublic(subject.message) ? updatedForContact(subject, changes) : null),
    },
    webhook: messageWebhookOf('message_updated'),
  }),
  // Told beside message.updated, which is what sockets hear of it.
  'message.deleted': event<MessageSubject>({ cable: null, webhook: messageWebhookOf('message_deleted') }),
  'first.reply.created': event<MessageSubject>({
    cable: { schema: MessagePush, to: 'members', data: (subject) => messagePush(subject.message, subject) },
    webhook: null,
  }),
  'conversation.created': conversationEvent({ name: 'conversation_created', schema: ConversationWebhook, body: conversationWebhook }, true, false),
  'conversation.updated': conversationEvent({
    name: 'conversation_updated', schema: ConversationWebhook, body: conversationWebhook, ...changed,
  }),
  'conversation.status_changed': conversationEvent({
    // The incumbent sends null here by an accident that receivers have come to know; the list stands in conversation_updated (webhooks §6.4).
    name: 'conversation_status_changed', schema: ConversationWebhook, body: conversationWebhook, tail: changed.tail, tailOf: () => changedAttributes(null),
  }),
  'conversation.opened': botEvent('conversation_opened'),
  'conversation.resolved': botEvent('conversation_resolved'),
  // A bot has left a pending conversation to people.
  'conversation.bot_handoff': event<ConversationSnapshot>({ cable: null, webhook: null }),
  'conversation.deleted': conversationEvent({ name: 'conversation_deleted', schema: ConversationWebhook, body: conversationWebhook }, false, false),
  'conversation.contact_changed': conversationEvent(null, false, false),
  // The contact has read it. That an agent has is the callback `conversation_read`; sockets hear the unread count.
  'conversation.read': conversationEvent(null, false),
  'conversation.read_by_agent': event<ConversationSnapshot>({
    cable: null,
    webhook: {
      name: 'conversation_read', schema: ConversationWebhook, body: conversationWebhook, tail: { last_read_message_id: Nullable(Id) },
      tailOf: ({ conversation }) => ({ last_read_message_id: conversation.last_non_activity_message_id }),
    },
  }),
  // The incumbent says only that something changed; which conversation and to what is added.
  'conversation.unread_count_changed': event<ConversationSnapshot>({
    cable: { schema: UnreadPush, to: 'members', data: unreadPush, anonymous: true },
    webhook: null,
  }),
  'assignee.changed': conversationEvent(null, false),
  'team.changed': conversationEvent(null, false),
  'conversation.typing_on': typingEvent('conversation_typing_on'),
  'conversation.typing_off': typingEvent('conversation_typing_off'),
  'contact.created': contactEvent<ContactSubject>({ name: 'contact_created' }),
  'contact.updated': contactEvent<ContactSubject>({ name: 'contact_updated', ...changed }),
  // Receivers forget a contact that is deleted. What was merged lives on under another id, so of that they hear contact_merged alone.
  'contact.deleted': contactEvent<LostContactSubject>({ name: 'contact_deleted', when: ({ merged_into }) => merged_into === null }),
  'contact.merged': contactEvent<MergeSubject>({
    name: 'contact_merged', tail: { merged_contact_id: Id }, tailOf: ({ merged_contact_id }) => ({ merged_contact_id }),
  }),
  'inbox.created': inboxEvent('inbox_created'),
  'inbox.updated': inboxEvent('inbox_updated', changed),
  // A receiver of callbacks was paused, resumed, warned of or switched off.
  'endpoint.updated': event<EndpointSubject>({
    cable: { schema: EndpointPush, to: 'administrators', data: ({ endpoint }) => endpointPush(endpoint) },
    webhook: null,
  }),
  'conversation.mentioned': event<MentionSubject>({
    cable: { schema: ConversationPush, to: 'user', data: (subject) => conversationPush(withoutAvailability(subject)), anonymous: true },
    webhook: null,
  }),
  'notification.created': notificationEvent(),
  'notification.updated': notificationEvent(),
  'notification.deleted': event<LostNotificationSubject>({
    cable: {
      schema: LostNotificationEvent, to: 'user', anonymous: true,
      data: ({ notification: { id }, unread_count, count }) => ({ notification: { id }, unread_count, count }),
    },
    webhook: null,
  }),
  // What the action send_webhook_event posts (webhooks §4): by the rule's event, or of a macro.
  'automation_event.conversation_created': actionEvent('automation_event.conversation_created'),
  'automation_event.conversation_updated': actionEvent('automation_event.conversation_updated'),
  'automation_event.conversation_opened': actionEvent('automation_event.conversation_opened'),
  'automation_event.conversation_resolved': actionEvent('automation_event.conversation_resolved'),
  'automation_event.message_created': actionEvent('automation_event.message_created'),
  'macro.executed': actionEvent('macro.executed'),
  // A list that clients keep has changed: which, the stamps tell.
  'account.cache_invalidated': event<CacheSubject>({
    cable: { schema: Type.Object({ cache_keys: CacheKeysJson }, { $id: 'CacheInvalidated' }), to: 'account', data: ({ cache_keys }) => ({ cache_keys }) },
    webhook: null,
  }),
} satisfies Record<string, EventDefinition<any>>

export type EventName = keyof typeof catalogue
export type ActionEvent = Extract<EventName, `automation_event.${string}` | 'macro.executed'>
export type SubjectOf<N extends EventName> = (typeof catalogue)[N] extends EventDefinition<infer S> ? S : never

/** Names that an account webhook may subscribe to, in the order in which clients know them (webhooks §1). */
export const subscribable = [
  'conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated', 'message_created',
  'message_updated', 'webwidget_triggered', 'inbox_created', 'inbox_updated', 'conversation_typing_on', 'conversation_typing_off',
  'message_deleted', 'conversation_deleted', 'contact_deleted', 'contact_merged', 'conversation_read',
] as const

/** Names of what bots are told, which the view `endpoints` knows, too (webhooks §2). */
export const toldToBots = ['message_created', 'message_updated', 'conversation_updated', 'conversation_status_changed', 'conversation_opened', 'conversation_resolved'] as const

/** Under which name callbacks tell an event; null when none does. */
export function callbackName(name: EventName, subject: unknown): string | null {
  const { webhook } = catalogue[name] as EventDefinition<any>
  return webhook && (webhook.when?.(subject) ?? true) ? webhook.name : null
}

/**
 * The `data` of a frame (client API §7): the payload, the account, who did it where the wire names them, and the keys that order
 * events and tell their cause (docs/events.md). `contactId`: the contact to whom it is told; null for the team.
 */
export function cableData(event: ToldEvent, payload: object, contactId: number | null): object {
  const { cable } = catalogue[event.name] as EventDefinition<any>
  const { performer } = event.cause
  return {
    ...payload, account_id: event.subject.account.id, ...(performer && !cable?.anonymous ? { performer } : {}),
    ...(contactId === null ? stamp(event) : stampForContact(event, contactId)),
  }
}

/**
 * The body of a callback: the entity's keys at the top, then `event`; typing events alone begin with it (webhooks §6). What the
 * incumbent does not send stands at the end. The same from memory and from the log, to the byte.
 */
export function webhookBody(event: ToldEvent): object | null {
  const { webhook } = catalogue[event.name] as EventDefinition<any>
  if (!webhook) return null
  const { subject, changes } = event
  return { ...webhook.body(subject, changes), event: webhook.name, ...webhook.tailOf?.(subject, changes), ...stamp(event) }
}

/** Activity lines are not sent; private notes are, marked `private` (webhooks §2). */
function isSendable({ message }: MessageSubject): boolean {
  return message.message_type !== activity
}

function updatedMessage(subject: MessageSubject, changes: Changes | null) {
  return { ...messagePush(subject.message, subject), previous_changes: changes ?? {} }
}

function updatedForContact(subject: MessageSubject, changes: Changes | null) {
  const { content_attributes, ...others } = changes ?? {}
  const [from, to] = (content_attributes ?? []).map((attributes) => attributesForContact(attributes as Record<string, unknown>))
  const told = JSON.stringify(from) === JSON.stringify(to) ? others : { ...others, content_attributes: [from, to] as [unknown, unknown] }
  return updatedMessage({ ...subject, message: messageForContact(subject.message) }, told)
}

function changedAttributes(changes: Changes | null): { changed_attributes: object[] | null } {
  if (!changes) return { changed_attributes: null }
  return { changed_attributes: Object.entries(changes).map(([column, [previous_value, current_value]]) => ({ [column]: { previous_value, current_value } })) }
}
