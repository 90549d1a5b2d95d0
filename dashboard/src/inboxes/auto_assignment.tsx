import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { updateInbox } from './queries.ts'

/** Whether new conversations find their agent by themselves. */
export function AutoAssignment({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [isOn, setOn] = useState(inbox.enable_auto_assignment)
  const [limit, setLimit] = useState(String(inbox.auto_assignment_config.max_assignment_limit ?? ''))
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, { enable_auto_assignment: isOn, auto_assignment_config: { ...inbox.auto_assignment_config, max_assignment_limit: limit === '' ? null : Number(limit) } }),
    onSuccess: () => toast('Assignment updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Assign by turns" hint="A new conversation goes to the next agent of this list who is online." checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <Field label="Open conversations per agent, at most" optional hint="Whoever has as many gets no more by themselves.">
          <TextInput inputMode="numeric" className="w-32!" value={limit} onChange={(event) => setLimit(event.target.value.replaceAll(/\D/g, '').replace(/^0+/, '').slice(0, 5))} />
        </Field>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" size="lg" busy={saving.isPending}>
          Update assignment
        </Button>
      </div>
    </form>
  )
}
