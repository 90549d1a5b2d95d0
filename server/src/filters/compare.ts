import { containing, exactly, startingWith } from '../db/patterns.ts'

export type Operator =
  'equal_to' | 'not_equal_to' | 'contains' | 'does_not_contain' | 'starts_with' | 'is_present' | 'is_not_present' | 'is_greater_than' | 'is_less_than' | 'days_before'

/**
 * SQL of one operator, which the key allows, and its values: one or more, but for the two operators of presence. `parameter` takes a
 * value and answers its `$n`. Null when a value is none that the key can be compared with.
 */
export type Compare = (operator: Operator, values: string[], parameter: (value: unknown) => string) => string | null

export const equality = ['equal_to', 'not_equal_to'] as const satisfies Operator[]
export const presence = ['is_present', 'is_not_present'] as const satisfies Operator[]
export const texts = [...equality, 'contains', 'does_not_contain'] as const satisfies Operator[]
export const spans = ['is_greater_than', 'is_less_than', 'days_before'] as const satisfies Operator[]

/** A text, whatever its case. `folded` is the column in lower case, where an index knows it as that; without one, the index of parts of texts may. */
export const text = (column: string, folded?: string): Compare => (operator, values, parameter) => {
  if (operator === 'is_present') return `${column} is not null`
  if (operator === 'is_not_present') return `${column} is null`
  if (operator === 'contains') return `${column} ilike any(${parameter(values.map(containing))}::text[])`
  if (operator === 'does_not_contain') return `not ${column} ilike any(${parameter(values.map(containing))}::text[])`
  if (operator === 'starts_with') return `${column} ilike any(${parameter(values.map(startingWith))}::text[])`
  if (folded === undefined) return `${operator === 'equal_to' ? '' : 'not '}${column} ilike any(${parameter(values.map(exactly))}::text[])`
  const lower = parameter(values.map((value) => value.toLowerCase()))
  return operator === 'equal_to' ? `${folded} = any(${lower}::text[])` : `${folded} <> all(${lower}::text[])`
}

/**
 * Where a value is equal, an index finds it by its first `most` characters: `clue` compares these, given SQL of the texts in lower case. Of shorter ones
 * that is all there is to compare; in lower case a text has at most three times as many.
 */
export const found = (most: number, clue: (lower: string) => string, compare: Compare): Compare => (operator, values, parameter) => {
  if (operator !== 'equal_to') return compare(operator, values, parameter)
  const known = clue(`(select lower(value) as value from unnest(${parameter(values)}::text[]) value)`)
  return values.every((value) => value.length * 3 < most) ? known : `${known} and ${compare(operator, values, parameter)}`
}

/** Numbers of telephones are equal with or without `+`; `contains` takes the text as it is. */
export const phone = (column: string): Compare => (operator, values, parameter) => {
  const isWhole = operator !== 'contains' && operator !== 'does_not_contain'
  return text(column, column)(operator, isWhole ? values.map((value) => `+${value.replaceAll('+', '').trim()}`) : values, parameter)
}

/** Ids and other whole numbers. */
export const integer = (column: string): Compare => (operator, values, parameter) => {
  if (operator === 'is_present') return `${column} is not null`
  if (operator === 'is_not_present') return `${column} is null`
  if (operator === 'contains' || operator === 'does_not_contain') return text(`${column}::text`)(operator, values, parameter)
  const numbers = values.map((value) => (/^\s*-?\d+\s*$/.test(value) ? Number(value) : NaN))
  if (!numbers.every(Number.isSafeInteger)) return null
  return operator === 'equal_to' ? `${column} = any(${parameter(numbers)}::bigint[])` : `${column} <> all(${parameter(numbers)}::bigint[])`
}

export const flag = (column: string): Compare => (operator, values, parameter) => {
  const flags = values.map((value) => value.trim().toLowerCase())
  if (!flags.every((each) => each === 'true' || each === 'false')) return null
  return operator === 'equal_to' ? `${column} = any(${parameter(flags)}::boolean[])` : `${column} <> all(${parameter(flags)}::boolean[])`
}

/** A list of labels: equal to a name when it is among them. */
export const labels = (column: string): Compare => (operator, values, parameter) => {
  if (operator === 'is_present') return `${column} <> '{}'`
  if (operator === 'is_not_present') return `${column} = '{}'`
  // Beside `&&`, the index is that of rows with labels.
  return operator === 'equal_to' ? `${column} && ${parameter(values)}::text[] and ${column} <> '{}'` : `not ${column} && ${parameter(values)}::text[]`
}

/** A moment, compared by its day in UTC; only the first value counts. Written so that an index on the column serves it. */
export const moment = (column: string): Compare => (operator, [value = ''], parameter) => {
  if (operator === 'days_before') return isDays(value) ? `${column} < current_date - ${parameter(Number(value))}::int` : null
  const date = dateOf(value)
  if (date === null) return null
  return operator === 'is_greater_than' ? `${column} >= ${parameter(date)}::date + 1` : `${column} < ${parameter(date)}::date`
}

export const isDays = (value: string) => /^\s*\d{1,6}\s*$/.test(value)

/** The day of an ISO 8601 text, or null. February 30 is a date for JavaScript, but not the same one when it comes back. */
export function dateOf(value: string): string | null {
  const date = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(value.trim())?.[0]
  if (!date || date < '0001' || !Number.isFinite(Date.parse(date))) return null
  return new Date(date).toISOString().slice(0, 10) === date ? date : null
}
