import type { Db } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { conditionsOf, statusesOf, visibleTo, type Conditions, type ListFilter } from './conditions.ts'

export interface Counts {
  mine_count: number
  unassigned_count: number
  all_count: number
}

/** How many there are for the caller, for nobody and in all; `assignee_type` does not narrow them (application API §6.3). A bot's conversation counts as nobody's. */
export async function countConversations(db: Db, member: Member, filter: ListFilter): Promise<Counts> {
  const facet = facetOf(filter)
  if (facet === undefined) {
    const { all, splits, values, value } = conditionsOf(member, { ...filter, assignee_type: undefined })
    return splits.length === 0 ? none : countWhere(db, member, `${all.join(' and ')} and (${splits.join(' or ')})`, values, value)
  }
  const values: unknown[] = [member.account.id]
  const value: Conditions['value'] = (one) => `$${values.push(one)}`
  const conditions = [...visibleTo(member, value, 'n'), `n.status = any(${value(statusesOf(filter))}::text[])`]
  if (filter.inbox_id) conditions.push(`n.inbox_id = any(${value(filter.inbox_id)}::bigint[])`)
  return sumCounters(db, member, facet, conditions.join(' and '), values, value)
}

export const withAssigned = ({ mine_count, unassigned_count, all_count }: Counts) => ({ mine_count, assigned_count: all_count - unassigned_count, unassigned_count, all_count })

/** Counts the rows `c` that satisfy a condition. */
export async function countWhere(db: Db, member: Member, condition: string, values: unknown[], value: Conditions['value']): Promise<Counts> {
  const [row] = await db.query<Counts & object>(
    `select (count(*) filter (where c.assignee_id = ${value(member.user.id)}))::int as mine_count, (count(*) filter (where c.assignee_id is null))::int as unassigned_count,
       count(*)::int as all_count from conversations c where ${condition}`, values, 'adHoc')
  return row!
}

/** Sums the running counters `n` that satisfy a condition: those of a facet, or of everything. */
export async function sumCounters(db: Db, member: Member, facet: string | null, condition: string, values: unknown[], value: Conditions['value']): Promise<Counts> {
  const from = facet === null ? 'conversation_counts n where n.account_id = $1' : `conversation_facet_counts n where n.account_id = $1 and n.facet = ${value(facet)}`
  const [row] = await db.query<Counts & object>(
    `select coalesce(sum(n.count) filter (where n.assignee_id = ${value(member.user.id)}), 0)::int as mine_count,
       coalesce(sum(n.count) filter (where n.assignee_id = 0), 0)::int as unassigned_count, coalesce(sum(n.count), 0)::int as all_count
     from ${from} and ${condition || 'true'}`, values, 'adHoc')
  return row!
}

const none: Counts = { mine_count: 0, unassigned_count: 0, all_count: 0 }

/** The counters that answer: null for those of everything, a team's or one label's; undefined where only the rows can. */
function facetOf({ labels = [], q, source_id, conversation_type, team_id, contact_id, updated_within }: ListFilter): string | null | undefined {
  if (q || source_id || ['mention', 'participating', 'unattended'].includes(conversation_type ?? '') || contact_id || updated_within) return undefined
  const facets = [...labels.map((label) => `label:${label}`), ...(team_id ? [`team:${team_id}`] : [])]
  return facets.length > 1 ? undefined : facets[0] ?? null
}
