import Type, { type Static } from 'typebox'
import { administratorsOnly, member, requireMember, type Member } from '../http/auth.ts'
import { HttpError, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdInput, IdsInput, readId } from '../http/ids.ts'
import { Empty, Id, OneOf, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { findBotMetrics } from './bots.ts'
import { countByChannel, countByInboxAndLabel, countResponseTimes } from './channels.ts'
import { countOutgoing, groupings, listGroupFigures, type Grouping } from './groups.ts'
import { countLive, countLiveBy, listBusyAgents, liveGroupings } from './live.ts'
import { findFigures, isAverage, isMetric, listPoints, noFigures, type Figures, type MetricName } from './metrics.ts'
import { reportFileRoutes } from './routes.files.ts'
import { findScope, scopeTypes, type Scope } from './scope.ts'
import { checkLength, Dates, findZone, periodOf, spanBefore, spanOf, type Span } from './span.ts'
import {
  BotMetricsJson, botKeys, BotSummaryJson, busyAgentJson, BusyAgentJson, ChannelStatusesJson, GroupFiguresJson, groupFiguresJson, LabelFiguresJson, labelFiguresJson,
  LiveByJson, LiveJson, MatrixJson, OutgoingJson, pointJson, PointJson, ResponseTimesJson, summaryKeys, SummaryJson,
} from './wire.ts'

const tags = ['Reports']
const Worked = { business_hours: Type.Optional(Type.Boolean()) }
const About = { type: Type.Optional(OneOf(scopeTypes)), id: Type.Optional(Id) }
const Summed = Type.Object({ ...Dates, ...About, ...Worked })

/** 422 without a body. */
const unprocessable = new HttpError(422, '')

/** Application API §4.12, below `/api/v2/accounts/:account_id`: for administrators alone. */
export async function reportRoutes(app: App): Promise<void> {
  requireMember(app)
  app.addHook('onRequest', administratorsOnly)
  app.register(async (reports: App) => {
    const { rateLimitReportsApiAccountLevel: perAccount, rateLimitReportsApiUserLevel: perUser } = app.config
    reports.addHook('onRequest', throttled(perUser, 60, ({ caller }) => `${caller.account!.id} ${caller.user.id}`))
    reports.addHook('onRequest', throttled(perAccount, 60, ({ caller }) => String(caller.account!.id)))
    seriesRoutes(reports)
    distributionRoutes(reports)
    reportFileRoutes(reports)
  }, { prefix: '/reports' })
  app.register(async (reports: App) => summaryRoutes(reports), { prefix: '/summary_reports' })
  app.register(async (reports: App) => liveRoutes(reports), { prefix: '/live_reports' })
}

function seriesRoutes(app: App): void {
  const Series = Type.Object({ ...Dates, ...About, ...Worked, metric: Type.Optional(Text), group_by: Type.Optional(Text) })
  app.get('/', {
    schema: { tags, summary: 'One figure over time', querystring: Series, response: { 200: Type.Union([Type.Array(PointJson), Type.Object({})]) } },
  }, async (request) => {
    const { type, id, metric, business_hours: isWorked = false, timezone_offset } = request.query
    const scope = await findScope(app.db.query, member(request), type, id)
    if (!isMetric(metric)) return {}
    const [span, period] = [spanOf(request.query), periodOf(request.query)]
    if (!span || span.until <= span.since) return []
    checkLength(span, period)
    const zone = await findZone(app.db.query, scope.account_id, timezone_offset)
    return (await listPoints(app.db.query, scope, metric, span, isWorked, period, zone)).map((point) => pointJson(point, isAverage(metric)))
  })

  app.get('/summary', { schema: { tags, summary: 'All figures of a span, and of the one before', querystring: Summed, response: { 200: SummaryJson } } }, async (request) => {
    const scope = await findScope(app.db.query, member(request), request.query.type, request.query.id)
    return withPrevious(app, scope, summaryKeys, request.query)
  })

  app.get('/bot_summary', { schema: { tags, summary: 'What bots have resolved and handed over', querystring: Summed, response: { 200: BotSummaryJson } } }, async (request) => {
    const scope = await findScope(app.db.query, member(request), request.query.type ?? 'account', request.query.id)
    return withPrevious(app, scope, botKeys, request.query)
  })
}

/** The figures of the span, and under `previous` those of the one before. */
async function withPrevious<N extends MetricName>(app: App, scope: Scope, names: readonly N[], query: Static<typeof Summed>): Promise<Figures<N> & { previous: Figures<N> }> {
  const span = spanOf(query)
  const figures = (of: Span | null) => (of ? findFigures(app.db.query, scope, names, of, query.business_hours ?? false) : noFigures(names))
  const [now, previous] = await Promise.all([figures(span), figures(span && spanBefore(span))])
  return { ...now, previous }
}

function distributionRoutes(app: App): void {
  const Ids = Type.Optional(IdsInput)
  const Spanned = Type.Object(Dates)
  app.get('/bot_metrics', { schema: { tags, summary: 'How bots fare', querystring: Spanned, response: { 200: BotMetricsJson } } }, async (request) =>
    findBotMetrics(app.db.query, member(request).account.id, spanOf(request.query)))

  const Now = Type.Object({ type: Type.Optional(Text), page: Type.Optional(Type.Number()) })
  app.get('/conversations', {
    schema: { tags, summary: 'How things stand now', querystring: Now, response: { 200: Type.Union([LiveJson, Type.Array(BusyAgentJson)]), 422: Empty } },
  }, async (request) => {
    const { account } = member(request)
    if (!request.query.type) throw unprocessable
    if (request.query.type !== 'agent') return countLive(app.db.query, account.id)
    return (await listBusyAgents(app.db.query, account.id, request.query.page)).map((row) => busyAgentJson(row, app.presence))
  })

  app.get('/inbox_label_matrix', {
    schema: { tags, summary: 'Conversations by inbox and label', querystring: Type.Object({ ...Dates, inbox_ids: Ids, label_ids: Ids }), response: { 200: MatrixJson } },
  }, async (request) =>
    countByInboxAndLabel(app.db.query, member(request).account.id, spanOf(request.query), narrowing(request.query.inbox_ids), narrowing(request.query.label_ids)))

  app.get('/first_response_time_distribution', {
    schema: { tags, summary: 'How long first responses took', querystring: Spanned, response: { 200: ResponseTimesJson } },
  }, async (request) => countResponseTimes(app.db.query, member(request).account.id, spanOf(request.query)))

  app.get('/outgoing_messages_count', {
    schema: { tags, summary: 'Messages sent', querystring: Type.Object({ ...Dates, group_by: Type.Optional(Text) }), response: { 200: Type.Array(OutgoingJson), 422: Empty } },
  }, async (request) => {
    const by = groupings.find((grouping) => grouping === request.query.group_by)
    if (!by) throw unprocessable
    return countOutgoing(app.db.query, member(request), by, spanOf(request.query))
  })
}

/** What is no id names nothing, rather than everything. */
const narrowing = (ids: unknown[] = []) => ids.flatMap((id) => readId(id) ?? [])

function summaryRoutes(app: App): void {
  const Grouped = Type.Object({ ...Dates, ...Worked })
  const figures = (caller: Member, by: Grouping, query: Static<typeof Grouped>) => listGroupFigures(app.db.query, caller, by, spanOf(query), query.business_hours ?? false)
  for (const by of ['agent', 'team', 'inbox'] as const) {
    app.get(`/${by}`, { schema: { tags, summary: `Figures by ${by}`, querystring: Grouped, response: { 200: Type.Array(GroupFiguresJson) } } }, async (request) =>
      (await figures(member(request), by, request.query)).map(groupFiguresJson))
  }
  app.get('/label', { schema: { tags, summary: 'Figures by label', querystring: Grouped, response: { 200: Type.Array(LabelFiguresJson) } } }, async (request) =>
    (await figures(member(request), 'label', request.query)).map(labelFiguresJson))

  app.get('/channel', { schema: { tags, summary: 'Conversations by kind of channel', querystring: Type.Object(Dates), response: { 200: ChannelStatusesJson } } }, async (request) =>
    countByChannel(app.db.query, member(request).account.id, spanOf(request.query)))
}

function liveRoutes(app: App): void {
  app.get('/conversation_metrics', {
    schema: { tags, summary: 'How things stand now, or in one team', querystring: Type.Object({ team_id: Type.Optional(IdInput) }), response: { 200: LiveJson } },
  }, async (request) => countLive(app.db.query, member(request).account.id, readId(request.query.team_id)))

  app.get('/grouped_conversation_metrics', {
    schema: { tags, summary: 'How things stand now, by agent or team', querystring: Type.Object({ group_by: Type.Optional(Text) }), response: { 200: LiveByJson } },
  }, async (request) => {
    const by = liveGroupings.find((grouping) => grouping === request.query.group_by)
    if (!by) throw refused('invalid group_by')
    const groups = await countLiveBy(app.db.query, member(request).account.id, by)
    return groups.map(({ key, ...counts }) => ({ ...counts, [by]: key })) as never
  })
}
