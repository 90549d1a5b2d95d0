import { expect, test } from 'vitest'
import { change, shown, span } from './words.ts'

test('spans of time are told in two units at most', () => {
  expect([null, 0, 42.4, 59.7, 720, 3600, 12_000, 86_400, 187_200].map(span)).toEqual(['–', '0 s', '42 s', '60 s', '12 min', '1 h', '3 h 20 min', '1 d', '2 d 4 h'])
})

test('figures and their change', () => {
  expect([shown('conversations_count', 1234), shown('reply_time', null), shown('reply_time', 90)]).toEqual(['1,234', '–', '2 min'])
  expect([change(112, 100), change(50, 100), change(5, 0), change(null, 5), change(3, 3)]).toEqual(['+12%', '-50%', null, null, '0%'])
})
