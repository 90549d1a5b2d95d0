import type { Message } from '../wire.ts'
import { fileNameOf } from './files.ts'

const attachmentWords: Record<string, string> = {
  image: 'Picture',
  audio: 'Audio',
  video: 'Video',
  file: 'File',
  location: 'Place',
  contact: 'Contact',
}

/** One line of plain text for lists and announcements: the words, else what is attached. */
export function summaryOf(message: Message): string {
  if (message.content_attributes?.deleted) return 'Message deleted'
  const words = plainText(message.content ?? '')
  if (words) return words
  const attachments = message.attachments ?? []
  const first = attachments[0]
  if (!first) return 'Empty message'
  const kind = attachmentWords[first.file_type] ?? 'Attachment'
  if (attachments.length === 1) return first.file_type === 'file' ? fileNameOf(first) : kind
  return `${kind} and ${attachments.length - 1} more`
}

/** Markdown's marks and line breaks are noise in one line. */
function plainText(markdown: string): string {
  return markdown
    .slice(0, 400)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`+|^#{1,6} |^> ?)/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
