import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { webhookUrlProblem } from '../inboxes/webhook_url.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { CopyField } from '../ui/copy.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import type { Webhook } from '../wire.ts'
import { createWebhook, type NewWebhook, webhookEvents } from './queries.ts'

const empty: NewWebhook = {
  url: '',
  name: '',
  subscriptions: ['conversation_created', 'conversation_status_changed', 'conversation_updated', 'message_created', 'message_updated'],
}

export function AddWebhook({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [made, setMade] = useState<Webhook | null>(null)
  const formId = useId()
  const [busy, setBusy] = useState(false)
  const close = (next: boolean) => {
    onOpenChange(next)
    if (!next) setMade(null)
  }
  if (made) {
    return (
      <Dialog
        open={open}
        onOpenChange={close}
        title="Webhook added"
        description="Every post to it is signed with this secret. You find it here again whenever you need it."
        footer={<Button look="primary" onClick={() => close(false)}>Done</Button>}
      >
        <CopyField label="Secret" value={made.secret} secret />
      </Dialog>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title="Add webhook"
      width="md"
      footer={
        <>
          <Button onClick={() => close(false)}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" busy={busy}>
            Add webhook
          </Button>
        </>
      }
    >
      <WebhookForm id={formId} onBusy={setBusy} onMade={setMade} />
    </Dialog>
  )
}

function WebhookForm({ id, onBusy, onMade }: { id: string; onBusy: (busy: boolean) => void; onMade: (webhook: Webhook) => void }) {
  const { accountId } = useSession()
  const [form, setForm] = useState(empty)
  const [tried, setTried] = useState(false)
  const adding = useMutation({
    mutationFn: () => createWebhook(accountId, { ...form, url: form.url.trim(), name: form.name.trim() }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onMade,
  })
  const urlProblem = form.url.trim() ? webhookUrlProblem(form.url) : 'Enter the address to post to.'
  const eventsProblem = form.subscriptions.length > 0 ? null : 'Choose at least one event.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!urlProblem && !eventsProblem) adding.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="URL" required error={tried ? urlProblem : null}>
        <TextInput
          type="url"
          inputMode="url"
          spellCheck={false}
          placeholder="https://example.com/parley"
          value={form.url}
          onChange={(event) => setForm({ ...form, url: event.target.value })}
        />
      </Field>
      <Field label="Name" optional>
        <TextInput maxLength={255} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />
      </Field>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">Events</legend>
        <div className="gap-x-4 space-y-2 sm:columns-2">
          {webhookEvents.map(({ name, label }) => (
            <Checkbox
              key={name}
              label={label}
              checked={form.subscriptions.includes(name)}
              onChange={(event) => setForm({ ...form, subscriptions: toggled(form.subscriptions, name, event.target.checked) })}
            />
          ))}
        </div>
        {tried && eventsProblem && (
          <p role="alert" className="mt-2 text-sm text-danger">
            {eventsProblem}
          </p>
        )}
      </fieldset>
      <FormError error={adding.error} />
    </form>
  )
}

const toggled = (names: string[], name: string, on: boolean) => (on ? [...names, name] : names.filter((one) => one !== name))
