import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CirclePower, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../session.ts'
import { useNow } from '../time.ts'
import { IconButton } from '../ui/button.tsx'
import { endpointKey } from './filter.ts'
import { endpointsQuery } from './queries.ts'
import { readSeen, type Trouble, troublesOf, writeSeen } from './trouble.ts'
import { secondsOf, sinceWhen } from './words.ts'

/** No event tells that a warned endpoint works again. */
const LOOK_AGAIN_MS = 60_000

/** Over every screen of an administrator, while an endpoint is switched off or about to be; until it is put aside. */
export function TroubleNotice() {
  const { accountId } = useSession()
  const { data = [] } = useQuery({ ...endpointsQuery(accountId), refetchInterval: ({ state }) => (troublesOf(state.data ?? []).length > 0 ? LOOK_AGAIN_MS : false) })
  const [seen, setSeen] = useState(() => readSeen(accountId))
  const troubles = troublesOf(data)
  const open = troubles.filter(({ stamp }) => !seen.includes(stamp))
  const dismiss = () => {
    const stamps = troubles.map(({ stamp }) => stamp)
    writeSeen(accountId, stamps)
    setSeen(stamps)
  }
  return (
    <div role="status">
      {open[0] && <Notice trouble={open[0]} others={open.length - 1} onDismiss={dismiss} />}
    </div>
  )
}

function Notice({ trouble, others, onDismiss }: { trouble: Trouble; others: number; onDismiss: () => void }) {
  const { accountId } = useSession()
  const { endpoint, what } = trouble
  const now = useNow()
  const Icon = what === 'off' ? CirclePower : TriangleAlert
  const since = sinceWhen(secondsOf(trouble.since), now)
  return (
    <div className="flex items-start gap-2.5 border-b border-note-border bg-note py-1.5 ps-4 pe-2 text-sm text-note-text md:items-center">
      <Icon aria-hidden className="mt-1.5 size-4 shrink-0 md:mt-0" />
      <p className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere] md:py-0">
        {what === 'off'
          ? `Callbacks to “${endpoint.name}” are switched off since ${since}${endpoint.disabled_reason ? `: ${endpoint.disabled_reason}` : ''}. What comes meanwhile waits.`
          : `Callbacks to “${endpoint.name}” have been failing since ${since} and will soon be switched off.`}
        {others > 0 && ` So it is with ${others} more.`}{' '}
        <Link
          to="/app/accounts/$accountId/settings/integrations/deliveries"
          params={{ accountId: String(accountId) }}
          search={others > 0 ? {} : { endpoint: endpointKey(endpoint) }}
          className="font-medium whitespace-nowrap underline underline-offset-2 touch:py-3"
        >
          {others > 0 ? 'Show endpoints' : 'Show endpoint'}
        </Link>
      </p>
      <IconButton label="Dismiss until it changes" size="sm" className="text-note-text! hover:bg-note-border/50!" onClick={onDismiss}>
        <X aria-hidden />
      </IconButton>
    </div>
  )
}
