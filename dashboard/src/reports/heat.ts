import type { Point } from './queries.ts'

/** Monday first. */
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Sums by weekday and hour, on the clocks of a zone; without one on the reader's. */
export function heatOf(points: Pick<Point, 'timestamp' | 'value'>[], timeZone?: string): number[][] {
  const clock = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', hourCycle: 'h23', ...(timeZone && { timeZone }) })
  const sums = weekdays.map(() => Array.from({ length: 24 }, () => 0))
  for (const { timestamp, value } of points) {
    const parts = Object.fromEntries(clock.formatToParts(timestamp * 1000).map((part) => [part.type, part.value]))
    const day = sums[weekdays.indexOf(parts.weekday ?? '')]
    const hour = Number(parts.hour)
    if (day?.[hour] !== undefined) day[hour] += value
  }
  return sums
}
