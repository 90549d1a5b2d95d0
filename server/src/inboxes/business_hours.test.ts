import { describe, expect, test } from 'vitest'
import { isOpenAt, openSecondsBetween } from './business_hours.ts'
import { usualHours, type WorkingHours } from './working_hours.ts'

const at = (iso: string) => Date.parse(iso)
const hour = 3600

/** Every day the same, from and to as `HH:MM`. */
const daily = (from: string, to: string, timezone = 'UTC') => {
  const [open_hour, open_minutes, close_hour, close_minutes] = [...from.split(':'), ...to.split(':')].map(Number) as [number, number, number, number]
  return { timezone, days: [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({ day_of_week, closed_all_day: false, open_all_day: false, open_hour, open_minutes, close_hour, close_minutes })) }
}
const always = (timezone: string) => ({ timezone, days: daily('00:00', '23:59').days.map((day) => ({ ...day, open_all_day: true })) })
const week = (timezone: string, change: Partial<WorkingHours>[] = []) =>
  ({ timezone, days: usualHours().map((day) => ({ ...day, ...change.find(({ day_of_week }) => day_of_week === day.day_of_week) })) })

describe('open or closed', () => {
  const cases: [string, ReturnType<typeof week>, string, boolean][] = [
    ['a Monday morning', week('UTC'), '2026-06-15T09:00:00Z', true],
    ['one second too early', week('UTC'), '2026-06-15T08:59:59Z', false],
    ['the last second', week('UTC'), '2026-06-15T16:59:59.999Z', true],
    ['closing time', week('UTC'), '2026-06-15T17:00:00Z', false],
    ['a Sunday', week('UTC'), '2026-06-14T12:00:00Z', false],
    ['Monday in Auckland is Sunday in UTC', week('Pacific/Auckland'), '2026-06-14T22:00:00Z', true],
    ['Friday night in New York is Saturday in UTC', week('America/New_York', [{ day_of_week: 5, open_all_day: true }]), '2026-06-20T03:59:59Z', true],
    ['and Saturday there is closed', week('America/New_York', [{ day_of_week: 5, open_all_day: true }]), '2026-06-20T04:00:00Z', false],
    ['a zone of a quarter of an hour', daily('09:00', '17:00', 'Asia/Kathmandu'), '2026-06-15T03:15:00Z', true],
    ['a minute before it', daily('09:00', '17:00', 'Asia/Kathmandu'), '2026-06-15T03:14:00Z', false],
    ['winter in Berlin', daily('09:00', '17:00', 'Europe/Berlin'), '2026-03-28T08:00:00Z', true],
    ['the day after, summer has begun', daily('09:00', '17:00', 'Europe/Berlin'), '2026-03-29T07:00:00Z', true],
    ['until its 23:59 a day is open to midnight', daily('12:00', '23:59'), '2026-06-15T23:59:59Z', true],
    ['midnight is the next day', daily('12:00', '23:59'), '2026-06-16T00:00:00Z', false],
    ['closed all day wins over hours', week('UTC', [{ day_of_week: 1, closed_all_day: true }]), '2026-06-15T10:00:00Z', false],
  ]
  test.each(cases)('%s', (_name, hours, moment, open) => {
    expect(isOpenAt(hours, at(moment))).toBe(open)
  })

  test('the hour that summer leaves out is never shown, the one that winter repeats is open twice', () => {
    const night = daily('02:00', '03:00', 'Europe/Berlin')
    const open = (from: string) => [0, 30, 60, 90, 120, 150].map((minutes) => isOpenAt(night, at(from) + minutes * 60_000))
    expect(open('2026-03-29T00:00:00Z')).toEqual([false, false, false, false, false, false])
    expect(open('2026-10-25T00:00:00Z')).toEqual([true, true, true, true, false, false])
  })
})

describe('seconds worked in', () => {
  const cases: [string, ReturnType<typeof week>, string, string, number][] = [
    ['within a day', week('UTC'), '2026-06-15T10:00:00Z', '2026-06-15T10:30:00Z', 1800],
    ['over a night', week('UTC'), '2026-06-15T16:00:00Z', '2026-06-16T10:00:00Z', 2 * hour],
    ['over a weekend', week('UTC'), '2026-06-12T16:00:00Z', '2026-06-15T10:00:00Z', 2 * hour],
    ['all of a weekend', week('UTC'), '2026-06-13T00:00:00Z', '2026-06-15T00:00:00Z', 0],
    ['nothing between a moment and itself', always('UTC'), '2026-06-13T00:00:00Z', '2026-06-13T00:00:00Z', 0],
    ['nothing backwards', always('UTC'), '2026-06-14T00:00:00Z', '2026-06-13T00:00:00Z', 0],
    ['a week', week('Asia/Kolkata'), '2026-06-15T00:00:00Z', '2026-06-22T00:00:00Z', 40 * hour],
    ['far in the east', week('Pacific/Kiritimati'), '2026-06-14T18:00:00Z', '2026-06-14T20:00:00Z', hour],
    ['far in the west', week('Pacific/Pago_Pago'), '2026-06-16T03:00:00Z', '2026-06-16T05:00:00Z', hour],
    ['the day on which summer begins has 23 hours', always('Europe/Berlin'), '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23 * hour],
    ['the day on which it ends has 25', always('Europe/Berlin'), '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25 * hour],
    ['a night shift that summer shortens', daily('01:00', '04:00', 'Europe/Berlin'), '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 2 * hour],
    ['a night shift that winter prolongs', daily('01:00', '04:00', 'Europe/Berlin'), '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 4 * hour],
    ['one that begins in the hour left out begins when the clock has leapt', daily('02:30', '04:00', 'Europe/Berlin'), '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', hour],
    ['half an hour of summer, at Lord Howe', always('Australia/Lord_Howe'), '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z', 23.5 * hour],
    ['a midnight that is left out, in Cairo', always('Africa/Cairo'), '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z', 23 * hour],
    ['a year', week('America/New_York'), '2026-01-01T05:00:00Z', '2027-01-01T05:00:00Z', 261 * 8 * hour],
  ]
  test.each(cases)('%s', (_name, hours, from, to, seconds) => {
    expect(openSecondsBetween(hours, at(from), at(to))).toBe(seconds)
  })

  test('the parts of a span are the whole, wherever it is cut', () => {
    const hours = week('Europe/Berlin', [{ day_of_week: 0, closed_all_day: false, open_all_day: true }])
    const [from, to] = [at('2026-03-20T00:00:00Z'), at('2026-04-05T00:00:00Z')]
    const whole = openSecondsBetween(hours, from, to)
    for (let cut = from; cut < to; cut += 5 * hour * 1000) {
      expect(openSecondsBetween(hours, from, cut) + openSecondsBetween(hours, cut, to)).toBe(whole)
    }
  })
})
