import { expect, test } from 'vitest'
import { headersOf, linesOf, lineProblem, newLine } from './headers.ts'

test('a value that was not shown goes back as it was shown, and blank lines stay at home', () => {
  expect(headersOf([...linesOf({ 'X-Kept': '••••' }), newLine(' X-New ', 'a b'), newLine()])).toEqual({ 'X-Kept': '••••', 'X-New': 'a b' })
})

test('a line without a name, with a name that is none, or there twice is told', () => {
  const lines = [newLine('', 'value'), newLine('X Y', '1'), newLine('A', '1'), newLine('a', '2'), newLine()]
  expect(lines.map((line) => lineProblem(line, lines))).toEqual([
    'Enter the name of the header.', 'A name has letters, digits and hyphens.', 'This header stands here twice.', 'This header stands here twice.', null,
  ])
})
