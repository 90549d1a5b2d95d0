import type { Moment } from '../db/time.ts'

export interface Contact {
  id: number
  account_id: number
  name: string
  middle_name: string
  last_name: string
  email: string | null
  phone_number: string | null
  identifier: string | null
  contact_type: 'visitor' | 'lead' | 'customer'
  location: string | null
  country_code: string | null
  blocked: boolean
  company_id: number | null
  avatar_url: string
  additional_attributes: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  label_list: string[]
  last_activity_at: Moment | null
  created_at: Moment
  updated_at: Moment
}

/** A contact's session in one inbox. Whoever knows its `source_id` is that contact there. */
export interface ContactInbox {
  id: number
  account_id: number
  contact_id: number
  inbox_id: number
  source_id: string
  hmac_verified: boolean
  /** Sealed: see db/secrets.ts. */
  pubsub_token: string
  pubsub_token_hash: string
  created_at: Moment
  updated_at: Moment
}
