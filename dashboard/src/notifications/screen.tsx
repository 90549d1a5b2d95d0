import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Bell, CheckCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { toastError } from '../ui/toast.tsx'
import { deleteRead, markAllRead, notificationsQuery, type Shown } from './queries.ts'
import { NotificationRow } from './row.tsx'

/** What happened for the signed-in person, newest first. */
export function NotificationsScreen() {
  const { accountId } = useSession()
  const [shown, setShown] = useState<Shown>('unread')
  const list = useInfiniteQuery(notificationsQuery(accountId, shown))
  const reading = useMutation({ mutationFn: () => markAllRead(accountId), onError: toastError })
  const clearing = useMutation({ mutationFn: () => deleteRead(accountId), onError: toastError })
  const rows = list.data?.pages.flatMap(({ data }) => data.payload) ?? []
  const hasUnread = (list.data?.pages[0]?.data.meta.unread_count ?? 0) > 0
  return (
    <Page title="Notifications" text="Conversations that were given to you, answers in them, and where colleagues mention you.">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-2">
        <Tabs label="Which notifications" value={shown} onChange={setShown} className="border-b-0!" tabs={[{ value: 'unread', label: 'Unread' }, { value: 'all', label: 'All' }]} />
        <div className="flex flex-wrap gap-2">
          {hasUnread && (
            <Button icon={<CheckCheck aria-hidden />} busy={reading.isPending} onClick={() => reading.mutate()}>
              Mark all as read
            </Button>
          )}
          {shown === 'all' && rows.some(({ read_at }) => read_at) && (
            <Button icon={<Trash2 aria-hidden />} busy={clearing.isPending} onClick={() => clearing.mutate()}>
              Delete what is read
            </Button>
          )}
        </div>
      </div>
      {list.isPending && <SkeletonRows rows={5} label="Loading notifications" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState
            icon={<Bell aria-hidden />}
            title={shown === 'unread' ? 'Nothing new' : 'No notifications yet'}
            text={shown === 'unread' ? 'You have seen everything that happened for you.' : 'They appear here when a conversation is assigned to you, or somebody mentions you.'}
          />
        </div>
      )}
      {rows.length > 0 && (
        <ul aria-label="Notifications" className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {rows.map((notification) => (
            <NotificationRow key={notification.id} notification={notification} />
          ))}
        </ul>
      )}
      <More list={list} what="notifications" />
    </Page>
  )
}
