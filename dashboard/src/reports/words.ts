import type { Metric } from './queries.ts'
import type { Period, ReportsSearch, Span } from './span.ts'

export const metricChoices: { value: Metric; label: string }[] = [
  { value: 'conversations_count', label: 'Conversations' },
  { value: 'incoming_messages_count', label: 'Messages received' },
  { value: 'outgoing_messages_count', label: 'Messages sent' },
  { value: 'resolutions_count', label: 'Resolutions' },
  { value: 'avg_first_response_time', label: 'First response time' },
  { value: 'reply_time', label: 'Waiting time of customers' },
  { value: 'avg_resolution_time', label: 'Resolution time' },
]

export const countChoices = metricChoices.filter(({ value }) => !isTime(value))

export const periodWords: Record<Period, { by: string; one: string }> = {
  hour: { by: 'By hour', one: 'Hour' }, day: { by: 'By day', one: 'Day' }, week: { by: 'By week', one: 'Week from' }, month: { by: 'By month', one: 'Month' }, year: { by: 'By year', one: 'Year' },
}

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options)
const day = format({ day: 'numeric', month: 'short' })
const dates: Record<Period, Intl.DateTimeFormat> = {
  hour: format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }), day, week: day, month: format({ month: 'short', year: 'numeric' }), year: format({ year: 'numeric' }),
}
const dayOfAnyYear = format({ day: 'numeric', month: 'short', year: 'numeric' })

/** The beginning of a period, in seconds. */
export const whenText = (period: Period, timestamp: number) => dates[period].format(timestamp * 1000)

/** "Last 7 days", or the days of one's own. */
export function spanText({ days = 7, from, to }: ReportsSearch, { since, until }: Span): string {
  if (!from || !to) return `Last ${days} days`
  const [first, last] = [dayOfAnyYear.format(since * 1000), dayOfAnyYear.format((until - 1) * 1000)]
  return first === last ? first : `${first} to ${last}`
}

export function isTime(metric: Metric): boolean {
  return metric === 'avg_first_response_time' || metric === 'avg_resolution_time' || metric === 'reply_time'
}

/** "42 s", "12 min", "3 h 20 min", "2 d 4 h"; "–" for no time at all. */
export function span(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

export const shown = (metric: Metric, value: number | null) => (isTime(metric) ? span(value) : (value ?? 0).toLocaleString('en'))

/** "+12%" against the time before; null where there is nothing to compare with. */
export function change(now: number | null, before: number | null): string | null {
  if (now === null || !before) return null
  const percent = Math.round(((now - before) / before) * 100)
  return `${percent > 0 ? '+' : ''}${percent}%`
}
