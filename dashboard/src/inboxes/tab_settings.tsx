import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { TwiceButton } from '../ui/twice_button.tsx'
import type { Inbox } from '../wire.ts'
import { DeleteInbox } from './delete_inbox.tsx'
import { resetInboxSecret, updateInbox } from './queries.ts'
import { webhookUrlProblem } from './webhook_url.ts'

const routings = [
  { value: 'create', label: 'Create new conversations' },
  { value: 'reopen', label: 'Reopen same conversation' },
] as const

export function SettingsTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [name, setName] = useState(inbox.name)
  const [webhookUrl, setWebhookUrl] = useState(inbox.webhook_url ?? '')
  const [routing, setRouting] = useState<'create' | 'reopen'>(inbox.lock_to_single_conversation ? 'reopen' : 'create')
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, {
        name: name.trim(),
        lock_to_single_conversation: routing === 'reopen',
        channel: { webhook_url: webhookUrl.trim() },
      }),
    onSuccess: () => toast('Inbox updated', { tone: 'success' }),
  })
  const nameProblem = name.trim() ? null : 'Enter a name.'
  const urlProblem = webhookUrlProblem(webhookUrl)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!nameProblem && !urlProblem) saving.mutate()
  }
  return (
    <>
      <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5 pb-8">
        <Field label="Name" required error={nameProblem}>
          <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Webhook URL" optional error={urlProblem} hint="Every event of this inbox is posted here, signed with the secret below.">
          <TextInput
            type="url"
            inputMode="url"
            spellCheck={false}
            placeholder="https://example.com/parley"
            value={webhookUrl}
            onChange={(event) => setWebhookUrl(event.target.value)}
          />
        </Field>
        <WebhookSecret inbox={inbox} />
        <Field
          label="Conversation routing"
          hint={
            routing === 'reopen'
              ? 'A contact has one conversation here; a new message reopens it.'
              : 'A contact may have several conversations here, side by side.'
          }
        >
          <Select value={routing} options={[...routings]} onChange={setRouting} />
        </Field>
        <FormError error={saving.error} />
        <div>
          <Button type="submit" look="primary" size="lg" busy={saving.isPending}>
            Update
          </Button>
        </div>
      </form>
      <Part title="Delete inbox" text="Its conversations, messages and files go with it. This cannot be undone.">
        <DeleteInbox inbox={inbox} />
      </Part>
    </>
  )
}

export function WebhookSecret({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const resetting = useMutation({
    mutationFn: () => resetInboxSecret(accountId, inbox.id),
    onSuccess: () => toast('New webhook secret. Put it into your receiver now.', { tone: 'success' }),
    onError: toastError,
  })
  return (
    <CopyField
      key={inbox.secret}
      label="Webhook Secret"
      value={inbox.secret ?? ''}
      secret
      hint="Signs every callback. After a reset the old secret no longer fits."
      actions={
        <TwiceButton size="lg" icon={<RotateCw aria-hidden />} ask="Reset now" busy={resetting.isPending} onConfirm={() => resetting.mutate()}>
          Reset
        </TwiceButton>
      }
    />
  )
}
