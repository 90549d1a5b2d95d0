import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { buttonClass } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { inboxQuery } from './queries.ts'
import { Snippets } from './snippets.tsx'

export function FinishStep({ inboxId }: { inboxId: number }) {
  const { accountId } = useSession()
  const inbox = useQuery(inboxQuery(accountId, inboxId))
  const params = { accountId: String(accountId), inboxId: String(inboxId) }
  if (inbox.isPending) return <SkeletonForm />
  if (inbox.isError) return <ErrorState error={inbox.error} onRetry={() => void inbox.refetch()} />
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <CircleCheck aria-hidden className="size-8 shrink-0 text-success" />
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-md font-semibold">{say('Your Inbox is ready!')}</h2>
          <p className="text-text-2">Write the first message with a snippet below, then answer it under “{inbox.data.name}”.</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Link to="/app/accounts/$accountId/settings/inboxes/$inboxId" params={params} className={buttonClass()}>
            More settings
          </Link>
          <Link
            to="/app/accounts/$accountId/conversations"
            params={{ accountId: params.accountId }}
            search={{ assignee_type: 'all', inbox_id: inboxId }}
            className={buttonClass('primary')}
          >
            Take me there
          </Link>
        </div>
      </div>
      <div className="grid gap-4">
        <CopyField label={say('Inbox identifier')} value={inbox.data.inbox_identifier} hint={say('Public: it names this inbox in every address of the client API.')} />
        <CopyField label="Webhook secret" value={inbox.data.secret ?? ''} secret hint="Signs every callback. Keep it on your server." />
        <CopyField label="HMAC key" value={inbox.data.hmac_token ?? ''} secret hint="Proves who your customer is. Keep it on your server." />
      </div>
      <Snippets inbox={inbox.data} />
    </div>
  )
}
