import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { previewOf } from '../conversations/merge.ts'
import { summaryOf } from '../messages/summary.ts'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import type { Conversation } from '../wire.ts'
import { contactConversationsQuery } from './queries.ts'

/** The customer's other conversations, newest first; opening one keeps the list as it is. */
export function PreviousConversations({ contactId, currentId }: { contactId: number; currentId: number | null }) {
  const { accountId } = useSession()
  const { data, error } = useQuery(contactConversationsQuery(accountId, contactId))
  if (error) return <p className="text-sm text-danger">They could not be loaded.</p>
  if (!data) return <Skeleton className="late h-10 w-full" />
  const others = data.filter(({ id }) => id !== currentId)
  if (others.length === 0) return <p className="text-sm text-text-3">{currentId === null ? 'There is none that you may see.' : 'This is the first one.'}</p>
  return (
    <ul className="-mx-2">
      {others.map((conversation) => (
        <li key={conversation.id}>
          <PreviousConversation conversation={conversation} isBesideList={currentId !== null} />
        </li>
      ))}
    </ul>
  )
}

function PreviousConversation({ conversation, isBesideList }: { conversation: Conversation; isBesideList: boolean }) {
  const { accountId } = useSession()
  const now = useNow()
  const preview = previewOf(conversation)
  return (
    <Link
      to="/app/accounts/$accountId/conversations/$conversationId"
      params={{ accountId: String(accountId), conversationId: String(conversation.id) }}
      search={isBesideList ? true : { status: 'all' }}
      className="block rounded-md px-2 py-1.5 hover:bg-hover"
    >
      <span className="flex items-baseline gap-2 text-xs text-text-2">
        <span className="figures">#{conversation.id}</span>
        <span className="flex-1 capitalize">{conversation.status}</span>
        <time className="figures text-text-3" title={fullTime(conversation.last_activity_at)}>
          {shortAge(conversation.last_activity_at, now)}
        </time>
      </span>
      <span dir="auto" className="block truncate text-sm">
        {preview ? summaryOf(preview) : 'No messages'}
      </span>
    </Link>
  )
}
