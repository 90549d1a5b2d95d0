import { STATUS_CODES } from 'node:http'
import { Agent, type Dispatcher } from 'undici'
import manifest from '../../package.json' with { type: 'json' }
import { hmacHex } from '../db/secrets.ts'
import type { Guard } from './guard.ts'
import type { Answer } from './schedule.ts'

export interface Request {
  url: string
  /** Unsealed. */
  secret: string
  /** The same for every try of a delivery. */
  uuid: string
  body: string
}

/** One try. Moments in milliseconds since 1970; `timestamp`, in seconds, is what was signed. */
export interface Outcome extends Answer {
  started_at: number
  duration_ms: number
  timestamp: number
  response_body: string | null
}

/** A try under way; `outcome` is null for one that was cancelled. */
export interface Posting {
  outcome: Promise<Outcome | null>
  cancel(): void
}

export interface Poster {
  post(request: Request): Posting
  close(): Promise<void>
}

const longestAnswer = 64 * 1024
const keptOfAnswer = 2048
/** Receivers close idle connections after 2 s or more: one that is used later may be closed just then, and the try lost. */
const idle = 1000

/** Posts callbacks (webhooks §3, §4). `timeout`: milliseconds for connecting, sending and the whole answer. */
export function createPoster({ timeout, guard }: { timeout: number; guard: Guard }): Poster {
  const agent = new Agent({
    pipelining: 1, allowH2: false, connect: { lookup: guard.lookup, timeout }, keepAliveTimeout: idle, keepAliveMaxTimeout: idle, headersTimeout: 0, bodyTimeout: 0,
  })
  return {
    post: (request) => start(agent, guard, timeout, request),
    close: () => agent.destroy(),
  }
}

function start(agent: Agent, guard: Guard, timeout: number, request: Request): Posting {
  const startedAt = Date.now()
  const timestamp = Math.floor(startedAt / 1000)
  const answer = newAnswer()
  let controller: Dispatcher.DispatchController | undefined
  let over = false
  const { promise, resolve } = Promise.withResolvers<Outcome | null>()

  const end = (error: string | null, cancelled = false) => {
    if (over) return
    over = true
    clearTimeout(timer)
    controller?.abort(new Error('no longer wanted'))
    const outcome = { started_at: startedAt, duration_ms: Date.now() - startedAt, timestamp, ...answer.read(error) }
    resolve(cancelled ? null : outcome)
  }
  const timer = setTimeout(() => end(`no complete answer within ${timeout / 1000} s`), timeout)

  try {
    const url = new URL(request.url)
    const refusal = guard.refusal(url)
    if (refusal) end(refusal)
    else agent.dispatch(options(url, request, timestamp), {
      onRequestStart(started) {
        controller = started
        if (over) started.abort(new Error('no longer wanted'))
      },
      onResponseStart: (_, status, headers) => answer.begin(status, headers),
      onResponseData: (_, chunk) => answer.add(chunk) || end(null),
      onResponseEnd: () => { controller = undefined; end(null) },
      onResponseError: (_, error) => { controller = undefined; end(reason(error)) },
    })
  } catch (error) {
    end(reason(error as Error))
  }
  return { outcome: promise, cancel: () => end('cancelled', true) }
}

function options(url: URL, { secret, uuid, body }: Request, timestamp: number): Dispatcher.DispatchOptions {
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'User-Agent': `Parley/${manifest.version}`,
      'X-Chatwoot-Delivery': uuid,
      'X-Chatwoot-Timestamp': String(timestamp),
      'X-Chatwoot-Signature': `sha256=${hmacHex(secret, `${timestamp}.${body}`)}`,
      ...(user === ':' ? {} : { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
    },
  }
}

/** Collects what is worth keeping of an answer. `add` is false once it is longer than anybody needs. */
function newAnswer() {
  let status: number | null = null
  let retryAfter: number | null = null
  let length = 0
  const chunks: Buffer[] = []
  return {
    begin(code: number, headers: Record<string, string | string[] | undefined>) {
      if (code < 200) return
      status = code
      retryAfter = parseRetryAfter([headers['retry-after']].flat()[0])
    },
    add(chunk: Buffer): boolean {
      if (length < keptOfAnswer) chunks.push(chunk)
      length += chunk.length
      return length <= longestAnswer
    },
    /** A whole answer is judged by its status alone; a broken one has failed whatever it began with. */
    read(error: string | null) {
      const refused = status !== null && (status < 200 || status > 299)
      const kept = clean(Buffer.concat(chunks).subarray(0, keptOfAnswer).toString())
      return { status, retryAfter, response_body: status === null ? null : kept, error: refused ? `${status} ${STATUS_CODES[status!] ?? ''}`.trim() : error && clean(error) }
    },
  }
}

/** Seconds or a date, as milliseconds from now. */
function parseRetryAfter(value: string | undefined): number | null {
  if (value === undefined) return null
  const wait = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(wait) ? null : Math.max(wait, 0)
}

/** Several addresses of one name fail together as an AggregateError without a message of its own. */
function reason(error: Error): string {
  const { errors, message } = error as AggregateError
  const text = errors?.length ? [...new Set(errors.map((each: Error) => each.message))].join(', ') : message
  return text || error.name
}

/** PostgreSQL takes no NUL in a text. */
const clean = (text: string) => text.replaceAll('\0', '').slice(0, keptOfAnswer)
