import { Link } from '@tanstack/react-router'
import { AtSign, Mail, MailOpen, MessageSquare, MessageSquarePlus, Trash2, UserRoundCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { nameOfContact } from '../conversations/names.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow, whenNext } from '../time.ts'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { toastError } from '../ui/toast.tsx'
import { deleteNotification, markNotification, type Notification } from './queries.ts'
import { SnoozeNotification } from './snooze.tsx'

const kinds: Record<string, { icon: ReactNode; words: string }> = {
  conversation_creation: { icon: <MessageSquarePlus aria-hidden />, words: 'New conversation' },
  conversation_assignment: { icon: <UserRoundCheck aria-hidden />, words: 'Assigned to you' },
  assigned_conversation_new_message: { icon: <MessageSquare aria-hidden />, words: 'New message in a conversation of yours' },
  participating_conversation_new_message: { icon: <MessageSquare aria-hidden />, words: 'New message where you take part' },
  conversation_mention: { icon: <AtSign aria-hidden />, words: 'You were mentioned' },
}

export function NotificationRow({ notification }: { notification: Notification }) {
  const { accountId } = useSession()
  const now = useNow()
  const { id, notification_type, push_message_title, push_message_body, primary_actor, primary_actor_id, read_at, snoozed_until, last_activity_at } = notification
  const kind = kinds[notification_type] ?? { icon: <MessageSquare aria-hidden />, words: push_message_title }
  const isRead = read_at !== null
  const mark = (read: boolean) => void markNotification(accountId, id, read).catch(toastError)
  return (
    <li className={cx('group/row relative flex items-center gap-2 pe-2 transition-colors hover:bg-hover', !isRead && 'bg-surface-2')}>
      <Link
        to="/app/accounts/$accountId/conversations/$conversationId"
        params={{ accountId: String(accountId), conversationId: String(primary_actor_id) }}
        search={{ status: 'all' }}
        onClick={() => !isRead && mark(true)}
        className="flex min-w-0 flex-1 items-start gap-3 py-3 ps-4 outline-offset-[-2px]!"
      >
        <span className={cx('mt-0.5 shrink-0 [&>svg]:size-4', isRead ? 'text-text-3' : 'text-accent-text')}>{kind.icon}</span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className={cx('min-w-0 flex-1 truncate text-sm', isRead ? 'font-medium' : 'font-semibold')}>
              {!isRead && <span className="sr-only">Unread: </span>}
              {kind.words} · <bdi>{nameOfContact(primary_actor.meta.sender)}</bdi>
            </span>
            <time title={fullTime(last_activity_at)} className="figures shrink-0 text-xs text-text-3">{shortAge(last_activity_at, now)}</time>
          </span>
          <span dir="auto" className="mt-0.5 line-clamp-2 text-sm text-text-2 [overflow-wrap:anywhere]">{push_message_body}</span>
          <span className="figures text-xs text-text-3">
            #{primary_actor_id}
            {snoozed_until && ` · Snoozed until ${whenNext(Date.parse(snoozed_until) / 1000, now)}`}
          </span>
        </span>
      </Link>
      <div className="flex shrink-0 max-sm:flex-col">
        <IconButton size="sm" label={isRead ? 'Mark as unread' : 'Mark as read'} onClick={() => mark(!isRead)}>
          {isRead ? <Mail aria-hidden /> : <MailOpen aria-hidden />}
        </IconButton>
        {!snoozed_until && <SnoozeNotification id={id} />}
        <IconButton size="sm" label="Delete notification" onClick={() => void deleteNotification(accountId, id).catch(toastError)}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}
