import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { CheckSignatureLink } from '../signatures/link.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AllowedHosts } from './allowed_hosts.tsx'
import { webhooksQuery } from './queries.ts'
import { WebhookDialog } from './webhook_dialog.tsx'
import { WebhookRow } from './webhook_row.tsx'

export function WebhooksScreen() {
  const { accountId, isAdministrator } = useSession()
  const [adding, setAdding] = useState(false)
  const webhooks = useQuery({ ...webhooksQuery(accountId), enabled: isAdministrator })
  if (!isAdministrator) return <NotAllowed what="Webhooks" />
  const add = (
    <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setAdding(true)}>
      Add webhook
    </Button>
  )
  return (
    <Page
      title="Webhooks"
      text={say('An account webhook hears about every inbox. Callbacks of a single inbox are set in that inbox.')}
      action={webhooks.data?.length ? add : undefined}
    >
      {webhooks.isPending && <SkeletonRows rows={2} label="Loading webhooks" />}
      {webhooks.isError && <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {webhooks.data?.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState
            icon={<WebhookIcon aria-hidden />}
            title="No webhook yet"
            text={say('Add an address to be told about conversations, messages and contacts of all inboxes.')}
            action={add}
          />
        </div>
      )}
      {webhooks.data && webhooks.data.length > 0 && (
        <>
          <ul className="flex flex-col gap-4">
            {webhooks.data.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </ul>
          <div className="mt-4">
            <CheckSignatureLink />
          </div>
        </>
      )}
      <div className="mt-8 border-t border-border pt-6">
        <Part title="Private receivers" text="Callbacks go to public addresses only, unless a host or network is named here. Addresses of cloud metadata are never reached.">
          <AllowedHosts />
        </Part>
      </div>
      {adding && <WebhookDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
