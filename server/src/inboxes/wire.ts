import Type, { type Static } from 'typebox'
import { unseal } from '../db/secrets.ts'
import type { Role } from '../http/auth.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { endpointJson, endpointProperties, overlapEnd, Subscriptions } from '../webhooks/wire.ts'
import type { Inbox } from './inboxes.ts'
import { WorkingHoursJson, workingHoursJson } from './working_hours.ts'

const Never = Type.Null()

/** What administrators alone see, beside `hmac_token` and `secret`. */
const own = { ...endpointProperties, previous_hmac_token_until: Nullable(IsoTime), events: Nullable(Subscriptions) }
const ownJson = (inbox: Inbox) => ({
  ...endpointJson(inbox),
  previous_hmac_token_until: overlapEnd(inbox.previous_hmac_token_until),
  events: inbox.events as Static<typeof Subscriptions> | null,
})

/** An inbox of the agents' API (application API §3.4). Only administrators see `hmac_token`, `secret` and what follows `provider`; the nulls belong to other channels. */
export const InboxJson = Type.Object({
  id: Id, avatar_url: Text, channel_id: Id, name: Text, channel_type: Text, greeting_enabled: Type.Boolean(), greeting_message: Nullable(Text),
  working_hours_enabled: Type.Boolean(), enable_email_collect: Type.Boolean(), csat_survey_enabled: Type.Boolean(), csat_config: Json,
  enable_auto_assignment: Type.Boolean(), auto_assignment_config: Json, out_of_office_message: Nullable(Text), working_hours: Type.Array(WorkingHoursJson),
  timezone: Text, callback_webhook_url: Never, allow_messages_after_resolved: Type.Boolean(), lock_to_single_conversation: Type.Boolean(),
  sender_name_type: Text, business_name: Nullable(Text), allowed_domains: Never, widget_color: Never, website_url: Never, hmac_mandatory: Type.Boolean(),
  welcome_title: Never, welcome_tagline: Never, web_widget_script: Never, website_token: Never, selected_feature_flags: Never, reply_time: Never,
  messaging_service_sid: Never, phone_number: Never, hmac_token: Type.Optional(Text), secret: Type.Optional(Text), webhook_url: Nullable(Text),
  inbox_identifier: Text, additional_attributes: Json, provider: Never, unique_source_id: Type.Boolean(), ...Type.Partial(Type.Object(own)).properties,
}, { $id: 'Inbox' })
export const inboxJson = (inbox: Inbox, role: Role | null): Static<typeof InboxJson> => ({
  id: inbox.id,
  avatar_url: absoluteUrl(inbox.avatar_url),
  channel_id: inbox.id,
  name: inbox.name,
  channel_type: inbox.channel_type,
  greeting_enabled: inbox.greeting_enabled,
  greeting_message: inbox.greeting_message,
  working_hours_enabled: inbox.working_hours_enabled,
  enable_email_collect: inbox.enable_email_collect,
  csat_survey_enabled: inbox.csat_survey_enabled,
  csat_config: inbox.csat_config,
  enable_auto_assignment: inbox.enable_auto_assignment,
  auto_assignment_config: inbox.auto_assignment_config,
  out_of_office_message: inbox.out_of_office_message,
  working_hours: inbox.working_hours.map(workingHoursJson),
  timezone: inbox.timezone,
  callback_webhook_url: null,
  allow_messages_after_resolved: inbox.allow_messages_after_resolved,
  lock_to_single_conversation: inbox.lock_to_single_conversation,
  sender_name_type: inbox.sender_name_type,
  business_name: inbox.business_name,
  allowed_domains: null,
  widget_color: null,
  website_url: null,
  hmac_mandatory: inbox.hmac_mandatory,
  welcome_title: null,
  welcome_tagline: null,
  web_widget_script: null,
  website_token: null,
  selected_feature_flags: null,
  reply_time: null,
  messaging_service_sid: null,
  phone_number: null,
  ...(role === 'administrator' ? { hmac_token: unseal(inbox.hmac_token), secret: unseal(inbox.secret) } : {}),
  webhook_url: inbox.webhook_url,
  inbox_identifier: inbox.identifier,
  additional_attributes: inbox.additional_attributes,
  provider: null,
  unique_source_id: inbox.unique_source_id,
  ...(role === 'administrator' ? ownJson(inbox) : {}),
})

/** What a customer's client may know of its inbox (client API §2.1). */
export const PublicInbox = Type.Object({
  identifier: Text, identity_validation_enabled: Type.Boolean(), name: Text, timezone: Text, working_hours: Type.Array(WorkingHoursJson),
  working_hours_enabled: Type.Boolean(), csat_survey_enabled: Type.Boolean(), greeting_enabled: Type.Boolean(),
}, { $id: 'PublicInbox' })
export const publicInbox = (inbox: Inbox): Static<typeof PublicInbox> => ({
  identifier: inbox.identifier,
  identity_validation_enabled: inbox.hmac_mandatory,
  name: inbox.name,
  timezone: inbox.timezone,
  working_hours: inbox.working_hours.map(workingHoursJson),
  working_hours_enabled: inbox.working_hours_enabled,
  csat_survey_enabled: inbox.csat_survey_enabled,
  greeting_enabled: inbox.greeting_enabled,
})
