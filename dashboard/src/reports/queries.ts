import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { get } from '../api.ts'

/** Application API §4.12. Times are seconds. */
export interface Figures {
  conversations_count: number
  incoming_messages_count: number
  outgoing_messages_count: number
  avg_first_response_time: number | null
  avg_resolution_time: number | null
  resolutions_count: number
  reply_time: number | null
}
export type Metric = keyof Figures

export interface Point {
  value: number
  /** Unix seconds: the beginning of the day. */
  timestamp: number
}

export interface GroupFigures {
  id: number
  /** Labels bring theirs; the others are looked up. */
  name?: string
  conversations_count: number
  resolved_conversations_count: number
  avg_resolution_time: number | null
  avg_first_response_time: number | null
  avg_reply_time: number | null
}

export interface LiveFigures {
  open: number
  unattended: number
  unassigned: number
  pending: number
}

export const days = [7, 30, 90] as const
export type Days = (typeof days)[number]
export type Grouping = 'agent' | 'inbox' | 'team' | 'label'

const path = (accountId: number, rest: string) => `/api/v2/accounts/${accountId}/${rest}`
const FRESH_MS = 60_000

/** Whole days by the reader's clock, today included. */
export function spanOf(length: Days): { since: number; until: number; timezone_offset: number } {
  const midnight = new Date()
  midnight.setHours(24, 0, 0, 0)
  const since = new Date(midnight)
  since.setDate(since.getDate() - length)
  return { since: since.getTime() / 1000, until: midnight.getTime() / 1000, timezone_offset: -midnight.getTimezoneOffset() / 60 }
}

export const summaryQuery = (accountId: number, length: Days) =>
  queryOptions({
    queryKey: ['reports', accountId, 'summary', length],
    queryFn: ({ signal }) => get<Figures & { previous: Figures }>(path(accountId, 'reports/summary'), { ...spanOf(length), type: 'account' }, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  })

export const seriesQuery = (accountId: number, metric: Metric, length: Days) =>
  queryOptions({
    queryKey: ['reports', accountId, 'series', metric, length],
    queryFn: ({ signal }) => get<Point[]>(path(accountId, 'reports'), { ...spanOf(length), metric, type: 'account', group_by: 'day' }, signal),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  })

export const groupQuery = (accountId: number, by: Grouping, length: Days) =>
  queryOptions({
    queryKey: ['reports', accountId, 'by', by, length],
    queryFn: ({ signal }) => get<GroupFigures[]>(path(accountId, `summary_reports/${by}`), spanOf(length), signal),
    staleTime: FRESH_MS,
  })

export const liveQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['reports', accountId, 'live'],
    queryFn: ({ signal }) => get<LiveFigures>(path(accountId, 'live_reports/conversation_metrics'), {}, signal),
    refetchInterval: 30_000,
    staleTime: 0,
  })

/** What a spreadsheet reads: figures of the span by agent and so on. */
export function csvPath(accountId: number, by: Grouping, length: Days): string {
  const { since, until, timezone_offset } = spanOf(length)
  return `${path(accountId, `reports/${by === 'inbox' ? 'inboxes' : `${by}s`}`)}?since=${since}&until=${until}&timezone_offset=${timezone_offset}`
}
