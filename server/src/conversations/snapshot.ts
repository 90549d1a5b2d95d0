import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { Contact, ContactInbox } from '../contacts/contacts.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import type { UserSnapshot } from '../users/users.ts'
import { botObject, type BotSnapshot } from '../agent_bots/snapshot.ts'
import { inboxSettings, type InboxSettings } from '../inboxes/settings.ts'

export const statuses = ['open', 'resolved', 'pending', 'snoozed'] as const
export type Status = (typeof statuses)[number]
export const priorities = ['low', 'medium', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

export interface Conversation {
  id: number
  account_id: number
  inbox_id: number
  contact_id: number
  contact_inbox_id: number
  /** Number within the account: what every address and payload calls `id`. */
  display_id: number
  uuid: string
  status: Status
  priority: Priority | null
  assignee_id: number | null
  /** A bot that has the conversation; never beside an agent. */
  assignee_agent_bot_id: number | null
  team_id: number | null
  snoozed_until: Moment | null
  labels: string[]
  additional_attributes: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  first_reply_created_at: Moment | null
  waiting_since: Moment | null
  /** Reopened, handed over or woken: when it was last opened after its beginning, if it was. */
  opened_at: Moment | null
  agent_last_seen_at: Moment | null
  assignee_last_seen_at: Moment | null
  contact_last_seen_at: Moment | null
  last_activity_at: Moment
  last_incoming_at: Moment | null
  /** Incoming messages since `agent_last_seen_at`. The wire caps it at 10. */
  unread_count: number
  messages_count: number
  last_message_id: number | null
  last_non_activity_message_id: number | null
  last_public_message_id: number | null
  /** Events of this conversation that callbacks can tell of, so far. */
  event_sequence: number
  /** Changes of this row so far: what a writer's view is checked against. */
  version: number
  created_at: Moment
  updated_at: Moment
}

/** What the payloads need to know of an inbox. */
export interface InboxSnapshot {
  id: number
  account_id: number
  name: string
  channel_type: string
  /** Hours within which an agent may answer; null for no limit. */
  agent_reply_time_window: number | null
  /** Whether a message's `source_id` may occur only once. */
  unique_source_id: boolean
}

/** A conversation with everything that its payloads show, as it was at one moment. */
export interface ConversationSnapshot {
  account: { id: number; name: string }
  inbox: InboxSnapshot
  contact: Contact
  contact_inbox: ContactInbox
  conversation: Conversation
  assignee: UserSnapshot | null
  assignee_bot: BotSnapshot | null
  team: { id: number; name: string } | null
  /** The newest message that is neither private nor an activity. */
  last_message: MessageSnapshot | null
}

/** A snapshot fresh from the database, with ids reserved for messages about to be written. */
export interface LoadedConversation extends ConversationSnapshot {
  settings: InboxSettings
  message_ids: number[]
  messages_allowed: number
  /** Whether the conversation has had its allowance of messages within the last minute. */
  flooded: boolean
}

export const userColumns = `'id', u.id, 'name', u.name, 'display_name', u.display_name, 'email', u.email, 'avatar_url', u.avatar_url`

/** One user `u` as payloads show it. */
export const userObject = `json_build_object(${userColumns})`

/** Such a user with what presence in the account depends on. */
const memberObject = (account: string) => `json_build_object(${userColumns}, 'attendance', (
      select json_build_object('availability', au.availability, 'auto_offline', au.auto_offline) from account_users au where au.account_id = ${account} and au.user_id = u.id))`

/** A message `m` with its attachments and, unless the contact wrote it, its sender. */
export const messageObject = `
  row_to_json((select whole from (select m.*,
    coalesce((select json_agg(f order by f.id) from attachments f where f.account_id = m.account_id and f.message_id = m.id), '[]') as attachments,
    case m.sender_type when 'User' then (select ${memberObject('m.account_id')} from users u where u.id = m.sender_id)
      when 'AgentBot' then (select ${botObject} from agent_bots b where b.id = m.sender_id) end as sender) whole))`

/** An inbox `i` as InboxSnapshot. */
export const inboxObject = `
  json_build_object('id', i.id, 'account_id', i.account_id, 'name', i.name, 'channel_type', i.channel_type,
    'agent_reply_time_window', i.additional_attributes -> 'agent_reply_time_window', 'unique_source_id', i.unique_source_id)`

/** The bot that has a conversation `c`. */
export const assignedBot = `(select ${botObject} from agent_bots b where b.id = c.assignee_agent_bot_id)`

/** Who has a conversation `c`. */
export const assignees = `
         (select ${memberObject('c.account_id')} from users u where u.id = c.assignee_id) as assignee,
         ${assignedBot} as assignee_bot,
         (select json_build_object('id', t.id, 'name', t.name) from teams t where t.id = c.team_id) as team`

const flooded = `
  c.messages_count >= $2::int and c.last_activity_at > now() - interval '60 s' and coalesce((
    select m.created_at > now() - interval '60 s' from messages m
     where m.account_id = c.account_id and m.conversation_id = c.id order by m.id desc offset greatest($2::int - 1, 0) limit 1), false)`

/**
 * SQL of a snapshot. `source` joins and filters `conversations c` with `inboxes i`; $1 is how many message ids to reserve,
 * $2 the messages allowed per minute, values of `source` start at $3. Without `lastMessage` it is left null: for a public
 * message that is about to take its place.
 */
export const snapshotSql = (source: string, lastMessage = true) => `
  select json_build_object('id', a.id, 'name', a.name) as account,
         ${inboxObject} as inbox,
         row_to_json(p) as contact, row_to_json(ci) as contact_inbox, row_to_json(c) as conversation,
         ${assignees},
         ${lastMessage ? `(select ${messageObject} from messages m where m.id = c.last_public_message_id)` : 'null'} as last_message,
         ${inboxSettings} as settings,
         array(select nextval('messages_id_seq') from generate_series(1, $1::int)) as message_ids,
         $2::int as messages_allowed, ${flooded} as flooded
    from ${source}
    join accounts a on a.id = c.account_id
    join contacts p on p.id = c.contact_id
    join contact_inboxes ci on ci.id = c.contact_inbox_id`

/** "No limit" for the flood guard. */
export const noLimit = 2_147_483_647

const byId = `${snapshotSql('conversations c join inboxes i on i.id = c.inbox_id')} where c.id = $3`

/** Loads one conversation by its row id, for a verb that was overtaken or a job. Null when it is gone. */
export async function loadConversation(query: Query, id: number, reserve = 0, limit = noLimit): Promise<LoadedConversation | null> {
  const [row] = await query<LoadedConversation>(byId, [reserve, limit, id])
  return row ?? null
}

const byIds = `${snapshotSql('conversations c join inboxes i on i.id = c.inbox_id')} where c.id = any($3::bigint[]) order by c.id`

/** Several conversations as they are now, in the order of their creation. */
export async function loadConversations(query: Query, ids: number[]): Promise<ConversationSnapshot[]> {
  return (await query<LoadedConversation>(byIds, [0, noLimit, ids])).map(snapshotOf)
}

/** Without what only a writer needs. */
export function snapshotOf(loaded: LoadedConversation): ConversationSnapshot {
  const { message_ids: _, messages_allowed: __, flooded: ___, settings: ____, ...snapshot } = loaded
  return snapshot
}

