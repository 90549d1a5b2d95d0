import type { Condition } from './queries.ts'

export const ruleEvents = [
  { value: 'conversation_created', label: 'A conversation begins' },
  { value: 'conversation_updated', label: 'A conversation changes' },
  { value: 'conversation_opened', label: 'A conversation is opened' },
  { value: 'conversation_resolved', label: 'A conversation is resolved' },
  { value: 'message_created', label: 'A message is written' },
]

type Kind = 'text' | 'status' | 'message_type' | 'inbox' | 'agent' | 'team' | 'priority' | 'label' | 'yes_no'

/** What a condition can look at. */
export const subjects: { value: string; label: string; kind: Kind }[] = [
  { value: 'content', label: 'Message text', kind: 'text' },
  { value: 'message_type', label: 'Message type', kind: 'message_type' },
  { value: 'private_note', label: 'Is a private note', kind: 'yes_no' },
  { value: 'status', label: 'Status', kind: 'status' },
  { value: 'inbox_id', label: 'Inbox', kind: 'inbox' },
  { value: 'assignee_id', label: 'Assigned agent', kind: 'agent' },
  { value: 'team_id', label: 'Team', kind: 'team' },
  { value: 'priority', label: 'Priority', kind: 'priority' },
  { value: 'labels', label: 'Labels', kind: 'label' },
  { value: 'email', label: 'E-mail of the customer', kind: 'text' },
  { value: 'phone_number', label: 'Phone of the customer', kind: 'text' },
  { value: 'company_name', label: 'Company', kind: 'text' },
  { value: 'country_code', label: 'Country', kind: 'text' },
  { value: 'city', label: 'City', kind: 'text' },
]
export const subjectOf = (key: string) => subjects.find(({ value }) => value === key)

const equality = [{ value: 'equal_to', label: 'is' }, { value: 'not_equal_to', label: 'is not' }]
const presence = [{ value: 'is_present', label: 'is there' }, { value: 'is_not_present', label: 'is not there' }]
const parts = [{ value: 'contains', label: 'contains' }, { value: 'does_not_contain', label: 'does not contain' }]

export function operatorsOf(key: string): { value: string; label: string }[] {
  const kind = subjectOf(key)?.kind
  if (kind === 'text') return [...parts, ...equality, { value: 'starts_with', label: 'starts with' }, ...presence]
  if (kind === 'message_type' || kind === 'yes_no') return equality
  return [...equality, ...presence]
}

export const needsValue = (operator: string) => !['is_present', 'is_not_present', 'attribute_changed'].includes(operator)

export const emptyCondition = (key = 'content'): Condition => ({ attribute_key: key, filter_operator: operatorsOf(key)[0]!.value, values: [], query_operator: 'and' })

export function conditionProblem({ attribute_key, filter_operator, values }: Condition): string | null {
  if (!subjectOf(attribute_key) || !needsValue(filter_operator)) return null
  return values.length === 0 || String(values[0]).trim() === '' ? 'Say what it is compared with.' : null
}
