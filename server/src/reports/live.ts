import type { Query } from '../db/db.ts'
import { listAgents, type Agent } from '../agents/agents.ts'

export interface Live {
  open: number
  unattended: number
  unassigned: number
  pending: number
}

/** Waiting for its first answer, or for the next one. */
const isUnattended = '(c.first_reply_created_at is null or c.waiting_since is not null)'

const counts = `(count(*) filter (where c.status = 'open'))::int as open, (count(*) filter (where c.status = 'open' and ${isUnattended}))::int as unattended,
  (count(*) filter (where c.status = 'open' and c.assignee_id is null))::int as unassigned`

/** How things stand now, of all conversations or of a team's. */
export async function countLive(query: Query, accountId: number, teamId?: number): Promise<Live> {
  const [row] = await query<Live & object>(
    `select ${counts}, (count(*) filter (where c.status = 'pending'))::int as pending
       from conversations c where c.account_id = $1 and c.status = any('{open,pending}') and ($2::bigint is null or c.team_id = $2)`, [accountId, teamId ?? null])
  return row!
}

export const liveGroupings = ['assignee_id', 'team_id'] as const
export type LiveGrouping = (typeof liveGroupings)[number]

/** The same per agent or team; null is the group of those that have none. */
export function countLiveBy(query: Query, accountId: number, by: LiveGrouping) {
  return query<Omit<Live, 'pending'> & { key: number | null }>(
    `select c.${by} as key, ${counts} from conversations c where c.account_id = $1 and c.status = 'open' group by 1 order by 1 nulls last`, [accountId])
}

const perPage = 25

/** Members with what they have open, who has most of it first. */
export async function listBusyAgents(query: Query, accountId: number, page = 1): Promise<{ agent: Agent; open: number; unattended: number }[]> {
  const [agents, groups] = await Promise.all([listAgents(query, accountId), countLiveBy(query, accountId, 'assignee_id')])
  const known = new Map(groups.map((group) => [group.key, group]))
  const rows = agents.map((agent) => ({ agent, open: known.get(agent.id)?.open ?? 0, unattended: known.get(agent.id)?.unattended ?? 0 }))
  const skipped = (Math.max(Math.floor(page), 1) - 1) * perPage
  return rows.toSorted((a, b) => b.open - a.open).slice(skipped, skipped + perPage)
}
