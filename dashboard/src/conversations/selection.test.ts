import { expect, test } from 'vitest'
import { between } from './selection.ts'

test.each([
  [2, 4, [2, 3, 4]],
  [4, 2, [2, 3, 4]],
  [3, 3, [3]],
  [9, 3, [3]],
])('from %i to %i are %o', (from, to, found) => {
  expect(between([1, 2, 3, 4, 5], from, to)).toEqual(found)
})
