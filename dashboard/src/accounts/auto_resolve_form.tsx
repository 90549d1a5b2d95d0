import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AccountSettings, updateAccount } from '../account.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { durationOf, minutesIn } from '../ui/duration.ts'
import { DurationInput } from '../ui/duration_input.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'

const least = 10
const most = 1_439_856

/** After how long without a word conversations are resolved, and what is said and put on them then. */
export function AutoResolveForm({ settings }: { settings: AccountSettings }) {
  const { accountId } = useSession()
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  const [isOn, setOn] = useState(Boolean(settings.auto_resolve_after))
  const [duration, setDuration] = useState(() => durationOf(settings.auto_resolve_after ?? 2880))
  const [text, setText] = useState(settings.auto_resolve_message ?? '')
  const [label, setLabel] = useState(settings.auto_resolve_label ?? '')
  const [isWaitingSpared, setWaitingSpared] = useState(settings.auto_resolve_ignore_waiting ?? false)
  const minutes = minutesIn(duration.amount, duration.unit)
  const saving = useMutation({
    mutationFn: () =>
      updateAccount(accountId, {
        auto_resolve_after: isOn ? minutes : null, auto_resolve_message: text.trim() || null, auto_resolve_label: label || null, auto_resolve_ignore_waiting: isWaitingSpared,
      }),
    onSuccess: () => toast(isOn ? 'Quiet conversations are resolved' : 'Conversations stay open', { tone: 'success' }),
  })
  const problem = isOn && (minutes === null || minutes < least || minutes > most) ? 'Enter a time from 10 minutes to 999 days.' : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) saving.mutate()
  }
  const titles = labels.map(({ title }) => ({ value: title, label: title }))
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Resolve quiet conversations" checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <>
          <DurationInput label="After" value={duration} problem={problem} onChange={setDuration} />
          <Field label="Message" optional hint="Sent to the customer then.">
            <TextArea dir="auto" rows={2} maxLength={20_000} placeholder="We close this conversation as it has become quiet. Write to us at any time." value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
          <Field label="Label" hint="Put on it then.">
            <Select
              value={label}
              options={[{ value: '', label: 'None' }, ...titles, ...(label && !titles.some(({ value }) => value === label) ? [{ value: label, label }] : [])]}
              onChange={setLabel}
            />
          </Field>
          <Checkbox
            label="Leave those alone in which the customer waits for an answer"
            checked={isWaitingSpared}
            onChange={(event) => setWaitingSpared(event.target.checked)}
          />
        </>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" size="lg" busy={saving.isPending} disabled={problem !== null}>
          Update<span className="sr-only"> automatic resolving</span>
        </Button>
      </div>
    </form>
  )
}
