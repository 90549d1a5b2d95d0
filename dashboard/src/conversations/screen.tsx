import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { FolderX, MessagesSquare } from 'lucide-react'
import { useEffect } from 'react'
import { pageTitle } from '../brand.ts'
import { useView, type View } from '../custom_filters/use_view.ts'
import type { ConversationsSearch } from '../routes/work.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { EmptyState } from '../ui/empty_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ConversationFilters } from './filters.tsx'
import { FirstMessage, useSilentInbox } from './first_message.tsx'
import { ConversationList } from './list.tsx'
import { OpenConversation } from './open.tsx'
import type { ConversationFilter } from './placement.ts'
import { listQuery } from './queries.ts'

/** List, thread and panel; on a phone one of them at a time. */
export function ConversationsScreen() {
  const search = useSearch({ from: '/app/accounts/$accountId/conversations' })
  const { conversationId } = useParams({ strict: false })
  const selectedId = Number(conversationId) > 0 ? Number(conversationId) : null
  const view = useView('conversation', search)
  const filter = filterOf(search, view)
  const isKnown = !view.isPending && !view.isGone
  useEffect(() => {
    if (selectedId === null) document.title = pageTitle('Conversations')
  }, [selectedId])
  return (
    <div className="flex h-full min-w-0">
      <section
        aria-label="Conversation list"
        className={cx('flex w-full min-w-0 shrink-0 flex-col border-border md:w-80 md:border-e xl:w-[340px]', selectedId !== null && 'max-md:hidden')}
      >
        <ConversationFilters filter={filter} view={view} isChanged={search.filter !== undefined} />
        {view.isPending && <SkeletonRows rows={8} label="Loading the folder" />}
        {view.isGone && <NoFolder />}
        {isKnown && <ConversationList key={JSON.stringify(filter)} filter={filter} selectedId={selectedId} />}
      </section>
      {selectedId !== null && <OpenConversation key={selectedId} id={selectedId} />}
      {selectedId === null && isKnown && <NothingOpen filter={filter} />}
    </div>
  )
}

/** A filter of one's own holds in place of tabs and menus. */
function filterOf(search: ConversationsSearch, { conditions }: View): ConversationFilter {
  const order = search.sort && { sort_by: search.sort }
  if (conditions) return { assignee_type: 'all', status: 'all', conditions, ...order }
  return {
    assignee_type: search.assignee_type ?? 'all',
    status: search.status ?? 'open',
    ...(search.inbox_id && { inbox_id: search.inbox_id }),
    ...(search.team_id && { team_id: search.team_id }),
    ...(search.label && { label: search.label }),
    ...(search.conversation_type && { conversation_type: search.conversation_type }),
    ...order,
  }
}

function NoFolder() {
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={<FolderX aria-hidden />}
      title="There is no such folder"
      text="It was deleted, or belongs to somebody else."
      action={<Button onClick={() => void navigate({ to: '.', search: {} })}>Show all conversations</Button>}
    />
  )
}

/** An empty list says enough for both panes, save for the way to the first message. */
function NothingOpen({ filter }: { filter: ConversationFilter }) {
  const { accountId } = useSession()
  const { data } = useQuery(listQuery(accountId, filter))
  const silent = useSilentInbox(filter)
  return (
    <div className="min-w-0 flex-1 max-md:hidden">
      {data && data.rows.length > 0 && (
        <EmptyState icon={<MessagesSquare aria-hidden />} title="Choose a conversation" text="Its messages open here. The arrow keys move through the list, Enter opens." />
      )}
      {data?.rows.length === 0 && silent && <FirstMessage inbox={silent} />}
    </div>
  )
}
