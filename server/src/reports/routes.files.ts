import Type from 'typebox'
import type { FastifyReply } from 'fastify'
import { member } from '../http/auth.ts'
import { Csv, sendCsv, type Cell } from '../http/csv.ts'
import type { App } from '../http/fastify.ts'
import { listGroupFigures, type GroupFigures, type Grouping } from './groups.ts'
import { findFigures, noFigures } from './metrics.ts'
import { checkLength, Dates, findZone, spanOf, type Span } from './span.ts'
import { findTraffic } from './traffic.ts'
import { summaryKeys } from './wire.ts'

const tags = ['Reports']
const Spanned = Type.Object({ ...Dates, business_hours: Type.Optional(Type.Boolean()) })
const response = { 200: Csv }
const groupColumns = ['Avg first response time', 'Avg resolution time', 'Avg customer waiting time', 'Resolution count']

/** The reports as tables to save (application API §4.12). Times are told in words. */
export function reportFileRoutes(app: App): void {
  groupFile(app, 'agents', 'agent', ['Agent name', 'Assigned conversations'])
  groupFile(app, 'inboxes', 'inbox', ['Inbox name', 'Inbox type', 'No. of conversations'], ['API'])
  groupFile(app, 'labels', 'label', ['Label', 'No. of conversations'])
  groupFile(app, 'teams', 'team', ['Team name', 'No. of conversations'])

  app.get('/conversations_summary', { schema: { tags, summary: 'The account as CSV', querystring: Spanned, response } }, async (request, reply) => {
    const span = spanOf(request.query)
    const scope = { type: 'account' as const, account_id: member(request).account.id }
    const figures = span ? await findFigures(app.db.query, scope, summaryKeys, span, request.query.business_hours ?? false) : noFigures(summaryKeys)
    return send(reply, 'conversations_summary_report', span, [
      ['No. of conversations', 'Incoming messages', 'Outgoing messages', 'Avg first response time', 'Avg resolution time', 'Resolution count', 'Avg customer waiting time'],
      [
        figures.conversations_count, figures.incoming_messages_count, figures.outgoing_messages_count, inWords(figures.avg_first_response_time),
        inWords(figures.avg_resolution_time), figures.resolutions_count, inWords(figures.reply_time),
      ],
    ])
  })

  app.get('/conversation_traffic', { schema: { tags, summary: 'Conversations begun by hour and day as CSV', querystring: Spanned, response } }, async (request, reply) => {
    const account_id = member(request).account.id
    const zone = await findZone(app.db.query, account_id, request.query.timezone_offset)
    const span = spanOf(request.query)
    if (span) checkLength(span, 'hour')
    const { days, hours } = await findTraffic(app.db.query, account_id, span, zone)
    const rows = hours.map((counts, hour) => [`${String(hour).padStart(2, '0')}:00`, ...counts])
    return send(reply, 'conversation_traffic_reports', null, [['Start of the hour', ...days], ...rows])
  })
}

function groupFile(app: App, name: string, by: Grouping, columns: string[], beside: string[] = []): void {
  app.get(`/${name}`, { schema: { tags, summary: `Figures by ${by} as CSV`, querystring: Spanned, response } }, async (request, reply) => {
    const span = spanOf(request.query)
    const rows = await listGroupFigures(app.db.query, member(request), by, span, request.query.business_hours ?? false)
    return send(reply, `${name}_report`, span, [[...columns, ...groupColumns], ...rows.map((row) => [row.name, ...beside, ...cells(row)])])
  })
}

const cells = ({ conversations_count, resolved_conversations_count, ...means }: GroupFigures): Cell[] => [
  conversations_count, inWords(means.avg_first_response_time), inWords(means.avg_resolution_time), inWords(means.avg_reply_time), resolved_conversations_count,
]

function send(reply: FastifyReply, name: string, span: Span | null, rows: Cell[][]): string {
  const date = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)
  const heading = span ? [[`Reporting period ${date(span.since)} to ${date(span.until)}`]] : []
  return sendCsv(reply, `${name}.csv`, [...heading, ...rows])
}

const units = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]] as const

/** `2 hours 5 minutes`: the two largest units. */
function inWords(seconds: number | null): string {
  if (seconds === null) return 'N/A'
  let rest = Math.floor(seconds)
  const parts = units.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length)
    rest %= length
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]
  })
  return parts.slice(0, 2).join(' ') || '0 seconds'
}
