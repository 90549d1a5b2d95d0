import { expect, test } from 'vitest'
import { keyFrom, patternProblem } from './key.ts'

test.each([['Order number', 'order_number'], ['  Größe (cm) ', 'größe_cm'], ['a.b-c_d', 'a.b-c_d'], ['!?', '']])('the key of “%s” is “%s”', (name, key) => {
  expect(keyFrom(name)).toBe(key)
})

test('a pattern has to be one', () => {
  expect(patternProblem(String.raw`^[A-Z]{2}-\d+$`)).toBeNull()
  expect(patternProblem('(')).toBe('This is no regular expression.')
})
