import type { Metric } from './queries.ts'

export const metricChoices: { value: Metric; label: string }[] = [
  { value: 'conversations_count', label: 'Conversations' },
  { value: 'incoming_messages_count', label: 'Messages received' },
  { value: 'outgoing_messages_count', label: 'Messages sent' },
  { value: 'resolutions_count', label: 'Resolutions' },
  { value: 'avg_first_response_time', label: 'First response time' },
  { value: 'reply_time', label: 'Waiting time of customers' },
  { value: 'avg_resolution_time', label: 'Resolution time' },
]

export const isTime = (metric: Metric) => metric === 'avg_first_response_time' || metric === 'avg_resolution_time' || metric === 'reply_time'

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
