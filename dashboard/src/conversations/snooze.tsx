import { AlarmClock } from 'lucide-react'
import { useState } from 'react'
import { useNow, whenNext } from '../time.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { Conversation } from '../wire.ts'
import { useConversationActions } from './actions.ts'
import { SnoozeUntil } from './snooze_until.tsx'
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
      <SnoozeUntil open={isPicking} onOpenChange={setIsPicking} onPick={snooze} />
    </>
  )
}
