import type { QueryClient, QueryKey } from '@tanstack/react-query'

type Patch = (data: unknown) => unknown
type Flight = { key: QueryKey; patches: Patch[] }

const flights = new Set<Flight>()

/**
 * Runs a fetch whose answer may be older than an event that arrives meanwhile: what was patched into the same key
 * during the fetch is applied again to the answer. Patches must therefore be harmless when applied twice.
 */
export async function fetchWithReplay<T>(key: QueryKey, fetch: () => Promise<T>): Promise<T> {
  const flight: Flight = { key, patches: [] }
  flights.add(flight)
  try {
    const data = await fetch()
    return flight.patches.reduce<unknown>((current, patch) => patch(current), data) as T
  } finally {
    flights.delete(flight)
  }
}

/** Patches every cached query below `prefix`, and every answer of it that is still under way. */
export function patchQueries<T>(client: QueryClient, prefix: QueryKey, patch: (data: T, key: QueryKey) => T): void {
  for (const query of client.getQueryCache().findAll({ queryKey: prefix })) {
    if (query.state.data === undefined) continue
    const current = query.state.data as T
    const next = patch(current, query.queryKey)
    if (next === current) continue
    const wasInvalid = query.state.isInvalidated
    client.setQueryData(query.queryKey, next)
    // Setting data makes a query fresh; one that waits for its resync must not be taken for true.
    if (wasInvalid) query.invalidate()
  }
  for (const flight of flights) {
    if (startsWith(flight.key, prefix)) flight.patches.push((data) => patch(data as T, flight.key))
  }
}

function startsWith(key: QueryKey, prefix: QueryKey): boolean {
  return prefix.every((part, index) => JSON.stringify(part) === JSON.stringify(key[index]))
}
