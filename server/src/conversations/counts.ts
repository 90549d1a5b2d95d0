import type { Db, Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { conditionsOf, labelled, statusesOf, visibleTo, type Conditions, type ListFilter } from './conditions.ts'
import { counters, everything } from './counters.ts'

export interface Counts {
  mine_count: number
  unassigned_count: number
  all_count: number
}

/** How many there are for the caller, for nobody and in all; `assignee_type` does not narrow them (application API §6.3). A bot's conversation counts as nobody's. */
export async function countConversations(db: Db, member: Member, filter: ListFilter): Promise<Counts> {
  const facet = facetOf(filter)
  if (facet === undefined) {
    const { all, labels, splits, values, value } = conditionsOf(member, { ...filter, assignee_type: undefined })
    return splits.length === 0 ? none : countWhere(db, member, `${[...all, ...(labels ? [labelled(labels)] : [])].join(' and ')} and (${splits.join(' or ')})`, values, value)
  }
  return countFacet(db, member, facet, statusesOf(filter), filter.inbox_id)
}

/** The same of a facet's conversations, by its counters. */
export async function countFacet(db: Db, member: Member, facet: string, statuses: readonly string[], inboxes?: number[]): Promise<Counts> {
  const values: unknown[] = [member.account.id, facet, member.user.id, statuses]
  const value: Conditions['value'] = (one) => `$${values.push(one)}`
  const conditions = ['n.assignee_id = any(array[$3::bigint, 0, -1])', 'n.state = any($4::text[])', ...visibleTo(member, value, 'n')]
  if (inboxes) conditions.push(`n.inbox_id = any(${value(inboxes)}::bigint[])`)
  const [row] = await db.query<Counts & object>(`${sums('$3', 'assignee_id = -1')} from ${counters('$1', '$2')} n where ${conditions.join(' and ')}`, values)
  return row!
}

export const withAssigned = ({ mine_count, unassigned_count, all_count }: Counts) => ({ mine_count, assigned_count: all_count - unassigned_count, unassigned_count, all_count })

/** Counts the rows `c` that satisfy a condition. */
export async function countWhere(db: Db, member: Member, condition: string, values: unknown[], value: Conditions['value']): Promise<Counts> {
  const [row] = await db.query<Counts & object>(
    `select (count(*) filter (where c.assignee_id = ${value(member.user.id)}))::int as mine_count, (count(*) filter (where c.assignee_id is null))::int as unassigned_count,
       count(*)::int as all_count from conversations c where ${condition}`, values, 'adHoc')
  return row!
}

/** Adds up the counters that satisfy a condition on the columns `status`, `inbox_id` and `assignee_id` of `c`. */
export async function sumCounters(query: Query, member: Member, condition: string, values: unknown[], value: Conditions['value']): Promise<Counts> {
  const [row] = await query<Counts & object>(
    `${sums(value(member.user.id), 'true')}
     from (select $1::bigint as account_id, n.state as status, n.inbox_id, nullif(n.assignee_id, 0) as assignee_id, n.count
             from ${counters('$1', `'${everything}'`)} n where n.state <> 'unread' and n.assignee_id >= 0) c where ${condition}`, values, 'adHoc')
  return row!
}

const sums = (me: string, all: string) => `
  select coalesce(sum(count) filter (where assignee_id = ${me}), 0)::int as mine_count,
    coalesce(sum(count) filter (where coalesce(assignee_id, 0) = 0), 0)::int as unassigned_count, coalesce(sum(count) filter (where ${all}), 0)::int as all_count`

const none: Counts = { mine_count: 0, unassigned_count: 0, all_count: 0 }

/** The counters that answer: those of everything, a team's or one label's; undefined where only the rows can. */
function facetOf({ labels = [], q, source_id, conversation_type, team_id, contact_id, updated_within }: ListFilter): string | undefined {
  if (q || source_id || ['mention', 'participating', 'unattended'].includes(conversation_type ?? '') || contact_id || updated_within) return undefined
  const facets = [...labels.map((label) => `label:${label}`), ...(team_id ? [`team:${team_id}`] : [])]
  return facets.length > 1 ? undefined : facets[0] ?? everything
}
