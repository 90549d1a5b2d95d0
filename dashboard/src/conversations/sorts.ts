import type { Conversation, Priority } from '../wire.ts'

/** Orders of the list (application API §6.3); the first is the usual one. */
export const sorts = [
  { value: 'last_activity_at_desc', label: 'Last active first' },
  { value: 'last_activity_at_asc', label: 'Quiet for longest first' },
  { value: 'created_at_desc', label: 'Newest first' },
  { value: 'created_at_asc', label: 'Oldest first' },
  { value: 'priority_desc', label: 'Highest priority first' },
  { value: 'priority_desc_created_at_asc', label: 'Highest priority, then oldest' },
  { value: 'priority_asc', label: 'Lowest priority first' },
  { value: 'waiting_since_asc', label: 'Waiting for longest first' },
  { value: 'waiting_since_desc', label: 'Waiting for shortest first' },
  { value: 'unread', label: 'Most unread first' },
] as const
export type Sort = (typeof sorts)[number]['value']

type Compare = (one: Conversation, other: Conversation) => number

const activity: Compare = (one, other) => other.last_activity_at - one.last_activity_at
const created: Compare = (one, other) => one.created_at - other.created_at
const ranks: Record<Priority, number> = { low: 1, medium: 2, high: 3, urgent: 4 }
/** Those without one come last in either direction. */
const rank = ({ priority }: Conversation, direction: 1 | -1) => (priority ? ranks[priority] * direction : 5)
const waiting = ({ waiting_since }: Conversation, direction: 1 | -1) => (waiting_since > 0 ? waiting_since * direction : Number.MAX_SAFE_INTEGER)

/** Below zero where the one stands before the other, zero where the server's row ids decide. */
export const comparisons: Record<Sort, Compare> = {
  last_activity_at_desc: activity,
  last_activity_at_asc: (one, other) => activity(other, one),
  created_at_desc: (one, other) => created(other, one),
  created_at_asc: created,
  priority_desc: (one, other) => rank(one, -1) - rank(other, -1) || activity(one, other),
  priority_desc_created_at_asc: (one, other) => rank(one, -1) - rank(other, -1) || created(one, other),
  priority_asc: (one, other) => rank(one, 1) - rank(other, 1) || activity(one, other),
  waiting_since_asc: (one, other) => waiting(one, 1) - waiting(other, 1) || created(one, other),
  waiting_since_desc: (one, other) => waiting(one, -1) - waiting(other, -1) || created(other, one),
  unread: (one, other) => other.unread_count - one.unread_count || activity(one, other),
}
