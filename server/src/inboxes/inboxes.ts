import type { Moment } from '../db/time.ts'

export interface WorkingHours {
  day_of_week: number
  closed_all_day: boolean
  open_hour: number | null
  open_minutes: number | null
  close_hour: number | null
  close_minutes: number | null
  open_all_day: boolean
}

/** An inbox of the API channel: Chatwoot's inbox and channel rows in one. */
export interface Inbox {
  id: number
  account_id: number
  name: string
  channel_type: string
  /** Public name of the inbox in the client API's addresses. */
  identifier: string
  webhook_url: string | null
  /** Sealed. Signs callbacks. */
  secret: string
  /** Sealed. Proves a contact's identity; not the callback secret. */
  hmac_token: string
  hmac_mandatory: boolean
  additional_attributes: Record<string, unknown>
  avatar_url: string
  greeting_enabled: boolean
  greeting_message: string | null
  enable_email_collect: boolean
  csat_survey_enabled: boolean
  csat_config: Record<string, unknown>
  enable_auto_assignment: boolean
  auto_assignment_config: Record<string, unknown>
  working_hours_enabled: boolean
  working_hours: WorkingHours[]
  out_of_office_message: string | null
  timezone: string
  allow_messages_after_resolved: boolean
  lock_to_single_conversation: boolean
  sender_name_type: string
  business_name: string | null
  created_at: Moment
  updated_at: Moment
}
