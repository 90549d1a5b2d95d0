import { Link } from '@tanstack/react-router'
import { AlarmClock, CircleAlert, Lock, Reply } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { inboxColour } from '../inboxes/colour.ts'
import { anyDraft } from '../messages/drafts.ts'
import { summaryOf } from '../messages/summary.ts'
import { useTypists } from '../messages/typing.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, spokenAge, useNow, whenNext } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { CountBadge } from '../ui/badge.tsx'
import { cx } from '../ui/cx.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import type { Conversation } from '../wire.ts'
import { contactName } from './names.ts'
import { previewOf } from './merge.ts'
import { priorities } from './priorities.tsx'
import { useContactPresence } from './presence.ts'

/** In px, as the list counts: rows grow with the reader's text size. */
export const rowHeight = () => 4.25 * parseFloat(getComputedStyle(document.documentElement).fontSize)

export interface RowProps {
  conversation: Conversation
  selected: boolean
  /** The one row that the Tab key reaches. */
  tabStop: boolean
  /** Name of the inbox, when there are several to tell apart. */
  inboxName: string | undefined
  /** Whether rows are being chosen, and this is one of them. */
  choosing: { isTicked: boolean } | null
  onFocus: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

/** One conversation in the list: who, the last words, when, and what waits. */
export function ConversationRow({ conversation, selected, tabStop, inboxName, choosing, onFocus, onKeyDown }: RowProps) {
  const { accountId, profile } = useSession()
  const now = useNow()
  const presence = useContactPresence(conversation.meta.sender)
  const name = contactName(conversation)
  const unread = conversation.unread_count > 0
  const words = useRowWords(conversation)
  const draft = selected ? '' : anyDraft({ accountId, userId: profile.id, conversationId: conversation.id })
  return (
    <Link
      to="/app/accounts/$accountId/conversations/$conversationId"
      params={{ accountId: String(accountId), conversationId: String(conversation.id) }}
      search
      data-conversation={conversation.id}
      aria-keyshortcuts="X"
      aria-current={selected || undefined}
      aria-label={spokenRow(conversation, name, words, draft, inboxName, now)}
      tabIndex={tabStop ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      className={cx(
        'relative flex h-[4.25rem] items-center gap-3 ps-4 pe-3 outline-offset-[-2px]! transition-colors',
        selected || choosing?.isTicked ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span
        aria-hidden
        className={cx('absolute start-0 w-0.5', selected ? 'inset-y-0 bg-accent' : 'inset-y-3.5 rounded-full')}
        style={!selected && inboxName ? { background: inboxColour(conversation.inbox_id) } : undefined}
      />
      <Avatar
        name={name}
        url={conversation.meta.sender.thumbnail}
        size={36}
        presence={presence === 'online' ? presence : null}
        // The tick box stands in its place.
        className={choosing ? 'invisible' : 'group-hover/row:invisible'}
      />
      <span aria-hidden className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <bdi className={cx('min-w-0 flex-1 truncate text-sm', unread ? 'font-semibold' : 'font-medium')}>{name}</bdi>
          <Tooltip text={fullTime(conversation.last_activity_at)}>
            <span className={cx('figures shrink-0 text-xs', unread ? 'text-accent-text' : 'text-text-3')}>{shortAge(conversation.last_activity_at, now)}</span>
          </Tooltip>
        </span>
        <span className="mt-0.5 flex h-[18px] items-center gap-2">
          <span className={cx('flex min-w-0 flex-1 items-center gap-1 text-sm', unread ? 'text-text' : 'text-text-2')}>
            {draft && <span className="shrink-0 font-medium text-warning">Draft:</span>}
            {!draft && words.icon}
            <span className={cx('truncate', words.typing && 'text-accent-text')} dir="auto">{draft ? draft.slice(0, 200) : words.text}</span>
          </span>
          <RowMarks conversation={conversation} now={now} />
        </span>
      </span>
    </Link>
  )
}

function RowMarks({ conversation, now }: { conversation: Conversation; now: number }) {
  const { assignee } = conversation.meta
  const priority = priorities.find(({ value }) => value === conversation.priority)
  return (
    <>
      {conversation.status === 'snoozed' && (
        <span className="flex shrink-0 items-center gap-1 text-xs text-text-3">
          <AlarmClock className="size-3.5" />
          {conversation.snoozed_until && <span className="figures">{whenNext(Date.parse(conversation.snoozed_until) / 1000, now)}</span>}
        </span>
      )}
      {priority && (
        <span title={`Priority: ${priority.label}`} className="flex shrink-0 [&>svg]:size-4">
          {priority.icon}
        </span>
      )}
      {assignee && (
        <span title={`Assigned to ${assignee.name}`} className="flex shrink-0">
          <Avatar name={assignee.available_name || assignee.name} url={assignee.thumbnail} size={18} />
        </span>
      )}
      <CountBadge count={conversation.unread_count} max={9} what="unread" />
    </>
  )
}

interface RowWords {
  text: string
  icon: ReactNode
  typing: boolean
  prefix: string
}

/** The second line: who is typing, else the last message with a mark of who wrote it. */
function useRowWords(conversation: Conversation): RowWords {
  const { profile } = useSession()
  const customer = useTypists(conversation.id).find((typist) => typist.type === 'contact')
  if (customer) return { text: 'Typing…', icon: null, typing: true, prefix: '' }
  const preview = previewOf(conversation)
  if (!preview) return { text: 'No messages yet', icon: null, typing: false, prefix: '' }
  const text = summaryOf(preview)
  if (preview.private) return { text, icon: <Lock className="size-3.5 shrink-0 text-note-text" />, typing: false, prefix: 'Private note: ' }
  if (preview.status === 'failed') return { text, icon: <CircleAlert className="size-3.5 shrink-0 text-danger" />, typing: false, prefix: 'Not delivered: ' }
  if (preview.message_type === 0) return { text, icon: null, typing: false, prefix: '' }
  const { sender } = preview
  const author = sender && 'name' in sender ? (sender.id === profile.id && sender.type === 'user' ? 'You' : sender.name) : 'Automatic'
  return { text, icon: <Reply className="size-3.5 shrink-0 text-text-3" />, typing: false, prefix: `${author}: ` }
}

function spokenRow(conversation: Conversation, name: string, words: RowWords, draft: string, inboxName: string | undefined, now: number): string {
  const { assignee } = conversation.meta
  const parts = [
    name,
    conversation.unread_count > 0 && `${conversation.unread_count} unread`,
    draft && 'has a draft of yours',
    words.prefix + words.text.slice(0, 120),
    spokenAge(conversation.last_activity_at, now),
    conversation.status !== 'open' && conversation.status,
    conversation.priority && `priority ${conversation.priority}`,
    assignee ? `assigned to ${assignee.available_name || assignee.name}` : 'unassigned',
    inboxName,
  ]
  return parts.filter(Boolean).join(', ')
}
