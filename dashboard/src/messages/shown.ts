import type { Message, Profile } from '../wire.ts'
import type { Unsent } from './outbox.ts'
import type { ShownMessage } from './timeline.ts'

/**
 * What the thread shows: the server's messages, then what is on its way and not among them yet. Without a connection a
 * message that had no answer is not lost: it waits for the outbox to be settled.
 */
export function joinOutbox(messages: Message[], unsent: Unsent[], profile: Profile, isLive: boolean): ShownMessage[] {
  const waiting = withoutArrived(unsent, messages).map((entry) => (isLive || !entry.isDoubtful ? entry : waitingOne(entry)))
  return waiting.length === 0 ? messages : [...messages, ...waiting.map((entry, index) => shownFrom(entry, index, profile))]
}

/** Entries whose copy on the server is in the thread. */
export function arrivedAmong(unsent: Unsent[], messages: Message[]): Unsent[] {
  const echoes = new Set(messages.flatMap((message) => message.echo_id ?? []))
  return unsent.filter((entry) => echoes.has(entry.echo_id))
}

function waitingOne(entry: Unsent): Unsent {
  return { ...entry, state: 'sending', reason: 'Goes out when the connection is back.' }
}

function withoutArrived(unsent: Unsent[], messages: Message[]): Unsent[] {
  const arrived = new Set(arrivedAmong(unsent, messages))
  return unsent.filter((entry) => !arrived.has(entry))
}

function shownFrom(entry: Unsent, index: number, profile: Profile): ShownMessage {
  return {
    id: -1 - index,
    content: entry.content,
    conversation_id: entry.conversationId,
    inbox_id: 0,
    message_type: 1,
    content_type: 'text',
    content_attributes: {},
    status: 'sent',
    created_at: entry.created_at,
    private: entry.isPrivate,
    source_id: null,
    sender: { id: profile.id, name: profile.name, available_name: profile.available_name, avatar_url: profile.avatar_url, thumbnail: profile.avatar_url, availability_status: null, type: 'user' },
    attachments: entry.files.map((file, place) => attachmentFrom(file, place)),
    unsent: entry,
  }
}

function attachmentFrom(file: File, place: number) {
  const kind = file.type.split('/')[0] ?? ''
  return {
    id: -1 - place,
    message_id: 0,
    account_id: 0,
    file_type: ['image', 'audio', 'video'].includes(kind) ? kind : 'file',
    data_url: previewUrl(file),
    file_size: file.size,
    extension: file.name.split('.').at(-1) ?? null,
    fallback_title: file.name,
  }
}

const urls = new WeakMap<File, string>()

/** An address inside this page for a picked file, the same one every time. */
export function previewUrl(file: File): string {
  const known = urls.get(file)
  if (known) return known
  const url = URL.createObjectURL(file)
  urls.set(file, url)
  return url
}
