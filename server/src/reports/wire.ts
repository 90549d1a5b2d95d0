import Type, { type Static } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import { availabilities } from '../users/wire.ts'
import type { GroupFigures } from './groups.ts'
import type { listBusyAgents } from './live.ts'
import type { MetricName, Point } from './metrics.ts'

// The answers of application API §4.12. Times are seconds.

const Count = Type.Integer()
const Mean = Nullable(Type.Number())

export const PointJson = Type.Object({ value: Type.Number(), timestamp: UnixTime, count: Type.Optional(Count) }, { $id: 'ReportPoint' })
export const pointJson = ({ value, count, timestamp }: Point, isMean: boolean): Static<typeof PointJson> =>
  (isMean ? { value: value ?? 0, timestamp, count } : { value: count, timestamp })

export const summaryKeys = [
  'conversations_count', 'incoming_messages_count', 'outgoing_messages_count', 'avg_first_response_time', 'avg_resolution_time', 'resolutions_count', 'reply_time',
] as const satisfies MetricName[]
export const botKeys = ['bot_resolutions_count', 'bot_handoffs_count'] as const satisfies MetricName[]

const summary = {
  conversations_count: Count, incoming_messages_count: Count, outgoing_messages_count: Count, avg_first_response_time: Mean, avg_resolution_time: Mean,
  resolutions_count: Count, reply_time: Mean,
}
export const SummaryJson = Type.Object({ ...summary, previous: Type.Object(summary) }, { $id: 'ReportSummary' })
const botSummary = { bot_resolutions_count: Count, bot_handoffs_count: Count }
export const BotSummaryJson = Type.Object({ ...botSummary, previous: Type.Object(botSummary) }, { $id: 'BotSummary' })

export const BotMetricsJson = Type.Object({ conversation_count: Count, message_count: Count, resolution_rate: Count, handoff_rate: Count }, { $id: 'BotMetrics' })

const groupFigures = { conversations_count: Count, resolved_conversations_count: Count, avg_resolution_time: Mean, avg_first_response_time: Mean, avg_reply_time: Mean }
export const GroupFiguresJson = Type.Object({ id: Id, ...groupFigures }, { $id: 'SummaryReport' })
export const groupFiguresJson = (figures: GroupFigures): Static<typeof GroupFiguresJson> => ({
  id: figures.id,
  conversations_count: figures.conversations_count,
  resolved_conversations_count: figures.resolved_conversations_count,
  avg_resolution_time: figures.avg_resolution_time,
  avg_first_response_time: figures.avg_first_response_time,
  avg_reply_time: figures.avg_reply_time,
})

/** Labels have a name, and 0 for a mean of nothing. */
export const LabelFiguresJson = Type.Object({
  id: Id, name: Text, ...groupFigures, avg_resolution_time: Type.Number(), avg_first_response_time: Type.Number(), avg_reply_time: Type.Number(),
}, { $id: 'LabelSummaryReport' })
export const labelFiguresJson = (figures: GroupFigures): Static<typeof LabelFiguresJson> => ({
  ...figures,
  avg_resolution_time: figures.avg_resolution_time ?? 0,
  avg_first_response_time: figures.avg_first_response_time ?? 0,
  avg_reply_time: figures.avg_reply_time ?? 0,
})

const counts = <const N extends readonly string[]>(names: N) => Type.Object(Object.fromEntries(names.map((name) => [name, Count])) as Record<N[number], typeof Count>)
export const ChannelStatusesJson = Type.Record(Type.String(), counts(['open', 'resolved', 'pending', 'snoozed', 'total'] as const))
export const ResponseTimesJson = Type.Record(Type.String(), counts(['0-1h', '1-4h', '4-8h', '8-24h', '24h+'] as const))
export const MatrixJson = Type.Object({
  inboxes: Type.Array(Type.Object({ id: Id, name: Text })), labels: Type.Array(Type.Object({ id: Id, title: Text })), matrix: Type.Array(Type.Array(Count)),
}, { $id: 'InboxLabelMatrix' })
export const OutgoingJson = Type.Object({ id: Id, name: Text, outgoing_messages_count: Count }, { $id: 'OutgoingMessages' })

export const LiveJson = Type.Object({ open: Count, unattended: Count, unassigned: Count, pending: Count }, { $id: 'LiveMetrics' })
const live = { open: Count, unattended: Count, unassigned: Count }
export const LiveByJson = Type.Union([Type.Array(Type.Object({ ...live, assignee_id: Nullable(Id) })), Type.Array(Type.Object({ ...live, team_id: Nullable(Id) }))])

export const BusyAgentJson = Type.Object({
  id: Id, name: Text, email: Text, thumbnail: Text, availability: OneOf(availabilities), metric: Type.Object({ open: Count, unattended: Count }),
}, { $id: 'AgentMetrics' })
export const busyAgentJson = ({ agent, open, unattended }: Awaited<ReturnType<typeof listBusyAgents>>[number], presence: Presence): Static<typeof BusyAgentJson> => ({
  id: agent.id,
  name: agent.name,
  email: agent.email,
  thumbnail: absoluteUrl(agent.avatar_url),
  availability: presence.userStatus(agent.account_id, { user_id: agent.id, availability: agent.availability, auto_offline: agent.auto_offline }),
  metric: { open, unattended },
})
