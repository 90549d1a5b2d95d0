import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { withoutPassword } from '../http/public_url.ts'
import { Id, IsoTime, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { Attempt, CallbackHealth, Delivery } from './deliveries.ts'
import type { EndpointStanding } from './endpoints.ts'
import type { Outcome } from './post.ts'
import type { Replay } from './replays.ts'

export const deliveryStates = ['pending', 'delivered', 'failed', 'expired'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Where a try broke: looking the name up, the certificate or handshake, the connection, time, the answer's status, the guard, or here. */
export const errorClasses = ['dns', 'tls', 'connection', 'timeout', 'http', 'refused', 'internal'] as const
export type ErrorClass = (typeof errorClasses)[number]

/** A row of the ledger. `next_attempt_at` is null once nothing is to come. */
export const DeliveryJson = Type.Object({
  id: Id, uuid: Text, event_id: Id, event: Text, state: OneOf(deliveryStates),
  endpoint: Type.Object({ kind: Text, id: Id, name: Nullable(Text), url: Nullable(Text) }),
  conversation_id: Nullable(Id), message_id: Nullable(Id), attempts: Type.Integer(), replays: Type.Integer(), last_status: Nullable(Type.Integer()), last_error: Nullable(Text),
  created_at: IsoTime, replayed_at: Nullable(IsoTime), next_attempt_at: Nullable(IsoTime), settled_at: Nullable(IsoTime),
}, { $id: 'Delivery' })
export const deliveryJson = (delivery: Delivery): Static<typeof DeliveryJson> => ({
  id: delivery.id,
  uuid: delivery.uuid,
  event_id: delivery.event_id,
  event: delivery.event,
  state: delivery.state,
  endpoint: { ...delivery.endpoint, url: delivery.endpoint.url && withoutPassword(delivery.endpoint.url) },
  conversation_id: delivery.conversation_id,
  message_id: delivery.message_id,
  attempts: delivery.attempts,
  replays: delivery.replays,
  last_status: delivery.last_status,
  last_error: delivery.last_error,
  created_at: iso(delivery.created_at),
  replayed_at: iso(delivery.replayed_at),
  next_attempt_at: delivery.state === 'pending' ? iso(delivery.next_attempt_at) : null,
  settled_at: iso(delivery.settled_at),
})

const Tried = {
  duration_ms: Type.Integer(), status: Nullable(Type.Integer()), error_class: Nullable(OneOf(errorClasses)), error: Nullable(Text), response_body: Nullable(Text),
}
/** The request as it was signed and sent; values of the endpoint's own headers are masked. */
const Sent = Type.Object({ url: Nullable(Text), headers: Type.Record(Type.String(), Type.String()), body: Nullable(Text) })

/** One try: when, how long, what came of it, and the very request. `note` says what was made of the answer. */
export const AttemptJson = Type.Object({ started_at: IsoTime, ...Tried, note: Nullable(Text), request: Sent }, { $id: 'DeliveryAttempt' })
const attemptJson = (attempt: Attempt, body: string | null): Static<typeof AttemptJson> => ({
  started_at: iso(attempt.started_at),
  duration_ms: attempt.duration_ms,
  status: attempt.status,
  error_class: attempt.error_class,
  error: attempt.error,
  response_body: attempt.response_body,
  note: attempt.note,
  request: { url: attempt.url, headers: attempt.headers ?? {}, body },
})

export const ShownDelivery = Type.Object({ ...DeliveryJson.properties, attempts_made: Type.Array(AttemptJson) }, { $id: 'ShownDelivery' })
/** `body`: the bytes that were posted; null when the event is no longer kept. */
export const shownDelivery = (delivery: Delivery, attempts: Attempt[], body: string | null): Static<typeof ShownDelivery> =>
  ({ ...deliveryJson(delivery), attempts_made: attempts.map((attempt) => attemptJson(attempt, body)) })

/** What agents may know of a callback of their conversation: neither where it goes nor what it holds. */
export const DeliveryGlance = Type.Object({
  id: Id, event: Text, state: OneOf(deliveryStates), endpoint_kind: Text, message_id: Nullable(Id), replays: Type.Integer(), created_at: IsoTime,
  next_attempt_at: Nullable(IsoTime), settled_at: Nullable(IsoTime),
  attempts: Type.Array(Type.Object({ started_at: IsoTime, duration_ms: Type.Integer(), status: Nullable(Type.Integer()), error_class: Nullable(OneOf(errorClasses)) })),
}, { $id: 'DeliveryGlance' })
export const deliveryGlance = (delivery: Delivery, attempts: Attempt[]): Static<typeof DeliveryGlance> => ({
  id: delivery.id,
  event: delivery.event,
  state: delivery.state,
  endpoint_kind: delivery.endpoint.kind,
  message_id: delivery.message_id,
  replays: delivery.replays,
  created_at: iso(delivery.created_at),
  next_attempt_at: delivery.state === 'pending' ? iso(delivery.next_attempt_at) : null,
  settled_at: iso(delivery.settled_at),
  attempts: attempts.map(({ started_at, duration_ms, status, error_class }) => ({ started_at: iso(started_at), duration_ms, status, error_class })),
})

export const ReplayJson = Type.Object({
  id: Id, total: Type.Integer(), done: Type.Integer(), failed: Type.Integer(), per_second: Type.Integer(), state: OneOf(['running', 'finished']), created_at: IsoTime,
}, { $id: 'Replay' })
export const replayJson = ({ id, total, done, failed, per_second, state, created_at }: Replay): Static<typeof ReplayJson> =>
  ({ id, total, done, failed, per_second, state, created_at: iso(created_at) })

/** What came of a test: as an attempt, with the event that was told. */
export const TestJson = Type.Object({ event: Text, event_id: Nullable(Id), uuid: Text, started_at: IsoTime, ...Tried, request: Sent }, { $id: 'TestDelivery' })
export const testJson = (of: { event: string; event_id: number | null; uuid: string; body: string }, outcome: Outcome): Static<typeof TestJson> => ({
  event: of.event,
  event_id: of.event_id,
  uuid: of.uuid,
  started_at: new Date(outcome.started_at).toISOString(),
  duration_ms: outcome.duration_ms,
  status: outcome.status,
  error_class: outcome.error_class,
  error: outcome.error,
  response_body: outcome.response_body,
  request: { ...outcome.sent, body: of.body },
})

/** What agents read above a conversation. `failing_since`: when it began to fail, or was paused or switched off. */
export const CallbackHealthJson = Type.Object({ state: OneOf(['failing', 'paused', 'disabled']), failing_since: IsoTime, waiting: Type.Integer() }, { $id: 'CallbackHealth' })
export const callbackHealthJson = (health: CallbackHealth | null): Static<typeof CallbackHealthJson> | null =>
  health && { state: health.state, failing_since: iso(health.since), waiting: health.waiting }

const Name = Type.Object({ id: Id, name: Text })

/** Whoever gets callbacks, and whether it does at present: also what administrators hear on the cable when that changes. */
export const EndpointPush = Type.Object({
  kind: Text, id: Id, name: Text, url: Text, inbox: Nullable(Name), last_success_at: Nullable(IsoTime), failing_since: Nullable(IsoTime), warned_at: Nullable(IsoTime),
  paused_at: Nullable(IsoTime), disabled_at: Nullable(IsoTime), disabled_reason: Nullable(Text),
}, { $id: 'EndpointPush' })
export const endpointPush = (endpoint: EndpointStanding): Static<typeof EndpointPush> => ({
  kind: endpoint.kind,
  id: endpoint.id,
  name: endpoint.name,
  url: withoutPassword(endpoint.url),
  inbox: endpoint.inbox,
  last_success_at: iso(endpoint.last_success_at),
  failing_since: iso(endpoint.failing_since),
  warned_at: iso(endpoint.warned_at),
  paused_at: iso(endpoint.paused_at),
  disabled_at: iso(endpoint.disabled_at),
  disabled_reason: endpoint.disabled_reason,
})
