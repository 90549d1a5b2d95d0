import { expect, test } from 'vitest'
import { durationOf, minutesIn } from './duration.ts'

test.each([[10, '10', 'minutes'], [60, '1', 'hours'], [90, '90', 'minutes'], [2880, '2', 'days']] as const)('%i minutes are %s %s, and back', (minutes, amount, unit) => {
  expect(durationOf(minutes)).toEqual({ amount, unit })
  expect(minutesIn(amount, unit)).toBe(minutes)
})

test.each(['', 'two', '1.5', '-3'])('“%s” is no time', (amount) => {
  expect(minutesIn(amount, 'hours')).toBeNull()
})
