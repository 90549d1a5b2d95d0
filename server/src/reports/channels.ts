import type { Query } from '../db/db.ts'
import { refused } from '../http/errors.ts'
import { statuses, type Status } from '../conversations/snapshot.ts'
import { spanValues } from './metrics.ts'
import type { Span } from './span.ts'

export type StatusCounts = Record<Status | 'total', number>

/** Conversations begun within the span by kind of channel and by the status they have now. Throws a 422 above six months. */
export async function countByChannel(query: Query, accountId: number, span: Span | null): Promise<Record<string, StatusCounts>> {
  if (!span) return {}
  if (isLongerThanSixMonths(span)) throw refused('Date range cannot exceed 6 months')
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span, values)
  const rows = await query<StatusCounts & { channel_type: string }>(
    `select i.channel_type, ${statuses.map((status) => `(count(*) filter (where c.status = '${status}'))::int as ${status}`).join(', ')}, count(*)::int as total
       from reporting_events r join conversations c on c.id = r.conversation_id join inboxes i on i.id = c.inbox_id
      where r.account_id = ${account} and r.name = 'conversation_created' and r.created_at >= ${since} and r.created_at < ${until} group by 1`, values)
  return byChannel(rows)
}

const bucketNames = ['0-1h', '1-4h', '4-8h', '8-24h', '24h+'] as const
export type ResponseTimes = Record<(typeof bucketNames)[number], number>

/** How long first responses took, by kind of channel; without dates all of them. */
export async function countResponseTimes(query: Query, accountId: number, span: Span | null): Promise<Record<string, ResponseTimes>> {
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span ?? always, values)
  const rows = await query<ResponseTimes & { channel_type: string }>(
    `select i.channel_type, ${bucketNames.map((name, n) => `(count(*) filter (where width_bucket(r.value, array[3600, 14400, 28800, 86400]::bigint[]) = ${n}))::int as "${name}"`).join(', ')}
       from reporting_events r join inboxes i on i.id = r.inbox_id
      where r.account_id = ${account} and r.name = 'first_response' and r.created_at >= ${since} and r.created_at < ${until} group by 1`, values)
  return byChannel(rows)
}

export interface Matrix {
  inboxes: { id: number; name: string }[]
  labels: { id: number; title: string }[]
  matrix: number[][]
}

/** Conversations begun within the span, or ever, by inbox and by the labels that they have now. Ids narrow; unknown ones name nothing. */
export async function countByInboxAndLabel(query: Query, accountId: number, span: Span | null, inboxIds: number[] = [], labelIds: number[] = []): Promise<Matrix> {
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span ?? always, values)
  const [inboxes, labels, counts] = await Promise.all([
    query<Matrix['inboxes'][number]>('select id, name from inboxes where account_id = $1 and ($2::bigint[] = $3 or id = any($2)) order by lower(name), id', [accountId, inboxIds, []]),
    query<Matrix['labels'][number]>('select id, title from labels where account_id = $1 and ($2::bigint[] = $3 or id = any($2)) order by title, id', [accountId, labelIds, []]),
    query<{ inbox_id: number; label: string; count: number }>(
      `select r.inbox_id, label, count(*)::int as count from reporting_events r join conversations c on c.id = r.conversation_id cross join unnest(c.labels) label
        where r.account_id = ${account} and r.name = 'conversation_created' and r.created_at >= ${since} and r.created_at < ${until} group by 1, 2`, values),
  ])
  const known = new Map(counts.map(({ inbox_id, label, count }) => [`${inbox_id} ${label}`, count]))
  return { inboxes, labels, matrix: inboxes.map((inbox) => labels.map(({ title }) => known.get(`${inbox.id} ${title}`) ?? 0)) }
}

const always: Span = { since: 0, until: 253_402_300_799 }

const byChannel = <T extends object>(rows: (T & { channel_type: string })[]) =>
  Object.fromEntries(rows.map(({ channel_type, ...counts }) => [channel_type, counts])) as unknown as Record<string, T>

function isLongerThanSixMonths({ since, until }: Span): boolean {
  const end = new Date(since * 1000)
  end.setUTCMonth(end.getUTCMonth() + 6)
  return until * 1000 > end.getTime()
}
