import { expect, test } from 'vitest'
import { defaultSchedule as schedule, judge, type Answer, type Tried } from '../../src/deliveries/schedule.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const hour = 3_600_000
const row: Tried = { created_at: start, expires_at: null, attempts: 1, refusals: 0, refused_at: null }
const down: Answer = { status: null, error: 'connect ECONNREFUSED', retryAfter: null }
const refused: Answer = { status: 422, error: '422 Unprocessable Entity', retryAfter: null }
const middle = 0.5

/** Seconds after the start at which a delivery is tried whose endpoint never answers. */
function tries(answer: Answer): { at: number[]; end: number } {
  const at: number[] = []
  for (let now = start, attempts = 1; ; attempts++) {
    at.push((now - start) / 1000)
    const verdict = judge(schedule, { ...row, attempts, refusals: attempts, refused_at: start }, answer, null, now, middle)
    if (verdict.state !== 'pending') return { at, end: (now - start) / 1000 }
    now = verdict.at
  }
}

test('waits 1, 5, 15, 30 s, each minute for ten minutes, each ten minutes for an hour, then hours, and gives up after 24 h', () => {
  const { at, end } = tries(down)
  const waits = at.slice(1).map((each, index) => each - at[index]!)
  expect(waits.slice(0, 20)).toEqual([1, 5, 15, 30, ...Array<number>(10).fill(60), ...Array<number>(6).fill(600)])
  expect(new Set(waits.slice(20, -1))).toEqual(new Set([3600]))
  expect(end).toBe(24 * 3600)
})

test('makes waits longer and shorter by a tenth', () => {
  expect(judge(schedule, row, down, null, start, 0)).toEqual({ state: 'pending', at: start + 900 })
  expect(judge(schedule, row, down, null, start, 1)).toEqual({ state: 'pending', at: start + 1100 })
})

test('waits as long as it is asked to, ten minutes at most, and never less than it would', () => {
  const busy = (retryAfter: number): Answer => ({ status: 429, error: '429 Too Many Requests', retryAfter })
  expect(judge(schedule, row, busy(120_000), null, start, middle)).toEqual({ state: 'pending', at: start + 120_000 })
  expect(judge(schedule, row, busy(hour), null, start, middle)).toEqual({ state: 'pending', at: start + 600_000 })
  expect(judge(schedule, { ...row, attempts: 3 }, busy(0), null, start, middle)).toEqual({ state: 'pending', at: start + 15_000 })
})

test('gives an event up that is refused five times while its endpoint accepts others', () => {
  const fifth = { ...row, attempts: 5, refusals: 5, refused_at: start }
  expect(judge(schedule, fifth, refused, start + 1, start + 51_000)).toEqual({ state: 'failed' })
  expect(judge(schedule, fifth, refused, start - 1, start + 51_000)).toMatchObject({ state: 'pending' })
  expect(judge(schedule, { ...fifth, refusals: 4 }, refused, start + 1, start + 51_000)).toMatchObject({ state: 'pending' })
  for (const status of [408, 425, 429, 500, 302]) {
    expect(judge(schedule, fifth, { ...refused, status }, start + 1, start + 51_000)).toMatchObject({ state: 'pending' })
  }
})

test('refusals after a long outage are as quick as others', () => {
  const late = { ...row, attempts: 15, refusals: 1, refused_at: start }
  expect(judge(schedule, late, refused, null, start + hour, middle)).toEqual({ state: 'pending', at: start + hour + 1000 })
})

test('what was found after a day of sleep still gets its quick tries', () => {
  expect(judge(schedule, row, down, null, start + 30 * hour, middle)).toEqual({ state: 'pending', at: start + 30 * hour + 1000 })
  expect(judge(schedule, { ...row, attempts: 5 }, down, null, start + 30 * hour)).toEqual({ state: 'failed' })
})

test('looks at what expires when it does', () => {
  expect(judge(schedule, { ...row, attempts: 5, expires_at: start + 30_000 }, down, null, start, middle)).toEqual({ state: 'pending', at: start + 30_000 })
})

test('a success is one', () => {
  expect(judge(schedule, row, { status: 204, error: null, retryAfter: null }, null, start)).toEqual({ state: 'delivered' })
})
