import { expect, test } from 'vitest'
import { countDuration, noDurations, percentile } from './durations.ts'

const counted = (durations: number[]) => {
  const counts = noDurations()
  for (const duration of durations) countDuration(counts, duration)
  return counts
}

test('percentiles lie within the class that holds them', () => {
  const counts = counted([...Array<number>(90).fill(10), ...Array<number>(10).fill(900)])
  expect(percentile(counts, 0.5)).toBeGreaterThanOrEqual(8)
  expect(percentile(counts, 0.5)).toBeLessThanOrEqual(12)
  expect(percentile(counts, 0.95)).toBeGreaterThanOrEqual(800)
  expect(percentile(counts, 0.95)).toBeLessThanOrEqual(1200)
})

test('nothing has no percentile, and what is endless is the last class', () => {
  expect(percentile(noDurations(), 0.5)).toBeNull()
  expect(percentile(counted([0]), 0.95)).toBeLessThanOrEqual(1)
  expect(percentile(counted([1_000_000]), 0.5)).toBe(30_000)
})
