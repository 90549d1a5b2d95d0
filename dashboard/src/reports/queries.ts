import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from '../api.ts'
import type { Wire } from '../wire.ts'
import { type Period, type ReportsSearch, type ScopeType, type Span, spanOf } from './span.ts'

/** Application API §4.12. Times are seconds. */
export type Figures = Wire<'ReportSummary'>['previous']
export type Metric = keyof Figures
export type Point = Wire<'ReportPoint'>
/** Labels bring their names; the others are looked up. */
export type GroupFigures = Wire<'SummaryReport'> & { name?: string }
export type BusyAgent = Wire<'AgentMetrics'>

const path = (accountId: number, rest: string) => `/api/v2/accounts/${accountId}/${rest}`
const FRESH_MS = 60_000

/** What the figures are of. */
export interface Wanted extends Span {
  type: 'account' | ScopeType
  id?: number
  business_hours: boolean
}

export const wantedOf = (search: ReportsSearch): Wanted => ({
  ...spanOf(search), type: search.type && search.id ? search.type : 'account', ...(search.type && search.id && { id: search.id }), business_hours: search.worked ?? false,
})

/** In hours east of Greenwich: by whose clock days begin where the account has no zone of its own. */
const timezone_offset = () => -new Date().getTimezoneOffset() / 60

export const summaryQuery = (accountId: number, wanted: Wanted) =>
  queryOptions({
    queryKey: ['reports', accountId, 'summary', wanted],
    queryFn: ({ signal }) => get<Wire<'ReportSummary'>>(path(accountId, 'reports/summary'), { ...wanted, timezone_offset: timezone_offset() }, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  })

export const seriesQuery = (accountId: number, metric: Metric, wanted: Wanted, group_by: Period) =>
  queryOptions({
    queryKey: ['reports', accountId, 'series', metric, wanted, group_by],
    queryFn: ({ signal }) => get<Point[]>(path(accountId, 'reports'), { ...wanted, metric, group_by, timezone_offset: timezone_offset() }, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  })

export const groupQuery = (accountId: number, by: ScopeType, { since, until, business_hours }: Wanted) =>
  queryOptions({
    queryKey: ['reports', accountId, 'by', by, since, until, business_hours],
    queryFn: ({ signal }) => get<GroupFigures[]>(path(accountId, `summary_reports/${by}`), { since, until, business_hours, timezone_offset: timezone_offset() }, signal),
    staleTime: FRESH_MS,
  })

export const liveQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['reports', accountId, 'live'],
    queryFn: ({ signal }) => get<Wire<'LiveMetrics'>>(path(accountId, 'live_reports/conversation_metrics'), {}, signal),
    refetchInterval: 30_000,
    staleTime: 0,
  })

/** Twenty-five a page. */
const AGENTS = 25

/** Who is there, and how much each has open. */
export const busyAgentsQuery = (accountId: number) =>
  infiniteQueryOptions({
    queryKey: ['reports', accountId, 'agents'],
    queryFn: ({ pageParam, signal }) => get<BusyAgent[]>(path(accountId, 'reports/conversations'), { type: 'agent', page: pageParam }, signal),
    initialPageParam: 1,
    getNextPageParam: (page, pages) => (page.length === AGENTS ? pages.length + 1 : undefined),
    refetchInterval: 30_000,
    staleTime: 0,
  })

/** What a spreadsheet reads: the account's figures, those by agent and so on, or when conversations begin. */
export function csvPath(accountId: number, table: ScopeType | 'summary' | 'traffic', { since, until, business_hours }: Wanted): string {
  const names = { agent: 'agents', inbox: 'inboxes', team: 'teams', label: 'labels', summary: 'conversations_summary', traffic: 'conversation_traffic' }
  const query = new URLSearchParams({ since: String(since), until: String(until), timezone_offset: String(timezone_offset()), business_hours: String(business_hours) })
  return `${path(accountId, `reports/${names[table]}`)}?${query.toString()}`
}
