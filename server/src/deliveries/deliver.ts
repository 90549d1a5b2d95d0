import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { openDb, type Db } from '../db/db.ts'
import { onCommitted, type Committed, type HappenedEvent, type OwedDelivery } from '../events/emit.ts'
import type { OnGivenUp, OnReported } from './attempt.ts'
import { switchOffEndpoint, warnOfEndpoint } from './endpoints.ts'
import { createGuard } from './guard.ts'
import { createReader, endpointKey, listHeld, listWaiting, type Endpoint, type Job } from './ledger.ts'
import { createOwner, type Owner } from './owner.ts'
import { createPoster } from './post.ts'
import { releaseReplays } from './replays.ts'
import { createRunner, type Runner, type RunnerOptions } from './runner.ts'
import type { Sender } from './notices.ts'
import { defaultSchedule, type Schedule } from './schedule.ts'
import { createSequenceWatch } from './sequence.ts'
import { createSettler } from './settle.ts'

export interface DeliveryOptions {
  /** Where this process commits: its callbacks are taken up at once. */
  db: Db
  /** The same database, reached without a pooler: ownership hangs on a session. */
  connection: pg.ClientConfig
  config: Pick<Config, 'webhookTimeout' | 'webhookAllowHosts' | 'webhookConcurrency' | 'publicUrl'> & Sender & Partial<Pick<Config, 'enableAccountSignup'>>
  log: Logger
  onGivenUp: OnGivenUp
  onReported?: OnReported
  schedule?: Schedule
  /** Rows of one endpoint that are held in memory. */
  mostInMemory?: number
}

export interface Deliveries {
  /** Lets what is under way end for two seconds, and writes down how it ended. */
  stop(): Promise<void>
}

const pollEvery = 1000
const releaseAfter = 60_000
const patience = 2000

/** Delivers callbacks (webhooks §3–5) from now on: what this process commits at once, everything else that is pending within a second. */
export function startDeliveries(options: DeliveryOptions): Deliveries {
  const { db, connection, config, log, onGivenUp, onReported = () => undefined, schedule = defaultSchedule, mostInMemory = 5000 } = options
  // A pool of its own, so that callbacks and requests do not wait for each other; its statements run over tables that grow fast, so each is planned anew.
  const ledger = openDb(connection, 3, '-c plan_cache_mode=force_custom_plan')
  const settler = createSettler(ledger, log)
  const poster = createPoster({ timeout: config.webhookTimeout * 1000, guard: createGuard(config) })
  const watchers = { warn: (endpoint: Endpoint) => warnOfEndpoint(db, config, endpoint), switchOff: (endpoint: Endpoint, reason: string) => switchOffEndpoint(db, config, endpoint, reason) }
  const shared = { db: ledger, read: createReader(ledger), settler, poster, schedule, concurrency: config.webhookConcurrency, mostInMemory, log, onGivenUp, onReported, ...watchers }
  const runners = createRunners(shared, connection)
  const stopListening = onCommitted(db, takeUp(runners))
  const stopPolling = poll(log, async () => {
    await releaseReplays(ledger)
    await runners.refresh(await listWaiting(ledger), await listHeld(ledger))
  })

  async function stop() {
    stopListening()
    await stopPolling()
    await Promise.race([runners.drain(), sleep(patience)])
    runners.halt()
    await Promise.race([settler.flushed(), sleep(patience)])
    await Promise.all([poster.close(), runners.close(), ledger.close()])
  }

  let stopped: Promise<void> | undefined
  return { stop: () => (stopped ??= stop()) }
}

interface Runners {
  offer(endpoint: Endpoint, job: Job, trusted: boolean): void
  /** `held`: the endpoints that get nothing at present, with the reason. */
  refresh(waiting: Endpoint[], held: Map<string, string>): Promise<void>
  drain(): Promise<unknown>
  halt(): void
  close(): Promise<void>
}

