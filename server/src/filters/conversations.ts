import { equality, integer, labels, moment, presence, spans, text, texts, type Compare } from './compare.ts'
import type { Filterable } from './filter.ts'

const extra = (key: string) => text(`(c.additional_attributes ->> '${key}')`)
const record = [...equality, ...presence]

/** `all` is every status there is. */
const status: Compare = (operator, values, parameter) => {
  const isAll = values.some((value) => value.trim().toLowerCase() === 'all')
  return isAll ? String(operator === 'equal_to') : text('c.status', 'c.status')(operator, values, parameter)
}

/** The keys of `conversations c` (application API §5.6). Nothing here belongs to a campaign. */
export const conversationFilter: Filterable = {
  keys: {
    status: { operators: equality, compare: status },
    priority: { operators: equality, compare: text('c.priority', 'c.priority') },
    browser_language: { operators: equality, compare: extra('browser_language') },
    conversation_language: { operators: equality, compare: extra('conversation_language') },
    contact_id: { operators: equality, compare: integer('c.contact_id') },
    assignee_id: { operators: record, compare: integer('c.assignee_id') },
    inbox_id: { operators: record, compare: integer('c.inbox_id') },
    team_id: { operators: record, compare: integer('c.team_id') },
    campaign_id: { operators: record, compare: integer('null::bigint') },
    labels: { operators: record, compare: labels('c.labels') },
    referer: { operators: texts, compare: extra('referer') },
    mail_subject: { operators: texts, compare: extra('mail_subject') },
    display_id: { operators: texts, compare: integer('c.display_id') },
    created_at: { operators: spans, compare: moment('c.created_at') },
    last_activity_at: { operators: spans, compare: moment('c.last_activity_at') },
  },
  model: 'conversation_attribute',
  customColumn: 'c.custom_attributes',
}
