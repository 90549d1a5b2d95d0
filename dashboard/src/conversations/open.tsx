import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessageSquareX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ApiError } from '../api.ts'
import { pageTitle, say } from '../brand.ts'
import { ContactPanel } from '../contacts/panel.tsx'
import { Thread } from '../messages/thread.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ConversationHeader } from './header.tsx'
import { contactName } from './names.ts'
import { usePanel } from './panel_state.ts'
import { conversationQuery } from './queries.ts'
import { useMarkSeen } from './seen.ts'

/** No event tells agents how the callback is doing. */
const HEALTH_EVERY_MS = 15_000

/** The conversation in the address: header, thread, and beside it what is known of the customer. */
export function OpenConversation({ id }: { id: number }) {
  const { accountId } = useSession()
  const { data: conversation, error, refetch } = useQuery({ ...conversationQuery(accountId, id), refetchInterval: HEALTH_EVERY_MS })
  const panel = usePanel()
  // Read once: the divider stays where it was while the conversation is open.
  const [seenAt, setSeenAt] = useState<number | null>(null)
  if (conversation && seenAt === null) setSeenAt(conversation.unread_count > 0 ? conversation.agent_last_seen_at : 0)
  useMarkSeen(conversation)
  useTitle(conversation && contactName(conversation))

  if (!conversation) {
    return (
      <div className="min-w-0 flex-1">
        {error instanceof ApiError && (error.status === 404 || error.status === 401) ? <Gone accountId={accountId} /> : null}
        {error && !(error instanceof ApiError && error.status < 500 && error.status > 0) ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
        {!error && <OpeningSkeleton />}
      </div>
    )
  }
  return (
    <div className="relative flex min-w-0 flex-1">
      <section aria-label={`Conversation with ${contactName(conversation)}`} className="flex min-w-0 flex-1 flex-col">
        <ConversationHeader conversation={conversation} panel={panel} />
        <Thread conversation={conversation} seenAt={seenAt ?? 0} />
      </section>
      {panel.isOpen && <ContactPanel conversation={conversation} onClose={panel.close} />}
    </div>
  )
}

function Gone({ accountId }: { accountId: number }) {
  return (
    <EmptyState
      icon={<MessageSquareX aria-hidden />}
      title="This conversation cannot be shown"
      text={say('It does not exist, or it belongs to an inbox that you are not in.')}
      action={
        <Link to="/app/accounts/$accountId/conversations" params={{ accountId: String(accountId) }} search className={buttonClass()}>
          Back to the list
        </Link>
      }
    />
  )
}

function OpeningSkeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="late flex h-full flex-col">
      <div className="flex h-13 items-center gap-3 border-b border-border px-4">
        <Skeleton className="size-8 rounded-full!" />
        <Skeleton className="h-3 w-40" />
      </div>
      <div className="mx-auto w-full max-w-[760px] flex-1 space-y-3 p-6">
        <Skeleton className="h-9 w-1/2" />
        <Skeleton className="ms-auto h-9 w-2/5" />
        <Skeleton className="h-14 w-3/5" />
      </div>
    </div>
  )
}

function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name) document.title = pageTitle(name)
  }, [name])
}
