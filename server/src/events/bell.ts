import type { Db } from '../db/db.ts'
import { onCommitted, type HappenedEvent } from './emit.ts'

/** Wakes whoever waits for events. */
export interface Bell {
  /** Resolves when it rings, or after so many milliseconds. */
  rings(milliseconds: number): Promise<void>
  stop(): void
}

/** Rings when this process commits something of concern, also for what came before anybody waited; and once `signal` is aborted. */
export function listen(db: Db, concerns: (event: HappenedEvent) => boolean, signal: AbortSignal): Bell {
  let rung = false
  let wake: (() => void) | undefined
  const ring = () => {
    rung = true
    wake?.()
  }
  const stopListening = onCommitted(db, ({ events }) => { if (events.some(concerns)) ring() })
  signal.addEventListener('abort', ring)
  return {
    async rings(milliseconds) {
      let timer: NodeJS.Timeout | undefined
      if (!rung) await new Promise<void>((resolve) => { wake = resolve; timer = setTimeout(resolve, milliseconds) })
      clearTimeout(timer)
      rung = false
    },
    stop() {
      stopListening()
      signal.removeEventListener('abort', ring)
    },
  }
}
