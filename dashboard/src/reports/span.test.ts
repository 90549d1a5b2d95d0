import { expect, test } from 'vitest'
import { daysIn, isDay, periodOf, periodsFor, spanBefore, spanOf } from './span.ts'

const of = (days: number) => ({ since: 0, until: days * 86_400 })

test('a span is of whole days, and the one before is as long', () => {
  const span = spanOf({ from: '2026-03-01', to: '2026-03-07' })
  expect([daysIn(span), span.since, spanBefore(span).until]).toEqual([7, new Date(2026, 2, 1).getTime() / 1000, span.since])
  const week = spanOf({}, new Date(2026, 5, 15, 10))
  expect([daysIn(week), week.until]).toEqual([7, new Date(2026, 5, 16).getTime() / 1000])
})

test('periods fit the span', () => {
  expect([of(7), of(30), of(90), of(800)].map(periodsFor)).toEqual([['hour', 'day'], ['day', 'week'], ['day', 'week', 'month'], ['week', 'month', 'year']])
  expect([periodOf('hour', of(30)), periodOf(undefined, of(500)), periodOf('week', of(90))]).toEqual(['day', 'month', 'week'])
})

test('a day is one of the calendar', () => {
  expect(['2026-02-01', '2026-13-01', 'soon', 7, undefined].map(isDay)).toEqual([true, false, false, false, false])
})
