import type { EndpointPush } from './deliveries/wire.ts'
import type { ContactSender, Conversation, Message, Sender, Wire } from './wire.ts'

/** `conversation.*` (client API §8.3): REST's form without the keys that only REST shows; `messages` holds public ones only. */
export type ConversationPush = Omit<Conversation, 'uuid' | 'muted' | 'assignee_last_seen_at' | 'last_non_activity_message' | 'first_reply_created_at'> &
  Pick<Wire<'ConversationPush'>, 'first_reply_created_at'>

/** `message.*` (client API §8.2). */
export type MessagePush = Message & { account_id: number }

export interface TypingPush {
  account_id: number
  conversation: { id: number }
  user: Sender
  is_private: boolean
}

/** Somebody of the team read the conversation or marked it as unread. */
export interface UnreadPush {
  account_id: number
  conversation_id: number
  unread_count: number
  agent_last_seen_at: number
}

/** Client API §6.4: all agents, and the contacts that are online. */
export interface PresencePush {
  account_id: number
  users: Record<string, 'online' | 'busy' | 'offline'>
  contacts?: Record<string, 'online'>
}

/** Of the signed-in person (client API §8.4), with what is unread then. */
export interface NotificationPush {
  account_id: number
  notification: { id: number }
  unread_count: number
  count: number
}

/** What an agent's subscription hears (client API §7), with the `data` of each event. */
export interface LiveEvents {
  'message.created': MessagePush
  'message.updated': MessagePush
  'first.reply.created': MessagePush
  'conversation.created': ConversationPush
  'conversation.updated': ConversationPush
  'conversation.status_changed': ConversationPush
  'conversation.read': ConversationPush
  'conversation.contact_changed': ConversationPush
  'conversation.deleted': ConversationPush
  'assignee.changed': ConversationPush
  'team.changed': ConversationPush
  'conversation.typing_on': TypingPush
  'conversation.typing_off': TypingPush
  'conversation.unread_count_changed': UnreadPush
  'contact.created': ContactSender & { account_id: number }
  'contact.updated': ContactSender & { account_id: number }
  'contact.merged': ContactSender & { account_id: number }
  'contact.deleted': ContactSender & { account_id: number }
  /** Administrators hear when a receiver of callbacks was paused, resumed, warned of or switched off. */
  'endpoint.updated': EndpointPush & { account_id: number }
  'conversation.mentioned': ConversationPush
  'notification.created': NotificationPush
  'notification.updated': NotificationPush
  'notification.deleted': NotificationPush
  'account.cache_invalidated': { account_id: number; cache_keys: Record<string, string> }
  'presence.update': PresencePush
}
