import { expect, test } from 'vitest'
import { heatOf } from './heat.ts'

const at = (text: string, value: number) => ({ timestamp: Date.parse(text) / 1000, value })

test('points are summed by weekday and hour of a zone', () => {
  const points = [at('2026-11-23T08:00:00Z', 2), at('2026-11-30T08:00:00Z', 3), at('2026-11-22T23:00:00Z', 1)]
  const berlin = heatOf(points, 'Europe/Berlin')
  expect([berlin[0]![9], berlin[0]![0], berlin.flat().reduce((sum, one) => sum + one, 0)]).toEqual([5, 1, 6])
  expect(heatOf(points, 'UTC')[6]![23]).toBe(1)
})
