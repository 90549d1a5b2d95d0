import type { Logger } from 'pino'
import type { Db } from '../db/db.ts'
import { listPending, type Endpoint, type Job } from './ledger.ts'

/** The part of an endpoint's pending rows that this process has in memory. */
export interface Backlog {
  readonly size: number
  /** A row that was just committed. `trusted`: this process knows every older one of its lane. */
  offer(job: Job, trusted: boolean): void
  /** The row is settled in the database. */
  forget(id: number): void
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
}

/** Rows whose content is kept in memory; that of others is read when their turn comes. */
const contentsKept = 256
const pollEvery = 900

/**
 * Rows come from commits of this process (`offer`) and from the database. Once a row could not be taken from a commit, commits are ignored until
 * a load has found everything, so that within a lane no row is met before an older one.
 */
export function createBacklog({ db, endpoint, log, limit, admit }: Options): Backlog {
  const known = new Set<number>()
  /** Settled while a load is under way, which may still have seen them as pending. */
  const forgotten = new Set<number>()
  let opened = false
  let behind = true
  let missed = false
  let loading = false
  let closed = false
  let loadedAt = 0

  const hasRoom = () => known.size <= limit - limit / 10

  function take(job: Job) {
    known.add(job.id)
    admit(job)
  }

  async function load(): Promise<void> {
    behind = true
    if (!opened || loading || closed || !hasRoom()) return
    loading = true
    missed = false
    try {
      const rows = await listPending(db, endpoint, limit)
      if (closed) return
      for (const row of rows) if (!known.has(row.id) && !forgotten.has(row.id)) take(row)
      behind = missed || rows.length === limit
      loadedAt = Date.now()
    } catch (error) {
      missed = false
      log.warn({ endpoint, error: (error as Error).message }, 'the ledger could not be read; trying again')
    } finally {
      loading = false
      forgotten.clear()
    }
    if (missed) void load()
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
    forget(id) {
      known.delete(id)
      if (loading) forgotten.add(id)
      else if (behind) void load()
    },
    refresh() {
      opened = true
      // A long list costs more to read: the longer, the rarer.
      if (behind || Date.now() - loadedAt >= Math.max(pollEvery, known.size * 2)) void load()
    },
    close() {
      closed = true
      known.clear()
    },
  }
}
