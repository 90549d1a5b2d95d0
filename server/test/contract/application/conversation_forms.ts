import { or } from '../form.ts'
import { agent, attachment, contactPush, messagePush, present, unknown } from '../forms.ts'

/** A contact without its sessions (application API §5.1). */
export const contact = {
  additional_attributes: 'object', availability_status: '=online|=offline', email: 'text|null', id: 'int', name: 'text', phone_number: 'text|null', blocked: 'bool',
  identifier: 'text|null', thumbnail: 'text', custom_attributes: 'object', 'last_activity_at?': 'int', created_at: 'int',
} as const

export const team = { id: 'int', name: 'text', description: 'text|null', allow_auto_assign: 'bool', account_id: 'int', is_member: 'bool' } as const
/** A bot as assignee (application API §4.8). */
export const slimBot = { id: 'int', name: 'text|null', description: 'text|null', thumbnail: 'text', 'outgoing_url?': 'text|null', bot_type: '=webhook' } as const
const bot = { id: 'int', name: 'text|null', avatar_url: 'text', type: '=agent_bot' } as const

const eventMessage = { ...messagePush(or(contactPush, present, unknown, bot)), sender_type: '=Contact|=User|=AgentBot|null' }

/** A conversation of the agents' API (application API §6.2). */
export const conversation = {
  meta: {
    sender: contact, channel: '=Channel::Api', 'assignee?': or(agent, slimBot), 'assignee_type?': '=User|=AgentBot', 'team?': team, hmac_verified: 'bool|null',
  },
  id: 'int', messages: [eventMessage], account_id: 'int', uuid: 'text', additional_attributes: 'object', agent_last_seen_at: 'int', assignee_last_seen_at: 'int',
  can_reply: 'bool', contact_last_seen_at: 'int', custom_attributes: 'object', inbox_id: 'int', labels: ['text'], muted: 'bool', snoozed_until: 'iso|null',
  status: '=open|=resolved|=pending|=snoozed', created_at: 'int', updated_at: 'float', timestamp: 'int', first_reply_created_at: 'int', unread_count: 'int',
  last_non_activity_message: or('null', eventMessage), last_activity_at: 'int', priority: '=low|=medium|=high|=urgent|null', waiting_since: 'int', sla_policy_id: 'null',
} as const

/** The same where one is shown, with what is added there (docs/compat.md). */
export const shownConversation = { ...conversation, callback_health: or('null', { state: 'text', failing_since: 'iso|null', waiting: 'int' }) } as const

export const sender = or(contactPush, present, unknown, bot)
/** A message of the agents' API (application API §7.1). */
export const message = {
  id: 'int', content: 'text|null', inbox_id: 'int', 'echo_id?': 'text', conversation_id: 'int', message_type: 'int', content_type: 'text',
  status: '=sent|=delivered|=read|=failed', content_attributes: 'object', created_at: 'int', private: 'bool', source_id: 'text|null', 'sender?': sender,
  'attachments?': [attachment],
} as const

export const counts = { mine_count: 'int', assigned_count: 'int', unassigned_count: 'int', all_count: 'int' } as const
export const pageCounts = { mine_count: 'int', unassigned_count: 'int', all_count: 'int' } as const
