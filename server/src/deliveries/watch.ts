import type { Logger } from 'pino'
import type { Endpoint, StoredState } from './ledger.ts'
import type { Schedule } from './schedule.ts'

/** Who is told, and writes down, that an endpoint is about to be switched off, or is. */
export interface Watchers {
  warn(endpoint: Endpoint): Promise<void>
  switchOff(endpoint: Endpoint, reason: string): Promise<void>
}

/** Watches an endpoint that fails: warned of after days, switched off a day later; at once when it says that it is gone for good. */
export interface Watch {
  restore(state: StoredState): void
  /** After a failed try. Answers why nothing goes out any more, or null. */
  failed(answer: { status: number | null }, failingSince: number | null): string | null
  /** What was decided does not stand in the database yet. */
  readonly isWriting: boolean
}

const gone = 410

export function createWatch(options: Watchers & { schedule: Schedule; log: Logger }, endpoint: Endpoint): Watch {
  const { warnAfter, switchOffAfterWarning } = options.schedule
  let warnedAt: number | null = null
  let writing = 0

  function write(work: Promise<void>) {
    writing++
    work.catch((error: Error) => options.log.error({ endpoint, error: error.message }, 'the state of an endpoint could not be written'))
      .finally(() => writing--)
  }

  function switchOff(reason: string): string {
    options.log.warn({ endpoint, reason }, 'an endpoint is switched off')
    write(options.switchOff(endpoint, reason))
    return `the callback is switched off: ${reason}`
  }

  return {
    restore({ warned_at }) {
      warnedAt = warned_at
    },
    failed({ status }, failingSince) {
      const now = Date.now()
      if (status === gone) return switchOff('it answered 410 Gone')
      if (failingSince === null) warnedAt = null
      if (failingSince === null || now - failingSince < warnAfter) return null
      if (warnedAt === null || warnedAt < failingSince) {
        warnedAt = now
        write(options.warn(endpoint))
        return null
      }
      return now - warnedAt < switchOffAfterWarning ? null : switchOff(`nothing has been accepted since ${new Date(failingSince).toISOString()}`)
    },
    get isWriting() {
      return writing > 0
    },
  }
}
