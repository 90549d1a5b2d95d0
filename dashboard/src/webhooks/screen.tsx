import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AddWebhook } from './add_webhook.tsx'
import { webhooksQuery } from './queries.ts'
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
      text="An account webhook hears about every inbox. Callbacks of a single inbox are set in that inbox."
      action={webhooks.data?.length ? add : undefined}
    >
      {webhooks.isPending && <SkeletonRows rows={2} label="Loading webhooks" />}
      {webhooks.isError && <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {webhooks.data?.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState
            icon={<WebhookIcon aria-hidden />}
            title="No webhook yet"
            text="Add an address to be told about conversations, messages and contacts of all inboxes."
            action={add}
          />
        </div>
      )}
      {webhooks.data && webhooks.data.length > 0 && (
        <ul className="flex flex-col gap-4">
          {webhooks.data.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      <AddWebhook open={adding} onOpenChange={setAdding} />
    </Page>
  )
}
