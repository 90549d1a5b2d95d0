/** What an inbox says and does by itself (application API §3.3). */

/** One day of the week, Sunday is 0. */
export interface WorkingDay {
  day_of_week: number
  closed_all_day: boolean
  open_hour: number | null
  open_minutes: number | null
  close_hour: number | null
  close_minutes: number | null
  open_all_day: boolean
}

export interface InboxManners {
  greeting_enabled: boolean
  greeting_message: string | null
  working_hours_enabled: boolean
  working_hours: WorkingDay[]
  out_of_office_message: string | null
  timezone: string
  csat_survey_enabled: boolean
  csat_config: { display_type?: string; message?: string }
  enable_auto_assignment: boolean
  auto_assignment_config: { max_assignment_limit?: number | null }
}
