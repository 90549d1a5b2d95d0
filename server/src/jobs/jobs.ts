import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { forgetOldEvents, forgetOldKeys, forgetOldTries } from './retention.ts'
import { wakeSnoozed } from './snooze.ts'

/** Work that nobody waits for and that needs no order. Each runs again after its pause, in milliseconds, never beside itself. */
export function startJobs({ db, config, log }: { db: Db; config: Config; log: Logger }): { stop(): Promise<void> } {
  const stops = [
    repeat('wake snoozed conversations', 5_000, () => wakeSnoozed(db)),
    repeat('forget old events', 600_000, () => forgetOldEvents(db, config.eventRetentionDays)),
    repeat('forget how endpoints have done', 600_000, () => forgetOldTries(db)),
    repeat('forget old idempotency keys', 600_000, () => forgetOldKeys(db)),
  ]
  return { stop: async () => { await Promise.all(stops.map((stop) => stop())) } }

  function repeat(name: string, pause: number, work: () => Promise<void>): () => Promise<void> {
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    let running = Promise.resolve()
    const run = () => {
      running = work().catch((error: unknown) => log.error({ err: error }, `cannot ${name}`)).then(() => {
        if (!stopped) timer = setTimeout(run, pause)
      })
    }
    run()
    return async () => {
      stopped = true
      clearTimeout(timer)
      await running
    }
  }
}
