import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import { listLane, listPending, type Endpoint, type Job } from './ledger.ts'

/** The part of an endpoint's pending rows that this process has in memory. */
export interface Backlog {
  readonly size: number
  /** A row that was just committed. `trusted`: this process knows every older one of its lane. */
  offer(job: Job, trusted: boolean): void
  /** The row is settled in the database. */
  forget(job: Job): void
  /** Reads what other processes have added, or what did not fit before. Nothing is taken up before the first call. */
  refresh(): void
  close(): void
}

interface Options {
  db: Db
  endpoint: Endpoint
  log: Logger
  /** Most rows in memory. */
  limit: number
  admit: (job: Job) => void
  /** A row in memory has been made due anew by somebody. */
  renewed: (job: Job) => void
}

interface LaneShare {
  rows: number
  /** The database may hold rows of this lane that are not in memory: newer ones are not taken before those. */
  partial: boolean
  missed: boolean
  refilling: boolean
}

/** Rows whose content is kept in memory; that of others is read when their turn comes. */
const contentsKept = 256
const pollEvery = 900

/**
 * Rows come from commits of this process (`offer`) and from the database. Once a row could not be taken from a commit, commits are ignored until
 * a load has found everything, so that within a lane no row is met before an older one. The same holds for each lane by itself, which has at most
 * a fiftieth of the room: one conversation that is held back does not fill the memory of all.
 */
export function createBacklog({ db, endpoint, log, limit, admit, renewed }: Options): Backlog {
  const laneLimit = Math.max(Math.floor(limit / 50), 2)
  const known = new Map<number, Job>()
  const lanes = new Map<string, LaneShare>()
  /** Settled while something is read that may still have seen them as pending. */
  const forgotten = new Set<number>()
  let reads = 0
  let opened = false
  let closed = false
  let behind = true
  let missed = false
  let loading = false
  let loadedAt = 0

  const hasRoom = () => known.size <= limit - limit / 10

  function take(job: Job) {
    const same = known.get(job.id)
    if (same && job.replays > same.replays) renew(same, job)
    if (same || forgotten.has(job.id)) return
    const lane = lanes.get(job.lane) ?? { rows: 0, partial: false, missed: false, refilling: false }
    lanes.set(job.lane, lane)
    if (lane.rows >= laneLimit) lane.partial = true
    if (lane.partial) {
      lane.missed = true
      return
    }
    lane.rows++
    known.set(job.id, job)
    admit(job)
  }

  function renew(job: Job, { replays, attempts, refusals, refused_at, due, expires_at, created_at }: Job) {
    Object.assign(job, { replays, attempts, refusals, refused_at, due, expires_at, created_at })
    renewed(job)
  }

  async function load() {
    behind = true
    if (!opened || loading || closed || !hasRoom()) return
    loading = true
    missed = false
    const full = [...lanes].filter(([, { partial }]) => partial).map(([name]) => name)
    const isRead = await read(() => listPending(db, endpoint, limit, full), (rows) => {
      for (const row of rows) take(row)
      behind = missed || rows.length === limit
      loadedAt = Date.now()
    })
    loading = false
    if (isRead && missed) void load()
  }

  async function refill(name: string, lane: LaneShare) {
    if (lane.refilling) return
    lane.refilling = true
    lane.missed = false
    const wanted = lane.rows + laneLimit
    const isRead = await read(() => listLane(db, endpoint, name, wanted), (rows) => {
      const overtaken = lane.missed
      lane.partial = false
      for (const row of rows) take(row)
      lane.partial ||= overtaken || rows.length === wanted
    })
    lane.refilling = false
    if (isRead) tend(name, lane)
  }

  function tend(name: string, lane: LaneShare) {
    if (lane.partial && lane.rows <= laneLimit / 2) void refill(name, lane)
    else if (lane.rows === 0) lanes.delete(name)
  }

  /** Hands over what `list` finds. False when it found nothing out: the next refresh tries again. */
  async function read(list: () => Promise<Job[]>, use: (rows: Job[]) => void): Promise<boolean> {
    reads++
    try {
      const rows = await list()
      if (!closed) use(rows)
      return !closed
    } catch (error) {
      log.warn({ endpoint, error: (error as Error).message }, 'the ledger could not be read; trying again')
      return false
    } finally {
      if (--reads === 0) forgotten.clear()
    }
  }

  return {
    get size() {
      return known.size
    },
    offer(job, trusted) {
      if (known.has(job.id)) return
      if (trusted && !behind && known.size < limit) {
        take(known.size < contentsKept ? job : { ...job, content: undefined })
        return
      }
      missed = true
      void load()
    },
    forget(job) {
      if (closed) return
      known.delete(job.id)
      if (reads > 0) forgotten.add(job.id)
      const lane = lanes.get(job.lane)!
      lane.rows--
      tend(job.lane, lane)
      if (behind && !loading) void load()
    },
    refresh() {
      opened = true
      for (const [name, lane] of lanes) tend(name, lane)
      // A long list costs more to read: the longer, the rarer.
      if (behind || (hasRoom() && Date.now() - loadedAt >= Math.max(pollEvery, known.size * 2))) void load()
    },
    close() {
      closed = true
    },
  }
}
