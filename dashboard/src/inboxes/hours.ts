import type { WorkingDay } from '../wire_inbox.ts'

export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** "09:00" of a day's hours, as `<input type="time">` has it. */
export const timeOf = (hour: number | null, minutes: number | null) => (hour === null ? '' : `${String(hour).padStart(2, '0')}:${String(minutes ?? 0).padStart(2, '0')}`)

/** The day with another beginning or end; a time that was cleared changes nothing. */
export function withTime(day: WorkingDay, end: 'open' | 'close', text: string): WorkingDay {
  const found = /^(\d\d):(\d\d)/.exec(text)
  if (!found) return day
  return { ...day, [`${end}_hour`]: Number(found[1]), [`${end}_minutes`]: Number(found[2]) }
}

export type Openness = 'closed' | 'hours' | 'all_day'

export const opennessOf = (day: WorkingDay): Openness => (day.closed_all_day ? 'closed' : day.open_all_day ? 'all_day' : 'hours')

/** A day that is opened begins with the usual hours. */
export function withOpenness(day: WorkingDay, next: Openness): WorkingDay {
  const isUsual = day.open_hour !== null && !day.open_all_day
  const hours = isUsual ? {} : { open_hour: 9, open_minutes: 0, close_hour: 17, close_minutes: 0 }
  return { ...day, ...(next === 'hours' ? hours : {}), closed_all_day: next === 'closed', open_all_day: next === 'all_day' }
}

/** What is wrong with a day, in words for the form. */
export function dayProblem(day: WorkingDay): string | null {
  if (opennessOf(day) !== 'hours') return null
  const minutes = (hour: number | null, minute: number | null) => (hour ?? 0) * 60 + (minute ?? 0)
  return minutes(day.close_hour, day.close_minutes) > minutes(day.open_hour, day.open_minutes) ? null : 'The end must be after the beginning.'
}
