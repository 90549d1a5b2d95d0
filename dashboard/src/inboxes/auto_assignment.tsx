import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { updateInbox } from './queries.ts'

/** Whether conversations are handed out, and how many one agent may have. */
export function AutoAssignment({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [isOn, setOn] = useState(inbox.enable_auto_assignment)
  const [limit, setLimit] = useState(String(inbox.auto_assignment_config.max_assignment_limit ?? ''))
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, {
        enable_auto_assignment: isOn,
        auto_assignment_config: { ...inbox.auto_assignment_config, max_assignment_limit: limit.trim() ? Number(limit) : null },
      }),
    onSuccess: () => toast('Automatic assignment updated', { tone: 'success' }),
  })
  const problem = limit.trim() && !/^[1-9]\d{0,5}$/.test(limit.trim()) ? 'Enter a whole number from 1.' : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Assign conversations automatically" checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <Field label="Most open conversations per agent" optional error={problem} hint={say('Of this inbox. Who has as many gets no more; without a number there is no limit.')}>
          <TextInput inputMode="numeric" className="w-28!" value={limit} onChange={(event) => setLimit(event.target.value)} />
        </Field>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={problem !== null} aria-label="Update automatic assignment">
          Update
        </Button>
      </div>
    </form>
  )
}
