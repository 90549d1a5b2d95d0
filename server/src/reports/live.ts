import { counters, everything } from '../conversations/counters.ts'
import type { Query } from '../db/db.ts'
import { listAgents, type Agent } from '../agents/agents.ts'
import { offset } from '../http/pages.ts'

export interface Live {
  open: number
  unattended: number
  unassigned: number
  pending: number
}

/** Open, and waiting for its first answer or for the next one: in the words of an index. */
const isUnattended = `c.status = 'open' and (c.first_reply_created_at is null or c.waiting_since is not null)`

/** How things stand now, of all conversations or of a team's. By the counters that lists have; those that wait are looked at. */
export async function countLive(query: Query, accountId: number, teamId: number | null = null): Promise<Live> {
  const facet = teamId === null ? `'${everything}'` : `'team:' || $2::bigint`
  const [row] = await query<Live & object>(
    `select (coalesce(sum(n.count) filter (where n.state = 'open' and n.assignee_id = -1), 0))::int as open,
            (select count(*)::int from conversations c where c.account_id = $1 and ${isUnattended} ${teamId === null ? '' : 'and c.team_id = $2'}) as unattended,
            (coalesce(sum(n.count) filter (where n.state = 'open' and n.assignee_id = 0), 0))::int as unassigned,
            (coalesce(sum(n.count) filter (where n.state = 'pending' and n.assignee_id = -1), 0))::int as pending
       from ${counters('$1', facet)} n where n.state in ('open', 'pending') and n.assignee_id <= 0`, teamId === null ? [accountId] : [accountId, teamId])
  return row!
}

export const liveGroupings = ['assignee_id', 'team_id'] as const
export type LiveGrouping = (typeof liveGroupings)[number]
export type LiveGroup = Omit<Live, 'pending'> & { key: number | null }

/** The same per agent or team; null is the group of those that have none. */
export function countLiveBy(query: Query, accountId: number, by: LiveGrouping): Promise<LiveGroup[]> {
  return query<LiveGroup>(by === 'assignee_id' ? byAgent : byTeam, [accountId])
}

const byAgent = `
  with waiting as (select coalesce(c.assignee_id, 0) as key, count(*)::int as count from conversations c where c.account_id = $1 and ${isUnattended} group by 1)
  select nullif(n.assignee_id, 0) as key, sum(n.count)::int as open, coalesce(max(w.count), 0) as unattended, (case when n.assignee_id = 0 then sum(n.count) else 0 end)::int as unassigned
    from ${counters('$1', `'${everything}'`)} n left join waiting w on w.key = n.assignee_id
   where n.state = 'open' and n.assignee_id >= 0 group by n.assignee_id having sum(n.count) > 0 order by 1 nulls last`

const byTeam = `
  select c.team_id as key, count(*)::int as open, (count(*) filter (where ${isUnattended}))::int as unattended, (count(*) filter (where c.assignee_id is null))::int as unassigned
    from conversations c where c.account_id = $1 and c.status = 'open' group by 1 order by 1 nulls last`

const perPage = 25

/** Members with what they have open, who has most of it first. */
export async function listBusyAgents(query: Query, accountId: number, page = 1): Promise<{ agent: Agent; open: number; unattended: number }[]> {
  const [agents, groups] = await Promise.all([listAgents(query, accountId), countLiveBy(query, accountId, 'assignee_id')])
  const known = new Map(groups.map((group) => [group.key, group]))
  const rows = agents.map((agent) => ({ agent, open: known.get(agent.id)?.open ?? 0, unattended: known.get(agent.id)?.unattended ?? 0 }))
  const skipped = offset(page, perPage)
  return rows.toSorted((a, b) => b.open - a.open).slice(skipped, skipped + perPage)
}
