import { dateOf, equality, found, isDays, presence, spans, text, texts, type Compare, type Operator } from './compare.ts'
import type { Filterable, FilterKey } from './filter.ts'

export type DisplayType = 'text' | 'number' | 'currency' | 'percent' | 'link' | 'date' | 'list' | 'checkbox'

/** All but `starts_with` (application API §5.6). */
const operators: Operator[] = [...texts, ...presence, ...spans]

/**
 * A custom attribute. Its values need not fit their definition, so each is read as its type only where it can be; `not_equal_to` also finds
 * records that lack it. Greater, less and days are for numbers and dates alone.
 */
export function customKey({ customColumn: column, customWords: words }: Filterable, key: string, type: DisplayType): FilterKey {
  return {
    operators,
    compare: (operator, values, parameter) => {
      const name = `${parameter(key)}::text`
      const value = `(${column} ->> ${name})`
      if (!isEquality(operator) && !isSpan(operator)) return text(value)(operator, values, parameter)
      const comparison = comparisons[type] ?? asText
      const clue = (lower: string) =>
        `${words} && array(select $1::bigint || ':' || ${name} || '=' || left(value, 100) from ${lower} given) and ${column} <> '{}'`
      const isFound = words !== undefined && comparison === asText && key.length < 100
      const compare = isFound ? found(100, clue, asText(value)) : comparison(value)
      const compared = compare(operator, values, parameter)
      return compared !== null && operator === 'not_equal_to' ? `(${compared}) is not false` : compared
    },
  }
}

const isEquality = (operator: Operator) => (equality as readonly Operator[]).includes(operator)
const isSpan = (operator: Operator) => (spans as readonly Operator[]).includes(operator)

const asText = (value: string): Compare => (operator, values, parameter) => (isSpan(operator) ? null : text(value)(operator, values, parameter))

/** As long as PostgreSQL can take them. */
const asNumber = (value: string): Compare => (operator, values, parameter) => {
  if (operator === 'days_before' || !values.every((each) => /^\s*[-+]?\d{1,255}(\.\d{1,255})?([eE][-+]?\d{1,3})?\s*$/.test(each))) return null
  const number = `case when ${value} ~ '^\\s*[-+]?\\d{1,255}(\\.\\d{1,255})?\\s*$' then ${value}::numeric end`
  if (isEquality(operator)) return among(`(${number})`, operator, parameter(values), 'numeric')
  return `(${number}) ${operator === 'is_greater_than' ? '>' : '<'} ${parameter(values[0])}::numeric`
}

/** Days compare as texts, which no stored text can break. */
const asDate = (value: string): Compare => (operator, values, parameter) => {
  const date = `substring(${value} from '^\\d{4}-\\d{2}-\\d{2}') collate "C"`
  if (operator === 'days_before') return isDays(values[0]!) ? `${date} < to_char(current_date - ${parameter(Number(values[0]))}::int, 'YYYY-MM-DD')` : null
  const dates = values.map(dateOf)
  if (dates.includes(null)) return null
  if (isEquality(operator)) return among(`(${date})`, operator, parameter(dates), 'text')
  return `${date} ${operator === 'is_greater_than' ? '>' : '<'} ${parameter(dates[0])}::text`
}

const asFlag = (value: string): Compare => (operator, values, parameter) => {
  const flags = values.map((each) => each.trim().toLowerCase())
  if (isSpan(operator) || !flags.every((each) => each === 'true' || each === 'false')) return null
  return among(`lower(${value})`, operator, parameter(flags), 'text')
}

const among = (value: string, operator: Operator, list: string, type: string) =>
  (operator === 'equal_to' ? `${value} = any(${list}::${type}[])` : `${value} <> all(${list}::${type}[])`)

const comparisons: Record<DisplayType, (value: string) => Compare> = {
  text: asText, link: asText, list: asText, number: asNumber, currency: asNumber, percent: asNumber, date: asDate, checkbox: asFlag,
}
