import type { WorkingDay } from '../wire.ts'

/** A day as it is edited: times as "09:30". */
export interface DayHours {
  day: number
  kind: 'closed' | 'hours' | 'always'
  from: string
  to: string
}

const usual = { from: '09:00', to: '17:00' }

/** From Monday on. */
export function weekOf(days: WorkingDay[]): DayHours[] {
  return [1, 2, 3, 4, 5, 6, 0].map((day) => {
    const hours = days.find(({ day_of_week }) => day_of_week === day)
    if (!hours || hours.closed_all_day) return { day, kind: 'closed', ...usual }
    if (hours.open_all_day) return { day, kind: 'always', ...usual }
    return { day, kind: 'hours', from: clock(hours.open_hour, hours.open_minutes), to: clock(hours.close_hour, hours.close_minutes) }
  })
}

export function workingDayOf({ day, kind, from, to }: DayHours): WorkingDay {
  const [open_hour, open_minutes] = kind === 'hours' ? parts(from) : [null, null]
  const [close_hour, close_minutes] = kind === 'hours' ? parts(to) : [null, null]
  return { day_of_week: day, closed_all_day: kind === 'closed', open_all_day: kind === 'always', open_hour, open_minutes, close_hour, close_minutes }
}

/** What the server would pass over without a word. */
export function hoursProblem({ kind, from, to }: DayHours): string | null {
  if (kind !== 'hours') return null
  if (!from || !to) return 'Enter both times.'
  return to > from ? null : 'The end must be after the beginning.'
}

const clock = (hour: number | null, minutes: number | null) => `${two(hour)}:${two(minutes)}`
const two = (value: number | null) => String(value ?? 0).padStart(2, '0')
const parts = (time: string) => time.split(':').map(Number) as [number, number]
