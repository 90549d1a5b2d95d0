import type { Condition } from '../conditions/conditions.ts'
import type { Conversation, ConversationStatus } from '../wire.ts'
import { satisfies } from './satisfies.ts'
import { comparisons, type Sort } from './sorts.ts'

/** What the list shows; the keys are those of the API (application API §6.3). */
export type ConversationFilter = {
  assignee_type: 'me' | 'unassigned' | 'all'
  status: ConversationStatus | 'all'
  inbox_id?: number
  team_id?: number
  /** The title of a label. */
  label?: string
  sort_by?: Sort
  /** Where the signed-in person is mentioned or takes part, or where a customer waits. */
  conversation_type?: 'mention' | 'participating' | 'unattended'
  /** Of a filter; they hold in place of all the others. */
  conditions?: Condition[]
}

/** The loaded part of a list, in its order. */
export type ConversationRows = {
  rows: Conversation[]
  /** The server has no more rows behind the last one. */
  exhausted: boolean
}

export function matchesFilter(conversation: Conversation, filter: ConversationFilter, userId: number): boolean {
  if (filter.conditions) return satisfies(conversation, filter.conditions)
  if (filter.status !== 'all' && conversation.status !== filter.status) return false
  if (filter.inbox_id !== undefined && conversation.inbox_id !== filter.inbox_id) return false
  if (filter.team_id !== undefined && conversation.meta.team?.id !== filter.team_id) return false
  if (filter.label !== undefined && !conversation.labels.includes(filter.label)) return false
  if (filter.conversation_type === 'unattended' && conversation.first_reply_created_at > 0 && conversation.waiting_since === 0) return false
  if (filter.assignee_type === 'me') return assignedUser(conversation) === userId
  if (filter.assignee_type === 'unassigned') return assignedUser(conversation) === null
  return true
}

/**
 * The list after a conversation changed: it enters, moves, leaves or stays as filter and order ask.
 * One that belongs behind the loaded part is left out, because the next page brings it.
 */
export function placeConversation(
  list: ConversationRows,
  conversation: Conversation,
  filter: ConversationFilter,
  userId: number,
): ConversationRows {
  const at = list.rows.findIndex((row) => row.id === conversation.id)
  const present = at !== -1
  // Who is mentioned and who takes part only the server knows.
  if (!present && (filter.conversation_type === 'mention' || filter.conversation_type === 'participating')) return list
  if (!matchesFilter(conversation, filter, userId)) {
    return present ? { ...list, rows: list.rows.toSpliced(at, 1) } : list
  }
  const compare = comparisons[filter.sort_by ?? 'last_activity_at_desc']
  if (present && compare(list.rows[at]!, conversation) === 0) {
    return { ...list, rows: list.rows.with(at, conversation) }
  }
  const others = present ? list.rows.toSpliced(at, 1) : list.rows
  const place = others.findIndex((row) => compare(conversation, row) <= 0)
  if (place !== -1) return { ...list, rows: others.toSpliced(place, 0, conversation) }
  return present || list.exhausted ? { ...list, rows: [...others, conversation] } : list
}

/** Adds a page behind the loaded part; rows that moved between two requests appear once. */
export function appendPage(list: ConversationRows, page: Conversation[], pageSize: number): ConversationRows {
  const known = new Set(list.rows.map((row) => row.id))
  return { rows: [...list.rows, ...page.filter((row) => !known.has(row.id))], exhausted: page.length < pageSize }
}

/** An agent bot counts as nobody (application API §6.3). */
function assignedUser(conversation: Conversation): number | null {
  if (conversation.meta.assignee_type === 'AgentBot') return null
  return conversation.meta.assignee?.id ?? null
}
