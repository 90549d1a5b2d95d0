import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import type { Inbox } from '../wire.ts'
import { createApiInbox } from './queries.ts'
import { webhookUrlProblem } from './webhook_url.ts'

export function CreateStep({ onBack, onCreated }: { onBack: () => void; onCreated: (inbox: Inbox) => void }) {
  const { accountId } = useSession()
  const [name, setName] = useState('')
  const [webhookUrl, setWebhookUrl] = useState('')
  const [tried, setTried] = useState(false)
  const creating = useMutation({
    mutationFn: () => createApiInbox(accountId, { name: name.trim(), webhook_url: webhookUrl.trim() }),
    onSuccess: onCreated,
  })
  const nameProblem = name.trim() ? null : 'Enter a name for the channel.'
  const urlProblem = webhookUrlProblem(webhookUrl)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!nameProblem && !urlProblem) creating.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <div>
        <h2 className="text-md font-semibold">API Channel</h2>
        <p className="mt-0.5 text-text-2">Your app writes over the client API; your team's answers come back live and by callback.</p>
      </div>
      <Field label="Channel Name" required error={tried ? nameProblem : null}>
        <TextInput autoFocus maxLength={255} placeholder="Such as Shop app" value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={say('Webhook URL')} optional hint="Where event callbacks shall go. You can set or change it later." error={tried ? urlProblem : null}>
        <TextInput
          type="url"
          inputMode="url"
          spellCheck={false}
          placeholder="https://example.com/callback"
          value={webhookUrl}
          onChange={(event) => setWebhookUrl(event.target.value)}
        />
      </Field>
      <FormError error={creating.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" size="lg" busy={creating.isPending}>
          Create API Channel
        </Button>
        <Button size="lg" look="ghost" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  )
}
