import type { Inbox } from './inboxes.ts'
import type { WorkingHours } from './working_hours.ts'

/** What the verbs of a conversation need to know of its inbox beyond what payloads show. Null where it is switched off. */
export interface InboxSettings {
  /** The bot that answers first: conversations begin with it. */
  agent_bot_id: number | null
  greeting_message: string | null
  hours: { timezone: string; days: WorkingHours[]; out_of_office_message: string | null } | null
  csat: Record<string, unknown> | null
  enable_auto_assignment: boolean
  timezone: string
}

/** The same of an inbox `i` in SQL. */
export const inboxSettings = `json_build_object('agent_bot_id', i.agent_bot_id,
  'greeting_message', case when i.greeting_enabled then i.greeting_message end,
  'hours', case when i.working_hours_enabled then json_build_object('timezone', i.timezone, 'days', i.working_hours, 'out_of_office_message', i.out_of_office_message) end,
  'csat', case when i.csat_survey_enabled then i.csat_config end, 'enable_auto_assignment', i.enable_auto_assignment, 'timezone', i.timezone)`

export const settingsOf = (inbox: Inbox): InboxSettings => ({
  agent_bot_id: inbox.agent_bot_id,
  greeting_message: inbox.greeting_enabled ? inbox.greeting_message : null,
  hours: inbox.working_hours_enabled ? { timezone: inbox.timezone, days: inbox.working_hours, out_of_office_message: inbox.out_of_office_message } : null,
  csat: inbox.csat_survey_enabled ? inbox.csat_config : null,
  enable_auto_assignment: inbox.enable_auto_assignment,
  timezone: inbox.timezone,
})
