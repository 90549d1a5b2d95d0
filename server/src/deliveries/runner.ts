import { attempt, type AttemptOptions, type Ending } from './attempt.ts'
import { createBacklog } from './backlog.ts'
import type { Db } from '../db/db.ts'
import { createHealth } from './health.ts'
import { createLanes } from './lanes.ts'
import { makeDue, readState, type Endpoint, type Job } from './ledger.ts'
import type { Posting } from './post.ts'
import type { Settler } from './settle.ts'
import { createWatch, type Watchers } from './watch.ts'

/** What all runners share. */
export interface RunnerOptions extends AttemptOptions, Watchers {
  db: Db
  settler: Settler
  /** Tries under way at once. */
  concurrency: number
  /** Rows held in memory; the others wait in the database. */
  mostInMemory: number
}

/** Delivers for one endpoint, as long as this process owns it. */
export interface Runner {
  readonly endpoint: Endpoint
  offer(job: Job, trusted: boolean): void
  /** Looks into the database for what it was not told. */
  refresh(): void
  /** `why` nothing goes out from now on; null to go on. */
  hold(why: string | null): void
  /** Milliseconds for which there has been nothing to do. */
  readonly idleFor: number
  /** Takes up nothing new; resolves when what is under way has ended. */
  drain(): Promise<void>
  /** Breaks off what is under way: it stays pending. */
  halt(): void
}

const probesAtOnce = 2
const databasePause = 1000

export function createRunner(options: RunnerOptions, endpoint: Endpoint): Runner {
  const { db, settler, schedule, concurrency, mostInMemory, log } = options
  const lanes = createLanes(pumpSoon)
  const backlog = createBacklog({ db, endpoint, log, limit: mostInMemory, admit, renewed: lanes.hasten })
  const health = createHealth(schedule, { note: (state) => settler.note(endpoint, state), recovered })
  const watch = createWatch(options, endpoint)
  const underWay = new Set<Posting>()
  /** Why nothing goes out; null when it does. */
  let held: string | null = null
  let phase: 'new' | 'starting' | 'running' | 'draining' | 'halted' = 'new'
  let busy = 0
  let lastBusy = Date.now()
  let nextProbe = 0
  let soon: NodeJS.Immediate | undefined
  let probeTimer: NodeJS.Timeout | undefined
  let drained: (() => void) | undefined

  async function start() {
    phase = 'starting'
    try {
      // Results of an earlier runner must stand in the database before it is read.
      await settler.flushed()
      await restore()
      if (isIn('starting')) phase = 'running'
      backlog.refresh()
    } catch (error) {
      if (isIn('starting')) phase = 'new'
      log.warn({ endpoint, error: (error as Error).message }, 'the ledger could not be read; trying again')
    }
  }

  async function restore() {
    const state = await readState(db, endpoint)
    health.restore(state)
    watch.restore(state)
    held = state.held
  }

  const isIn = (asked: typeof phase) => phase === asked

  function admit(job: Job) {
    // The clock of another machine must not keep back what has never been tried.
    if (job.attempts === 0) job.due = Math.min(job.due, Date.now())
    lanes.add(job)
    pumpSoon()
  }

  /** Not within the commit that brought the job: its request is to be answered first. */
  function pumpSoon() {
    soon ??= setImmediate(() => {
      soon = undefined
      pump()
    })
  }

  function pump() {
    if (held !== null) return sweep()
    while (isIn('running') && busy < (health.isFailing ? probesAtOnce : concurrency)) {
      const wait = health.isFailing ? nextProbe - Date.now() : 0
      if (wait > 0) {
        probeTimer ??= setTimeout(() => { probeTimer = undefined; pump() }, wait)
        return
      }
      const job = lanes.take()
      if (!job) return
      nextProbe = Date.now() + schedule.probe
      void work(job)
    }
  }

  /** While nothing goes out, what has waited for its whole lifetime is given up all the same. */
  function sweep() {
    while (isIn('running') && busy < concurrency) {
      const now = Date.now()
      const job = lanes.takeIf(({ created_at, expires_at }) => now - created_at >= schedule.lifetime || (expires_at !== null && now >= expires_at))
      if (!job) return
      void work(job)
    }
  }

  async function work(job: Job) {
    busy++
    try {
      const ending = await attempt(options, { endpoint, health, job, held, underWay })
      if (ending) conclude(job, ending)
    } catch (error) {
      log.warn({ endpoint, delivery: job.id, error: (error as Error).message }, 'a delivery could not be read; trying again')
      job.due = Date.now() + databasePause
      if (!isIn('halted')) lanes.defer(job)
    }
    busy--
    lastBusy = Date.now()
    if (busy === 0) drained?.()
    pump()
  }

  function conclude(job: Job, ending: Ending) {
    const pending = ending.state === 'pending'
    settler.settle({ ...ending, endpoint, job: { ...job }, written: () => pending || backlog.forget(job) })
    if (!ending.outcome) nextProbe = 0
    if (ending.outcome?.error) held ??= watch.failed(ending.outcome, health.failingSince)
    if (isIn('halted')) return
    if (pending) lanes.defer(job)
    else lanes.finish(job)
  }

  async function goOn() {
    try {
      await restore()
    } catch (error) {
      log.warn({ endpoint, error: (error as Error).message }, 'the endpoint could not be read; trying again')
      return
    }
    if (held !== null) return
    recovered()
    pumpSoon()
  }

  function recovered() {
    log.info({ endpoint }, 'the endpoint accepts callbacks again')
    lanes.wakeAll()
    makeDue(db, endpoint).catch((error: Error) => log.warn({ endpoint, error: error.message }, 'what waits could not be made due'))
  }

  void start()
  return {
    endpoint,
    offer: backlog.offer,
    refresh() {
      if (isIn('new')) void start()
      else if (isIn('running')) backlog.refresh()
    },
    hold(why) {
      if (!isIn('running') || watch.isWriting) return
      if (why === null && held !== null) void goOn()
      if (why !== null) {
        held = why
        pumpSoon()
      }
    },
    get idleFor() {
      return busy === 0 && backlog.size === 0 ? Date.now() - lastBusy : 0
    },
    drain() {
      phase = 'draining'
      return busy === 0 ? Promise.resolve() : new Promise((resolve) => (drained = resolve))
    },
    halt() {
      phase = 'halted'
      clearImmediate(soon)
      clearTimeout(probeTimer)
      lanes.clear()
      backlog.close()
      for (const posting of underWay) posting.cancel()
    },
  }
}
