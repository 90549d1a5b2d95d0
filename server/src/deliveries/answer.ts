import { STATUS_CODES } from 'node:http'
import type { ErrorClass } from './wire.ts'

export interface Failure {
  class: ErrorClass
  text: string
}

/** What has come back of one try. */
export interface Received {
  /** Null when there was no status. */
  status: number | null
  error: string | null
  error_class: ErrorClass | null
  /** What the receiver asked for with Retry-After, in milliseconds. */
  retryAfter: number | null
  /** The first 2 kB, as text; null without an answer. */
  response_body: string | null
  /** The whole answer when it looks like JSON; `false` for one that was cut off. */
  json: string | false | null
}

const longestAnswer = 64 * 1024
const kept = 2048

/** Collects what is worth keeping of an answer. */
export function newAnswer() {
  let status: number | null = null
  let retryAfter: number | null = null
  let saysJson = false
  let length = 0
  const chunks: Buffer[] = []

  function json(body: Buffer): Received['json'] {
    if (!saysJson && !body.subarray(0, 64).toString().trimStart().startsWith('{')) return null
    return length <= longestAnswer && body.length === length ? body.toString() : false
  }

  return {
    begin(code: number, headers: Record<string, string | string[] | undefined>) {
      if (code < 200) return
      status = code
      retryAfter = parseRetryAfter([headers['retry-after']].flat()[0])
      saysJson = /\bjson\b/i.test(String(headers['content-type']))
    },
    /** False once it is longer than anybody needs. */
    add(chunk: Buffer): boolean {
      if (length <= longestAnswer) chunks.push(chunk)
      length += chunk.length
      return length <= longestAnswer
    },
    /** A whole answer is judged by its status alone; a broken one has failed whatever it began with. */
    read(failure: Failure | null): Received {
      const refused = status !== null && (status < 200 || status > 299)
      const body = Buffer.concat(chunks)
      return {
        status, retryAfter, response_body: status === null ? null : clean(body.subarray(0, kept).toString()),
        error: refused ? `${status} ${STATUS_CODES[status!] ?? ''}`.trim() : failure && clean(failure.text),
        error_class: refused ? 'http' : failure && failure.class,
        json: refused || failure || status === 204 ? null : json(body),
      }
    },
  }
}

/** Several addresses of one name fail together as an AggregateError without a message of its own. */
export function failureOf(error: Error): Failure {
  const { errors, message, code = (errors?.[0] as NodeJS.ErrnoException | undefined)?.code } = error as AggregateError & NodeJS.ErrnoException
  const text = errors?.length ? [...new Set(errors.map((each: Error) => each.message))].join(', ') : message
  return { class: classOf(code), text: text || error.name }
}

function classOf(code = ''): ErrorClass {
  if (code === 'ERR_ADDRESS_REFUSED') return 'refused'
  if (/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/.test(code)) return 'dns'
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME|EPROTO)/.test(code)) return 'tls'
  if (/TIMEDOUT|TIMEOUT/.test(code)) return 'timeout'
  return 'connection'
}

/** Seconds or a date, as milliseconds from now. */
function parseRetryAfter(value: string | undefined): number | null {
  if (value === undefined) return null
  const wait = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(wait) ? null : Math.max(wait, 0)
}

/** PostgreSQL takes no NUL in a text. */
const clean = (text: string) => text.replaceAll('\0', '').slice(0, kept)
