import { useSyncExternalStore } from 'react'
import { oneLine } from '../plain.ts'
import type { Sender } from '../wire.ts'

/** Nobody types for longer without being told again (the end may have been lost). */
const FORGET_AFTER_MS = 30_000

export type Typist = { key: string; name: string; type: string; is_private: boolean }

const nobody: Typist[] = []
const typists = new Map<number, Typist[]>()
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<() => void>()

/** Who is typing in a conversation right now. */
export function useTypists(conversationId: number): Typist[] {
  return useSyncExternalStore(subscribe, () => typists.get(conversationId) ?? nobody)
}

export function startTyping(conversationId: number, user: Sender, isPrivate: boolean): void {
  const key = keyOf(user)
  stopTyping(conversationId, user)
  const typist = { key, name: nameOf(user), type: user.type, is_private: isPrivate }
  typists.set(conversationId, [...(typists.get(conversationId) ?? []), typist])
  timers.set(`${conversationId}:${key}`, setTimeout(() => stopTyping(conversationId, user), FORGET_AFTER_MS))
  tell()
}

export function stopTyping(conversationId: number, user: Sender): void {
  const key = keyOf(user)
  clearTimeout(timers.get(`${conversationId}:${key}`))
  timers.delete(`${conversationId}:${key}`)
  const others = (typists.get(conversationId) ?? nobody).filter((typist) => typist.key !== key)
  if (others.length === (typists.get(conversationId) ?? nobody).length) return
  if (others.length === 0) typists.delete(conversationId)
  else typists.set(conversationId, others)
  tell()
}

/** After a lost connection nothing is known about who types. */
export function forgetTyping(): void {
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  typists.clear()
  tell()
}

/** "Omar is typing", "Omar and Maya are typing", "Omar and 2 others are typing". */
export function typingText(names: string[]): string {
  if (names.length === 0) return ''
  if (names.length === 1) return `${names[0]} is typing`
  if (names.length === 2) return `${names[0]} and ${names[1]} are typing`
  return `${names[0]} and ${names.length - 1} others are typing`
}

/** The name to show beside what somebody wrote or writes. */
export function nameOf(user: Sender): string {
  return (user.type === 'user' && user.available_name) || oneLine(user.name ?? '') || 'Somebody'
}

function keyOf(user: Sender): string {
  return `${user.type}:${user.id}`
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}
