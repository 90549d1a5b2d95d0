import { Agent, type Dispatcher } from 'undici'
import { withoutPassword } from '../http/public_url.ts'
import { failureOf, newAnswer, type Failure, type Received } from './answer.ts'
import type { Guard } from './guard.ts'
import { callbackHeaders, type Signed } from './signing.ts'

export interface Request extends Signed {
  url: string
  /** Hosts and networks that the account's administrators allow beside WEBHOOK_ALLOW_HOSTS. */
  allow_hosts?: readonly string[] | null
}

/** One try. Moments in milliseconds since 1970; `timestamp`, in seconds, is what was signed. */
export interface Outcome extends Received {
  started_at: number
  duration_ms: number
  timestamp: number
  /** The request as it was sent, with what is secret in it masked. */
  sent: Sent
}

export interface Sent {
  url: string
  headers: Record<string, string>
}

/** A try under way; `outcome` is null for one that was cancelled. */
export interface Posting {
  outcome: Promise<Outcome | null>
  cancel(): void
}

export interface Poster {
  post(request: Request): Posting
  close(): Promise<unknown>
}

/** Receivers close idle connections after 2 s or more: one that is used later may be closed just then, and the try lost. */
const idle = 1000

/** Posts callbacks (webhooks §3, §4). `timeout`: milliseconds for connecting, sending and the whole answer. */
export function createPoster({ timeout, guard }: { timeout: number; guard: Guard }): Poster {
  const agents = createAgents(timeout)
  return {
    post(request) {
      const own = guard.withHosts(request.allow_hosts ?? [])
      return start(agents.for(own), own, timeout, request)
    },
    close: () => agents.close(),
  }
}

const agentsKept = 100

/** An agent for each guard: a connection that one account may open to its private receiver must not carry another's callbacks. */
function createAgents(timeout: number) {
  const agents = new Map<Guard, Agent>()
  return {
    for(guard: Guard): Agent {
      const agent = agents.get(guard) ?? new Agent({
        pipelining: 1, allowH2: false, connect: { lookup: guard.lookup, timeout }, keepAliveTimeout: idle, keepAliveMaxTimeout: idle, headersTimeout: 0, bodyTimeout: 0,
      })
      // Used last stands last.
      agents.delete(guard)
      agents.set(guard, agent)
      const [oldest] = agents
      if (agents.size > agentsKept && oldest) {
        agents.delete(oldest[0])
        void oldest[1].close()
      }
      return agent
    },
    close: () => Promise.all([...agents.values()].map((agent) => agent.destroy())),
  }
}

function start(agent: Agent, guard: Guard, timeout: number, request: Request): Posting {
  const startedAt = Date.now()
  const timestamp = Math.floor(startedAt / 1000)
  const answer = newAnswer()
  let controller: Dispatcher.DispatchController | undefined
  let over = false
  const { promise, resolve } = Promise.withResolvers<Outcome | null>()
  let sent: Sent = { url: '', headers: {} }

  const end = (failure: Failure | null, cancelled = false) => {
    if (over) return
    over = true
    clearTimeout(timer)
    controller?.abort(new Error('no longer wanted'))
    const outcome = { started_at: startedAt, duration_ms: Date.now() - startedAt, timestamp, sent, ...answer.read(failure) }
    resolve(cancelled ? null : outcome)
  }
  const timer = setTimeout(() => end({ class: 'timeout', text: `no complete answer within ${timeout / 1000} s` }), timeout)

  try {
    const url = new URL(request.url)
    const dispatched = options(url, request, timestamp)
    sent = masked(url, dispatched.headers)
    const refusal = guard.refusal(url)
    if (refusal) end({ class: 'refused', text: refusal })
    else agent.dispatch(dispatched, {
      onRequestStart(started) {
        controller = started
        if (over) started.abort(new Error('no longer wanted'))
      },
      onResponseStart: (_, status, headers) => answer.begin(status, headers),
      onResponseData: (_, chunk) => answer.add(chunk) || end(null),
      onResponseEnd: () => { controller = undefined; end(null) },
      onResponseError: (_, error) => { controller = undefined; end(failureOf(error)) },
    })
  } catch (error) {
    end({ class: 'internal', text: (error as Error).message })
  }
  return { outcome: promise, cancel: () => end(null, true) }
}

function options(url: URL, request: Request, timestamp: number): Dispatcher.DispatchOptions & { headers: Record<string, string> } {
  return { origin: url.origin, path: url.pathname + url.search, method: 'POST', body: request.body, headers: callbackHeaders(url, request, timestamp) }
}

const shown = new Set([
  'content-type', 'accept', 'user-agent', 'x-chatwoot-delivery', 'x-chatwoot-timestamp', 'x-chatwoot-signature', 'x-chatwoot-signature-previous',
  'webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-parley-test',
])
export const mask = '••••••••'

/** The request for the ledger: values of an endpoint's own headers and credentials in its address are nobody's business there. */
function masked(url: URL, headers: Record<string, string>): Sent {
  const href = withoutPassword(url.href)
  return { url: href, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, shown.has(name.toLowerCase()) ? value : mask])) }
}
