import { useSyncExternalStore } from 'react'
import { toast } from '../ui/toast.tsx'
import { pickFiles } from './files.ts'

const none: File[] = []
/** Where the files of a person wait: display ids repeat from account to account, and somebody else may sign in. */
export const filePlace = (accountId: number, userId: number, conversationId: number) => `${accountId}:${userId}:${conversationId}`

const picked = new Map<string, File[]>()
const listeners = new Set<() => void>()

/** The files that wait in a conversation's composer; they stay while other conversations are open. */
export function usePickedFiles(place: string): File[] {
  return useSyncExternalStore(subscribe, () => picked.get(place) ?? none)
}

export function addFiles(place: string, files: File[]): void {
  const result = pickFiles(picked.get(place) ?? none, files)
  put(place, result.files)
  if (result.refusals.length > 0) toast(result.refusals.join(' '), { tone: 'danger' })
}

export function removeFile(place: string, file: File): void {
  put(place, (picked.get(place) ?? none).filter((one) => one !== file))
}

export function clearFiles(place: string): void {
  put(place, none)
}

function put(place: string, files: File[]): void {
  if (files.length === 0) picked.delete(place)
  else picked.set(place, files)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
