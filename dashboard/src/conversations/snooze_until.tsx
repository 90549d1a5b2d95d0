import { type FormEvent, useState } from 'react'
import { useNow } from '../time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { snoozeEnd } from './snooze_times.ts'

/** A time of one's own; `onPick` gets seconds. */
export function SnoozeUntil({ open, onOpenChange, onPick }: { open: boolean; onOpenChange: (open: boolean) => void; onPick: (until: number) => void }) {
  const [error, setError] = useState<string | null>(null)
  const now = useNow()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const until = Math.floor(new Date(String(new FormData(event.currentTarget).get('until'))).getTime() / 1000)
    if (!(until > Date.now() / 1000)) return setError('Choose a time that is still to come.')
    onPick(until)
    onOpenChange(false)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setError(null)
        onOpenChange(next)
      }}
      title="Snooze until"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button look="primary" type="submit" form="snooze-until">
            Snooze
          </Button>
        </>
      }
    >
      <form id="snooze-until" onSubmit={submit} noValidate>
        <Field label="Date and time" hint="In your own time zone." error={error}>
          <TextInput type="datetime-local" name="until" defaultValue={localInput(snoozeEnd('tomorrow'))} min={localInput(now)} />
        </Field>
      </form>
    </Dialog>
  )
}

/** Seconds as the browser's field writes them: local time without a zone. */
function localInput(at: number | null): string {
  const date = new Date((at ?? 0) * 1000)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
