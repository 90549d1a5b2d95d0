import { useSyncExternalStore } from 'react'

/** A message on its way: shown at once, kept until the server's own copy of it is on the screen. */
export interface Unsent {
  echo_id: string
  accountId: number
  conversationId: number
  content: string
  isPrivate: boolean
  files: File[]
  /** Seconds. */
  created_at: number
  /** The newest message known when it was written: its copy on the server has a higher id. */
  afterId: number
  state: 'sending' | 'failed'
  reason?: string
  /** No answer came, so it may have arrived all the same. */
  isDoubtful: boolean
}

const none: Unsent[] = []
const outbox = new Map<number, Unsent[]>()
const listeners = new Set<() => void>()

export function useOutbox(conversationId: number): Unsent[] {
  return useSyncExternalStore(subscribe, () => outbox.get(conversationId) ?? none)
}

export function listOutbox(): Unsent[] {
  return [...outbox.values()].flat()
}

export function putUnsent(entry: Unsent): void {
  const entries = outbox.get(entry.conversationId) ?? none
  const at = entries.findIndex((known) => known.echo_id === entry.echo_id)
  outbox.set(entry.conversationId, at === -1 ? [...entries, entry] : entries.with(at, entry))
  tell()
}

export function dropUnsent({ conversationId, echo_id }: Pick<Unsent, 'conversationId' | 'echo_id'>): void {
  const entries = outbox.get(conversationId) ?? none
  const left = entries.filter((entry) => entry.echo_id !== echo_id)
  if (left.length === entries.length) return
  outbox.set(conversationId, left)
  tell()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}
