import type { AttributeDefinition, AttributeType } from '../custom_attribute_definitions/queries.ts'
import type { Condition } from './queries.ts'

export const ruleEvents = [
  { value: 'conversation_created', label: 'A conversation begins' },
  { value: 'conversation_updated', label: 'A conversation changes' },
  { value: 'conversation_opened', label: 'A conversation is opened' },
  { value: 'conversation_resolved', label: 'A conversation is resolved' },
  { value: 'message_created', label: 'A message is written' },
]

type Kind = 'text' | 'status' | 'message_type' | 'inbox' | 'agent' | 'team' | 'priority' | 'label' | 'yes_no' | 'number' | 'date' | 'list'

/** What a condition can look at. */
export interface Subject {
  /** Tells it apart from all others: its key, and for an attribute of the account's own the model before it. */
  id: string
  key: string
  label: string
  kind: Kind
  /** Of an attribute of the account's own. */
  model?: string
  /** What there is to choose from, of a list. */
  values?: string[]
}

const standard = ([
  ['content', 'Message text', 'text'],
  ['message_type', 'Message type', 'message_type'],
  ['private_note', 'Is a private note', 'yes_no'],
  ['status', 'Status', 'status'],
  ['inbox_id', 'Inbox', 'inbox'],
  ['assignee_id', 'Assigned agent', 'agent'],
  ['team_id', 'Team', 'team'],
  ['priority', 'Priority', 'priority'],
  ['labels', 'Labels', 'label'],
  ['email', 'E-mail of the customer', 'text'],
  ['phone_number', 'Phone of the customer', 'text'],
  ['company_name', 'Company', 'text'],
  ['country_code', 'Country', 'text'],
  ['city', 'City', 'text'],
  ['browser_language', 'Language of the browser', 'text'],
  ['conversation_language', 'Language of the conversation', 'text'],
  ['referer', 'Page it began on', 'text'],
  ['mail_subject', 'Subject of the mail', 'text'],
] satisfies [string, string, Kind][]).map(([key, label, kind]): Subject => ({ id: key, key, label, kind }))

const kinds: Record<AttributeType, Kind> = { text: 'text', link: 'text', number: 'number', currency: 'number', percent: 'number', date: 'date', list: 'list', checkbox: 'yes_no' }

/** With the account's own attributes. */
export const subjectsWith = (definitions: AttributeDefinition[]): Subject[] => [
  ...standard,
  ...definitions.map((one): Subject => ({
    id: `${one.attribute_model}:${one.attribute_key}`, key: one.attribute_key, kind: kinds[one.attribute_display_type], model: one.attribute_model, values: one.attribute_values,
    label: `${one.attribute_display_name} (${one.attribute_model === 'contact_attribute' ? 'customer' : 'conversation'})`,
  })),
]

/** A condition that does not say whose attribute it means takes the first of that name. */
export const subjectOf = ({ attribute_key, custom_attribute_type }: Condition, subjects: Subject[]): Subject | undefined =>
  subjects.find(({ key, model }) => key === attribute_key && (model === undefined || !custom_attribute_type || model === custom_attribute_type))

const equality = [{ value: 'equal_to', label: 'is' }, { value: 'not_equal_to', label: 'is not' }]
const presence = [{ value: 'is_present', label: 'is there' }, { value: 'is_not_present', label: 'is not there' }]
const parts = [{ value: 'contains', label: 'contains' }, { value: 'does_not_contain', label: 'does not contain' }]
const spans = [{ value: 'is_greater_than', label: 'is greater than' }, { value: 'is_less_than', label: 'is less than' }]
const days = [{ value: 'is_greater_than', label: 'is after' }, { value: 'is_less_than', label: 'is before' }, { value: 'days_before', label: 'is longer ago than, in days' }]
const changed = { value: 'attribute_changed', label: 'has changed' }

export function operatorsOf({ key, kind, model }: Subject): { value: string; label: string }[] {
  const change = model === undefined ? [] : [changed]
  if (kind === 'text') return [...parts, ...equality, ...(model === undefined ? [{ value: 'starts_with', label: 'starts with' }] : []), ...presence, ...change]
  if (kind === 'number') return [...equality, ...spans, ...presence, ...change]
  if (kind === 'date') return [...equality, ...days, ...presence, ...change]
  if (key === 'message_type' || key === 'private_note') return equality
  return [...equality, ...presence, changed]
}

export const needsValue = (operator: string) => !['is_present', 'is_not_present', 'attribute_changed'].includes(operator)

export const emptyCondition = (subject: Subject = standard[0]!): Condition => ({
  attribute_key: subject.key, filter_operator: operatorsOf(subject)[0]!.value, values: [], query_operator: 'and', ...(subject.model !== undefined && { custom_attribute_type: subject.model }),
})

export function conditionProblem(condition: Condition, subjects: Subject[]): string | null {
  const { filter_operator: operator, values } = condition
  const kind = subjectOf(condition, subjects)?.kind
  if (!kind || !needsValue(operator)) return null
  const text = String(values[0] ?? '').trim()
  if (text === '') return 'Say what it is compared with.'
  if ((kind === 'number' || operator === 'days_before') && !Number.isFinite(Number(text))) return 'Enter a number.'
  return null
}
