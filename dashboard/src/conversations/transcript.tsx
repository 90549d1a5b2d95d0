import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { accountPath, post } from '../api.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { Conversation } from '../wire.ts'

/** Sends what was said to an address. The server says when it cannot. */
export function TranscriptDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { accountId } = useSession()
  const id = useId()
  const [email, setEmail] = useState(conversation.meta.sender.email ?? '')
  const [tried, setTried] = useState(false)
  const sending = useMutation({
    mutationFn: () => post(accountPath(accountId, `conversations/${conversation.id}/transcript`), { email: email.trim() }),
    onSuccess: () => {
      toast(`The transcript goes to ${email.trim()}`, { tone: 'success' })
      onClose()
    },
  })
  const problem = /^\S+@\S+$/.test(email.trim()) ? null : 'Enter an e-mail address.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) sending.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Mail the transcript"
      description="What was said, without private notes."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" busy={sending.isPending}>
            Send
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="To" required error={tried ? problem : null}>
          <TextInput type="email" inputMode="email" maxLength={255} value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <FormError error={sending.error} />
      </form>
    </Dialog>
  )
}
