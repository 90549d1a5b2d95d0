import type { Db } from '../db/db.ts'
import { conversationFilter } from '../filters/conversations.ts'
import { filterSql, type FilterCondition } from '../filters/filter.ts'
import type { Member } from '../http/auth.ts'
import { offset } from '../http/pages.ts'
import { visibleTo } from './conditions.ts'
import { countFacet, countWhere, sumCounters, type Counts } from './counts.ts'
import { perPage } from './list.ts'
import { pageIds } from './page.ts'
import { sortOf } from './sorts.ts'
import { statuses } from './snapshot.ts'
import { viewConversations, type ConversationView } from './view.ts'

/**
 * Conversations that satisfy a filter, 25 a page, last activity first, and how many there are (application API §5.6, §6.3). Throws the 422 texts of
 * the filter language.
 */
export async function filterConversations(
  db: Db, member: Member, payload: FilterCondition[] | undefined, { page, sort_by }: { page?: number | undefined; sort_by?: string | undefined },
): Promise<{ meta: Counts; payload: ConversationView[] }> {
  const [listed, meta] = await Promise.all([list(db, member, payload, page, sort_by), count(db, member, payload)])
  return { meta, payload: listed }
}

async function list(db: Db, member: Member, payload: FilterCondition[] | undefined, page: number | undefined, sortBy: string | undefined): Promise<ConversationView[]> {
  const { condition, values, value } = await conditionOf(db, member, payload)
  const label = labelOf(payload)
  const labels = label === null ? undefined : `${value([label])}::text[]`
  // Answered from four ends, each in the order of the list's index; one that the filter leaves out is seen to be empty at once.
  const splits = statuses.map((status) => `c.status = '${status}'`)
  const ids = await pageIds(db.query, sortOf(sortBy), { where: condition, labels, splits, values }, { skip: offset(page, perPage), take: perPage })
  return viewConversations(db, ids, member.user.id)
}

/** What the running counters know, they answer. */
async function count(db: Db, member: Member, payload: FilterCondition[] | undefined): Promise<Counts> {
  const label = labelOf(payload)
  if (label !== null) return countFacet(db, member, `label:${label}`, statuses)
  const { condition, values, value } = await conditionOf(db, member, payload)
  const isCounted = payload?.every(({ attribute_key }) => counted.has(attribute_key ?? '')) ?? false
  return isCounted ? sumCounters(db.query, member, condition, values, value) : countWhere(db, member, condition, values, value)
}

async function conditionOf(db: Db, member: Member, payload: FilterCondition[] | undefined) {
  const values: unknown[] = [member.account.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const wanted = await filterSql(db.query, member.account.id, conversationFilter, payload, values)
  return { condition: ['c.account_id = $1', ...visibleTo(member, value), `(${wanted})`].join(' and '), values, value }
}

/** The label of a filter that asks for one and for nothing else: it has counters, and a list, of its own. */
function labelOf(payload: FilterCondition[] | undefined): string | null {
  const [{ attribute_key, filter_operator, values } = {} as FilterCondition] = payload ?? []
  const isOne = payload?.length === 1 && attribute_key === 'labels' && filter_operator === 'equal_to' && Array.isArray(values) && values.length === 1
  return isOne && typeof values[0] === 'string' ? values[0] : null
}

const counted = new Set(['status', 'inbox_id', 'assignee_id'])
