import type { Moment } from '../db/time.ts'
import type { BotSnapshot } from '../agent_bots/snapshot.ts'
import type { UserSnapshot } from '../users/users.ts'

/** Names by number, as the integer and the name both occur on the wire. */
export const messageTypes = ['incoming', 'outgoing', 'activity', 'template'] as const
export type MessageType = (typeof messageTypes)[number]
export const incoming = 0, outgoing = 1, activity = 2, template = 3

/** Characters. */
export const contentLimit = 150_000

export const messageStatuses = ['sent', 'delivered', 'read', 'failed'] as const
export type MessageStatus = (typeof messageStatuses)[number]

export const contentTypes = [
  'text', 'input_text', 'input_textarea', 'input_email', 'input_select', 'cards', 'form', 'article', 'incoming_email',
  'input_csat', 'integrations', 'sticker', 'voice_call',
] as const
export type ContentType = (typeof contentTypes)[number]

export interface Message {
  id: number
  account_id: number
  inbox_id: number
  conversation_id: number
  message_type: number
  content: string | null
  private: boolean
  status: MessageStatus
  source_id: string | null
  content_type: ContentType
  content_attributes: Record<string, unknown>
  additional_attributes: Record<string, unknown>
  sender_type: 'Contact' | 'User' | 'AgentBot' | null
  sender_id: number | null
  created_at: Moment
  updated_at: Moment
}

export interface Attachment {
  id: number
  account_id: number
  message_id: number
  file_type: string
  file_name: string
  extension: string | null
  content_type: string
  file_size: number
  width: number | null
  height: number | null
  blob_key: string
  meta: Record<string, unknown>
  created_at: Moment
}

/** A message with what its payloads show. A contact's own message has no `sender` here: it is the snapshot's contact. */
export interface MessageSnapshot extends Message {
  attachments: Attachment[]
  sender: UserSnapshot | BotSnapshot | null
}

/** Private notes and activity lines are for agents alone. */
export const isPublic = (message: Message) => !message.private && message.message_type !== activity
