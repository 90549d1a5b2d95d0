import Type, { type Static } from 'typebox'
import { BotPush, botPush } from '../agent_bots/wire.ts'
import { isBot } from '../agent_bots/snapshot.ts'
import type { Presence } from '../cable/presence.ts'
import { ContactInboxRow, ContactPush, ContactRow, contactInboxRow, contactPush, contactRow } from '../contacts/wire.ts'
import { iso, unix, unixFloat } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixFloat, UnixTime } from '../http/shapes.ts'
import { MessagePush, PublicMessage, messageForContact, messageForReceiver, messagePush, publicMessage, withPresence } from '../messages/wire.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import { UserPush, presentUser, userPush } from '../users/wire.ts'
import { priorities, statuses, type ConversationSnapshot } from './snapshot.ts'

const Team = Type.Object({ id: Id, name: Text })

/** A conversation on the cable (client API §8.3). */
export const ConversationPush = Type.Object({
  additional_attributes: Json, can_reply: Type.Boolean(), channel: Text, contact_inbox: ContactInboxRow, id: Id, inbox_id: Id,
  messages: Type.Array(MessagePush), labels: Type.Array(Text),
  meta: Type.Object({
    sender: ContactPush, assignee: Type.Union([UserPush, BotPush, Type.Null()]), assignee_type: Nullable(OneOf(['User', 'AgentBot'])), team: Nullable(Team), hmac_verified: Nullable(Type.Boolean()),
  }),
  status: OneOf(statuses), custom_attributes: Json, snoozed_until: Nullable(IsoTime), unread_count: Type.Integer(),
  first_reply_created_at: Nullable(IsoTime), priority: Nullable(OneOf(priorities)), waiting_since: UnixTime, agent_last_seen_at: UnixTime,
  contact_last_seen_at: UnixTime, last_activity_at: UnixTime, timestamp: UnixTime, created_at: UnixTime, updated_at: UnixFloat,
}, { $id: 'ConversationPush' })
export const conversationPush = (of: ConversationSnapshot): Static<typeof ConversationPush> => {
  const { conversation } = of
  return {
    additional_attributes: conversation.additional_attributes,
    can_reply: canReply(of, Date.parse(conversation.updated_at)),
    channel: of.inbox.channel_type,
    contact_inbox: contactInboxRow(of.contact_inbox, true),
    id: conversation.display_id,
    inbox_id: conversation.inbox_id,
    messages: of.last_message ? [messagePush(of.last_message, of)] : [],
    labels: conversation.labels,
    meta: {
      sender: contactPush(of.contact),
      ...assigneePush(of),
      team: of.team,
      hmac_verified: of.contact_inbox.hmac_verified,
    },
    status: conversation.status,
    custom_attributes: conversation.custom_attributes,
    snoozed_until: iso(conversation.snoozed_until),
    unread_count: Math.min(conversation.unread_count, 10),
    first_reply_created_at: iso(conversation.first_reply_created_at),
    priority: conversation.priority,
    ...clocks(of),
    created_at: unix(conversation.created_at),
    updated_at: unixFloat(conversation.updated_at),
  }
}

/** A bot wins over a person, as with the incumbent; both at once do not occur here. */
function assigneePush({ assignee, assignee_bot }: ConversationSnapshot) {
  if (assignee_bot) return { assignee: botPush(assignee_bot), assignee_type: 'AgentBot' as const }
  return { assignee: assignee && userPush(assignee), assignee_type: assignee && 'User' as const }
}

/**
 * What a contact may see of its conversation: the same keys, without labels, attributes, priority and team that agents keep
 * about it, and without the token of a session that may not be the reader's (client API §11.8; docs/compat.md).
 */
export const conversationForContact = (of: ConversationSnapshot): Static<typeof ConversationPush> => {
  const push = conversationPush({ ...of, last_message: of.last_message && messageForContact(of.last_message) })
  return {
    ...push,
    contact_inbox: contactInboxRow(of.contact_inbox, !of.contact_inbox.hmac_verified),
    labels: [],
    meta: { ...push.meta, team: null },
    custom_attributes: {},
    priority: null,
  }
}

