import { useId, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { Webhook } from '../wire.ts'
import { WebhookForm } from './webhook_form.tsx'

/** Adds a webhook, and shows its secret then; or changes one. */
export function WebhookDialog({ webhook, onClose }: { webhook?: Webhook; onClose: () => void }) {
  const [made, setMade] = useState<Webhook | null>(null)
  const formId = useId()
  const [busy, setBusy] = useState(false)
  const done = (saved: Webhook) => {
    if (!webhook) return setMade(saved)
    toast('Webhook updated', { tone: 'success' })
    onClose()
  }
  if (made) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title="Webhook added"
        description="Every post to it is signed with this secret. You find it here again whenever you need it."
        footer={<Button look="primary" onClick={onClose}>Done</Button>}
      >
        <CopyField label="Secret" value={made.secret} secret />
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={webhook ? 'Edit webhook' : 'Add webhook'}
      width="md"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" busy={busy}>
            {webhook ? 'Save webhook' : 'Add webhook'}
          </Button>
        </>
      }
    >
      <WebhookForm id={formId} webhook={webhook} onBusy={setBusy} onDone={done} />
    </Dialog>
  )
}
