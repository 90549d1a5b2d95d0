import { type Condition, valuesOf } from '../conditions/conditions.ts'
import type { Conversation } from '../wire.ts'

/** Whether a filter lets the conversation through, as the server would say (application API §5.6): AND before OR. */
export function satisfies(conversation: Conversation, conditions: Condition[], now = Date.now()): boolean {
  let all = true
  for (const [index, condition] of conditions.entries()) {
    all &&= holds(conversation, condition, now)
    const isLast = index === conditions.length - 1
    if (!isLast && condition.query_operator?.trim().toUpperCase() !== 'OR') continue
    if (all) return true
    all = true
  }
  return false
}

function holds(conversation: Conversation, condition: Condition, now: number): boolean {
  const { attribute_key: key, filter_operator: operator } = condition
  const isOwn = !Object.hasOwn(readers, key)
  const found = textsOf(isOwn ? conversation.custom_attributes[key] : readers[key]!(conversation))
  const said = textsOf(valuesOf(condition))
  if (key === 'status' && said.includes('all')) return operator === 'equal_to'
  switch (operator) {
    case 'is_present': return found.length > 0
    case 'is_not_present': return found.length === 0
    case 'equal_to': return found.some((each) => said.some((one) => isSame(each, one)))
    // What is not there is not unequal either; labels and the account's own attributes are.
    case 'not_equal_to': return (found.length > 0 || isOwn || key === 'labels') && !found.some((each) => said.some((one) => isSame(each, one)))
    case 'contains': return found.some((each) => said.some((part) => each.includes(part)))
    case 'does_not_contain': return found.length > 0 && !found.some((each) => said.some((part) => each.includes(part)))
    case 'is_greater_than': return found.some((each) => order(each, said[0] ?? '') > 0)
    case 'is_less_than': return found.some((each) => order(each, said[0] ?? '') < 0)
    case 'days_before': return found.some((each) => order(each.slice(0, 10), day(now - Number(said[0]) * 86_400_000)) < 0)
    default: return false
  }
}

const extra = (key: string) => ({ additional_attributes }: Conversation) => additional_attributes[key]

const readers: Record<string, (conversation: Conversation) => unknown> = {
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  contact_id: ({ meta }) => meta.sender.id,
  assignee_id: ({ meta }) => (meta.assignee_type === 'AgentBot' ? null : meta.assignee?.id),
  inbox_id: ({ inbox_id }) => inbox_id,
  team_id: ({ meta }) => meta.team?.id,
  labels: ({ labels }) => labels,
  display_id: ({ id }) => id,
  created_at: ({ created_at }) => day(created_at * 1000),
  last_activity_at: ({ last_activity_at }) => day(last_activity_at * 1000),
  browser_language: extra('browser_language'),
  conversation_language: extra('conversation_language'),
  referer: extra('referer'),
  mail_subject: extra('mail_subject'),
}

/** In UTC, where the server compares. */
const day = (at: number) => (Number.isFinite(at) ? new Date(Math.max(at, 0)).toISOString().slice(0, 10) : '')

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))
const isSame = (one: string, other: string) => one === other || (isNumber(one) && isNumber(other) && Number(one) === Number(other))

/** As numbers where both are, else as days; NaN where they cannot be compared. */
function order(left: string, right: string): number {
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right)
  const [from, to] = [/^\d{4}-\d{2}-\d{2}/.exec(left)?.[0], /^\d{4}-\d{2}-\d{2}/.exec(right)?.[0]]
  if (!from || !to) return NaN
  return from < to ? -1 : Number(from > to)
}

/** In lower case. An empty text is no value. */
function textsOf(values: unknown): string[] {
  return [values].flat().filter((value) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '').map((value) => String(value).toLowerCase())
}
