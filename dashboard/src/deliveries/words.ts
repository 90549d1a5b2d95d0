import { say } from '../brand.ts'
import { clockTime, dayName } from '../time.ts'
import type { CallbackHealth } from '../wire.ts'
import type { Delivery, EndpointPush, ErrorClass, Replay, Tried } from './wire.ts'

/** Seconds of an ISO time. */
export const secondsOf = (iso: string) => Date.parse(iso) / 1000

/** "42 ms", "1.3 s", "75 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

/** "99.9%": never "100%" while anything failed, never "0%" while anything got through. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 1000) / 10
  if (rate < 1 && rounded === 100) return '99.9%'
  if (rate > 0 && rounded === 0) return '0.1%'
  return `${rounded}%`
}

/** "10:42" today, else "Yesterday 10:42" or "Monday 2 November 10:42". Both in seconds. */
export const sinceWhen = (at: number, now: number): string => (dayName(at, now) === 'Today' ? clockTime(at) : `${dayName(at, now)} ${clockTime(at)}`)

/** "Callback failing since 10:42, 3 waiting". */
export function healthText({ state, failing_since, waiting }: CallbackHealth, now: number): string {
  const what = { failing: 'Callback failing', paused: 'Callback paused', disabled: 'Callback switched off, failing' }[state]
  return `${what} since ${sinceWhen(secondsOf(failing_since), now)}${waiting > 0 ? `, ${waiting} waiting` : ''}`
}

const classWords: Record<ErrorClass, string> = {
  dns: 'Host name not found',
  tls: 'Certificate or TLS problem',
  connection: 'No connection',
  timeout: 'No answer in time',
  http: 'Refused by the receiver',
  refused: 'Address not allowed',
  internal: 'Could not be sent',
}

/** What came of a try, in few words: "Accepted (200)", "Answered 503", "No answer in time". */
export function triedText({ status, error_class }: Pick<Tried, 'status' | 'error_class'>): string {
  if (error_class === null) return status === null ? 'Accepted' : `Accepted (${status})`
  return error_class === 'http' && status !== null ? `Answered ${status}` : classWords[error_class]
}

/** The kind of trouble beside an error's own text; for an answer the text says it all. */
export const classText = (error_class: ErrorClass | null) => (error_class === null || error_class === 'http' ? null : classWords[error_class])

export type Standing = 'disabled' | 'paused' | 'failing' | 'working' | 'unknown'

export function standingOf(endpoint: EndpointPush): Standing {
  if (endpoint.disabled_at) return 'disabled'
  if (endpoint.paused_at) return 'paused'
  if (endpoint.failing_since) return 'failing'
  return endpoint.last_success_at ? 'working' : 'unknown'
}

const kinds: Record<string, string> = { inbox: 'Inbox callback', webhook: 'Account webhook', agent_bot: 'Agent bot', automation: 'Automation' }
export const kindText = (kind: string) => say(kinds[kind] ?? kind)

export const endpointName = ({ endpoint }: Pick<Delivery, 'endpoint'>) => endpoint.name || endpoint.url || `${kindText(endpoint.kind)} ${endpoint.id} (deleted)`

/** "240 of 1,000 sent again, 3 failed". */
export function replayText({ total, done, failed, state }: Replay): string {
  if (total === 0) return 'Nothing to send again in that range.'
  const amount = state === 'finished' ? `All ${figure(total)} sent again` : `${figure(done)} of ${figure(total)} sent again`
  return `${amount}${failed > 0 ? `, ${figure(failed)} failed` : ''}`
}

export const figure = (count: number) => count.toLocaleString('en')
export const times = (count: number, what: string) => `${figure(count)} ${what}${count === 1 ? '' : 's'}`

/** JSON with its lines broken for reading; null when it is no JSON. Only for the eye: what is signed is the text as it stands. */
export function prettyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return null
  }
}
