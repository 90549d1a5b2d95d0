import { containing, startingWith } from '../db/patterns.ts'
import { refused } from '../http/errors.ts'
import type { Condition } from './lists.ts'

/** One condition as callers send it (application API §5.6). */
export interface FilterCondition {
  attribute_key?: string
  filter_operator?: string
  values?: unknown
  query_operator?: string | null
}

type Operator = 'equal_to' | 'not_equal_to' | 'contains' | 'does_not_contain' | 'starts_with' | 'is_present' | 'is_not_present' | 'is_greater_than' | 'is_less_than' | 'days_before'
type Parameter = (value: unknown) => string
/** SQL of one condition. Throws the 422 for values it cannot be about. */
type Test = (operator: Operator, values: string[], parameter: Parameter) => string | null

interface Attribute {
  operators: Operator[]
  test: Test
}

const equality: Operator[] = ['equal_to', 'not_equal_to']
const texts: Operator[] = [...equality, 'contains', 'does_not_contain']
const dates: Operator[] = ['is_greater_than', 'is_less_than', 'days_before']
const mostConditions = 100

/** The keys of contacts. Custom attributes have no definitions yet, so none of them is a key (docs/compat.md). */
const attributes: Record<string, Attribute> = {
  name: { operators: texts, test: text('p.name') },
  phone_number: { operators: [...texts, 'starts_with'], test: phone },
  email: { operators: texts, test: text('p.email', 'p.email') },
  identifier: { operators: equality, test: text('p.identifier') },
  country_code: { operators: equality, test: text(`(p.additional_attributes ->> 'country_code')`) },
  city: { operators: texts, test: text(`(p.additional_attributes ->> 'city')`) },
  company_name: { operators: texts, test: text(`(p.additional_attributes ->> 'company_name')`) },
  company: { operators: texts, test: text(`(p.additional_attributes ->> 'company_name')`) },
  labels: { operators: [...equality, 'is_present', 'is_not_present'], test: labels },
  blocked: { operators: equality, test: flag('p.blocked') },
  created_at: { operators: dates, test: day('p.created_at') },
  last_activity_at: { operators: dates, test: day('p.last_activity_at') },
}

/**
 * The filter language as a condition on `contacts p`, joined from left to right, AND before OR. Several values act as IN (quirk 24);
 * the operator after the last condition joins nothing and is ignored. Throws the 422 texts of application API §5.6.
 */
export function filterCondition(accountId: number, conditions: FilterCondition[]): Condition {
  if (conditions.length > mostConditions) throw refused(`payload may hold ${mostConditions} conditions at most`)
  const values: unknown[] = [accountId]
  const parameter = (value: unknown) => `$${values.push(value)}`
  const parts = conditions.map((condition, index) => {
    const joiner = index === conditions.length - 1 ? '' : ` ${joinerOf(condition)} `
    return `(${testOf(condition, parameter)})${joiner}`
  })
  return { text: parts.join('') || 'true', values }
}

function joinerOf({ query_operator }: FilterCondition): string {
  const joiner = query_operator?.toUpperCase() ?? ''
  if (joiner !== 'AND' && joiner !== 'OR') throw refused('Query operator must be either "AND" or "OR".')
  return joiner
}

function testOf({ attribute_key: key = '', filter_operator, values }: FilterCondition, parameter: Parameter): string {
  if (!Object.hasOwn(attributes, key)) {
    const keys = Object.keys(attributes).filter((known) => known !== 'company')
    throw refused(`Invalid attribute key - [${key.slice(0, 255)}]. The key should be one of [${keys.join(',')}] or a custom attribute defined in the account.`)
  }
  const { operators, test } = attributes[key]!
  const operator = operators.find((known) => known === filter_operator)
  if (!operator) throw refused(`Invalid operator. The allowed operators for ${key} are [${operators.join(',')}].`)
  const said = valuesOf(values)
  const needsNone = operator === 'is_present' || operator === 'is_not_present'
  const sql = said.length === 0 && !needsNone ? null : test(operator, said, parameter)
  if (sql === null) throw refused(`Invalid value. The values provided for ${key} are invalid`)
  return sql
}

function valuesOf(values: unknown): string[] {
  const list = Array.isArray(values) ? values : [values]
  return list.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)).map(String)
}

/** `folded` is the column in lower case: an expression that an index knows. */
function text(column: string, folded = `lower(${column})`): Test {
  return (operator, values, parameter) => {
    if (operator === 'contains') return `${column} ilike any(${parameter(values.map(containing))}::text[])`
    if (operator === 'does_not_contain') return `not ${column} ilike any(${parameter(values.map(containing))}::text[])`
    const lower = values.map((value) => value.toLowerCase())
    return operator === 'equal_to' ? `${folded} = any(${parameter(lower)}::text[])` : `${folded} <> all(${parameter(lower)}::text[])`
  }
}

/** Numbers are equal with or without `+`; `contains` takes the text as it is. */
function phone(operator: Operator, values: string[], parameter: Parameter): string | null {
  const numbers = values.map((value) => `+${value.replaceAll('+', '').trim()}`)
  if (operator === 'starts_with') return `p.phone_number like any(${parameter(numbers.map(startingWith))}::text[])`
  return text('p.phone_number', 'p.phone_number')(operator, operator === 'equal_to' || operator === 'not_equal_to' ? numbers : values, parameter)
}

function labels(operator: Operator, values: string[], parameter: Parameter): string {
  if (operator === 'is_present') return `p.label_list <> '{}'`
  if (operator === 'is_not_present') return `p.label_list = '{}'`
  return `${operator === 'equal_to' ? '' : 'not '}p.label_list && ${parameter(values)}::text[]`
}

function flag(column: string): Test {
  return (operator, values, parameter) => {
    const flags = values.map((value) => ({ true: true, false: false })[value.toLowerCase()])
    if (flags.includes(undefined)) return null
    return operator === 'equal_to' ? `${column} = any(${parameter(flags)}::boolean[])` : `${column} <> all(${parameter(flags)}::boolean[])`
  }
}

/** Days in UTC; only the first value counts. */
function day(column: string): Test {
  return (operator, [value = ''], parameter) => {
    if (operator === 'days_before') return /^\d{1,6}$/.test(value.trim()) ? `${column}::date < current_date - ${parameter(Number(value))}::int` : null
    const date = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(value.trim())?.[0]
    // February 30 is a date for JavaScript, but not the same one when it comes back.
    if (!date || date < '0001' || !Number.isFinite(Date.parse(date)) || new Date(date).toISOString().slice(0, 10) !== date) return null
    return `${column}::date ${operator === 'is_greater_than' ? '>' : '<'} ${parameter(date)}::date`
  }
}
