import { CircleCheck, CircleDashed, CirclePause, CirclePower, CircleX, Clock3, RotateCw, TimerOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'
import type { DeliveryState } from './wire.ts'
import type { Standing } from './words.ts'

type Look = { word: string; icon: ReactNode; colour: string }

const retrying: Look = { word: 'Retrying', icon: <RotateCw aria-hidden />, colour: 'text-warning' }
const states: Record<DeliveryState, Look> = {
  pending: { word: 'Waiting', icon: <Clock3 aria-hidden />, colour: 'text-text-2' },
  delivered: { word: 'Delivered', icon: <CircleCheck aria-hidden />, colour: 'text-success' },
  failed: { word: 'Failed', icon: <CircleX aria-hidden />, colour: 'text-danger' },
  expired: { word: 'Expired', icon: <TimerOff aria-hidden />, colour: 'text-text-2' },
}

/** State of a delivery as icon and word. `tries`: of those that wait, whether it has been tried. */
export const DeliveryStateMark = ({ state, tries }: { state: DeliveryState; tries: number }) => <Mark {...(state === 'pending' && tries > 0 ? retrying : states[state])} />

/** For a choice of states: "Waiting" holds those that are tried again too. */
export const stateChoices = (Object.keys(states) as DeliveryState[]).map((value) => ({ value, label: value === 'pending' ? 'Waiting or retrying' : states[value].word }))

const standings: Record<Standing, Look> = {
  working: { word: 'Working', icon: <CircleCheck aria-hidden />, colour: 'text-success' },
  failing: { word: 'Failing', icon: <CircleX aria-hidden />, colour: 'text-danger' },
  paused: { word: 'Paused', icon: <CirclePause aria-hidden />, colour: 'text-warning' },
  disabled: { word: 'Switched off', icon: <CirclePower aria-hidden />, colour: 'text-danger' },
  unknown: { word: 'Nothing accepted yet', icon: <CircleDashed aria-hidden />, colour: 'text-text-2' },
}

export const StandingMark = ({ standing }: { standing: Standing }) => <Mark {...standings[standing]} />

export const TriedMark = ({ failed, children }: { failed: boolean; children: ReactNode }) => (
  <Mark word={children} icon={failed ? <CircleX aria-hidden /> : <CircleCheck aria-hidden />} colour={failed ? 'text-danger' : 'text-success'} />
)

function Mark({ word, icon, colour }: { word: ReactNode; icon: ReactNode; colour: string }) {
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-1.5 text-sm font-medium [&>svg]:size-4 [&>svg]:shrink-0', colour)}>
      {icon}
      <span className="min-w-0 [overflow-wrap:anywhere]">{word}</span>
    </span>
  )
}
