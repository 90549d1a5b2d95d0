import { isDeepStrictEqual } from 'node:util'
import type { Query } from '../db/db.ts'
import { Invalid } from '../http/errors.ts'
import type { AttributeModel, CustomAttributeDefinition, DisplayType } from './custom_attribute_definitions.ts'
import { matches } from './pattern.ts'

type Attributes = Record<string, unknown>
type Rule = Pick<CustomAttributeDefinition, 'account_id' | 'attribute_key' | 'attribute_display_type' | 'attribute_values' | 'regex_pattern' | 'regex_cue'>

/** What values must fit, by key. */
export type Enforced = ReadonlyMap<string, Rule>

/** What is wrong with values, by key. */
export type Misfits = ReadonlyMap<string, string>

/** The enforced definitions of these keys; without them, those of the whole account. */
export async function findEnforced(query: Query, accountId: number, model: AttributeModel, keys: string[] | null = null): Promise<Enforced> {
  const rules = await query<Rule>(
    `select account_id, attribute_key, attribute_display_type, attribute_values, regex_pattern, regex_cue from custom_attribute_definitions
      where account_id = $1 and attribute_model = $2 and enforced and ($3::text[] is null or attribute_key = any($3))`, [accountId, model, keys])
  return new Map(rules.map((rule) => [rule.attribute_key, rule]))
}

/** The values that do not fit the definition of their key. Null and a blank text always do, as they clear. */
export async function misfitsOf(enforced: Enforced, attributes: Attributes): Promise<Misfits> {
  const misfits = new Map<string, string>()
  for (const [key, value] of Object.entries(attributes)) {
    const rule = enforced.get(key)
    const problem = rule && !isBlank(value) ? await problemOf(rule, value) : null
    if (problem !== null) misfits.set(key, problem)
  }
  return misfits
}

/** Both in one; asks nothing where no attribute is given. */
export async function findMisfits(query: Query, accountId: number, model: AttributeModel, attributes: Attributes = {}): Promise<Misfits> {
  const keys = Object.keys(attributes)
  return keys.length === 0 ? new Map() : misfitsOf(await findEnforced(query, accountId, model, keys), attributes)
}

/**
 * Throws the 422 of what does not fit, with what is wrong by key in `custom_attributes`. A value that was there before may stay: who
 * writes back what he has read is not stopped by it.
 */
export function refuseMisfits(misfits: Misfits, stored: Attributes, wanted: Attributes = {}): void {
  const problems = [...misfits].filter(([key]) => !Object.hasOwn(stored, key) || !isDeepStrictEqual(stored[key], wanted[key]))
  if (problems.length === 0) return
  const message = problems.map(([key, problem]) => `Custom attributes ${key} ${problem}`).join(', ')
  throw new Invalid(message, ['custom_attributes'], { custom_attributes: Object.fromEntries(problems) })
}

const isBlank = (value: unknown) => value === null || (typeof value === 'string' && value.trim() === '')

async function problemOf(rule: Rule, value: unknown): Promise<string | null> {
  const { attribute_display_type: type, attribute_values, regex_pattern, regex_cue } = rule
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
  if (text === null) return 'must be a text, a number, true or false'
  if (type === 'list') return attribute_values.includes(text) ? null : `must be one of ${shortList(attribute_values)}`
  if (type === 'text') return !regex_pattern || await matches(rule.account_id, regex_pattern, text) ? null : regex_cue || 'does not match its pattern'
  const { fits, wanted } = kinds[type]
  return fits(text) ? null : `must be ${wanted}`
}

const number = { fits: (text: string) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text)), wanted: 'a number' }

/** A text stands for what it says: forms and programs send both. */
const kinds: Record<Exclude<DisplayType, 'list' | 'text'>, { fits: (text: string) => boolean; wanted: string }> = {
  number, currency: number, percent: number,
  date: { fits: isDate, wanted: 'a date such as 2026-06-15, or 2026-06-15T09:30:00Z' },
  checkbox: { fits: (text) => /^(true|false)$/i.test(text), wanted: 'true or false' },
  link: { fits: (text) => URL.canParse(text) && /^(https?:\/\/|mailto:.)/i.test(text), wanted: 'an address that begins with http://, https:// or mailto:' },
}

/** ISO 8601, and a day that there is. */
function isDate(text: string): boolean {
  const [, day] = /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}:?\d{2})?)?$/.exec(text) ?? []
  if (day === undefined || Number.isNaN(Date.parse(day)) || Number.isNaN(Date.parse(text))) return false
  return new Date(day).toISOString().startsWith(day)
}

const shortList = (values: string[]) => (values.length > 10 ? `${values.slice(0, 10).join(', ')} …` : values.join(', '))
