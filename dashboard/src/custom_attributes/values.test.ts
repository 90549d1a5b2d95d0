import { expect, test } from 'vitest'
import { dayOf, typedOf, valueOf } from './values.ts'

test('a value is typed as text and stored as what it is', () => {
  expect([valueOf('number', ' 3,5 '), valueOf('number', 'many'), valueOf('checkbox', 'false'), valueOf('text', ' a '), valueOf('date', '2026-09-03')]).toEqual([3.5, 'many', false, 'a', '2026-09-03'])
  expect([typedOf('date', '2026-09-03T10:00:00Z'), typedOf('text', null), typedOf('number', 4), typedOf('checkbox', true)]).toEqual(['2026-09-03', '', '4', 'true'])
})

test('a date is read out, anything else is not', () => {
  expect([dayOf('2026-09-03T10:00:00Z'), dayOf('2026-13-40'), dayOf('soon')]).toEqual(['3 Sept 2026', '2026-13-40', 'soon'])
})
