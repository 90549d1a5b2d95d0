import type { Query } from '../db/db.ts'

type Key = [column: string, direction: 'asc' | 'desc']

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

/** What a page is cut of: `where` are conditions on `c`; of `splits` a row satisfies at most one, such as one of the four statuses, each with an order in its index. */
export interface Cut {
  where: string
  splits: string[]
  values: readonly unknown[]
  /** SQL of a list of inboxes. By the last activity, each is read by itself, as a quiet one would be looked for among all the others. */
  inboxes?: string | undefined
}

/**
 * The row ids of one page: `take` after `skip`, or all of them. Each branch and split is asked for as many rows as the page can need, in the order of an
 * index, so that no list is read whole; a branch is asked only when those before it do not fill the page.
 */
export async function pageIds(query: Query, { branches, keys }: Sort, cut: Cut, page: { skip: number; take: number } | null): Promise<number[]> {
  const found: number[] = []
  if (page && page.skip >= farthest) return found
  const end = page ? page.skip + page.take : null
  // One branch can skip in the database what is before the page.
  const skip = page && branches.length === 1 ? page.skip : 0
  // Each inbox would be read up to a page far behind.
  const parts = page && page.skip > near ? { ...cut, inboxes: undefined } : cut
  for (const [branch, firstKey] of branches) {
    const most = end === null ? null : end - found.length
    const rows = await query<{ id: number }>(branchSql(keys, parts, branch, firstKey), [...cut.values, most, skip], 'adHoc')
    for (const { id } of rows) found.push(id)
    if (end !== null && found.length + skip >= end) break
  }
  return found.slice(page ? page.skip - skip : 0)
}

/** Rows that nobody pages to, and rows that are soon passed over. */
const farthest = 1e9
const near = 1000

/** Its last two values are how many rows at most, null for all, and how many of them are passed over. */
function branchSql(keys: Key[], { where, splits, values, inboxes }: Cut, branch: string, firstKey: number): string {
  const [most, skip] = [`$${values.length + 1}::bigint`, `$${values.length + 2}::bigint`]
  const ordered = keys.slice(firstKey)
  const orderBy = (columns: Key[], id: string) => [...columns, [id, keys.at(-1)![1]]].map((each) => each.join(' ')).join(', ')
  const named = ordered.map(([column], index) => `${column} as k${index}`).join(', ')
  const isByInbox = inboxes !== undefined && keys[0]![0] === 'c.last_activity_at'
  const parts = splits.map((split) => {
    const part = (ofInbox: string) =>
      `(select c.id, ${named} from conversations c where ${where} and ${split} and ${branch} ${ofInbox} order by ${orderBy(ordered, 'c.id')} limit ${most})`
    return isByInbox ? `(select part.* from unnest(${inboxes}) inbox (id) cross join lateral ${part('and c.inbox_id = inbox.id')} part)` : part('')
  })
  return `select id from (${parts.join(' union all ')}) parts order by ${orderBy(ordered.map(([, direction], index) => [`k${index}`, direction]), 'id')}
    limit ${most} - ${skip} offset ${skip}`
}