/** What is told within an agent's own request knows who is online (client API §8.1). */
export const withAvailability = <S extends ConversationSnapshot>(of: S, presence: Presence): S => ({
  ...of,
  assignee: of.assignee && presentUser(of.assignee, presence, of.account.id),
  last_message: of.last_message && withPresence(of.last_message, presence),
})

/** Rebuilt payloads and callbacks do not know who is online: `availability_status` is null there (client API §8.1). */
export const withoutAvailability = (of: ConversationSnapshot): ConversationSnapshot => ({
  ...of,
  assignee: of.assignee && { ...of.assignee, availability_status: null },
  last_message: of.last_message && { ...of.last_message, sender: unknownPresence(of.last_message.sender) },
})

const unknownPresence = (sender: MessageSnapshot['sender']) => (sender && !isBot(sender) ? { ...sender, availability_status: null } : sender)

/** A conversation in callbacks: the cable form and the account (webhooks §6.3). */
export const ConversationWebhook = Type.Object({ ...ConversationPush.properties, account: Type.Object({ id: Id, name: Text }) }, { $id: 'ConversationWebhook' })
export const conversationWebhook = (of: ConversationSnapshot): Static<typeof ConversationWebhook> =>
  ({ ...conversationPush(withoutAvailability({ ...of, last_message: of.last_message && messageForReceiver(of.last_message) })), account: of.account })

/** How much of a conversation agents have not read (client API §7, with the keys that say which). */
export const UnreadPush = Type.Object({ conversation_id: Id, unread_count: Type.Integer(), agent_last_seen_at: UnixTime }, { $id: 'UnreadPush' })
export const unreadPush = ({ conversation }: ConversationSnapshot): Static<typeof UnreadPush> => ({
  conversation_id: conversation.display_id,
  unread_count: Math.min(conversation.unread_count, 10),
  agent_last_seen_at: unix(conversation.agent_last_seen_at),
})

/** A conversation of the client API, with its whole public history (client API §3.1). */
export const PublicConversation = Type.Object({
  id: Id, uuid: Text, inbox_id: Id, contact_last_seen_at: UnixTime, status: OneOf(statuses), agent_last_seen_at: UnixTime,
  messages: Type.Array(PublicMessage), contact: ContactRow,
}, { $id: 'PublicConversation' })
export const publicConversation = (of: Pick<ConversationSnapshot, 'contact' | 'conversation'>, messages: MessageSnapshot[]): Static<typeof PublicConversation> => ({
  id: of.conversation.display_id,
  uuid: of.conversation.uuid,
  inbox_id: of.conversation.inbox_id,
  contact_last_seen_at: unix(of.conversation.contact_last_seen_at),
  status: of.conversation.status,
  agent_last_seen_at: unix(of.conversation.agent_last_seen_at),
  messages: messages.map((message) => publicMessage(message, of)),
  contact: contactRow(of.contact),
})

/** An API inbox may limit answers to some hours after the customer's last message (application API §6.2). `at`: milliseconds. */
export function canReply({ inbox, conversation }: Pick<ConversationSnapshot, 'inbox' | 'conversation'>, at: number): boolean {
  const hours = Number(inbox.agent_reply_time_window)
  if (!hours) return true
  return conversation.last_incoming_at !== null && at - Date.parse(conversation.last_incoming_at) < hours * 3_600_000
}

const clocks = ({ conversation }: ConversationSnapshot) => ({
  waiting_since: unix(conversation.waiting_since),
  agent_last_seen_at: unix(conversation.agent_last_seen_at),
  contact_last_seen_at: unix(conversation.contact_last_seen_at),
  last_activity_at: unix(conversation.last_activity_at),
  timestamp: unix(conversation.last_activity_at),
})

