import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { countsQuery } from '../counts.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { curlSnippets } from '../inboxes/snippet_text.ts'
import { useSession } from '../session.ts'
import { CodeBlock } from '../ui/code_block.tsx'
import type { Inbox } from '../wire.ts'
import type { ConversationFilter } from './placement.ts'

/** The inbox that waits for its first customer; null when there are conversations, whatever the filter hides of them. */
export function useSilentInbox(filter: ConversationFilter): Inbox | null {
  const { accountId } = useSession()
  const { data: inboxes } = useQuery(inboxesQuery(accountId))
  const { data: counts } = useQuery(countsQuery(accountId, { status: 'all', inbox_id: filter.inbox_id }))
  const inbox = filter.inbox_id ? inboxes?.find(({ id }) => id === filter.inbox_id) : inboxes?.[0]
  return counts?.all_count === 0 ? (inbox ?? null) : null
}

/** What to do while nobody has written yet: be the first customer. */
export function FirstMessage({ inbox }: { inbox: Inbox }) {
  const { accountId, isAdministrator } = useSession()
  const [snippet] = curlSnippets({ origin: location.origin, identifier: inbox.inbox_identifier, secret: '' })
  return (
    <div className="h-full overflow-y-auto px-6">
      <div className="mx-auto flex min-h-full max-w-[760px] flex-col justify-center gap-4 py-12">
        <div>
          <h2 className="text-md font-semibold">Write the first message</h2>
          <p className="mt-1 max-w-prose text-text-2 text-pretty">
            Paste this into a terminal to be the first customer of “{inbox.name}”. The conversation appears here at once.
          </p>
        </div>
        {snippet && <CodeBlock {...snippet} />}
        {isAdministrator && (
          <p className="text-sm text-text-2">
            <SnippetsLink accountId={accountId} inbox={inbox} className="text-accent-text underline underline-offset-2">
              More code, and the keys for callbacks
            </SnippetsLink>
          </p>
        )}
      </div>
    </div>
  )
}

export function SnippetsLink({ accountId, inbox, className, children }: { accountId: number; inbox: Inbox; className: string; children: string }) {
  return (
    <Link
      to="/app/accounts/$accountId/settings/inboxes/$inboxId"
      params={{ accountId: String(accountId), inboxId: String(inbox.id) }}
      search={{ tab: 'configuration' }}
      className={className}
    >
      {children}
    </Link>
  )
}
