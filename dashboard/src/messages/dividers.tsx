import { clockTime, dayName, fullTime, useNow } from '../time.ts'
import type { Message } from '../wire.ts'

export function DayDivider({ at }: { at: number }) {
  const now = useNow()
  return (
    <div className="my-3 flex items-center gap-3 first:mt-0">
      <span aria-hidden className="h-px flex-1 bg-border" />
      <span className="text-xs font-medium text-text-2">{dayName(at, now)}</span>
      <span aria-hidden className="h-px flex-1 bg-border" />
    </div>
  )
}

export function UnreadDivider({ count }: { count: number }) {
  return (
    <div data-unread className="my-3 flex items-center gap-3">
      <span aria-hidden className="h-px flex-1 bg-accent" />
      <span className="figures text-xs font-medium text-accent-text">{count === 1 ? '1 new message' : `${count} new messages`}</span>
      <span aria-hidden className="h-px flex-1 bg-accent" />
    </div>
  )
}

/** Who assigned, resolved, snoozed: plain words of the server, never Markdown. */
export function ActivityLine({ message }: { message: Message }) {
  return (
    <p title={fullTime(message.created_at)} className="my-2 px-6 text-center text-xs text-text-2 [overflow-wrap:anywhere]">
      {message.content} <span className="figures text-text-3">{clockTime(message.created_at)}</span>
    </p>
  )
}
