import { useMutation } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { TimeZoneChoice } from '../ui/time_zone.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { DayLine } from './day_line.tsx'
import { hoursProblem, weekOf, workingDayOf } from './hours.ts'
import { updateInbox } from './queries.ts'

/** When people are there, and what customers are told when they are not. */
export function HoursTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [isOn, setOn] = useState(inbox.working_hours_enabled)
  const [zone, setZone] = useState(inbox.timezone)
  const [week, setWeek] = useState(() => weekOf(inbox.working_hours))
  const [text, setText] = useState(inbox.out_of_office_message ?? '')
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, { working_hours_enabled: isOn, timezone: zone, working_hours: week.map(workingDayOf), out_of_office_message: text.trim() }),
    onSuccess: () => toast('Business hours updated', { tone: 'success' }),
  })
  const isRight = !isOn || week.every((day) => !hoursProblem(day))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isRight) saving.mutate()
  }
  const copyMonday = () => setWeek(week.map((day) => (day.day >= 2 && day.day <= 5 ? { ...week[0]!, day: day.day } : day)))
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox
        label="Keep business hours"
        hint={say('Outside of them, customers who write in this inbox get the message below.')}
        checked={isOn}
        onChange={(event) => setOn(event.target.checked)}
      />
      {isOn && (
        <>
          <Field label="Time zone">
            <TimeZoneChoice value={zone} onChange={setZone} />
          </Field>
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">Open</legend>
            <ul className="divide-y divide-border rounded-lg border border-border">
              {week.map((day, index) => (
                <DayLine key={day.day} hours={day} onChange={(next) => setWeek(week.with(index, next))} />
              ))}
            </ul>
            <Button look="ghost" size="sm" className="mt-2 -ms-2" icon={<Copy aria-hidden />} onClick={copyMonday}>
              Monday’s hours for all weekdays
            </Button>
          </fieldset>
          <Field label="Message when closed" optional hint="Once, when a customer writes while you are closed. Without a text nothing is sent.">
            <TextArea dir="auto" maxLength={10_000} placeholder="We are closed now and answer in the morning." value={text} onChange={(event) => setText(event.target.value)} />
          </Field>
        </>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={!isRight}>
          Update
        </Button>
      </div>
    </form>
  )
}
