/** The ledger of callbacks as the server sends it. Times are ISO 8601 unless the comment says otherwise. */

export const deliveryStates = ['pending', 'delivered', 'failed', 'expired'] as const
export type DeliveryState = (typeof deliveryStates)[number]
export type ErrorClass = 'dns' | 'tls' | 'connection' | 'timeout' | 'http' | 'refused' | 'internal'

export interface Delivery {
  id: number
  uuid: string
  event_id: number
  event: string
  state: DeliveryState
  /** `name` and `url` are null when it is gone. */
  endpoint: { kind: string; id: number; name: string | null; url: string | null }
  conversation_id: number | null
  message_id: number | null
  attempts: number
  replays: number
  last_status: number | null
  last_error: string | null
  created_at: string
  replayed_at: string | null
  next_attempt_at: string | null
  settled_at: string | null
}

export interface SentRequest {
  url: string | null
  headers: Record<string, string>
  body: string | null
}

/** What came of one post. */
export interface Tried {
  started_at: string
  duration_ms: number
  status: number | null
  error_class: ErrorClass | null
  error: string | null
  /** The first 2 kB. */
  response_body: string | null
  request: SentRequest
}

export interface Attempt extends Tried {
  /** What was made of the answer. */
  note: string | null
}

export interface ShownDelivery extends Delivery {
  attempts_made: Attempt[]
}

/** What agents may know of a callback. */
export interface DeliveryGlance {
  id: number
  event: string
  state: DeliveryState
  endpoint_kind: string
  message_id: number | null
  replays: number
  created_at: string
  next_attempt_at: string | null
  settled_at: string | null
  attempts: Pick<Tried, 'started_at' | 'duration_ms' | 'status' | 'error_class'>[]
}

export interface Replay {
  id: number
  total: number
  done: number
  failed: number
  per_second: number
  state: 'running' | 'finished'
  created_at: string
}

export interface TestDelivery extends Tried {
  event: string
  event_id: number | null
  uuid: string
}

/** How an endpoint stands; also the `data` of `endpoint.updated`. */
export interface EndpointPush {
  kind: string
  id: number
  name: string
  url: string
  inbox: { id: number; name: string } | null
  last_success_at: string | null
  failing_since: string | null
  warned_at: string | null
  paused_at: string | null
  disabled_at: string | null
  disabled_reason: string | null
}

export interface HealthPeriod {
  attempts: number
  /** From 0 to 1; null without attempts, as the times are. */
  success_rate: number | null
  p50_ms: number | null
  p95_ms: number | null
}

export interface Endpoint extends EndpointPush {
  health: { hour: HealthPeriod; day: HealthPeriod }
  queue_depth: number
  oldest_waiting_at: string | null
}
