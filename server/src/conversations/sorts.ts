export type Key = [column: string, direction: 'asc' | 'desc']

/**
 * An order of conversations `c` that indexes can follow. `branches` cut the list into parts that follow each other, each a condition and the first of
 * the `keys` that differs within it: where a column is null all along, no index knows that it need not be sorted by. In the end the row id decides, in
 * the direction of the last key.
 */
export interface Sort {
  branches: [condition: string, firstKey: number][]
  keys: Key[]
}

const activity = (direction: 'asc' | 'desc'): Sort => ({ branches: [['true', 0]], keys: [['c.last_activity_at', direction]] })
const created = (direction: 'asc' | 'desc'): Sort => ({ branches: [['true', 0]], keys: [['c.created_at', direction]] })
const waiting = (direction: 'asc' | 'desc'): Sort => ({
  branches: [['c.waiting_since is not null', 0], ['c.waiting_since is null', 1]], keys: [['c.waiting_since', direction], ['c.created_at', direction]],
})
const priorities = ['low', 'medium', 'high', 'urgent'].map((name): [string, number] => [`c.priority = '${name}'`, 0])
const priority = (direction: 'asc' | 'desc', keys: Key[]): Sort => ({
  branches: [...(direction === 'asc' ? priorities : priorities.toReversed()), ['c.priority is null', 0]], keys,
})

const sorts: Record<string, Sort> = {
  last_activity_at_desc: activity('desc'),
  last_activity_at_asc: activity('asc'),
  created_at_desc: created('desc'),
  created_at_asc: created('asc'),
  priority_desc: priority('desc', [['c.last_activity_at', 'desc']]),
  priority_asc: priority('asc', [['c.last_activity_at', 'desc']]),
  priority_desc_created_at_asc: priority('desc', [['c.created_at', 'asc']]),
  waiting_since_asc: waiting('asc'),
  waiting_since_desc: waiting('desc'),
  unread: { branches: [['c.unread_count > 0', 0], ['c.unread_count = 0', 1]], keys: [['c.unread_count', 'desc'], ['c.last_activity_at', 'desc']] },
}

/** What older clients say. */
const legacy: Record<string, string> = {
  latest: 'last_activity_at_desc', sort_on_created_at: 'created_at_asc', sort_on_priority: 'priority_desc', sort_on_waiting_since: 'waiting_since_asc',
}

/** `sort_by` of the list (application API §6.3); the last activity first for what is none. */
export function sortOf(name = ''): Sort {
  const known = Object.hasOwn(legacy, name) ? legacy[name]! : name
  return Object.hasOwn(sorts, known) ? sorts[known]! : sorts.last_activity_at_desc!
}
