import type { components } from './wire.generated.ts'

/**
 * Objects as the server sends them: its own description says what they are, and this file only what the dashboard takes together or knows more
 * closely. Times are Unix seconds, or ISO 8601 where they are texts.
 */

/** A shape of the server's description, by its name there. */
export type Wire<Name extends keyof components['schemas']> = components['schemas'][Name]

export type Json = Record<string, unknown>

/** Application API §1.4. `access_token` is there only after a reveal or a reset. */
export type Profile = Wire<'Profile'>
export type Membership = Profile['accounts'][number]
export type Agent = Wire<'Agent'>
export type Availability = Agent['availability_status']
export type Role = NonNullable<Agent['role']>

/** Application API §4.7. */
export type Webhook = Wire<'Webhook'>

/** What administrators see of a receiver of callbacks; header names come with a mask in place of each value. */
export type EndpointKeys = Pick<Webhook, 'previous_secret_until' | 'webhook_secret' | 'custom_headers' | 'skip_own'>

/** Application API §3.4; `hmac_token`, `secret` and what belongs to the callback come to administrators only. */
export type Inbox = Omit<Wire<'Inbox'>, 'csat_config' | 'auto_assignment_config'> & {
  csat_config: SurveyConfig
  auto_assignment_config: { max_assignment_limit?: number | null }
}

/** Sunday is 0; hours are null on a day that is closed. */
export type WorkingDay = Wire<'WorkingHours'>

/** Application API §3.3; an inbox that has never been asked about it has an empty one. */
export interface SurveyConfig {
  display_type?: string
  message?: string
  /** Titles of labels: one of them, or none of them. */
  survey_rules?: { operator?: string; values?: string[] }
}

export type UserSender = Wire<'UserPush'>
export type BotSender = Wire<'BotPush'>
export type ContactSender = Wire<'ContactPush'>
export type Sender = UserSender | BotSender | ContactSender

/** Application API §5.1; the cable's form lacks the optional keys. */
export type Contact = Omit<ContactSender, 'type'> & Partial<Pick<Wire<'LinkedContact'>, 'availability_status' | 'last_activity_at' | 'created_at' | 'contact_inboxes'>>

export const messageTypes = { incoming: 0, outgoing: 1, activity: 2, template: 3 } as const
export type MessageType = (typeof messageTypes)[keyof typeof messageTypes]
export type MessageStatus = Wire<'Message'>['status']

/** Application API §7.1; the event form (§7.2) has the further keys that are optional here. */
export type Message = Omit<Wire<'Message'>, 'message_type' | 'content_attributes' | 'echo_id' | 'attachments'> &
  Partial<Pick<Wire<'MessagePush'>, 'account_id' | 'updated_at' | 'sender_type' | 'sender_id'>> & {
    message_type: MessageType
    content_attributes: Json & { in_reply_to?: number | null; deleted?: boolean; external_error?: string | null }
    attachments?: Attachment[]
    echo_id?: string
    conversation?: Wire<'MessagePush'>['conversation'] | null
  }

/** Application API §7.3. A file has all of it, a place its coordinates in place of an address. */
export type Attachment = Pick<Wire<'Attachment'>, 'id' | 'message_id' | 'account_id' | 'file_type'> &
  Partial<Wire<'Attachment'>> & { fallback_title?: string | null; coordinates_lat?: number; coordinates_long?: number }

type ConversationWire = Wire<'Conversation'>
export type ConversationStatus = ConversationWire['status']
export type Priority = NonNullable<ConversationWire['priority']>

/** An agent or a bot, as far as each form shows them. */
export type Assignee = Pick<Agent, 'id' | 'name'> & Partial<Pick<Agent, 'available_name' | 'thumbnail' | 'email'> & Pick<UserSender, 'avatar_url' | 'availability_status'>>

/** Application API §6.2. The cable's form (client API §8.3) lacks `uuid`, `muted`, `last_non_activity_message` and has `contact_inbox`. */
export type Conversation = Omit<ConversationWire, 'messages' | 'last_non_activity_message' | 'meta' | 'sla_policy_id'> & {
  messages: Message[]
  last_non_activity_message: Message | null
  meta: Pick<ConversationWire['meta'], 'channel' | 'hmac_verified'> & {
    sender: Contact
    assignee?: Assignee | null
    assignee_type?: ConversationWire['meta']['assignee_type'] | null
    team?: Pick<Wire<'Team'>, 'id' | 'name'> | null
  }
  /** Only where one conversation is shown; null while its callback works. */
  callback_health?: CallbackHealth | null
}

/** What stands in the way of a conversation's callbacks. */
export type CallbackHealth = Wire<'CallbackHealth'>

export type ConversationCounts = Wire<'ConversationList'>['data']['meta']
