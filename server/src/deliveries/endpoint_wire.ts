import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { IsoTime, Nullable } from '../http/shapes.ts'
import { percentile } from './durations.ts'
import type { EndpointHealth, Tries } from './endpoints.ts'
import { EndpointPush, endpointPush } from './wire.ts'

const Period = Type.Object({ attempts: Type.Integer(), success_rate: Nullable(Type.Number()), p50_ms: Nullable(Type.Integer()), p95_ms: Nullable(Type.Integer()) })

/** The same with how its tries went. `success_rate` from 0 to 1; null, as the times are, when there were none. Times are estimates within a tenth or so. */
export const EndpointJson = Type.Object({
  ...EndpointPush.properties, health: Type.Object({ hour: Period, day: Period }), queue_depth: Type.Integer(), oldest_waiting_at: Nullable(IsoTime),
}, { $id: 'Endpoint' })
export const endpointJson = (endpoint: EndpointHealth): Static<typeof EndpointJson> => ({
  ...endpointPush(endpoint),
  health: { hour: period(endpoint.hour), day: period(endpoint.day) },
  queue_depth: endpoint.queue_depth,
  oldest_waiting_at: iso(endpoint.oldest_waiting_at),
})

function period({ succeeded, failed, durations }: Tries): Static<typeof Period> {
  const attempts = succeeded + failed
  return { attempts, success_rate: attempts === 0 ? null : succeeded / attempts, p50_ms: percentile(durations, 0.5), p95_ms: percentile(durations, 0.95) }
}
