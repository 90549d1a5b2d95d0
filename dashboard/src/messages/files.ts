import { oneLine } from '../plain.ts'
import type { Attachment } from '../wire.ts'

/** What the server takes with one message. */
export const MAX_FILES = 15
export const MAX_FILE_BYTES = 40 * 1024 * 1024

/** The last part of the address is the file's name. */
export function fileNameOf(attachment: Attachment): string {
  if (attachment.fallback_title) return oneLine(attachment.fallback_title)
  try {
    const path = new URL(attachment.data_url ?? '', 'http://host').pathname
    return oneLine(decodeURIComponent(path.split('/').at(-1) ?? '')) || 'File'
  } catch {
    return 'File'
  }
}

export function fileSize(bytes: number | undefined): string {
  if (!bytes) return ''
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

export interface Picked {
  files: File[]
  /** Why some were left out, for people. */
  refusals: string[]
}

/** The files that can go with a message, after those it has already. */
export function pickFiles(chosen: File[], added: File[]): Picked {
  const small = added.filter((file) => file.size <= MAX_FILE_BYTES && file.size > 0)
  const refusals = added.filter((file) => !small.includes(file)).map((file) => `${file.name} ${file.size === 0 ? 'is empty' : 'is larger than 40 MB'}.`)
  const room = MAX_FILES - chosen.length
  if (small.length > room) refusals.push(`A message takes ${MAX_FILES} files at most.`)
  return { files: [...chosen, ...small.slice(0, room)], refusals }
}
