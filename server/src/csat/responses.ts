import { listAgents } from '../agents/agents.ts'
import { offset } from '../http/pages.ts'
import type { Query } from '../db/db.ts'
import { readMoment } from '../db/time.ts'
import type { ListedResponse } from './wire.ts'

/** Which answers (application API §8.3). Moments in Unix seconds; they narrow only together. */
export interface ResponseFilter {
  since?: string | undefined
  until?: string | undefined
  user_ids?: number[] | undefined
  inbox_id?: number | undefined
  team_id?: number | undefined
  rating?: number | undefined
  sort?: string | undefined
}

export interface ResponseMetrics {
  total_count: number
  /** How many of each rating there are; without those that nobody gave. */
  ratings_count: Record<string, number>
  /** Surveys that were sent; only the moments narrow them. */
  total_sent_messages_count: number
}

const perPage = 25

/** Answers of the account: a page of 25, or all of them without one. Oldest first unless `sort` is `-created_at`. */
export async function listResponses(query: Query, accountId: number, filter: ResponseFilter, page: number | 'all'): Promise<ListedResponse[]> {
  const { where, values } = conditions(accountId, filter)
  const direction = filter.sort === '-created_at' ? 'desc' : 'asc'
  const window = page === 'all' ? '' : `limit ${perPage} offset $${values.push(offset(page, perPage))}`
  const rows = await query<Omit<ListedResponse, 'agent'>>(
    `select row_to_json(r) as response, row_to_json(p) as contact, c.display_id from csat_survey_responses r
       join conversations c on c.id = r.conversation_id join contacts p on p.id = c.contact_id
      where ${where} order by r.created_at ${direction}, r.id ${direction} ${window}`, values, 'adHoc')
  const agents = await listAgents(query, accountId, [...new Set(rows.flatMap(({ response }) => response.assigned_agent_id ?? []))])
  const byId = new Map(agents.map((agent) => [agent.id, agent]))
  return rows.map((row) => ({ ...row, agent: byId.get(row.response.assigned_agent_id ?? 0) ?? null }))
}

export async function measureResponses(query: Query, accountId: number, filter: ResponseFilter): Promise<ResponseMetrics> {
  const { where, values } = conditions(accountId, filter)
  const span = spanOf(filter)
  const [ratings, [sent]] = await Promise.all([
    query<{ rating: number; count: number }>(
      `select r.rating, count(*)::int as count from csat_survey_responses r join conversations c on c.id = r.conversation_id where ${where} group by 1 order by 1`, values, 'adHoc'),
    query<{ count: number }>(
      `select count(*)::int as count from messages m where m.account_id = $1 and m.content_type = 'input_csat'
          and ($2::timestamptz is null or m.created_at between $2 and $3::timestamptz)`, [accountId, span?.since ?? null, span?.until ?? null]),
  ])
  return {
    total_count: ratings.reduce((sum, { count }) => sum + count, 0),
    ratings_count: Object.fromEntries(ratings.map(({ rating, count }) => [String(rating), count])),
    total_sent_messages_count: sent!.count,
  }
}

/** The moments that a filter names; null unless it names both. */
export function spanOf({ since, until }: ResponseFilter): { since: string; until: string } | null {
  const [from, to] = [readMoment(since), readMoment(until)]
  return from !== null && to !== null ? { since: from, until: to } : null
}

function conditions(accountId: number, filter: ResponseFilter) {
  const values: unknown[] = [accountId]
  const value = (one: unknown) => `$${values.push(one)}`
  const all = ['r.account_id = $1']
  const span = spanOf(filter)
  if (span) all.push(`r.created_at between ${value(span.since)}::timestamptz and ${value(span.until)}::timestamptz`)
  if (filter.user_ids?.length) all.push(`r.assigned_agent_id = any(${value(filter.user_ids)}::bigint[])`)
  if (filter.inbox_id !== undefined) all.push(`c.inbox_id = ${value(filter.inbox_id)}`)
  if (filter.team_id !== undefined) all.push(`c.team_id = ${value(filter.team_id)}`)
  if (filter.rating !== undefined) all.push(`r.rating = ${value(filter.rating)}::bigint`)
  return { where: all.join(' and '), values }
}
