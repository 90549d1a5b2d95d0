import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { headersOf, linesOf, lineProblem } from '../endpoints/headers.ts'
import { CallbackSecret } from '../endpoints/secret.tsx'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { CheckSignatureLink } from '../signatures/link.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea, TextInput } from '../ui/field.tsx'
import { PictureField } from '../ui/picture_field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { CallbackFields, type CallbackValues } from './callback_fields.tsx'
import { DeleteInbox } from './delete_inbox.tsx'
import { removeInboxPicture, resetInboxSecret, setInboxPicture, updateInbox } from './queries.ts'
import { replyWindowOf, replyWindowProblem, withReplyWindow } from './reply_window.ts'
import { webhookUrlProblem } from './webhook_url.ts'

const routings = [
  { value: 'create', label: 'Create new conversations' },
  { value: 'reopen', label: 'Reopen same conversation' },
] as const

export function SettingsTab({ inbox }: { inbox: Inbox }) {
  return (
    <>
      <SettingsForm inbox={inbox} />
      <Part title={say('Delete inbox')} text="Its conversations, messages and files go with it. This cannot be undone.">
        <DeleteInbox inbox={inbox} />
      </Part>
    </>
  )
}

function SettingsForm({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [name, setName] = useState(inbox.name)
  const [routing, setRouting] = useState<'create' | 'reopen'>(inbox.lock_to_single_conversation ? 'reopen' : 'create')
  const [isUnique, setUnique] = useState(inbox.unique_source_id)
  const [isGreeting, setGreeting] = useState(inbox.greeting_enabled)
  const [greeting, setGreetingText] = useState(inbox.greeting_message ?? '')
  const [replyWindow, setReplyWindow] = useState(() => replyWindowOf(inbox))
  const [callback, setCallback] = useState<CallbackValues>(() => callbackOf(inbox))
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, {
        name: name.trim(),
        lock_to_single_conversation: routing === 'reopen',
        unique_source_id: isUnique,
        greeting_enabled: isGreeting,
        greeting_message: greeting.trim(),
        events: callback.events,
        skip_own: callback.skipOwn,
        custom_headers: headersOf(callback.lines),
        channel: { webhook_url: callback.url.trim(), additional_attributes: withReplyWindow(inbox, replyWindow) },
      }),
    onSuccess: (saved) => {
      setCallback(callbackOf(saved))
      toast(say('Inbox updated'), { tone: 'success' })
    },
  })
  const nameProblem = name.trim() ? null : 'Enter a name.'
  const greetingProblem = isGreeting && !greeting.trim() ? 'Write the greeting.' : null
  const isRight = !nameProblem && !replyWindowProblem(replyWindow) && !greetingProblem && !webhookUrlProblem(callback.url) && callback.events?.length !== 0 && callback.lines.every((line) => !lineProblem(line, callback.lines))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isRight) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="pb-8">
      <Part title={say('Inbox')}>
        <div className="flex max-w-xl flex-col gap-5">
          <PictureField
            name={name}
            url={inbox.avatar_url}
            size={48}
            onChoose={(file) => setInboxPicture(accountId, inbox.id, file)}
            onRemove={() => removeInboxPicture(accountId, inbox.id)}
          />
          <Field label="Name" required error={nameProblem}>
            <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
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
          <Field label="Hours to reply in" optional error={replyWindowProblem(replyWindow)} hint="After a customer's last message. Past them only private notes can be written; without a number there is no limit.">
            <TextInput inputMode="decimal" className="figures w-28!" value={replyWindow} onChange={(event) => setReplyWindow(event.target.value)} />
          </Field>
          <Checkbox
            label="Drop repeated messages"
            hint={say('A message whose source_id this inbox already has is not made a second time: the one that is there is answered.')}
            checked={isUnique}
            onChange={(event) => setUnique(event.target.checked)}
          />
        </div>
      </Part>
      <Part title="Greeting" text="Sent by itself when a customer begins a conversation.">
        <div className="flex max-w-xl flex-col gap-4">
          <Checkbox label="Greet customers" checked={isGreeting} onChange={(event) => setGreeting(event.target.checked)} />
          {isGreeting && (
            <Field label="Greeting" required error={greetingProblem}>
              <TextArea dir="auto" maxLength={10_000} placeholder="Hello, how can we help?" value={greeting} onChange={(event) => setGreetingText(event.target.value)} />
            </Field>
          )}
        </div>
      </Part>
      <Part title="Callback" text={say('What your team answers in this inbox is posted to your server, in order, and tried again until it is taken.')}>
        <div className="flex max-w-xl flex-col gap-5">
          <CallbackFields value={callback} onChange={setCallback}>
            <CallbackSecret label="Webhook Secret" endpoint={inbox} rotate={(overlap) => resetInboxSecret(accountId, inbox.id, overlap)} />
          </CallbackFields>
        </div>
      </Part>
      <div className="flex max-w-xl flex-col gap-4">
        <FormError error={saving.error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={!isRight}>
            Update
          </Button>
          <CheckSignatureLink large search={{ endpoint: `inbox-${inbox.id}` }} />
        </div>
      </div>
    </form>
  )
}

const callbackOf = (inbox: Inbox): CallbackValues => ({
  url: inbox.webhook_url ?? '', events: inbox.events ?? null, skipOwn: inbox.skip_own ?? false, lines: linesOf(inbox.custom_headers),
})
