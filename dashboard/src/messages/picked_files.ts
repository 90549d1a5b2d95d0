import { useSyncExternalStore } from 'react'
import { toast } from '../ui/toast.tsx'
import { pickFiles } from './files.ts'

const none: File[] = []
const picked = new Map<number, File[]>()
const listeners = new Set<() => void>()

/** The files that wait in a conversation's composer; they stay while other conversations are open. */
export function usePickedFiles(conversationId: number): File[] {
  return useSyncExternalStore(subscribe, () => picked.get(conversationId) ?? none)
}

export function addFiles(conversationId: number, files: File[]): void {
  const result = pickFiles(picked.get(conversationId) ?? none, files)
  put(conversationId, result.files)
  if (result.refusals.length > 0) toast(result.refusals.join(' '), { tone: 'danger' })
}

export function removeFile(conversationId: number, file: File): void {
  put(conversationId, (picked.get(conversationId) ?? none).filter((one) => one !== file))
}

export function clearFiles(conversationId: number): void {
  put(conversationId, none)
}

function put(conversationId: number, files: File[]): void {
  if (files.length === 0) picked.delete(conversationId)
  else picked.set(conversationId, files)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
