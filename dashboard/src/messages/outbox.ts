import { useSyncExternalStore } from 'react'

/** A message on its way: shown at once, kept until the server's own copy of it is on the screen. */
export interface Unsent {
  echo_id: string
  accountId: number
  /** Who wrote it: whoever signs in next in this page sends nothing of it. */
  userId: number
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
const outbox = new Map<string, Unsent[]>()
const listeners = new Set<() => void>()

export function useOutbox(accountId: number, userId: number, conversationId: number): Unsent[] {
  const key = keyOf({ accountId, userId, conversationId })
  return useSyncExternalStore(subscribe, () => outbox.get(key) ?? none)
}

export function listOutbox(): Unsent[] {
  return [...outbox.values()].flat()
}

export function putUnsent(entry: Unsent): void {
  const entries = outbox.get(keyOf(entry)) ?? none
  const at = entries.findIndex((known) => known.echo_id === entry.echo_id)
  outbox.set(keyOf(entry), at === -1 ? [...entries, entry] : entries.with(at, entry))
  tell()
}

export function dropUnsent(entry: Unsent): void {
  const entries = outbox.get(keyOf(entry)) ?? none
  const left = entries.filter(({ echo_id }) => echo_id !== entry.echo_id)
  if (left.length === entries.length) return
  outbox.set(keyOf(entry), left)
  tell()
}

/** Display ids repeat from account to account. */
function keyOf({ accountId, userId, conversationId }: Pick<Unsent, 'accountId' | 'userId' | 'conversationId'>): string {
  return `${accountId}:${userId}:${conversationId}`
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  // Unsent words live in this page alone: the browser asks before it closes.
  window.onbeforeunload = listOutbox().length > 0 ? (event) => event.preventDefault() : null
  for (const listener of listeners) listener()
}
