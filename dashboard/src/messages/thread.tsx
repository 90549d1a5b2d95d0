import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { contactName } from '../conversations/names.ts'
import { CallbackBanner } from '../deliveries/banner.tsx'
import { useConnectionState } from '../frame/connection.ts'
import { useSession } from '../session.ts'
import { cx } from '../ui/cx.ts'
import { ErrorState } from '../ui/error_state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import type { Attachment, Conversation } from '../wire.ts'
import { Announcer } from './announcer.tsx'
import { Bubble } from './bubble.tsx'
import { Composer } from './composer.tsx'
import { ActivityLine, DayDivider, UnreadDivider } from './dividers.tsx'
import { DropZone } from './drop_zone.tsx'
import { useFollow } from './follow.ts'
import { Lightbox } from './lightbox.tsx'
import { OlderMessages } from './older.tsx'
import { dropUnsent, useOutbox } from './outbox.ts'
import { filePlace } from './picked_files.ts'
import { threadKey, threadQuery } from './queries.ts'
import { arrivedAmong, joinOutbox } from './shown.ts'
import { type ThreadData, trimThread } from './thread_data.ts'
import { buildTimeline, findUnread, type TimelineItem, type UnreadMark } from './timeline.ts'
import { TypingLine } from './typing_line.tsx'

/** Above this many messages the oldest leave the page while its reader is at the end. */
const TRIM_ABOVE = 300
const TRIM_TO = 150

/** Messages and composer of one conversation. `seenAt` (seconds) puts the unread divider; 0 shows none. */
export function Thread({ conversation, seenAt }: { conversation: Conversation; seenAt: number }) {
  const { accountId, profile } = useSession()
  const { data, error, refetch } = useQuery(threadQuery(accountId, conversation.id))
  return (
    <DropZone place={filePlace(accountId, profile.id, conversation.id)}>
      {data ? (
        <Log conversation={conversation} thread={data} seenAt={seenAt} />
      ) : (
        <div className="min-h-0 flex-1">{error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ThreadSkeleton />}</div>
      )}
      <CallbackBanner conversation={conversation} />
      <Composer conversation={conversation} />
    </DropZone>
  )
}

function Log({ conversation, thread, seenAt }: { conversation: Conversation; thread: ThreadData; seenAt: number }) {
  const { accountId, profile } = useSession()
  const [unread] = useState<UnreadMark | null>(() => findUnread(thread.messages, seenAt))
  const [picture, setPicture] = useState<Attachment | null>(null)
  const items = useTimeline(conversation.id, thread, unread)
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const follow = useFollow(scroller, content, items)
  useTrim(accountId, conversation.id, thread, follow.isAtEnd)
  const customer = contactName(conversation)
  const pictures = useMemo(() => thread.messages.flatMap((message) => message.attachments?.filter(({ file_type }) => file_type === 'image') ?? []), [thread])
  return (
    <div className="relative min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- one tab stop; the arrow keys go on from there */}
      <div
        ref={scroller}
        role="log"
        aria-label={`Messages with ${customer}`}
        // Arrivals are spoken by the announcer, once; older pages must not be read out.
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={moveBetweenMessages}
        className="relative h-full overflow-y-auto overscroll-contain px-6 outline-offset-[-2px]! [overflow-anchor:none] max-md:px-3"
      >
        <div ref={content} className="mx-auto flex min-h-full w-full max-w-[760px] flex-col justify-end pt-4 pb-3">
          <OlderMessages accountId={accountId} conversationId={conversation.id} hasOlder={thread.hasOlder} scroller={scroller} />
          {items.length === 0 && <p className="py-8 text-center text-sm text-text-2">No messages yet. Write the first one below.</p>}
          {items.map((item) => (
            <Item key={item.key} item={item} userId={profile.id} customer={customer} onOpen={setPicture} />
          ))}
          <TypingLine conversationId={conversation.id} />
        </div>
      </div>
      {!follow.isAtEnd && <ToEnd unseen={follow.unseen} onClick={follow.toEnd} />}
      <Announcer messages={thread.messages} customer={customer} />
      <Lightbox pictures={pictures} shown={picture} onShow={setPicture} />
    </div>
  )
}

function Item({ item, ...rest }: { item: TimelineItem; userId: number; customer: string; onOpen: (attachment: Attachment) => void }) {
  if (item.kind === 'day') return <DayDivider at={item.at} />
  if (item.kind === 'unread') return <UnreadDivider count={item.count} />
  if (item.kind === 'activity') return <ActivityLine message={item.message} />
  return <Bubble message={item.message} joinsPrevious={item.joinsPrevious} joinsNext={item.joinsNext} {...rest} />
}

function ToEnd({ unseen, onClick }: { unseen: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={unseen > 0 ? `${unseen} new, to the newest message` : 'To the newest message'}
      className={cx('float-layer absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full text-sm font-medium text-accent-text animate-rise hover:bg-hover touch:h-11', unseen > 0 ? 'px-3' : 'px-2')}
    >
      {unseen > 0 && <span className="figures">{unseen} new</span>}
      <ArrowDown aria-hidden className="size-4" />
    </button>
  )
}

function ThreadSkeleton() {
  return (
    <div role="status" aria-label="Loading messages" className="late mx-auto flex h-full w-full max-w-[760px] flex-col justify-end gap-3 p-6">
      <Skeleton className="h-9 w-1/2 rounded-xl!" />
      <Skeleton className="ms-auto h-9 w-2/5 rounded-xl!" />
      <Skeleton className="h-16 w-3/5 rounded-xl!" />
      <Skeleton className="ms-auto h-9 w-1/3 rounded-xl!" />
    </div>
  )
}

function useTimeline(conversationId: number, thread: ThreadData, unread: UnreadMark | null): TimelineItem[] {
  const { accountId, profile } = useSession()
  const unsent = useOutbox(accountId, profile.id, conversationId)
  useEffect(() => arrivedAmong(unsent, thread.messages).forEach(dropUnsent), [unsent, thread])
  const isLive = useConnectionState() === 'live'
  return useMemo(() => buildTimeline(joinOutbox(thread.messages, unsent, profile, isLive), unread), [thread, unsent, profile, isLive, unread])
}

function useTrim(accountId: number, conversationId: number, thread: ThreadData, isAtEnd: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!isAtEnd || thread.messages.length <= TRIM_ABOVE) return
    client.setQueryData<ThreadData>(threadKey(accountId, conversationId), (known) => known && trimThread(known, TRIM_TO))
  }, [client, accountId, conversationId, thread, isAtEnd])
}

/** Arrows, Home and End go from message to message; Tab reaches what is inside one. */
function moveBetweenMessages(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement
  if (target !== event.currentTarget && target.getAttribute('role') !== 'article') return
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="article"]')]
  const at = articles.indexOf(target)
  const from = at === -1 ? articles.length : at
  const next = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: articles.length - 1 }[event.key]
  if (next === undefined || !articles[next]) return
  event.preventDefault()
  articles[next].focus({ preventScroll: true })
  articles[next].scrollIntoView({ block: 'nearest' })
}
