import Type, { type Static } from 'typebox'
import { ConversationPush, conversationPush, withoutAvailability } from '../conversations/wire.ts'
import { iso, unix } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import { MessagePush, messagePush } from '../messages/wire.ts'
import { UserPush, userPush } from '../users/wire.ts'
import type { Notification, NotificationView } from './notifications.ts'

/** Those about agreed times (`sla_…`) are never made here; clients know them. */
export const notificationTypes = [
  'conversation_creation', 'conversation_assignment', 'assigned_conversation_new_message', 'conversation_mention', 'participating_conversation_new_message',
  'sla_missed_first_response', 'sla_missed_next_response', 'sla_missed_resolution',
] as const

const NotificationType = OneOf(notificationTypes)
const Actor = Nullable(Type.Union([MessagePush, UserPush]))

const actorOf = ({ message, actor, conversation }: NotificationView) => {
  if (message) return messagePush(message, withoutAvailability(conversation))
  return actor && userPush(actor)
}

/** A notification of the list (application API §4.11). */
export const NotificationJson = Type.Object({
  id: Id, notification_type: NotificationType, push_message_title: Text, push_message_body: Text, primary_actor_type: Type.Literal('Conversation'), primary_actor_id: Id,
  primary_actor: ConversationPush, read_at: Nullable(IsoTime), secondary_actor: Actor, user: UserPush, created_at: UnixTime, last_activity_at: UnixTime,
  snoozed_until: Nullable(IsoTime), meta: Json,
}, { $id: 'Notification' })
export const notificationJson = (notification: NotificationView): Static<typeof NotificationJson> => ({
  id: notification.id,
  notification_type: notification.notification_type,
  push_message_title: titleOf(notification),
  push_message_body: bodyOf(notification),
  primary_actor_type: 'Conversation',
  primary_actor_id: notification.primary_actor_id,
  primary_actor: conversationPush(withoutAvailability(notification.conversation)),
  read_at: iso(notification.read_at),
  secondary_actor: actorOf(notification),
  user: userPush(notification.user),
  created_at: unix(notification.created_at),
  last_activity_at: unix(notification.last_activity_at),
  snoozed_until: iso(notification.snoozed_until),
  meta: notification.meta,
})

/** A notification on the cable (client API §8.4): both texts are the body. */
export const NotificationPush = Type.Object({
  id: Id, notification_type: NotificationType, primary_actor_type: Type.Literal('Conversation'), primary_actor_id: Id, read_at: Nullable(IsoTime), secondary_actor: Actor,
  user: UserPush, created_at: UnixTime, last_activity_at: UnixTime, snoozed_until: Nullable(IsoTime), meta: Json, account_id: Id,
  primary_actor: ConversationPush, push_message_title: Text, push_message_body: Text,
}, { $id: 'NotificationPush' })
export const notificationPush = (notification: NotificationView): Static<typeof NotificationPush> => {
  const { push_message_title: _, push_message_body, primary_actor, ...shown } = notificationJson(notification)
  const { id, notification_type, primary_actor_type, primary_actor_id, ...rest } = shown
  return {
    id, notification_type, primary_actor_type, primary_actor_id, ...rest, account_id: notification.account_id, primary_actor,
    push_message_title: push_message_body, push_message_body,
  }
}

const counts = { unread_count: Type.Integer(), count: Type.Integer() }
export const NotificationEvent = Type.Object({ notification: NotificationPush, ...counts }, { $id: 'NotificationEvent' })
export const LostNotificationEvent = Type.Object({ notification: Type.Object({ id: Id }), ...counts }, { $id: 'LostNotificationEvent' })

/** The row as it is: what reading, snoozing and the like answer (application API §4.11). */
export const NotificationRow = Type.Object({
  id: Id, account_id: Id, user_id: Id, notification_type: NotificationType, primary_actor_type: Type.Literal('Conversation'), primary_actor_id: Id,
  secondary_actor_type: Nullable(Text), secondary_actor_id: Nullable(Id), read_at: Nullable(IsoTime), created_at: IsoTime, updated_at: IsoTime,
  snoozed_until: Nullable(IsoTime), last_activity_at: IsoTime, meta: Json,
}, { $id: 'NotificationRow' })
export const notificationRow = (row: Notification): Static<typeof NotificationRow> => ({
  id: row.id,
  account_id: row.account_id,
  user_id: row.user_id,
  notification_type: row.notification_type,
  primary_actor_type: row.primary_actor_type,
  primary_actor_id: row.primary_actor_id,
  secondary_actor_type: row.secondary_actor_type,
  secondary_actor_id: row.secondary_actor_id,
  read_at: iso(row.read_at),
  created_at: iso(row.created_at),
  updated_at: iso(row.updated_at),
  snoozed_until: iso(row.snoozed_until),
  last_activity_at: iso(row.last_activity_at),
  meta: row.meta,
})

/** What a notification says above, as in the incumbent. */
export function titleOf({ notification_type, conversation: { conversation, inbox } }: NotificationView): string {
  const number = `(#${conversation.display_id})`
  if (notification_type === 'conversation_creation') return `A conversation ${number} has been created in ${inbox.name}`
  if (notification_type === 'conversation_assignment') return `A conversation ${number} has been assigned to you`
  if (notification_type === 'conversation_mention') return `You have been mentioned in conversation ${number}`
  return `A new message is created in conversation ${number}`
}

const mostWords = 10

function bodyOf(notification: NotificationView): string {
  const said = saidIn(notification)
  if (!said) return ''
  const words = said.text.split(/\s+/)
  return `${said.name}: ${words.slice(0, mostWords).join(' ')}${words.length > mostWords ? '...' : ''}`
}

/** Who said what: the message that it is about, else the conversation's last public one. */
export function saidIn({ conversation: { contact, last_message }, message }: NotificationView): { name: string; text: string } | null {
  const said = message ?? last_message
  if (!said) return null
  const text = said.content?.replace(/\[@([^\]]*)\]\(mention:\/\/[^)]*\)/g, '@$1').trim()
  return { name: said.sender_type === 'Contact' ? contact.name : said.sender?.name ?? '', text: text || (said.attachments.length > 0 ? 'Attachment' : 'No content') }
}
