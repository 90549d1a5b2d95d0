import type { Subscription } from './connection.ts'
import { streamIdOf, streamsFor, type Subscriber } from './streams.ts'

/** Which subscription listens to which streams, in this process. */
export interface Hub {
  join(subscription: Subscription): void
  /** The same listener with other rights: takes effect at once. */
  move(subscription: Subscription, who: Subscriber): void
  leave(subscription: Subscription): void
  listeners(stream: string): Subscription[]
  hasListeners(streams: readonly string[]): boolean
  /** Delivers `body` to each listener once. `except`: a user who is left out. `offset` is null for what nobody can ask for again. */
  publish(streams: readonly string[], body: Buffer, except?: number | null, offset?: number | null): void
  /** Counts changes of rights: whoever reads rights and then joins must see the same number at both moments, or read again. */
  readonly version: number
  rightsChanged(): void
}

export function createHub(): Hub {
  const streams = new Map<string, Set<Subscription>>()
  let turn = 0
  let version = 0

  const join = (subscription: Subscription) => {
    subscription.streams = streamsFor(subscription.who)
    subscription.streamId = streamIdOf(subscription)
    for (const stream of subscription.streams) {
      const listeners = streams.get(stream)
      if (listeners) listeners.add(subscription)
      else streams.set(stream, new Set([subscription]))
    }
  }

  const leave = (subscription: Subscription) => {
    for (const stream of subscription.streams) {
      const listeners = streams.get(stream)
      listeners?.delete(subscription)
      if (listeners?.size === 0) streams.delete(stream)
    }
    subscription.streams = []
  }

  return {
    join,
    leave,
    move(subscription, who) {
      leave(subscription)
      subscription.who = who
      join(subscription)
    },
    listeners: (stream) => [...(streams.get(stream) ?? [])],
    hasListeners: (names) => names.some((stream) => streams.has(stream)),
    publish(names, body, except = null, offset = null) {
      turn += 1
      for (const stream of names) {
        for (const subscription of streams.get(stream) ?? []) {
          if (subscription.turn === turn) continue
          subscription.turn = turn
          const { who, connection } = subscription
          if (except === null || who.kind !== 'agent' || who.user_id !== except) connection.deliver(subscription, body, offset)
        }
      }
    },
    get version() {
      return version
    },
    rightsChanged() {
      version += 1
    },
  }
}
