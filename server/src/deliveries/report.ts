import { isObject, parseJson } from '../http/params.ts'
import type { Received } from './answer.ts'

/** What a receiver says of a message it was to pass on. */
export interface Report {
  status: 'sent' | 'delivered' | 'failed'
  /** The message's id outside. */
  source_id: string | null
  error: string | null
  /** Milliseconds after which to try again what has failed; null for never. */
  retryAfter: number | null
}

export interface Reading {
  /** Null when the answer says nothing of the message. */
  report: Report | null
  /** For the attempt in the ledger: what was made of the answer. */
  note: string | null
}

const statuses = ['sent', 'delivered', 'failed']
const longestText = 1000
const nothing: Reading = { report: null, note: null }

/**
 * Two-phase sending: a 2xx answer may say in JSON `{"status": "sent" | "delivered" | "failed", "source_id", "error", "retry_after": seconds}`. 202 means
 * accepted and not sent yet, so that only a source_id is taken from it. What cannot be read changes nothing and is noted.
 */
export function readReport({ status, json }: Pick<Received, 'status' | 'json'>): Reading {
  if (json === null) return nothing
  if (json === false) return ignored('it is longer than 64 kB')
  let body: unknown
  try {
    body = parseJson(json)
  } catch (error) {
    return ignored(`it is no valid JSON (${(error as Error).message.slice(0, 100)})`)
  }
  if (!isObject(body) || (body.status === undefined && body.source_id === undefined)) return nothing
  if (body.status !== undefined && !statuses.includes(body.status as string)) return ignored(`its status is none of ${statuses.join(', ')}`)
  const source_id = readId(body.source_id)
  if (status === 202) return accepted(source_id)
  const said = (body.status ?? 'sent') as Report['status']
  if (said !== 'failed') return told({ status: said, source_id, error: null, retryAfter: null })
  return told({ status: said, source_id, error: readText(body.error) ?? 'The receiver could not send it', retryAfter: readSeconds(body.retry_after) })
}

const ignored = (why: string): Reading => ({ report: null, note: `The answer was ignored: ${why}.` })

const accepted = (source_id: string | null): Reading =>
  ({ report: source_id === null ? null : { status: 'sent', source_id, error: null, retryAfter: null }, note: 'Accepted, not sent yet.' })

function told(report: Report): Reading {
  const { status, source_id, error, retryAfter } = report
  const parts = [status, ...(source_id === null ? [] : [`source_id ${source_id.slice(0, 100)}`]), ...(error === null ? [] : [error]), ...(retryAfter === null ? [] : [`again in ${retryAfter / 1000} s`])]
  return { report, note: `The receiver says: ${parts.join(', ')}.` }
}

function readId(value: unknown): string | null {
  const id = typeof value === 'number' ? String(value) : value
  return typeof id === 'string' && id !== '' && id.length <= 20_000 && isStorable(id) ? id : null
}

const readText = (value: unknown) => (typeof value === 'string' && value.trim() !== '' && isStorable(value) ? value.slice(0, longestText) : null)

function readSeconds(value: unknown): number | null {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()
