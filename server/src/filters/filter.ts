import Type, { type Static } from 'typebox'
import type { Query } from '../db/db.ts'
import { refused } from '../http/errors.ts'
import { Nullable, Text } from '../http/shapes.ts'
import type { Compare, Operator } from './compare.ts'
import { customKey, type DisplayType } from './custom.ts'

/** One condition as callers send it (application API §5.6). `attribute_model` and `custom_attribute_type` are taken and not needed: a key says which it is. */
const FilterCondition = Type.Object({
  attribute_key: Type.Optional(Text), filter_operator: Type.Optional(Text), values: Type.Optional(Type.Unknown()), query_operator: Type.Optional(Nullable(Text)),
  attribute_model: Type.Optional(Nullable(Text)), custom_attribute_type: Type.Optional(Nullable(Text)),
})
export type FilterCondition = Static<typeof FilterCondition>
export const FilterPayload = Type.Array(FilterCondition)

export interface FilterKey {
  operators: readonly Operator[]
  compare: Compare
}

/** What a noun lets itself be filtered by: filters/contacts.ts, filters/conversations.ts. */
export interface Filterable {
  /** In the order in which messages name them. */
  keys: Readonly<Record<string, FilterKey>>
  /** Keys that are understood but not named. */
  older?: readonly string[]
  /** Which custom attribute definitions are of this noun. */
  model: 'contact_attribute' | 'conversation_attribute'
  /** SQL of the JSON column that holds its custom attributes. */
  customColumn: string
  /** SQL of `account:key=value` of each of them, the value in lower case and both cut to 100 characters, where an index knows these. */
  customWords?: string
}

/** The types of an account's custom attributes, by key. */
export type Definitions = ReadonlyMap<string, DisplayType>

const mostConditions = 100

/**
 * A filter as one SQL condition on the noun's table; its values are appended to `values`, to which `$n` refers. Conditions are
 * joined from left to right, AND before OR. Several `values` act as IN; the operator after the last condition joins nothing.
 * Throws the 422 texts of application API §5.6; 422 for a payload that is missing.
 */
export async function filterSql(query: Query, accountId: number, noun: Filterable, payload: FilterCondition[] | undefined, values: unknown[]): Promise<string> {
  if (!payload) throw refused('param is missing or the value is empty: payload')
  const keys = payload.map(({ attribute_key }) => attribute_key ?? '').filter((key) => !Object.hasOwn(noun.keys, key))
  return compileFilter(noun, await definitionsOf(query, accountId, noun.model, keys), payload, values)
}

/** The types of those keys that are defined. */
export async function definitionsOf(query: Query, accountId: number, model: Filterable['model'], keys: string[]): Promise<Definitions> {
  const rows = keys.length === 0 ? [] : await query<{ attribute_key: string; attribute_display_type: DisplayType }>(
    'select attribute_key, attribute_display_type from custom_attribute_definitions where account_id = $1 and attribute_model = $2 and attribute_key = any($3::text[])',
    [accountId, model, keys])
  return new Map(rows.map(({ attribute_key, attribute_display_type }) => [attribute_key, attribute_display_type]))
}

/** The same as filterSql without a database; the first of `values` is the account. */
export function compileFilter(noun: Filterable, definitions: Definitions, payload: FilterCondition[], values: unknown[]): string {
  if (payload.length > mostConditions) throw refused(`payload may hold ${mostConditions} conditions at most`)
  const parameter = (value: unknown) => `$${values.push(value)}`
  const parts = payload.map((condition, index) => `(${conditionSql(noun, definitions, condition, parameter)})${joiner(condition, index === payload.length - 1)}`)
  return parts.join('') || 'true'
}

function joiner({ query_operator }: FilterCondition, isLast: boolean): string {
  const word = query_operator?.trim().toUpperCase() ?? ''
  const isMissing = word === '' && isLast
  if (!isMissing && word !== 'AND' && word !== 'OR') throw refused('Query operator must be either "AND" or "OR".')
  return isLast ? '' : ` ${word} `
}

function conditionSql(noun: Filterable, definitions: Definitions, condition: FilterCondition, parameter: (value: unknown) => string): string {
  const key = condition.attribute_key ?? ''
  const { operators, compare } = findKey(noun, definitions, key)
  const operator = operators.find((known) => known === condition.filter_operator)
  if (!operator) throw refused(`Invalid operator. The allowed operators for ${key} are [${operators.join(',')}].`)
  const said = valuesOf(condition.values)
  const needsNone = operator === 'is_present' || operator === 'is_not_present'
  const sql = said.length === 0 && !needsNone ? null : compare(operator, said, parameter)
  if (sql === null) throw refused(`Invalid value. The values provided for ${key} are invalid`)
  return sql
}

function findKey(noun: Filterable, definitions: Definitions, key: string): FilterKey {
  if (Object.hasOwn(noun.keys, key)) return noun.keys[key]!
  const type = definitions.get(key)
  if (type !== undefined) return customKey(noun, key, type)
  const named = Object.keys(noun.keys).filter((known) => !noun.older?.includes(known))
  throw refused(`Invalid attribute key - [${key.slice(0, 255)}]. The key should be one of [${named.join(',')}] or a custom attribute defined in the account.`)
}

/** Texts, numbers and booleans, as texts; whatever else stands in the list says nothing. */
function valuesOf(values: unknown): string[] {
  return [values].flat().filter((value) => ['string', 'number', 'boolean'].includes(typeof value)).map(String)
}
