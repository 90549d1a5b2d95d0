import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Inbox as InboxIcon, Plus } from 'lucide-react'
import { say } from '../brand.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import type { Inbox } from '../wire.ts'
import { inboxColour } from './colour.ts'
import { inboxesQuery } from './queries.ts'

export function InboxList() {
  const { accountId, isAdministrator } = useSession()
  const inboxes = useQuery(inboxesQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Inboxes" />
  const add = (
    <Link to="/app/accounts/$accountId/settings/inboxes/new" params={{ accountId: String(accountId) }} className={buttonClass('primary')}>
      <Plus aria-hidden />
      {say('Add Inbox')}
    </Link>
  )
  return (
    <Page title={say('Inboxes')} text={say('An inbox is where one of your apps and its customers meet your team.')} action={inboxes.data?.length ? add : undefined}>
      {inboxes.isPending && <SkeletonRows rows={3} label={say('Loading inboxes')} />}
      {inboxes.isError && <ErrorState error={inboxes.error} onRetry={() => void inboxes.refetch()} />}
      {inboxes.data?.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState
            icon={<InboxIcon aria-hidden />}
            title={say('No inbox yet')}
            text={say('Add an API inbox to receive messages from your app. It takes about a minute.')}
            action={add}
          />
        </div>
      )}
      {inboxes.data && inboxes.data.length > 0 && (
        <ul className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {inboxes.data.map((inbox) => (
            <InboxRow key={inbox.id} inbox={inbox} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function InboxRow({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  return (
    <li>
      <Link
        to="/app/accounts/$accountId/settings/inboxes/$inboxId"
        params={{ accountId: String(accountId), inboxId: String(inbox.id) }}
        className="flex items-center gap-3 px-4 py-3 outline-offset-[-2px]! transition-colors hover:bg-hover"
      >
        <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-lg bg-surface-3">
          <span className="size-2.5 rounded-full" style={{ background: inboxColour(inbox.id) }} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-base font-medium">{inbox.name}</span>
          <span className="block truncate text-sm text-text-2">
            {'API · '}
            {inbox.webhook_url ? `callbacks to ${inbox.webhook_url}` : 'no callbacks'}
          </span>
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-text-3 rtl:rotate-180" />
      </Link>
    </li>
  )
}
