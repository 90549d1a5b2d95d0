import type { Message } from '../wire.ts'
import type { Unsent } from './outbox.ts'

/** Messages of one sender closer than this are drawn as one group. */
const JOIN_WITHIN_S = 120

/** A message on the screen; `unsent` is the entry of the outbox behind an optimistic one. */
export type ShownMessage = Message & { unsent?: Unsent }

export type TimelineItem =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'unread'; key: string; count: number }
  | { kind: 'activity'; key: string; message: ShownMessage }
  | { kind: 'message'; key: string; message: ShownMessage; joinsPrevious: boolean; joinsNext: boolean }

/** Where the unread divider stands: before this message, with this number. */
export interface UnreadMark {
  id: number
  count: number
}

/** The mark for a thread that is being opened; `seenAt` (seconds) is up to when the team had read. */
export function findUnread(messages: Message[], seenAt: number): UnreadMark | null {
  const unread = messages.filter((message) => message.message_type === 0 && message.created_at > seenAt)
  return seenAt > 0 && unread[0] ? { id: unread[0].id, count: unread.length } : null
}

/** The lines of a thread from top to bottom. */
export function buildTimeline(messages: ShownMessage[], unread: UnreadMark | null): TimelineItem[] {
  const items: TimelineItem[] = []
  messages.forEach((message, index) => {
    const previous = messages[index - 1]
    const next = messages[index + 1]
    if (!previous || !sameDay(previous, message)) {
      items.push({ kind: 'day', key: `day-${dayOf(message)}-${message.id}`, at: message.created_at })
    }
    if (message.id === unread?.id) items.push({ kind: 'unread', key: 'unread', count: unread.count })
    if (message.message_type === 2) items.push({ kind: 'activity', key: keyOf(message), message })
    else {
      items.push({
        kind: 'message',
        key: keyOf(message),
        message,
        joinsPrevious: previous !== undefined && message.id !== unread?.id && isJoined(previous, message),
        joinsNext: next !== undefined && next.id !== unread?.id && isJoined(message, next),
      })
    }
  })
  return items
}

/** Ours stand on the right: everything that did not come from the customer. */
export function isOurs(message: Message): boolean {
  return message.message_type === 1 || message.message_type === 3
}

/** An own message keeps its key when the server confirms it, so that nothing flickers. */
function keyOf(message: ShownMessage): string {
  const echo = message.unsent?.echo_id ?? message.echo_id
  return typeof echo === 'string' && echo !== '' ? `echo-${echo}` : `message-${message.id}`
}

function isJoined(one: Message, other: Message): boolean {
  return (
    one.message_type === other.message_type &&
    one.message_type !== 2 &&
    one.private === other.private &&
    one.sender?.type === other.sender?.type &&
    one.sender?.id === other.sender?.id &&
    other.created_at - one.created_at < JOIN_WITHIN_S &&
    sameDay(one, other)
  )
}

function sameDay(one: Message, other: Message): boolean {
  return dayOf(one) === dayOf(other)
}

function dayOf(message: Message): string {
  return new Date(message.created_at * 1000).toDateString()
}
