import { AlarmClock } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useNow, whenNext } from '../time.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'
import { snoozeChoices, snoozeEnd } from './snooze_times.ts'

/** Puts the conversation away for a while, or marks it as pending. */
export function SnoozeMenu({ conversation }: { conversation: Conversation }) {
  const { setStatus } = useConversationActions()
  const [isPicking, setIsPicking] = useState(false)
  const now = useNow()
  const snooze = (until: number | null) => void setStatus(conversation, 'snoozed', until)
  return (
    <>
      <Menu
        align="end"
        className="w-64"
        trigger={
          <IconButton label="Snooze">
            <AlarmClock aria-hidden />
          </IconButton>
        }
      >
        {snoozeChoices.map(({ choice, label }) => {
          const until = snoozeEnd(choice)
          return (
            <MenuItem key={choice} onClick={() => snooze(until)}>
              <span className="flex items-baseline justify-between gap-3">
                {label}
                {until !== null && <span className="figures text-xs text-text-3">{whenNext(until, now)}</span>}
              </span>
            </MenuItem>
          )
        })}
        <MenuItem onClick={() => setIsPicking(true)}>Until a time of your own…</MenuItem>
        <MenuSeparator />
        <MenuItem onClick={() => void setStatus(conversation, 'pending')}>Mark as pending</MenuItem>
      </Menu>
      <OwnTime open={isPicking} onOpenChange={setIsPicking} onPick={snooze} />
    </>
  )
}

function OwnTime({ open, onOpenChange, onPick }: { open: boolean; onOpenChange: (open: boolean) => void; onPick: (until: number) => void }) {
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
