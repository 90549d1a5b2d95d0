import type { Static } from 'typebox'
import { add, type Faults } from '../actions/actions.ts'
import type { Changes } from '../events/catalogue.ts'
import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { dateOf, equality, isDays, presence, spans, texts, type Operator } from '../filters/compare.ts'
import type { FilterPayload } from '../filters/filter.ts'
import { messageTypes, type MessageSnapshot } from '../messages/message.ts'

/** One condition of a rule, in the language of filters (application API §5.6). */
export type Condition = Static<typeof FilterPayload>[number]

/** An event as its rules look at it: nothing but what the log has kept. */
export interface Happening extends ConversationSnapshot {
  message?: MessageSnapshot
  changes: Changes | null
}

interface Key {
  operators: readonly string[]
  value: (of: Happening) => unknown
}

const record = [...equality, ...presence, 'attribute_changed']
const textual = [...texts, ...presence, 'starts_with']
const extra = (key: string) => ({ operators: textual, value: ({ conversation }: Happening) => conversation.additional_attributes[key] })
const ofContact = (key: string) => ({ operators: textual, value: ({ contact }: Happening) => contact.additional_attributes[key] })

/** The keys of application API §4.9, in its order. Of events without a message, the conversation's last public one counts. */
export const conditionKeys: Readonly<Record<string, Key>> = {
  content: { operators: textual, value: (of) => (of.message ?? of.last_message)?.content },
  email: { operators: textual, value: ({ contact }) => contact.email },
  country_code: { operators: textual, value: ({ contact }) => contact.country_code ?? contact.additional_attributes.country_code },
  status: { operators: record, value: ({ conversation }) => conversation.status },
  message_type: { operators: equality, value: (of) => messageTypes[(of.message ?? of.last_message)?.message_type ?? -1] },
  browser_language: extra('browser_language'),
  assignee_id: { operators: record, value: ({ conversation }) => conversation.assignee_id },
  team_id: { operators: record, value: ({ conversation }) => conversation.team_id },
  referer: extra('referer'),
  city: ofContact('city'),
  company_name: ofContact('company_name'),
  inbox_id: { operators: record, value: ({ conversation }) => conversation.inbox_id },
  mail_subject: extra('mail_subject'),
  phone_number: { operators: textual, value: ({ contact }) => contact.phone_number },
  priority: { operators: record, value: ({ conversation }) => conversation.priority },
  conversation_language: extra('conversation_language'),
  labels: { operators: [...record, 'contains', 'does_not_contain'], value: ({ conversation }) => conversation.labels },
  private_note: { operators: equality, value: (of) => of.message?.private ?? false },
}

const customOperators: readonly string[] = [...texts, ...presence, ...spans, 'attribute_changed']

/** Holds conditions against the keys and their operators; `custom` are the account's own keys. What cannot be meant is written into `faults`. */
export function checkConditions(conditions: Condition[], custom: ReadonlySet<string>, faults: Faults): void {
  const keys = conditions.map(({ attribute_key = '' }) => attribute_key)
  const unknown = keys.filter((key) => !Object.hasOwn(conditionKeys, key) && !custom.has(key))
  if (unknown.length > 0) add(faults, 'conditions', `Automation conditions ${unknown.map((key) => key.slice(0, 255)).join(',')} not supported.`)
  else for (const condition of conditions) checkOne(condition, faults)
  if (conditions.slice(0, -1).some(({ query_operator }) => !query_operator?.trim())) add(faults, 'conditions', 'Automation conditions should have query operator.')
  const joiners = conditions.map(({ query_operator }) => query_operator?.trim().toUpperCase() ?? '')
  if (joiners.some((joiner) => !['', 'AND', 'OR'].includes(joiner))) add(faults, 'conditions', 'Query operator must be either "AND" or "OR"')
  if (conditions.length > 100) add(faults, 'conditions', 'Automation conditions are too many (maximum is 100).')
}

function checkOne({ attribute_key: key = '', filter_operator = '', values }: Condition, faults: Faults): void {
  const operators = Object.hasOwn(conditionKeys, key) ? conditionKeys[key]!.operators : customOperators
  if (!operators.includes(filter_operator)) {
    add(faults, 'conditions', `Invalid operator. The allowed operators for ${key} are [${operators.join(',')}].`)
    return
  }
  const said = valuesOf(values)
  const isWrong = needsValues(filter_operator) && (said.length === 0 || (isSpan(filter_operator) && !isComparable(filter_operator, said[0]!)))
  if (isWrong) add(faults, 'conditions', `Invalid value. The values provided for ${key} are invalid`)
}

