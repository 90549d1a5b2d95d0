/** What a report is of, as it stands in the address. */
export interface ReportsSearch {
  /** Whole days up to today; without it and without days of one's own, a week. */
  days?: Days
  /** Days of one's own, as YYYY-MM-DD, both included. */
  from?: string
  to?: string
  type?: ScopeType
  id?: number
  group_by?: Period
  /** Times within business hours alone. */
  worked?: boolean
}

export const days = [7, 30, 90] as const
export type Days = (typeof days)[number]
export const scopeTypes = ['agent', 'inbox', 'team', 'label'] as const
export type ScopeType = (typeof scopeTypes)[number]
export const periods = ['hour', 'day', 'week', 'month', 'year'] as const
export type Period = (typeof periods)[number]

/** Unix seconds; `until` itself is outside. */
export interface Span {
  since: number
  until: number
}

/** Whole days by the reader's clock, today included, or those between two days. */
export function spanOf({ days: length = 7, from, to }: Pick<ReportsSearch, 'days' | 'from' | 'to'>, now = new Date()): Span {
  if (from && to) return { since: midnight(from, 0), until: midnight(to, 1) }
  const end = new Date(now)
  end.setHours(24, 0, 0, 0)
  const since = new Date(end)
  since.setDate(since.getDate() - length)
  return { since: since.getTime() / 1000, until: end.getTime() / 1000 }
}

/** The one of equal length right before. */
export const spanBefore = ({ since, until }: Span): Span => ({ since: since - (until - since), until: since })

export const daysIn = ({ since, until }: Span) => Math.max(1, Math.round((until - since) / 86_400))

/** Periods that make bars of a sensible number. */
export function periodsFor(span: Span): Period[] {
  const count = daysIn(span)
  return periods.filter((period) => ({ hour: count <= 7, day: count <= 400, week: count > 7, month: count > 31, year: count > 366 })[period])
}

/** The one that was chosen as long as it fits, else the usual one. */
export function periodOf(wanted: Period | undefined, span: Span): Period {
  const fitting = periodsFor(span)
  return wanted && fitting.includes(wanted) ? wanted : daysIn(span) > 120 ? 'month' : 'day'
}

export const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text)) && text >= '1970-01-02'

/** A day of the reader's calendar, as its date fields write it. */
export const dayOf = (seconds: number): string => {
  const date = new Date(seconds * 1000)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}

function midnight(day: string, later: number): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(year, month - 1, date + later).getTime() / 1000
}
