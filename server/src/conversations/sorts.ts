/**
 * An order of conversations `c` that indexes can follow. `branches` cut the list into parts that follow each other; within a part `keys` decide,
 * and in the end the row id in the direction of the last key.
 */
export interface Sort {
  branches: string[]
  keys: [column: string, direction: 'asc' | 'desc'][]
}

const activity = (direction: 'asc' | 'desc'): Sort => ({ branches: ['true'], keys: [['c.last_activity_at', direction]] })
const created = (direction: 'asc' | 'desc'): Sort => ({ branches: ['true'], keys: [['c.created_at', direction]] })
const waiting = (direction: 'asc' | 'desc'): Sort => ({
  branches: ['c.waiting_since is not null', 'c.waiting_since is null'], keys: [['c.waiting_since', direction], ['c.created_at', direction]],
})
const priorities = ['low', 'medium', 'high', 'urgent'].map((name) => `c.priority = '${name}'`)
const priority = (direction: 'asc' | 'desc', keys: Sort['keys']): Sort => ({
  branches: [...(direction === 'asc' ? priorities : priorities.toReversed()), 'c.priority is null'], keys,
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
  unread: { branches: ['c.unread_count > 0', 'c.unread_count = 0'], keys: [['c.unread_count', 'desc'], ['c.last_activity_at', 'desc']] },
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

/**
 * The ids of one page. Each branch is asked for as many rows as the page can need, in the order of an index, so that no list is read whole.
 * `where`: conditions on `c`; `splits`: conditions of which a row satisfies at most one, such as the four statuses, each with an order in its index.
 * Without `page`, all of them.
 */
export function pageSql({ branches, keys }: Sort, where: string, splits: string[], page: { limit: string; offset: string } | null): string {
  const direction = keys.at(-1)![1]
  const orderBy = (columns: string[], id: string) => [...columns.map((column, index) => `${column} ${keys[index]![1]}`), `${id} ${direction}`].join(', ')
  const named = keys.map(([column], index) => `${column} as k${index}`).join(', ')
  const most = page ? `limit ${page.limit}::bigint + ${page.offset}::bigint` : ''
  const parts = branches.flatMap((branch, rank) => splits.map((split) =>
    `(select c.id, ${rank} as rank, ${named} from conversations c where ${where} and ${split} and ${branch}
       order by ${orderBy(keys.map(([column]) => column), 'c.id')} ${most})`))
  return `select id from (${parts.join(' union all ')}) parts order by rank, ${orderBy(keys.map((_, index) => `k${index}`), 'id')}
    ${page ? `limit ${page.limit}::bigint offset ${page.offset}::bigint` : ''}`
}
