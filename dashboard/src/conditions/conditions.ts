import type { AttributeDefinition, AttributeModel, AttributeType } from '../custom_attribute_definitions/queries.ts'

/** One condition of a filter or a rule, as the wire has it (application API §5.6). */
export interface Condition {
  attribute_key: string
  filter_operator: string
  /** A list, but for `attribute_changed`, which may have `{from, to}`. */
  values: unknown
  /** Joins it to the next one. */
  query_operator?: string | null
  custom_attribute_type?: string
}

export type Operator =
  | 'equal_to' | 'not_equal_to' | 'contains' | 'does_not_contain' | 'starts_with' | 'is_present' | 'is_not_present'
  | 'is_greater_than' | 'is_less_than' | 'days_before' | 'attribute_changed'

export type Kind = 'text' | 'status' | 'message_type' | 'inbox' | 'agent' | 'team' | 'priority' | 'label' | 'yes_no' | 'number' | 'date' | 'list'

/** What a condition can look at. */
export interface Subject {
  /** Tells it apart from all others: its key, and for an attribute of the account's own the model before it. */
  id: string
  key: string
  label: string
  kind: Kind
  /** The first one is what a new condition compares by. */
  operators: readonly Operator[]
  /** Of an attribute of the account's own. */
  model?: AttributeModel
  /** What there is to choose from, of a list. */
  values?: string[]
}

export const equality = ['equal_to', 'not_equal_to'] as const satisfies Operator[]
export const presence = ['is_present', 'is_not_present'] as const satisfies Operator[]
export const parts = ['contains', 'does_not_contain'] as const satisfies Operator[]
export const spans = ['is_greater_than', 'is_less_than'] as const satisfies Operator[]
export const texts = [...parts, ...equality] as const
export const days = [...spans, 'days_before'] as const satisfies Operator[]
export const records = [...equality, ...presence] as const

export const subject = (key: string, label: string, kind: Kind, operators: readonly Operator[]): Subject => ({ id: key, key, label, kind, operators })

const kinds: Record<AttributeType, Kind> = { text: 'text', link: 'text', number: 'number', currency: 'number', percent: 'number', date: 'date', list: 'list', checkbox: 'yes_no' }

/** The account's own attributes; `more`: operators that they have besides. */
export const ownSubjects = (definitions: AttributeDefinition[], more: readonly Operator[] = []): Subject[] =>
  definitions.map((one) => {
    const kind = kinds[one.attribute_display_type]
    return {
      id: `${one.attribute_model}:${one.attribute_key}`, key: one.attribute_key, label: one.attribute_display_name, kind, model: one.attribute_model, values: one.attribute_values,
      operators: [...(kind === 'text' ? texts : kind === 'number' ? [...equality, ...spans] : kind === 'date' ? [...equality, ...days] : kind === 'list' ? [...equality, ...parts] : equality), ...presence, ...more],
    }
  })

/** A condition that does not say whose attribute it means takes the first of that name. */
export const subjectOf = ({ attribute_key, custom_attribute_type }: Condition, subjects: Subject[]): Subject | undefined =>
  subjects.find(({ key, model }) => key === attribute_key && (model === undefined || !custom_attribute_type || model === custom_attribute_type))

const words: Record<Operator, string> = {
  equal_to: 'is', not_equal_to: 'is not', contains: 'contains', does_not_contain: 'does not contain', starts_with: 'starts with', is_present: 'is set', is_not_present: 'is not set',
  is_greater_than: 'is greater than', is_less_than: 'is less than', days_before: 'is longer ago than, in days', attribute_changed: 'has changed',
}

/** What is compared with a date is a day. */
export function operatorWords(operator: string, kind: Kind): string {
  if (kind === 'date' && operator === 'is_greater_than') return 'is after'
  if (kind === 'date' && operator === 'is_less_than') return 'is before'
  return Object.hasOwn(words, operator) ? words[operator as Operator] : operator
}

export const needsValue = (operator: string) => !['is_present', 'is_not_present', 'attribute_changed'].includes(operator)

export const valuesOf = ({ values }: Pick<Condition, 'values'>): unknown[] => (Array.isArray(values) ? values : [])

export const emptyCondition = ({ key, operators, model }: Subject): Condition => ({
  attribute_key: key, filter_operator: operators[0]!, values: [], query_operator: 'and', ...(model !== undefined && { custom_attribute_type: model }),
})

/** As they are sent: the last one joins nothing. */
export const joined = (conditions: Condition[]): Condition[] =>
  conditions.map((condition, index) => ({ ...condition, query_operator: index === conditions.length - 1 ? null : (condition.query_operator ?? 'and').toLowerCase() }))

export function conditionProblem(condition: Condition, subjects: Subject[]): string | null {
  const { filter_operator: operator } = condition
  const kind = subjectOf(condition, subjects)?.kind
  if (!kind || !needsValue(operator)) return null
  const text = String(valuesOf(condition)[0] ?? '').trim()
  if (text === '') return 'Say what it is compared with.'
  if ((kind === 'number' || operator === 'days_before') && !Number.isFinite(Number(text))) return 'Enter a number.'
  return null
}

/** Conditions of an address or of a saved filter, whoever has written them there; null when there are none. */
export function readConditions(value: unknown): Condition[] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const isText = (one: unknown) => typeof one === 'string'
  const all = value.filter((one): one is Condition => typeof one === 'object' && one !== null && isText(one.attribute_key) && isText(one.filter_operator))
  return all.length === 0 ? null : all
}
