import type { Query } from '../api.ts'
import { type DeliveryState, deliveryStates } from './wire.ts'

export const periods = { '1h': 3_600, '24h': 86_400, '7d': 7 * 86_400 } as const
export type Period = keyof typeof periods | 'range'

/** What the list is narrowed to, as it stands in the address. */
export interface DeliveryFilter {
  /** Kind and id, such as "inbox-3". */
  endpoint?: string
  event?: string
  state?: DeliveryState
  conversation_id?: number
  period?: Period
  /** Seconds; with the period "range". */
  since?: number
  until?: number
}

/** Takes what is right of the address and leaves out the rest. */
export function readFilter(search: Record<string, unknown>): DeliveryFilter {
  const { endpoint, event, state, conversation_id, period, since, until } = search
  const isRange = period === 'range'
  return {
    ...(typeof endpoint === 'string' && /^[a-z_]+-\d+$/.test(endpoint) && { endpoint }),
    ...(typeof event === 'string' && /^[a-z_]{1,64}$/.test(event) && { event }),
    ...(deliveryStates.includes(state as DeliveryState) && { state: state as DeliveryState }),
    ...(isNumber(conversation_id) && { conversation_id: Number(conversation_id) }),
    ...((isRange || Object.hasOwn(periods, String(period))) && { period: period as Period }),
    ...(isRange && isNumber(since) && { since: Number(since) }),
    ...(isRange && isNumber(until) && { until: Number(until) }),
  }
}

/** The filter as the API takes it. `now` in seconds. */
export function filterQuery({ endpoint, event, state, conversation_id, period, since, until }: DeliveryFilter, now: number): Query {
  const from = period === undefined || period === 'range' ? since : now - periods[period]
  return { ...endpointQuery(endpoint), event, state, conversation_id, since: from, until }
}

export function endpointQuery(endpoint: string | undefined): { endpoint_kind?: string; endpoint_id?: number } {
  if (endpoint === undefined) return {}
  const cut = endpoint.lastIndexOf('-')
  return { endpoint_kind: endpoint.slice(0, cut), endpoint_id: Number(endpoint.slice(cut + 1)) }
}

export const endpointKey = ({ kind, id }: { kind: string; id: number }) => `${kind}-${id}`

/** A moment in seconds as `<input type="datetime-local">` has it, in the reader's own time zone, and back; null for none. */
export function toLocalInput(at: number | undefined): string {
  if (at === undefined) return ''
  const offset = new Date(at * 1000).getTimezoneOffset() * 60
  return new Date((at - offset) * 1000).toISOString().slice(0, 16)
}
export function fromLocalInput(text: string): number | null {
  const at = new Date(text).getTime()
  return text === '' || Number.isNaN(at) ? null : Math.floor(at / 1000)
}

const isNumber = (value: unknown) => (typeof value === 'number' || typeof value === 'string') && Number.isSafeInteger(Number(value)) && Number(value) > 0
