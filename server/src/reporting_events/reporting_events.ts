import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'

/** What is measured, under the incumbent's names; those that a conversation's own list shows have `conversation_created` left out. */
export type ReportingName =
  'conversation_created' | 'first_response' | 'reply_time' | 'conversation_resolved' | 'conversation_bot_resolved' | 'conversation_bot_handoff'

export interface ReportingEvent {
  account_id: number
  name: ReportingName
  /** Seconds. */
  value: number
  /** Those of them within the inbox's working hours; 0 where it keeps none. */
  value_in_business_hours: number
  event_start_time: Moment
  event_end_time: Moment
  conversation_id: number
  inbox_id: number
  /** The agent who did it. */
  user_id: number | null
  created_at: Moment
}

const columns = 'account_id, name, value, value_in_business_hours, event_start_time, event_end_time, conversation_id, inbox_id, user_id, created_at'

/** A CTE that writes the JSON array of measured rows in `parameter`, where the CTE `guard` has a row. */
export const insertMeasured = (parameter: string, guard: string) => `
  measured as (insert into reporting_events (${columns}) select ${columns} from json_populate_recordset(null::reporting_events, ${parameter}) n
    where exists (select from ${guard}) on conflict do nothing)`

/** What the CTE `added` returns of the messages that it writes, for the one that counts them. */
export const countedColumns = 'account_id, created_at, conversation_id, inbox_id, sender_type, sender_id, message_type'
export const countMessages = `
  counted as (insert into reporting_messages (account_id, created_at, conversation_id, inbox_id, user_id, message_type)
    select account_id, created_at, conversation_id, inbox_id, case when sender_type = 'User' then sender_id end, message_type from added where message_type in (0, 1))`

/** What became of one conversation, in the order in which it happened (application API §6.5). */
export function listReportingEvents(query: Query, { account_id, id }: { account_id: number; id: number }) {
  return query<ReportingEvent & { id: number }>(
    `select * from reporting_events where account_id = $1 and conversation_id = $2 and name <> 'conversation_created' order by created_at, id`, [account_id, id])
}
