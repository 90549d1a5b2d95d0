import type { EndpointState } from './ledger.ts'
import type { Schedule } from './schedule.ts'

/** How an endpoint has answered lately. Moments in milliseconds since 1970. */
export interface Health {
  /** Nothing has been accepted for several tries: only a few more are made until something is. */
  readonly isFailing: boolean
  readonly lastSuccess: number | null
  /** Of this process's latest try; null after a success and before the first try. */
  readonly lastError: string | null
  /** Since when nothing has been accepted; null while something is. */
  readonly failingSince: number | null
  restore(state: EndpointState): void
  succeeded(): void
  failed(error: string): void
}

/** While all goes well the latest success is written down no more often than this. */
const noteEvery = 1000
/** While nothing is accepted it is written again now and then: an administrator's pause and resume may have cleared it. */
const noteFailingEvery = 60_000

interface Listeners {
  /** Writes the state where the next process finds it. */
  note: (state: EndpointState) => void
  /** The first success after having failed everywhere. */
  recovered: () => void
}

export function createHealth({ failingAfter }: Schedule, { note, recovered }: Listeners): Health {
  let failures = 0
  let lastError: string | null = null
  let lastSuccess: number | null = null
  let failingSince: number | null = null
  let firstFailure = 0
  let notedAt = 0

  const isFailing = () => failures >= failingAfter
  const write = () => {
    notedAt = Date.now()
    note({ last_success_at: lastSuccess, failing_since: failingSince })
  }

  return {
    get isFailing() {
      return isFailing()
    },
    get lastSuccess() {
      return lastSuccess
    },
    get lastError() {
      return lastError
    },
    get failingSince() {
      return failingSince
    },
    restore({ last_success_at, failing_since }) {
      lastSuccess = last_success_at
      failingSince = failing_since
      failures = failing_since === null ? 0 : failingAfter
    },
    succeeded() {
      const hadFailed = isFailing()
      failures = 0
      lastError = failingSince = null
      lastSuccess = Date.now()
      if (hadFailed || lastSuccess - notedAt >= noteEvery) write()
      if (hadFailed) recovered()
    },
    failed(error) {
      lastError = error
      if (failures++ === 0) firstFailure = Date.now()
      if (failures === failingAfter) failingSince = firstFailure
      else if (failures < failingAfter || Date.now() - notedAt < noteFailingEvery) return
      write()
    },
  }
}
