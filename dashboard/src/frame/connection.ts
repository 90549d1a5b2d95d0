import { useSyncExternalStore } from 'react'

/** What the cable reports: `live` shows nothing, the others a bar. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline'

let state: ConnectionState = 'connecting'
const listeners = new Set<() => void>()

export function setConnectionState(next: ConnectionState) {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

export const useConnectionState = () => useSyncExternalStore(subscribe, () => state)

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
