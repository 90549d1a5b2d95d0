import { fullTime, shortAge, useNow } from '../time.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { secondsOf, sinceWhen } from './words.ts'

/** The age of an ISO time, "5m", with the whole time in its tooltip. */
export function Age({ at }: { at: string }) {
  const now = useNow()
  const age = shortAge(secondsOf(at), now)
  return <Time at={at} text={/\d[mh]$/.test(age) ? `${age} ago` : age} />
}

/** When something began: "10:42" or with its day. */
export function Since({ at }: { at: string }) {
  return <Time at={at} text={sinceWhen(secondsOf(at), useNow())} />
}

const exact = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })

/** To the millisecond, for comparing with a receiver's log. */
export const Exactly = ({ at }: { at: string }) => <Time at={at} text={exact.format(new Date(at))} />

function Time({ at, text }: { at: string; text: string }) {
  return (
    <Tooltip text={fullTime(secondsOf(at))}>
      <time dateTime={at} className="figures whitespace-nowrap">
        {text}
      </time>
    </Tooltip>
  )
}
