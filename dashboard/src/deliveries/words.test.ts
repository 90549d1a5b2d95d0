import { expect, test } from 'vitest'
import { clockTime } from '../time.ts'
import { duration, healthText, percent, prettyJson, replayText, triedText } from './words.ts'

test('a rate is never rounded into a lie', () => {
  expect([1, 0.99996, 0.5, 0.00001, 0].map(percent)).toEqual(['100%', '99.9%', '50%', '0.1%', '0%'])
})

test('times are short', () => {
  expect([4, 999, 1_300, 42_000].map(duration)).toEqual(['4 ms', '999 ms', '1.3 s', '42 s'])
})

test('a conversation says since when its callback fails', () => {
  const now = new Date(2026, 8, 21, 12, 0).getTime() / 1000
  const at = new Date(2026, 8, 21, 10, 42)
  const health = { state: 'failing', failing_since: at.toISOString(), waiting: 3 } as const
  expect(healthText(health, now)).toBe(`Callback failing since ${clockTime(at.getTime() / 1000)}, 3 waiting`)
  expect(healthText({ ...health, waiting: 0 }, now + 86_400)).toMatch(/since Yesterday [^,]+$/)
})

test('a try is told in few words', () => {
  expect(triedText({ status: 200, error_class: null })).toBe('Accepted (200)')
  expect(triedText({ status: 503, error_class: 'http' })).toBe('Answered 503')
  expect(triedText({ status: 200, error_class: 'timeout' })).toBe('No answer in time')
})

test('a replay is told as far as it has got', () => {
  const replay = { id: 1, total: 1_000, done: 240, failed: 3, per_second: 100, state: 'running', created_at: '' } as const
  expect(replayText(replay)).toBe('240 of 1,000 sent again, 3 failed')
  expect(replayText({ ...replay, done: 1_000, failed: 0, state: 'finished' })).toBe('All 1,000 sent again')
})

test('only JSON is laid out', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyJson('a=1')).toBeNull()
})
