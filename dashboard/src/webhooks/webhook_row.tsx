import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { callbackEvents } from '../endpoints/events.tsx'
import { CallbackSecret } from '../endpoints/secret.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { Webhook } from '../wire.ts'
import { removeWebhook, resetWebhookSecret } from './queries.ts'
import { WebhookDialog } from './webhook_dialog.tsx'

export function WebhookRow({ webhook }: { webhook: Webhook }) {
  const { accountId } = useSession()
  const name = webhook.name || new URL(webhook.url).host
  const headers = Object.keys(webhook.custom_headers)
  const facts = [webhook.skip_own && 'leaves out what it did itself', headers.length > 0 && `sends ${headers.join(', ')}`].filter(Boolean).join('; ')
  return (
    <li className="rounded-lg border border-border p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-medium">{name}</h2>
          <p className="font-mono text-xs break-all text-text-2">{webhook.url}</p>
        </div>
        <div className="-me-1 -mt-1 flex">
          <EditWebhook webhook={webhook} name={name} />
          <RemoveWebhook webhook={webhook} name={name} />
        </div>
      </div>
      <ul aria-label="Events" className="mt-3 flex flex-wrap gap-1.5">
        {webhook.subscriptions.map((event) => (
          <li key={event} className="flex">
            <Badge>{say(callbackEvents.find((one) => one.name === event)?.label ?? event)}</Badge>
          </li>
        ))}
      </ul>
      {facts && <p className="mt-2 text-sm text-text-2 [overflow-wrap:anywhere]">{facts.charAt(0).toUpperCase() + facts.slice(1)}.</p>}
      <div className="mt-4">
        <CallbackSecret label="Secret" endpoint={webhook} rotate={(overlap) => resetWebhookSecret(accountId, webhook.id, overlap)} />
      </div>
      <p className="mt-3 text-sm">
        <Link
          to="/app/accounts/$accountId/settings/integrations/deliveries"
          params={{ accountId: String(accountId) }}
          search={{ endpoint: `webhook-${webhook.id}` }}
          className="text-accent-text hover:underline touch:py-3"
        >
          Show deliveries<span className="sr-only"> of {name}</span>
        </Link>
      </p>
    </li>
  )
}

function EditWebhook({ webhook, name }: { webhook: Webhook; name: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={`Edit ${name}`} size="sm" onClick={() => setOpen(true)}>
        <Pencil aria-hidden />
      </IconButton>
      {open && <WebhookDialog webhook={webhook} onClose={() => setOpen(false)} />}
    </>
  )
}

function RemoveWebhook({ webhook, name }: { webhook: Webhook; name: string }) {
  const { accountId } = useSession()
  const [open, setOpen] = useState(false)
  const removing = useMutation({
    mutationFn: () => removeWebhook(accountId, webhook.id),
    onSuccess: () => toast('Webhook removed', { tone: 'success' }),
  })
  return (
    <>
      <IconButton label={`Remove ${name}`} size="sm" onClick={() => setOpen(true)}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Remove this webhook?"
        description={`Nothing is sent to ${webhook.url} any more. Its secret is lost.`}
        action="Remove webhook"
        busy={removing.isPending}
        error={removing.error?.message}
        onConfirm={() => removing.mutate()}
      />
    </>
  )
}
