import type { components } from './wire.generated.ts'

/** Objects as the server sends them. Times are Unix seconds unless the comment says ISO 8601. */

/** A shape of the server's description, by its name there. */
export type Wire<Name extends keyof components['schemas']> = components['schemas'][Name]

export type Availability = 'online' | 'busy' | 'offline'
export type Role = 'administrator' | 'agent'
export type Json = Record<string, unknown>

/** Application API §1.4. `access_token` is there only after a reveal or a reset. */
export interface Profile {
  id: number
  account_id: number | null
  name: string
  display_name: string | null
  available_name: string
  email: string
  avatar_url: string
  role: Role | null
  ui_settings: Json
  accounts: Membership[]
  access_token?: string
}

export interface Membership {
  id: number
  name: string
  status: string
  role: Role
  availability: Availability
  availability_status: Availability
  auto_offline: boolean
}

/** Application API §4.1. */
export interface Agent {
  id: number
  account_id: number
  name: string
  available_name: string
  email: string
  role: Role | null
  availability_status: Availability
  auto_offline: boolean
  confirmed: boolean
  thumbnail: string
}

/** What administrators see of a receiver of callbacks. */
export interface EndpointKeys {
  /** ISO 8601; null when no older secret signs beside this one. */
  previous_secret_until: string | null
  /** The secret in the form of Standard Webhooks. */
  webhook_secret: string
  /** Names with a mask in place of each value. */
  custom_headers: Record<string, string>
  skip_own: boolean
}

/** Application API §3.4; `hmac_token`, `secret` and what belongs to the callback come to administrators only. */
export interface Inbox extends Partial<EndpointKeys> {
  id: number
  name: string
  avatar_url: string
  channel_id: number
  channel_type: string
  lock_to_single_conversation: boolean
  greeting_enabled: boolean
  greeting_message: string | null
  working_hours_enabled: boolean
  /** One of each day. */
  working_hours: WorkingDay[]
  out_of_office_message: string | null
  /** Of the working hours, such as "Europe/Berlin". */
  timezone: string
  csat_survey_enabled: boolean
  csat_config: SurveyConfig
  enable_auto_assignment: boolean
  auto_assignment_config: { max_assignment_limit?: number | null }
  hmac_mandatory: boolean | null
  hmac_token?: string
  secret?: string
  webhook_url: string | null
  inbox_identifier: string
  unique_source_id: boolean
  /** ISO 8601. */
  previous_hmac_token_until?: string | null
  /** Names of events; null for the usual ones. */
  events?: string[] | null
}

/** Hours are null on a day that is closed. */
export interface WorkingDay {
  /** Sunday is 0. */
  day_of_week: number
  closed_all_day: boolean
  open_all_day: boolean
  open_hour: number | null
  open_minutes: number | null
  close_hour: number | null
  close_minutes: number | null
}

/** Application API §3.3; an inbox that has never been asked about it has an empty one. */
export interface SurveyConfig {
  display_type?: string
  message?: string
  /** Titles of labels: one of them, or none of them. */
  survey_rules?: { operator?: string; values?: string[] }
}

export interface SlimInbox {
  id: number
  name: string
  avatar_url: string
  channel_id: number
  channel_type: string
  provider: string | null
}

/** Application API §5.1. */
export interface Contact {
  id: number
  name: string
  email: string | null
  phone_number: string | null
  identifier: string | null
  thumbnail: string
  blocked: boolean
  additional_attributes: Json
  custom_attributes: Json
  availability_status?: 'online' | 'offline'
  last_activity_at?: number
  created_at?: number
  contact_inboxes?: { source_id: string; inbox: SlimInbox }[]
}

export interface UserSender {
  id: number
  name: string
  available_name?: string
  avatar_url: string
  thumbnail?: string
  type: 'user'
  availability_status?: Availability | null
}
export interface BotSender {
  id: number
  name: string
  avatar_url: string
  type: 'agent_bot'
}
export type ContactSender = Pick<
  Contact,
  'id' | 'name' | 'email' | 'phone_number' | 'identifier' | 'thumbnail' | 'blocked' | 'additional_attributes' | 'custom_attributes'
> & { type: 'contact' }
export type Sender = UserSender | BotSender | ContactSender

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed'
export type Priority = 'low' | 'medium' | 'high' | 'urgent'
export type MessageStatus = 'sent' | 'delivered' | 'read' | 'failed'
export const messageTypes = { incoming: 0, outgoing: 1, activity: 2, template: 3 } as const
export type MessageType = (typeof messageTypes)[keyof typeof messageTypes]

/** Application API §7.1; the event form (§7.2) has the further keys marked optional here. */
export interface Message {
  id: number
  content: string | null
  inbox_id: number
  conversation_id: number
  message_type: MessageType
  content_type: string
  content_attributes: Json & { in_reply_to?: number | null; deleted?: boolean; external_error?: string | null }
  status: MessageStatus
  created_at: number
  private: boolean
  source_id: string | null
  sender?: Sender
  attachments?: Attachment[]
  echo_id?: string
  account_id?: number
  /** ISO 8601. */
  updated_at?: string
  sender_type?: string | null
  sender_id?: number | null
  conversation?: { assignee_id: number | null; unread_count: number; last_activity_at: number; contact_inbox: { source_id: string } } | null
}

/** Application API §7.3. */
export interface Attachment {
  id: number
  message_id: number
  account_id: number
  file_type: string
  extension?: string | null
  content_type?: string
  data_url?: string
  thumb_url?: string
  /** Bytes. */
  file_size?: number
  width?: number | null
  height?: number | null
  fallback_title?: string | null
  coordinates_lat?: number
  coordinates_long?: number
}

export interface Assignee {
  id: number
  name: string
  available_name?: string
  thumbnail?: string
  avatar_url?: string
  email?: string
  availability_status?: Availability | null
}

/** Application API §6.2. The cable's form (client API §8.3) lacks `uuid`, `muted`, `last_non_activity_message` and has `contact_inbox`. */
export interface Conversation {
  id: number
  account_id: number
  inbox_id: number
  uuid: string
  status: ConversationStatus
  priority: Priority | null
  /** ISO 8601. */
  snoozed_until: string | null
  labels: string[]
  muted: boolean
  can_reply: boolean
  unread_count: number
  agent_last_seen_at: number
  assignee_last_seen_at: number
  contact_last_seen_at: number
  additional_attributes: Json
  custom_attributes: Json
  created_at: number
  /** Seconds with a fraction. */
  updated_at: number
  timestamp: number
  last_activity_at: number
  waiting_since: number
  first_reply_created_at: number
  messages: Message[]
  last_non_activity_message: Message | null
  meta: {
    sender: Contact
    channel: string
    assignee?: Assignee | null
    assignee_type?: 'User' | 'AgentBot' | null
    team?: { id: number; name: string } | null
    hmac_verified: boolean | null
  }
  /** Only where one conversation is shown; null while its callback works. */
  callback_health?: CallbackHealth | null
}

/** What stands in the way of a conversation's callbacks. */
export interface CallbackHealth {
  state: 'failing' | 'paused' | 'disabled'
  /** ISO 8601: since when it fails, or is paused or switched off. */
  failing_since: string
  waiting: number
}

export interface ConversationCounts {
  mine_count: number
  assigned_count: number
  unassigned_count: number
  all_count: number
}

/** Application API §4.7. */
export interface Webhook extends EndpointKeys {
  id: number
  name: string | null
  url: string
  account_id: number
  subscriptions: string[]
  secret: string
}
