import { useSyncExternalStore } from 'react'

/** The words are English for now, so dates are too, in the reader's own kind of English where there is one. */
const locale = (typeof navigator === 'undefined' ? [] : navigator.languages).find((language) => /^en(-[A-Z]{2})?$/.test(language)) ?? 'en-GB'

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' })
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' })
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const dayOfAnyYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
const longDayOfAnyYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** All take seconds. */
export const clockTime = (at: number) => clock.format(at * 1000)
export const fullTime = (at: number) => full.format(at * 1000)

/** For a list: "now", "5m", "3h", "Tue", "3 Sep". */
export function shortAge(at: number, now: number): string {
  const age = now - at
  if (age < 60) return 'now'
  if (age < 3_600) return `${Math.floor(age / 60)}m`
  if (age < 86_400) return `${Math.floor(age / 3_600)}h`
  if (age < 6 * 86_400) return weekday.format(at * 1000)
  return (sameYear(at, now) ? dayOfYear : dayOfAnyYear).format(at * 1000)
}

/** For ears: "5 minutes ago". */
export function spokenAge(at: number, now: number): string {
  const age = now - at
  if (age < 60) return 'just now'
  if (age < 3_600) return relative.format(-Math.floor(age / 60), 'minute')
  if (age < 86_400) return relative.format(-Math.floor(age / 3_600), 'hour')
  return relative.format(-Math.floor(age / 86_400), 'day')
}

/** "Today", "Yesterday", "Monday 21 September". */
export function dayName(at: number, now: number): string {
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return (sameYear(at, now) ? longDay : longDayOfAnyYear).format(at * 1000)
}

/** For a time to come: "14:00" today, else "Tue 14:00" or "3 Oct 14:00". */
export function whenNext(at: number, now: number): string {
  if (midnight(at) === midnight(now)) return clockTime(at)
  const day = at - now < 6 * 86_400 ? weekday : dayOfYear
  return `${day.format(at * 1000)} ${clockTime(at)}`
}

/** The time in seconds, fresh every half minute, for everything that shows an age. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

let now = seconds()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) {
    now = seconds()
    timer = setInterval(tick, 30_000)
    document.addEventListener('visibilitychange', tick)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  }
}

function tick(): void {
  now = seconds()
  for (const listener of listeners) listener()
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

function midnight(at: number): number {
  return new Date(at * 1000).setHours(0, 0, 0, 0)
}

function sameYear(one: number, other: number): boolean {
  return new Date(one * 1000).getFullYear() === new Date(other * 1000).getFullYear()
}
