import { endpointKey } from './filter.ts'
import type { EndpointPush } from './wire.ts'

/** What administrators must know of an endpoint: that it is switched off, or soon will be. `stamp` changes with each such turn. */
export interface Trouble {
  endpoint: EndpointPush
  what: 'off' | 'warned'
  /** ISO 8601. */
  since: string
  stamp: string
}

/** Those that are switched off first. One that fails but was not warned of is still being tried. */
export function troublesOf(endpoints: readonly EndpointPush[]): Trouble[] {
  const found = endpoints.flatMap((endpoint): Trouble[] => {
    const { disabled_at, warned_at, failing_since } = endpoint
    if (disabled_at) return [{ endpoint, what: 'off', since: disabled_at, stamp: `${endpointKey(endpoint)} off ${disabled_at}` }]
    return warned_at && failing_since ? [{ endpoint, what: 'warned', since: failing_since, stamp: `${endpointKey(endpoint)} warned ${warned_at}` }] : []
  })
  return found.toSorted((one, other) => Number(one.what !== 'off') - Number(other.what !== 'off'))
}

const key = (accountId: number) => `parley.seen_troubles.${accountId}`

/** Stamps that were put aside on this device. */
export function readSeen(accountId: number): string[] {
  const seen: unknown = JSON.parse(localStorage.getItem(key(accountId)) ?? '[]')
  return Array.isArray(seen) ? seen.map(String) : []
}

/** What is over is forgotten with it. */
export function writeSeen(accountId: number, stamps: string[]): void {
  localStorage.setItem(key(accountId), JSON.stringify(stamps))
}
