import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Nullable, Text } from '../http/shapes.ts'
import type { ReportingEvent } from './reporting_events.ts'

/** Something measured in a conversation (application API §6.5); times in seconds. `conversation_id` is its number in the account. */
export const ReportingEventJson = Type.Object({
  id: Id, name: Text, value: Type.Number(), value_in_business_hours: Type.Number(), event_start_time: IsoTime, event_end_time: IsoTime, account_id: Id,
  conversation_id: Id, inbox_id: Id, user_id: Nullable(Id), created_at: IsoTime, updated_at: IsoTime,
}, { $id: 'ReportingEvent' })
export const reportingEventJson = (event: ReportingEvent & { id: number }, displayId: number): Static<typeof ReportingEventJson> => ({
  id: event.id,
  name: event.name,
  value: event.value,
  value_in_business_hours: event.value_in_business_hours,
  event_start_time: iso(event.event_start_time),
  event_end_time: iso(event.event_end_time),
  account_id: event.account_id,
  conversation_id: displayId,
  inbox_id: event.inbox_id,
  user_id: event.user_id,
  created_at: iso(event.created_at),
  updated_at: iso(event.created_at),
})
