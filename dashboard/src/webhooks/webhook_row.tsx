import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { Webhook } from '../wire.ts'
import { removeWebhook, webhookEvents } from './queries.ts'

export function WebhookRow({ webhook }: { webhook: Webhook }) {
  return (
    <li className="rounded-lg border border-border p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-medium">{webhook.name || new URL(webhook.url).host}</h2>
          <p className="font-mono text-xs break-all text-text-2">{webhook.url}</p>
        </div>
        <RemoveWebhook webhook={webhook} />
      </div>
      <ul aria-label="Events" className="mt-3 mb-4 flex flex-wrap gap-1.5">
        {webhook.subscriptions.map((name) => (
          <li key={name} className="flex">
            <Badge>{webhookEvents.find((event) => event.name === name)?.label ?? name}</Badge>
          </li>
        ))}
      </ul>
      <CopyField label="Secret" value={webhook.secret} secret />
    </li>
  )
}

function RemoveWebhook({ webhook }: { webhook: Webhook }) {
  const { accountId } = useSession()
  const [open, setOpen] = useState(false)
  const removing = useMutation({
    mutationFn: () => removeWebhook(accountId, webhook.id),
    onSuccess: () => toast('Webhook removed', { tone: 'success' }),
  })
  return (
    <>
      <IconButton label="Remove webhook" size="sm" className="-me-1 -mt-1" onClick={() => setOpen(true)}>
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
