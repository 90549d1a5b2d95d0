import type { Query } from '../db/db.ts'
import type { Span } from './span.ts'

/** Conversations begun, by day and by hour of the day: 24 rows, each with a count per day. Hours that a day has twice are one. */
export interface Traffic {
  /** `2026-01-31`. */
  days: string[]
  hours: number[][]
}

/** By the clocks of `zone`; without dates the last seven days, this one included. */
export async function findTraffic(query: Query, accountId: number, span: Span | null, zone: string): Promise<Traffic> {
  const [days, counts] = await Promise.all([
    query<{ day: string }>(`with ${edges} select day::date::text as day from edges, generate_series(date_trunc('day', since at time zone $2), until at time zone $2, '1 day') day
      where day at time zone $2 < until order by 1`, [span && span.since, zone, span && span.until]),
    query<{ day: string; hour: number; count: number }>(
      `with ${edges} select (r.created_at at time zone $2)::date::text as day, extract(hour from r.created_at at time zone $2)::int as hour, count(*)::int as count
         from edges, reporting_events r where r.account_id = $4 and r.name = 'conversation_created' and r.created_at >= since and r.created_at < until group by 1, 2`,
      [span && span.since, zone, span && span.until, accountId]),
  ])
  const known = new Map(counts.map(({ day, hour, count }) => [`${day} ${hour}`, count]))
  const names = days.map(({ day }) => day)
  return { days: names, hours: Array.from({ length: 24 }, (_, hour) => names.map((day) => known.get(`${day} ${hour}`) ?? 0)) }
}

const edges = `edges as (
  select coalesce(to_timestamp($1::float8), (date_trunc('day', now() at time zone $2) - interval '6 days') at time zone $2) as since, coalesce(to_timestamp($3::float8), now()) as until)`
