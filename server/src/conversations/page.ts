import type { Query } from '../db/db.ts'
import { labelled, namedColumns } from './conditions.ts'
import type { Key, Sort } from './sorts.ts'

/** What a page is cut of: `where` are conditions on `c`; of `splits` a row satisfies at most one, such as one of the four statuses, each with an order in its index. */
export interface Cut {
  where: string
  /** SQL of a list of labels, one of which each row has. */
  labels?: string | undefined
  splits: string[]
  values: readonly unknown[]
  /** SQL of a list of inboxes. By the last activity, each is read by itself, as a quiet one would be looked for among all the others. */
  inboxes?: string | undefined
}

/**
 * The row ids of one page: `take` after `skip`, or all of them. Each branch and split is asked for as many rows as the page can need, in the order of an
 * index, so that no list is read whole; a branch is asked only when those before it do not fill the page.
 */
export async function pageIds(query: Query, sort: Sort, cut: Cut, page: { skip: number; take: number } | null): Promise<number[]> {
  if (page && page.skip >= farthest) return []
  const { labels, ...all } = cut
  if (labels === undefined) return orderedIds(query, sort, all, page)
  const sifted = page && await siftedIds(query, sort, { ...all, labels }, page)
  return sifted ?? orderedIds(query, sort, { ...all, where: `${all.where} and ${labelled(labels)}` }, page)
}

async function orderedIds(query: Query, { branches, keys }: Sort, cut: Cut, page: { skip: number; take: number } | null): Promise<number[]> {
  const found: number[] = []
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

/** How many rows are looked through for each one wanted: a label that fewer have is rare enough for its rows to be gathered and sorted. */
const share = 50
const mostSifted = 5000

/** A full page out of the first rows of the order, where a label is frequent there; else null. No more rows than these are looked at, whatever else is wanted. */
async function siftedIds(query: Query, { branches, keys }: Sort, { where, labels, splits, values }: Cut & { labels: string }, { skip, take }: { skip: number; take: number }) {
  const rows = Math.min((skip + take) * share, mostSifted)
  if (branches.length > 1 || skip + take > rows) return null
  const orderBy = orderOf(keys, keys, 'c.id')
  const columns = [...new Set([...namedColumns.map((column) => `c.${column}`), ...keys.map(([column]) => column)])].join(', ')
  const parts = splits.map((split) => `(select ${columns} from conversations c where c.account_id = $1 and ${split} order by ${orderBy} limit ${rows})`)
  const found = await query<{ id: number }>(
    `select c.id from (select * from (${parts.join(' union all ')}) c order by ${orderBy} limit ${rows}) c
      where ${where} and c.labels && ${labels} order by ${orderBy} limit ${take} offset ${skip}`, values, 'adHoc')
  return found.length === take ? found.map(({ id }) => id) : null
}

const orderOf = (columns: Key[], keys: Key[], id: string) => [...columns, [id, keys.at(-1)![1]]].map((each) => each.join(' ')).join(', ')

/** Its last two values are how many rows at most, null for all, and how many of them are passed over. */
function branchSql(keys: Key[], { where, splits, values, inboxes }: Cut, branch: string, firstKey: number): string {
  const [most, skip] = [`$${values.length + 1}::bigint`, `$${values.length + 2}::bigint`]
  const ordered = keys.slice(firstKey)
  const named = ordered.map(([column], index) => `${column} as k${index}`).join(', ')
  const isByInbox = inboxes !== undefined && keys[0]![0] === 'c.last_activity_at'
  const parts = splits.map((split) => {
    const part = (ofInbox: string) =>
      `(select c.id, ${named} from conversations c where ${where} and ${split} and ${branch} ${ofInbox} order by ${orderOf(ordered, keys, 'c.id')} limit ${most})`
    return isByInbox ? `(select part.* from unnest(${inboxes}) inbox (id) cross join lateral ${part('and c.inbox_id = inbox.id')} part)` : part('')
  })
  return `select id from (${parts.join(' union all ')}) parts order by ${orderOf(ordered.map(([, direction], index) => [`k${index}`, direction]), keys, 'id')}
    limit ${most} - ${skip} offset ${skip}`
}
