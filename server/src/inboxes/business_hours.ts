import type { WorkingHours } from './working_hours.ts'

/** When an inbox is worked in: a week of days, Sunday is 0, on the clocks of `timezone`. */
export interface BusinessHours {
  timezone: string
  days: WorkingHours[]
}

/** Whether somebody works at that moment (milliseconds). The minute at which a day closes is no longer worked in; 23:59 stands for midnight. */
export function isOpenAt({ timezone, days }: BusinessHours, at: number): boolean {
  const { weekday, second } = clockAt(timezone, at)
  const hours = openSecondsOf(days, weekday)
  return hours !== null && second >= hours.from && second < hours.to
}

/**
 * How many of the seconds between two moments (milliseconds) are worked in. Days that the clocks make longer or shorter count with the seconds
 * that they really have.
 */
export function openSecondsBetween({ timezone, days }: BusinessHours, from: number, to: number): number {
  let worked = 0
  for (let { date } = clockAt(timezone, from); date <= to + longestShift; date += day) {
    const hours = openSecondsOf(days, new Date(date).getUTCDay())
    if (hours === null) continue
    const [opens, closes] = [momentOf(timezone, date, hours.from), momentOf(timezone, date, hours.to)]
    worked += Math.max(Math.min(closes, to) - Math.max(opens, from), 0)
  }
  return Math.floor(worked / 1000)
}

/** In milliseconds. */
const day = 86_400_000
/** No zone is further from UTC than this. */
const longestShift = 14 * 3_600_000
/** In seconds. */
const midnight = 86_400

/** Seconds since the day's midnight by the clock between which it is worked in; null on a day off. */
function openSecondsOf(week: WorkingHours[], weekday: number): { from: number; to: number } | null {
  const hours = week.find(({ day_of_week }) => day_of_week === weekday)
  if (!hours || hours.closed_all_day) return null
  if (hours.open_all_day) return { from: 0, to: midnight }
  const { open_hour, open_minutes, close_hour, close_minutes } = hours
  const closes = (close_hour ?? 0) * 60 + (close_minutes ?? 0)
  return { from: ((open_hour ?? 0) * 60 + (open_minutes ?? 0)) * 60, to: closes === 23 * 60 + 59 ? midnight : closes * 60 }
}

/** What calendar and clock show: `date` is the day's midnight as if the zone were UTC. */
function clockAt(timezone: string, at: number): { date: number; weekday: number; second: number } {
  const shown = shownAt(timezone, at)
  const second = Math.floor((((shown % day) + day) % day) / 1000)
  const date = shown - (((shown % day) + day) % day)
  return { date, weekday: new Date(date).getUTCDay(), second }
}

/**
 * The moment at which the clock shows `second` of a day, or the first after it where the clock leaps over that second; of two, the earlier.
 */
function momentOf(timezone: string, date: number, second: number): number {
  const wanted = date + second * 1000
  const offsets = [wanted - day, wanted + day].map((at) => shownAt(timezone, at) - at)
  const moments = offsets.map((offset) => wanted - offset).filter((at) => shownAt(timezone, at) === wanted)
  // In the hour that is left out, the clock of before shows it an hour late: by then the clocks have just been put forward.
  return moments.length > 0 ? Math.min(...moments) : leap(timezone, wanted - Math.max(...offsets), wanted - Math.min(...offsets))
}

/** The moment within the two at which the clock leaps. */
function leap(timezone: string, before: number, after: number): number {
  const shift = (at: number) => shownAt(timezone, at) - at
  const old = shift(before)
  let [low, high] = [before, after]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (shift(middle) === old) low = middle
    else high = middle
  }
  return high
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show, as the moment at which UTC shows the same. */
function shownAt(timezone: string, at: number): number {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    })
    formats.set(timezone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year, month, day: date, hour, minute, second } = parts as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>
  return Date.UTC(year, month - 1, date, hour, minute, second) + (((at % 1000) + 1000) % 1000)
}
