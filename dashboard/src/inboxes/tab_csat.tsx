import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { updateInbox } from './queries.ts'

/** Whether customers are asked how it was, and in which words. */
export function CsatTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [isOn, setOn] = useState(inbox.csat_survey_enabled)
  const [look, setLook] = useState(inbox.csat_config.display_type === 'star' ? 'star' : 'emoji')
  const [message, setMessage] = useState(inbox.csat_config.message ?? '')
  const saving = useMutation({
    mutationFn: () => updateInbox(accountId, inbox.id, { csat_survey_enabled: isOn, csat_config: { ...inbox.csat_config, display_type: look, message: message.trim() } }),
    onSuccess: () => toast('Survey updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Ask for a rating" hint="When a conversation is resolved, the customer gets a message with a link to a short survey." checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <>
          <div>
            <p className="mb-1.5 text-sm font-medium">Answers as</p>
            <ChoiceBar label="Answers as" value={look} choices={[{ value: 'emoji', label: 'Faces' }, { value: 'star', label: 'Stars' }]} onChange={setLook} />
          </div>
          <Field label="Question" optional hint="Without it the usual one is asked, in the language of the account.">
            <TextArea rows={2} dir="auto" maxLength={1000} value={message} onChange={(event) => setMessage(event.target.value)} />
          </Field>
        </>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending}>
          Update
        </Button>
      </div>
    </form>
  )
}
