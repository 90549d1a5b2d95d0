import { expect, test } from 'vitest'
import { hoursProblem, weekOf, workingDayOf } from './hours.ts'

const closed = { closed_all_day: true, open_all_day: false, open_hour: null, open_minutes: null, close_hour: null, close_minutes: null }

test('a week is edited from Monday on and comes back as it was', () => {
  const days = [
    { day_of_week: 0, ...closed },
    { ...closed, day_of_week: 1, closed_all_day: false, open_hour: 9, open_minutes: 5, close_hour: 17, close_minutes: 30 },
    ...[2, 3, 4, 5].map((day_of_week) => ({ day_of_week, ...closed })),
    { ...closed, day_of_week: 6, closed_all_day: false, open_all_day: true },
  ]
  const week = weekOf(days)
  expect(week.map(({ day }) => day)).toEqual([1, 2, 3, 4, 5, 6, 0])
  expect(week[0]).toEqual({ day: 1, kind: 'hours', from: '09:05', to: '17:30' })
  expect(week[5]!.kind).toBe('always')
  expect(week.map(workingDayOf).toSorted((one, other) => one.day_of_week - other.day_of_week)).toEqual(days)
})

test.each([
  ['hours', '09:00', '17:00', null],
  ['hours', '17:00', '09:00', 'The end must be after the beginning.'],
  ['hours', '09:00', '09:00', 'The end must be after the beginning.'],
  ['hours', '', '09:00', 'Enter both times.'],
  ['closed', '', '', null],
] as const)('%s from %s to %s: %s', (kind, from, to, problem) => {
  expect(hoursProblem({ day: 1, kind, from, to })).toBe(problem)
})
