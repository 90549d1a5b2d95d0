import { expect, test } from 'vitest'
import { snoozeEnd } from './snooze_times.ts'

const at = (day: number, hour: number) => new Date(2026, 8, day, hour)
const seconds = (date: Date) => date.getTime() / 1000

test('an hour is an hour, the next reply has no time', () => {
  expect(snoozeEnd('hour', at(21, 15))).toBe(seconds(at(21, 16)))
  expect(snoozeEnd('next_reply', at(21, 15))).toBeNull()
})

test('tomorrow begins at nine, also over the end of a month', () => {
  expect(snoozeEnd('tomorrow', at(30, 23))).toBe(seconds(new Date(2026, 9, 1, 9)))
})

test('next week is the coming Monday, never today', () => {
  const monday = at(28, 9)
  expect(snoozeEnd('next_week', at(21, 8))).toBe(seconds(monday))
  expect(snoozeEnd('next_week', at(26, 8))).toBe(seconds(monday))
  expect(snoozeEnd('next_week', at(27, 8))).toBe(seconds(monday))
})