const needsValues = (operator: string) => !['is_present', 'is_not_present', 'attribute_changed'].includes(operator)
const isSpan = (operator: string) => (spans as readonly string[]).includes(operator)
const isComparable = (operator: string, value: string) => (operator === 'days_before' ? isDays(value) : isNumber(value) || dateOf(value) !== null)
const isNumber = (value: string) => value.trim() !== '' && Number.isFinite(Number(value))

/** Whether all of it holds, AND before OR, as it was when it happened. No condition holds always. */
export function matches(conditions: Condition[], of: Happening): boolean {
  if (conditions.length === 0) return true
  let all = true
  for (const [index, condition] of conditions.entries()) {
    all &&= holds(condition, of)
    const isLast = index === conditions.length - 1
    if (!isLast && condition.query_operator?.trim().toUpperCase() !== 'OR') continue
    if (all) return true
    all = true
  }
  return false
}

function holds({ attribute_key: key = '', filter_operator, values, custom_attribute_type }: Condition, of: Happening): boolean {
  const value = Object.hasOwn(conditionKeys, key) ? conditionKeys[key]!.value(of) : customValue(key, custom_attribute_type, of)
  if (filter_operator === 'attribute_changed') return hasChanged(key, values, of.changes)
  const found = valuesOf(value).map((each) => each.toLowerCase())
  const said = valuesOf(values).map((each) => each.toLowerCase())
  return compare(filter_operator as Operator, key === 'phone_number' ? found.map(plain) : found, key === 'phone_number' ? said.map(plain) : said)
}

const plain = (number: string) => number.replaceAll('+', '').trim()

/** The conversation's own value, else the contact's, unless the condition says whose is meant. */
function customValue(key: string, type: string | null | undefined, { conversation, contact }: Happening): unknown {
  const own = Object.hasOwn(conversation.custom_attributes, key) ? conversation.custom_attributes[key] : undefined
  const theirs = Object.hasOwn(contact.custom_attributes, key) ? contact.custom_attributes[key] : undefined
  if (type === 'contact_attribute') return theirs
  return type === 'conversation_attribute' ? own : own ?? theirs
}

function compare(operator: Operator, found: string[], said: string[]): boolean {
  const [first = ''] = said
  switch (operator) {
    case 'equal_to': return found.some((each) => said.includes(each))
    case 'not_equal_to': return !found.some((each) => said.includes(each))
    case 'contains': return found.some((each) => said.some((part) => each.includes(part)))
    case 'does_not_contain': return !found.some((each) => said.some((part) => each.includes(part)))
    case 'starts_with': return found.some((each) => said.some((part) => each.startsWith(part)))
    case 'is_present': return found.length > 0
    case 'is_not_present': return found.length === 0
    case 'is_greater_than': return found.some((each) => order(each, first) > 0)
    case 'is_less_than': return found.some((each) => order(each, first) < 0)
    case 'days_before': return found.some((each) => (dateOf(each) ?? '~') < daysAgo(Number(first)))
  }
}

/** As numbers where both are, else as days; NaN where they cannot be compared. */
function order(left: string, right: string): number {
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right)
  const [from, to] = [dateOf(left), dateOf(right)]
  if (from === null || to === null) return NaN
  return from < to ? -1 : Number(from > to)
}

const daysAgo = (days: number) => new Date(Math.max(Date.now() - days * 86_400_000, 0)).toISOString().slice(0, 10)

/** Of `{from: [...], to: [...]}` each list that is given must have the value of its side. */
function hasChanged(key: string, values: unknown, changes: Changes | null): boolean {
  const change = changes?.[key === 'labels' ? 'label_list' : key]
  if (!change) return false
  const wanted = (typeof values === 'object' && values !== null && !Array.isArray(values) ? values : {}) as { from?: unknown; to?: unknown }
  return (['from', 'to'] as const).every((side, index) => {
    const allowed = valuesOf(wanted[side])
    return allowed.length === 0 || valuesOf(change[index]).some((value) => allowed.includes(value))
  })
}

/** Texts, numbers and booleans, as texts. An empty text is no value. */
function valuesOf(values: unknown): string[] {
  return [values].flat().filter((value) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '').map(String)
}
