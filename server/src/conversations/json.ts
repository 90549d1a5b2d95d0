import Type, { type Static } from 'typebox'
import { SlimBot, slimBot } from '../agent_bots/wire.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import type { Presence } from '../cable/presence.ts'
import { ContactJson, contactJson } from '../contacts/wire.ts'
import { iso, unix, unixFloat } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixFloat, UnixTime } from '../http/shapes.ts'
import { MessagePush, messagePush, withPresence } from '../messages/wire.ts'
import { TeamJson, teamJson } from '../teams/wire.ts'
import type { ConversationView } from './view.ts'
import { priorities, statuses } from './snapshot.ts'
import { canReply } from './wire.ts'

/** A conversation of the agents' API (application API §6.2). */
export const ConversationJson = Type.Object({
  meta: Type.Object({
    sender: ContactJson, channel: Text, assignee: Type.Optional(Type.Union([AgentJson, SlimBot])), assignee_type: Type.Optional(OneOf(['User', 'AgentBot'])),
    team: Type.Optional(TeamJson), hmac_verified: Nullable(Type.Boolean()),
  }),
  id: Id, messages: Type.Array(MessagePush), account_id: Id, uuid: Text, additional_attributes: Json, agent_last_seen_at: UnixTime,
  assignee_last_seen_at: UnixTime, can_reply: Type.Boolean(), contact_last_seen_at: UnixTime, custom_attributes: Json, inbox_id: Id,
  labels: Type.Array(Text), muted: Type.Boolean(), snoozed_until: Nullable(IsoTime), status: OneOf(statuses), created_at: UnixTime,
  updated_at: UnixFloat, timestamp: UnixTime, first_reply_created_at: UnixTime, unread_count: Type.Integer(),
  last_non_activity_message: Nullable(MessagePush), last_activity_at: UnixTime, priority: Nullable(OneOf(priorities)),
  waiting_since: UnixTime, sla_policy_id: Type.Null(),
}, { $id: 'Conversation' })
export const conversationJson = (view: ConversationView, presence: Presence): Static<typeof ConversationJson> => {
  const { conversation, contact } = view
  const newest = view.newest && messagePush(withPresence(view.newest, presence), view)
  return {
    meta: {
      sender: contactJson(contact, presence.isContactOnline(conversation.account_id, contact.id)),
      channel: view.inbox.channel_type,
      ...assigneeJson(view, presence),
      ...(view.team ? { team: teamJson(view.team) } : {}),
      hmac_verified: view.contact_inbox.hmac_verified,
    },
    id: conversation.display_id,
    messages: newest ? [newest] : [],
    account_id: conversation.account_id,
    uuid: conversation.uuid,
    additional_attributes: conversation.additional_attributes,
    agent_last_seen_at: unix(conversation.agent_last_seen_at),
    assignee_last_seen_at: unix(conversation.assignee_last_seen_at),
    can_reply: canReply(view, Date.now()),
    contact_last_seen_at: unix(conversation.contact_last_seen_at),
    custom_attributes: conversation.custom_attributes,
    inbox_id: conversation.inbox_id,
    labels: conversation.labels,
    muted: contact.blocked,
    snoozed_until: iso(conversation.snoozed_until),
    status: conversation.status,
    created_at: unix(conversation.created_at),
    updated_at: unixFloat(conversation.updated_at),
    timestamp: unix(conversation.last_activity_at),
    first_reply_created_at: unix(conversation.first_reply_created_at),
    unread_count: Math.min(conversation.unread_count, 10),
    // Most conversations end with a message that is no activity.
    last_non_activity_message: view.newest_non_activity === view.newest ? newest : view.newest_non_activity && messagePush(withPresence(view.newest_non_activity, presence), view),
    last_activity_at: unix(conversation.last_activity_at),
    priority: conversation.priority,
    waiting_since: unix(conversation.waiting_since),
    sla_policy_id: null,
  }
}

function assigneeJson({ agent, assignee_bot }: ConversationView, presence: Presence) {
  if (assignee_bot) return { assignee: slimBot(assignee_bot), assignee_type: 'AgentBot' as const }
  return agent ? { assignee: agentJson(agent, presence), assignee_type: 'User' as const } : {}
}
