import { newToken } from '../db/secrets.ts'

/**
 * What connections have subscribed to, in this process's memory: a client that comes back soon need not ask again. A name stands in the address of
 * the handshake that uses it, so it is worthless as soon as the client is seen to have its next one.
 */
export interface Sessions {
  /** The name of a new session. */
  begin(identifiers: () => string[]): string
  /** What a session has subscribed to, whether its connection is known to be lost or not; nothing once it has ended. */
  find(name: string): string[]
  /** Its connection is lost. */
  lose(name: string): void
  end(name: string): void
}

const keptMs = 300_000
const mostKept = 10_000

export function createSessions(now: () => number = Date.now): Sessions {
  const live = new Map<string, () => string[]>()
  // Oldest first.
  const lost = new Map<string, { identifiers: string[]; at: number }>()
  const forget = () => {
    for (const [name, { at }] of lost) {
      if (lost.size <= mostKept && at + keptMs > now()) break
      lost.delete(name)
    }
  }
  return {
    begin(identifiers) {
      const name = newToken()
      live.set(name, identifiers)
      return name
    },
    find(name) {
      forget()
      return live.get(name)?.() ?? lost.get(name)?.identifiers ?? []
    },
    lose(name) {
      const identifiers = live.get(name)?.() ?? []
      live.delete(name)
      if (identifiers.length > 0) lost.set(name, { identifiers, at: now() })
      forget()
    },
    end(name) {
      live.delete(name)
      lost.delete(name)
    },
  }
}