/** One runner for each endpoint that this process owns. */
function createRunners(options: RunnerOptions, connection: pg.ClientConfig): Runners {
  const runners = new Map<string, Runner>()
  const owner = createOwner(connection, halt)
  const claimSoon = gather((endpoints) => claim(endpoints).catch(() => undefined))
  /** Refused since the last refresh: another process delivers for them. */
  const others = new Set<string>()
  let stopped = false

  async function claim(endpoints: Endpoint[]) {
    const gained = await owner.claim(endpoints)
    if (stopped) return
    for (const endpoint of endpoints) others.add(endpointKey(endpoint))
    for (const endpoint of gained) {
      others.delete(endpointKey(endpoint))
      runners.set(endpointKey(endpoint), createRunner(options, endpoint))
    }
  }

  function halt() {
    for (const runner of runners.values()) runner.halt()
    runners.clear()
  }

  return {
    offer(endpoint, job, trusted) {
      const runner = runners.get(endpointKey(endpoint))
      if (runner) runner.offer(job, trusted)
      else if (!stopped && !others.has(endpointKey(endpoint))) claimSoon(endpoint)
    },
    async refresh(waiting, held) {
      others.clear()
      for (const [key, runner] of runners) runner.hold(held.get(key) ?? null)
      // Asked even when nothing is to be won: a connection that has been lost shows here.
      await claim(waiting.filter((endpoint) => !runners.has(endpointKey(endpoint))))
      for (const endpoint of waiting) runners.get(endpointKey(endpoint))?.refresh()
      await releaseIdle(runners, owner)
    },
    drain() {
      stopped = true
      return Promise.all([...runners.values()].map((runner) => runner.drain()))
    },
    halt,
    close: () => owner.close(),
  }
}

async function releaseIdle(runners: Map<string, Runner>, owner: Owner): Promise<void> {
  for (const [key, runner] of runners) {
    if (runner.idleFor < releaseAfter) continue
    runner.halt()
    runners.delete(key)
    await owner.release(runner.endpoint)
  }
}

/** Hands what a commit owes to the runners. */
function takeUp(runners: Runners): (committed: Committed) => void {
  const isNext = createSequenceWatch()
  return ({ events, owed }) => {
    const known = new Map(events.map((event) => [event.id, { event, trusted: isNext(event) }]))
    for (const one of owed) {
      const { event, trusted } = known.get(one.event_id) ?? {}
      const endpoint = { account_id: one.account_id, kind: one.endpoint_kind, id: one.endpoint_id }
      if (event) runners.offer(endpoint, newJob(one, event), trusted ?? false)
    }
  }
}

function newJob({ id, account_id, lane, uuid, expires_at, url, secret, previous_secret, custom_headers, allow_hosts }: OwedDelivery, { id: event_id, ...event }: HappenedEvent): Job {
  const now = Date.now()
  return {
    id, account_id, lane, uuid, attempts: 0, refusals: 0, refused_at: null, due: now, created_at: now, replays: 0,
    expires_at: expires_at === null ? null : Date.parse(expires_at),
    content: { event_id, ...event, url, secret, previous_secret, custom_headers, allow_hosts },
  }
}

/** Calls `work` with what came since its last call, one call at a time. */
function gather(work: (endpoints: Endpoint[]) => Promise<void>): (endpoint: Endpoint) => void {
  const asked = new Map<string, Endpoint>()
  let working = false
  return (endpoint) => {
    asked.set(endpointKey(endpoint), endpoint)
    if (working) return
    working = true
    void (async () => {
      while (asked.size > 0) {
        const endpoints = [...asked.values()]
        asked.clear()
        await work(endpoints)
      }
      working = false
    })()
  }
}

/** Once a second, from now on. Failures are told once until it works again. */
function poll(log: Logger, work: () => Promise<void>): () => Promise<void> {
  const stopped = new AbortController()
  let failing = false
  const turns = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await work()
        if (failing) log.info('callbacks are looked for again')
        failing = false
      } catch (error) {
        if (!failing) log.error({ error: (error as Error).message }, 'callbacks cannot be looked for; trying again each second')
        failing = true
      }
      await sleep(pollEvery, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  })()
  return () => {
    stopped.abort()
    return turns
  }
}
