import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import type { Inbox } from './inboxes.ts'
import { WorkingHoursJson, workingHoursJson, type WorkingHours } from './working_hours.ts'

const { open_all_day, ...hours } = WorkingHoursJson.properties
const HoursRow = Type.Object({ id: Id, inbox_id: Id, account_id: Id, ...hours, created_at: IsoTime, updated_at: IsoTime, open_all_day })

/**
 * An inbox in callbacks (webhooks §6.7). `channel` leaves out `hmac_token` and `secret`, which the incumbent sends to every
 * receiver in clear; `id` and `name` are added, as without them a receiver cannot tell the inbox (docs/compat.md).
 */
export const InboxWebhook = Type.Object({
  id: Id, name: Text, allow_messages_after_resolved: Type.Boolean(), lock_to_single_conversation: Type.Boolean(), auto_assignment_config: Json,
  enable_auto_assignment: Type.Boolean(), enable_email_collect: Type.Boolean(), greeting_enabled: Type.Boolean(), greeting_message: Nullable(Text),
  csat_survey_enabled: Type.Boolean(), business_name: Nullable(Text), sender_name_type: Text, timezone: Text, out_of_office_message: Nullable(Text),
  working_hours_enabled: Type.Boolean(), working_hours: Type.Array(HoursRow), created_at: IsoTime, updated_at: IsoTime,
  channel: Type.Object({
    id: Id, account_id: Id, webhook_url: Nullable(Text), created_at: IsoTime, updated_at: IsoTime, identifier: Text, hmac_mandatory: Type.Boolean(), additional_attributes: Json,
  }),
  account: Type.Object({ id: Id, name: Text }),
}, { $id: 'InboxWebhook' })
export const inboxWebhook = (inbox: Inbox, account: { id: number; name: string }): Static<typeof InboxWebhook> => ({
  id: inbox.id,
  name: inbox.name,
  allow_messages_after_resolved: inbox.allow_messages_after_resolved,
  lock_to_single_conversation: inbox.lock_to_single_conversation,
  auto_assignment_config: inbox.auto_assignment_config,
  enable_auto_assignment: inbox.enable_auto_assignment,
  enable_email_collect: inbox.enable_email_collect,
  greeting_enabled: inbox.greeting_enabled,
  greeting_message: inbox.greeting_message,
  csat_survey_enabled: inbox.csat_survey_enabled,
  business_name: inbox.business_name,
  sender_name_type: inbox.sender_name_type,
  timezone: inbox.timezone,
  out_of_office_message: inbox.out_of_office_message,
  working_hours_enabled: inbox.working_hours_enabled,
  working_hours: inbox.working_hours.map((day) => hoursRow(inbox, day)),
  created_at: iso(inbox.created_at),
  updated_at: iso(inbox.updated_at),
  channel: {
    id: inbox.id,
    account_id: inbox.account_id,
    webhook_url: inbox.webhook_url,
    created_at: iso(inbox.created_at),
    updated_at: iso(inbox.updated_at),
    identifier: inbox.identifier,
    hmac_mandatory: inbox.hmac_mandatory,
    additional_attributes: inbox.additional_attributes,
  },
  account,
})

/** A day as the row that the incumbent keeps of it. Here it is part of the inbox, so its id and times are made from the inbox's. */
function hoursRow({ id, account_id, created_at, updated_at }: Inbox, day: WorkingHours): Static<typeof HoursRow> {
  const { open_all_day, ...times } = workingHoursJson(day)
  return { id: id * 7 - 6 + day.day_of_week, inbox_id: id, account_id, ...times, created_at: iso(created_at), updated_at: iso(updated_at), open_all_day }
}
