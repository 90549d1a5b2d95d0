import { expect, test } from 'vitest'
import { dayProblem, opennessOf, timeOf, withOpenness, withTime } from './hours.ts'

const closed = { day_of_week: 0, closed_all_day: true, open_hour: null, open_minutes: null, close_hour: null, close_minutes: null, open_all_day: false }

test('a day is opened with the usual hours, changed and closed again', () => {
  const opened = withOpenness(closed, 'hours')
  expect([opennessOf(opened), timeOf(opened.open_hour, opened.open_minutes), timeOf(opened.close_hour, opened.close_minutes)]).toEqual(['hours', '09:00', '17:00'])
  const later = withTime(withTime(opened, 'open', '08:30'), 'close', '')
  expect([timeOf(later.open_hour, later.open_minutes), timeOf(later.close_hour, later.close_minutes)]).toEqual(['08:30', '17:00'])
  expect(opennessOf(withOpenness(later, 'closed'))).toBe('closed')
  expect(opennessOf(withOpenness(later, 'all_day'))).toBe('all_day')
})

test('a day that ends before it begins is told', () => {
  expect([dayProblem(closed), dayProblem(withTime(withOpenness(closed, 'hours'), 'close', '08:00'))]).toEqual([null, 'The end must be after the beginning.'])
})
