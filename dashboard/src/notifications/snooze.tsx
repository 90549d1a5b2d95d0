import { AlarmClock } from 'lucide-react'
import { useState } from 'react'
import { SnoozeUntil } from '../conversations/snooze_until.tsx'
import { snoozeChoices, snoozeEnd } from '../conversations/snooze_times.ts'
import { useSession } from '../session.ts'
import { whenNext } from '../time.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { snoozeNotification } from './queries.ts'

const choices = snoozeChoices.filter(({ choice }) => choice !== 'next_reply')

/** Puts a notification away for a while; the conversation stays where it is. */
export function SnoozeNotification({ id }: { id: number }) {
  const { accountId } = useSession()
  const [isPicking, setPicking] = useState(false)
  const snooze = (until: number) =>
    void snoozeNotification(accountId, id, until).then(() => toast(`Snoozed until ${whenNext(until, Date.now() / 1000)}`, { tone: 'success' })).catch(toastError)
  return (
    <>
      <Menu align="end" trigger={<IconButton size="sm" label="Snooze notification" children={<AlarmClock aria-hidden />} />}>
        {choices.map(({ choice, label }) => (
          <MenuItem key={choice} onClick={() => snooze(snoozeEnd(choice)!)}>
            {label}
          </MenuItem>
        ))}
        <MenuItem onClick={() => setPicking(true)}>Until a time of your own…</MenuItem>
      </Menu>
      <SnoozeUntil open={isPicking} onOpenChange={setPicking} onPick={snooze} />
    </>
  )
}
