import Type from 'typebox'
import type { Query } from '../db/db.ts'
import { refused } from '../http/errors.ts'

/** Unix seconds; `until` itself is outside, so that two spans that touch share nothing. */
export interface Span {
  since: number
  until: number
}

export const Dates = { since: Type.Optional(Type.Number()), until: Type.Optional(Type.Number()), timezone_offset: Type.Optional(Type.Number()) }

/** Null without both dates (application API §4.12). */
export const spanOf = ({ since, until }: { since?: number | undefined; until?: number | undefined }): Span | null =>
  since === undefined || until === undefined ? null : { since: clamp(since), until: clamp(until) }

/** The one of equal length right before. */
export const spanBefore = ({ since, until }: Span): Span => ({ since: clamp(since - (until - since)), until: since })

/** The years 1 to 9999, which PostgreSQL and JavaScript both know. */
const clamp = (seconds: number) => Math.min(Math.max(Math.floor(seconds), -62_135_596_800), 253_402_300_799)

const periods = ['day', 'week', 'month', 'year', 'hour'] as const
export type Period = (typeof periods)[number]

/** What is none of them means a day, as on this wire. */
export const periodOf = ({ group_by }: { group_by?: string | undefined }): Period => periods.find((period) => period === group_by) ?? 'day'

/**
 * The zone by whose clocks days and hours are told, as PostgreSQL writes it: that of the account's `reporting_timezone`, so that everybody sees the same
 * days and summer time is known; else the offset that the caller names, in hours.
 */
export async function findZone(query: Query, accountId: number, offset: number | undefined): Promise<string> {
  const [account] = await query<{ zone: string | null }>(`select settings ->> 'reporting_timezone' as zone from accounts where id = $1`, [accountId])
  if (account?.zone) return account.zone
  const minutes = Math.round((offset ?? 0) * 60)
  if (minutes === 0 || Math.abs(minutes) > 18 * 60) return 'UTC'
  const clock = `${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`
  // POSIX counts westward.
  return minutes > 0 ? `<+${clock}>-${clock}` : `<-${clock}>+${clock}`
}

/** More than this is no report. */
const mostPeriods = 25_000
const seconds = { hour: 3600, day: 86_400, week: 604_800, month: 2_600_000, year: 31_536_000 }

/** Throws a 422 when the span has too many of these periods. */
export function checkLength({ since, until }: Span, period: Period): void {
  if ((until - since) / seconds[period] > mostPeriods) throw refused(`The span has more than ${mostPeriods} periods: group it by a longer one`)
}

/**
 * SQL of the moments at which the periods of a span begin, as `starts (start, n)`; `n` counts from 1. Hours are real ones: the day on which clocks are put
 * back has 25. Weeks begin on Sunday. Parameters: the span's two ends as timestamptz, and the zone.
 */
export function startsSql(period: Period, since: string, until: string, zone: string): string {
  // A quarter is the finest step by which offsets differ.
  const moments = period === 'hour'
    ? `select distinct date_trunc('hour', t, ${zone}) as start from generate_series(date_trunc('hour', ${since}, ${zone}), ${until}, '15 min') t`
    : `select local at time zone ${zone} as start
         from generate_series(${firstDay(period, `(${since} at time zone ${zone})`)}, ${until} at time zone ${zone}, '1 ${period}') local`
  return `starts as materialized (select start, row_number() over (order by start) as n from (${moments}) moments where start < ${until})`
}

const firstDay = (period: Period, local: string) =>
  period === 'week' ? `date_trunc('week', ${local} + interval '1 day') - interval '1 day'` : `date_trunc('${period}', ${local})`
