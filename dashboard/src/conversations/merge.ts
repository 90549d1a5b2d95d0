import type { ConversationPush, MessagePush } from '../live_events.ts'
import type { Conversation, Message } from '../wire.ts'

type News = Conversation | ConversationPush

/**
 * What is known of a conversation after an event or another answer about it. An older snapshot changes nothing;
 * keys that only REST shows (application API §6.2) survive a push, which lacks them.
 */
export function mergeConversation(known: Conversation | undefined, news: News): Conversation {
  if (!known) return { ...restOnly, ...news, first_reply_created_at: firstReply(news), last_non_activity_message: previewOf(news) }
  if (news.updated_at < known.updated_at) return known
  return {
    ...known,
    ...news,
    meta: {
      ...known.meta,
      ...news.meta,
      sender: known.meta.sender.id === news.meta.sender.id ? { ...known.meta.sender, ...news.meta.sender } : news.meta.sender,
      assignee: news.meta.assignee ?? null,
      assignee_type: news.meta.assignee_type ?? null,
    },
    first_reply_created_at: firstReply(news),
    last_activity_at: Math.max(known.last_activity_at, news.last_activity_at),
    last_non_activity_message: newer(previewOf(known), previewOf(news)),
  }
}

/** The row after a new message of it. */
export function applyMessage(conversation: Conversation, message: MessagePush): Conversation {
  const slim = message.conversation
  const known = previewOf(conversation)
  const isNews = !known || message.id > known.id
  return {
    ...conversation,
    last_activity_at: Math.max(conversation.last_activity_at, slim?.last_activity_at ?? 0),
    unread_count: isNews && slim ? slim.unread_count : conversation.unread_count,
    last_non_activity_message: message.message_type === 2 ? known : newer(known, message),
  }
}

/** The row after a message of it changed (delivered, deleted …). */
export function applyMessageChange(conversation: Conversation, message: Message): Conversation {
  const preview = previewOf(conversation)
  if (preview?.id !== message.id) return conversation
  return { ...conversation, last_non_activity_message: { ...preview, ...message } }
}

/** The message that a row shows: the newest that is no activity line, private notes included. */
export function previewOf(conversation: News): Message | null {
  if ('last_non_activity_message' in conversation && conversation.last_non_activity_message) return conversation.last_non_activity_message
  const newest = conversation.messages[0]
  return newest && newest.message_type !== 2 ? newest : null
}

/** REST has seconds, 0 before there is one; pushes have a text, and null. */
const firstReply = ({ first_reply_created_at: at }: News): number => (typeof at === 'string' ? Date.parse(at) / 1000 : (at ?? 0))

const restOnly = { uuid: '', muted: false, assignee_last_seen_at: 0 }

function newer(one: Message | null, other: Message | null): Message | null {
  if (!one || !other) return one ?? other
  if (other.id === one.id) return { ...one, ...other }
  return other.id > one.id ? other : one
}
