import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { EventChoice } from '../endpoints/events.tsx'
import { HeaderLines } from '../endpoints/header_lines.tsx'
import { headersOf, linesOf, lineProblem } from '../endpoints/headers.ts'
import { SkipOwn } from '../endpoints/skip_own.tsx'
import { webhookUrlProblem } from '../inboxes/webhook_url.ts'
import { useSession } from '../session.ts'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import type { Webhook } from '../wire.ts'
import { createWebhook, updateWebhook } from './queries.ts'

const usual = ['conversation_created', 'conversation_status_changed', 'conversation_updated', 'message_created', 'message_updated']

interface WebhookFormProps {
  id: string
  /** The one that is changed; without it a new one is made. */
  webhook?: Webhook | undefined
  onBusy: (busy: boolean) => void
  onDone: (webhook: Webhook) => void
}

/** Its submit button stands in the dialog's footer, tied to it by `id`. */
export function WebhookForm({ id, webhook, onBusy, onDone }: WebhookFormProps) {
  const { accountId } = useSession()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [name, setName] = useState(webhook?.name ?? '')
  const [subscriptions, setSubscriptions] = useState(webhook?.subscriptions ?? usual)
  const [skipOwn, setSkipOwn] = useState(webhook?.skip_own ?? false)
  const [lines, setLines] = useState(() => linesOf(webhook?.custom_headers))
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => {
      const input = { url: url.trim(), name: name.trim(), subscriptions, skip_own: skipOwn, custom_headers: headersOf(lines) }
      return webhook ? updateWebhook(accountId, webhook.id, input) : createWebhook(accountId, input)
    },
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const urlProblem = url.trim() ? webhookUrlProblem(url) : 'Enter the address to post to.'
  const eventsProblem = subscriptions.length > 0 ? null : 'Choose at least one event.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!urlProblem && !eventsProblem && lines.every((line) => !lineProblem(line, lines))) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Field label="URL" required error={tried ? urlProblem : null}>
        <TextInput type="url" inputMode="url" spellCheck={false} placeholder="https://example.com/callback" value={url} onChange={(event) => setUrl(event.target.value)} />
      </Field>
      <Field label="Name" optional>
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <EventChoice chosen={subscriptions} onChange={setSubscriptions} error={tried ? eventsProblem : null} />
      <SkipOwn checked={skipOwn} onChange={setSkipOwn} />
      <HeaderLines lines={lines} onChange={setLines} />
      <FormError error={saving.error} />
    </form>
  )
}
