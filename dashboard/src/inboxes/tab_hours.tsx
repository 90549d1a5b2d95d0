import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import type { WorkingDay } from '../wire_inbox.ts'
import { dayNames, dayProblem, type Openness, opennessOf, timeOf, withOpenness, withTime } from './hours.ts'
import { updateInbox } from './queries.ts'

const zones = () => Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))

/** When somebody is there, and what a customer is told outside of it. */
export function HoursTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [isOn, setOn] = useState(inbox.working_hours_enabled)
  const [message, setMessage] = useState(inbox.out_of_office_message ?? '')
  const [timezone, setTimezone] = useState(inbox.timezone)
  const [week, setWeek] = useState(inbox.working_hours)
  const saving = useMutation({
    mutationFn: () => updateInbox(accountId, inbox.id, { working_hours_enabled: isOn, out_of_office_message: message.trim(), timezone, working_hours: week }),
    onSuccess: () => toast('Business hours updated', { tone: 'success' }),
  })
  const known = zones()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (week.every((day) => !dayProblem(day))) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Business hours" hint="Outside of them a customer who writes gets the message below." checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      {isOn && (
        <>
          <Field label="Message while nobody is there" optional>
            <TextArea dir="auto" maxLength={10_000} value={message} onChange={(event) => setMessage(event.target.value)} />
          </Field>
          <Field label="Time zone">
            <Select value={timezone} options={known.some(({ value }) => value === timezone) ? known : [{ value: timezone, label: timezone }, ...known]} onChange={setTimezone} />
          </Field>
          <ul aria-label="Days" className="flex flex-col gap-3">
            {[1, 2, 3, 4, 5, 6, 0].map((number) => {
              const day = week.find(({ day_of_week }) => day_of_week === number)
              return day && <Day key={number} day={day} onChange={(next) => setWeek(week.map((one) => (one.day_of_week === number ? next : one)))} />
            })}
          </ul>
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

const choices: { value: Openness; label: string }[] = [{ value: 'hours', label: 'From … to …' }, { value: 'all_day', label: 'All day' }, { value: 'closed', label: 'Closed' }]

function Day({ day, onChange }: { day: WorkingDay; onChange: (day: WorkingDay) => void }) {
  const name = dayNames[day.day_of_week] ?? ''
  const problem = dayProblem(day)
  return (
    <li>
      <div className="flex flex-wrap items-center gap-2">
        <span className="w-24 text-sm font-medium">{name}</span>
        <Select label={`${name}: open`} size="md" className="w-36" value={opennessOf(day)} options={choices} onChange={(next) => onChange(withOpenness(day, next))} />
        {opennessOf(day) === 'hours' && (
          <span className="flex items-center gap-2">
            <TextInput type="time" aria-label={`${name}: from`} className="h-8! w-28! text-sm touch:h-11!" value={timeOf(day.open_hour, day.open_minutes)} onChange={(event) => onChange(withTime(day, 'open', event.target.value))} />
            <span className="text-sm text-text-2">to</span>
            <TextInput type="time" aria-label={`${name}: to`} className="h-8! w-28! text-sm touch:h-11!" value={timeOf(day.close_hour, day.close_minutes)} onChange={(event) => onChange(withTime(day, 'close', event.target.value))} />
          </span>
        )}
      </div>
      {problem && <p role="alert" className="mt-1 text-sm text-danger">{problem}</p>}
    </li>
  )
}
