import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTypingSignal } from './typing_signal.ts'

let told: string[]

beforeEach(() => {
  told = []
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

const signal = () => createTypingSignal((status, isPrivate) => told.push(isPrivate ? `${status} note` : status))

test('typing is told once, not with every key', () => {
  const { typed } = signal()
  typed('h', false)
  typed('he', false)
  expect(told).toEqual(['on'])
})

test('a long text is told again, its end once', () => {
  const { typed, stop } = signal()
  for (let second = 0; second < 20; second++) {
    typed('text', false)
    vi.advanceTimersByTime(1_000)
  }
  stop()
  stop()
  expect(told).toEqual(['on', 'on', 'off'])
})

test('a pause ends it, clearing the text too', () => {
  const { typed } = signal()
  typed('h', false)
  vi.advanceTimersByTime(5_000)
  typed('h', false)
  typed('', false)
  expect(told).toEqual(['on', 'off', 'on', 'off'])
})

test('changing to a note ends the public mark first', () => {
  const { typed } = signal()
  typed('h', false)
  typed('h', true)
  expect(told).toEqual(['on', 'off', 'on note'])
})
