import type { Query } from '../db/db.ts'
import { startsSql, type Period, type Span } from './span.ts'
import type { Scope } from './scope.ts'

interface Metric {
  /** Of these rows `r`, … */
  table: 'reporting_events' | 'reporting_messages'
  /** … those of this kind. */
  kind: string | number
  /** Whose they are. A conversation is that of the agent who has it now (`c`). */
  agent: 'r.user_id' | 'c.assignee_id'
  /** The mean of their times in seconds, rather than how many there are. */
  isAverage: boolean
}

const events = (name: string, isAverage = false, agent: Metric['agent'] = 'r.user_id'): Metric => ({ table: 'reporting_events', kind: name, agent, isAverage })
const messages = (type: number): Metric => ({ table: 'reporting_messages', kind: type, agent: 'r.user_id', isAverage: false })

/** Application API §4.12, under the names of the wire. */
export const metrics = {
  conversations_count: events('conversation_created', false, 'c.assignee_id'),
  incoming_messages_count: messages(0),
  outgoing_messages_count: messages(1),
  avg_first_response_time: events('first_response', true),
  avg_resolution_time: events('conversation_resolved', true),
  resolutions_count: events('conversation_resolved'),
  reply_time: events('reply_time', true),
  bot_resolutions_count: events('conversation_bot_resolved'),
  bot_handoffs_count: events('conversation_bot_handoff'),
} satisfies Record<string, Metric>
export type MetricName = keyof typeof metrics

export const isMetric = (name: string | undefined): name is MetricName => name !== undefined && Object.hasOwn(metrics, name)
export const isAverage = (name: MetricName): boolean => metrics[name].isAverage

export interface Point {
  /** The mean, of metrics that are one; null without a row. */
  value: number | null
  count: number
  /** Unix seconds: the beginning of the period. */
  timestamp: number
}

/** One value per period of the span, empty ones included. */
export async function listPoints(query: Query, scope: Scope, name: MetricName, span: Span, isWorked: boolean, period: Period, zone: string): Promise<Point[]> {
  const values: unknown[] = []
  const { since, until, source } = sourceOf(scope, metrics[name], span, values)
  const { mean } = tables[metrics[name].table]
  return query<Point>(
    `with ${startsSql(period, since, until, `$${values.push(zone)}::text`)},
     figures as (select width_bucket(r.created_at, array(select start from starts order by start)) as n, count(*)::int as count, ${mean(isWorked)} as value
                  from ${source} and ${kinds([name])} group by 1)
     select extract(epoch from s.start)::bigint as timestamp, coalesce(f.count, 0) as count, f.value from starts s left join figures f on f.n = s.n order by s.n`, values)
}

/** Means are null where there is nothing to take one of. */
export type Figures<N extends MetricName> = { [K in N]: K extends 'avg_first_response_time' | 'avg_resolution_time' | 'reply_time' ? number | null : number }

/** Each metric over the whole span: those of the same rows by one look at them. */
export async function findFigures<N extends MetricName>(query: Query, scope: Scope, names: readonly N[], span: Span, isWorked: boolean): Promise<Figures<N>> {
  const values: unknown[] = []
  const sources = Map.groupBy(names, (name) => sourceOf(scope, metrics[name], span, values).source)
  const figures = noFigures(names)
  await Promise.all([...sources].map(async ([source, those]) => {
    const { kind, mean } = tables[metrics[those[0]!].table]
    const rows = await query<{ kind: string; count: number; mean: number | null }>(
      `select ${kind}::text as kind, count(*)::int as count, ${mean(isWorked)} as mean from ${source} and ${kinds(those)} group by ${kind}`, values)
    const known = new Map(rows.map((row) => [row.kind, row]))
    for (const name of those) {
      const row = known.get(String(metrics[name].kind))
      if (row) Object.assign(figures, { [name]: isAverage(name) ? row.mean : row.count })
    }
  }))
  return figures
}

/** What is said where there are no dates. */
export const noFigures = <N extends MetricName>(names: readonly N[]) => Object.fromEntries(names.map((name) => [name, isAverage(name) ? null : 0])) as unknown as Figures<N>

const tables = {
  reporting_events: { kind: 'r.name', mean: (isWorked: boolean) => `avg(r.${secondsColumn(isWorked)})::float8` },
  reporting_messages: { kind: 'r.message_type', mean: () => 'null' },
}

/** The condition on `r` of metrics of one table. */
function kinds(names: MetricName[]): string {
  const literals = new Set(names.map((name) => metrics[name].kind).map((kind) => (typeof kind === 'string' ? `'${kind}'` : kind)))
  return `${tables[metrics[names[0]!].table].kind} in (${[...literals].join(', ')})`
}

/** The column of a time in seconds: by the wall clock, or within working hours. */
export const secondsColumn = (isWorked: boolean) => (isWorked ? 'value_in_business_hours' : 'value')

/** The rows of a scope within a span, of all metrics of their table; the same text for the same rows. */
function sourceOf(scope: Scope, { table, agent }: Metric, span: Span, values: unknown[]) {
  const { since, until, account } = spanValues(scope.account_id, span, values)
  const narrowed = narrowing(scope, agent, values)
  const join = narrowed.includes('c.') ? 'join conversations c on c.id = r.conversation_id' : ''
  return { since, until, source: `${table} r ${join} where r.account_id = ${account} and r.created_at >= ${since} and r.created_at < ${until} ${narrowed}` }
}

/** The parameters that every report has; the first three values. */
export function spanValues(accountId: number, { since, until }: Span, values: unknown[]) {
  if (values.length === 0) values.push(accountId, since, until)
  return { account: '$1', since: 'to_timestamp($2::float8)', until: 'to_timestamp($3::float8)' }
}

/** Teams and labels are those that the conversation has now: it is usually labelled when it ends. */
function narrowing(scope: Scope, agent: string, values: unknown[]): string {
  if (scope.type === 'account') return ''
  // The fourth value, once.
  if (values.length === 3) values.push(scope.type === 'label' ? scope.title : scope.id)
  const value = '$4'
  if (scope.type === 'inbox') return `and r.inbox_id = ${value}::bigint`
  if (scope.type === 'agent') return `and ${agent} = ${value}::bigint`
  return scope.type === 'team' ? `and c.team_id = ${value}::bigint` : `and ${value}::text = any(c.labels)`
}
