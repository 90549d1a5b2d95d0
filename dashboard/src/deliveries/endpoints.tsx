import { useMutation, useQuery } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { endpointKey } from './filter.ts'
import { endpointsQuery, setPaused } from './queries.ts'
import { StandingMark } from './state_mark.tsx'
import type { Endpoint } from './wire.ts'
import { Age, Since } from './when.tsx'
import { duration, figure, kindText, percent, type Standing, standingOf } from './words.ts'

const SHOWN_AT_FIRST = 4
const order: Standing[] = ['disabled', 'failing', 'paused', 'unknown', 'working']

/** Whoever gets callbacks, those in trouble first; `only` the one that the list below is narrowed to, and `onChoose` narrows it. */
export function Endpoints({ only, onChoose }: { only: string | undefined; onChoose: (endpoint: Endpoint) => void }) {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(endpointsQuery(accountId))
  const [all, setAll] = useState(false)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} label="Loading endpoints" />
  if (data.length === 0) return <p className="text-text-2">{say('Nobody gets callbacks yet. Set a Webhook URL in an inbox, or add an account webhook.')}</p>
  const sorted = data.toSorted((one, other) => order.indexOf(standingOf(one)) - order.indexOf(standingOf(other)))
  const own = sorted.filter((endpoint) => endpointKey(endpoint) === only)
  const first = own.length > 0 ? own : sorted.slice(0, SHOWN_AT_FIRST)
  return (
    <>
      <ul className="divide-y divide-border overflow-hidden rounded-lg border border-border">
        {(all ? sorted : first).map((endpoint) => (
          <EndpointRow key={endpointKey(endpoint)} endpoint={endpoint} onChoose={() => onChoose(endpoint)} />
        ))}
      </ul>
      {!all && sorted.length > first.length && (
        <Button look="ghost" className="mt-2" onClick={() => setAll(true)}>
          Show all {figure(sorted.length)}
        </Button>
      )}
    </>
  )
}

/** How one endpoint stands. Without `onChoose` its name is no button. */
export function EndpointRow({ endpoint, onChoose }: { endpoint: Endpoint; onChoose?: () => void }) {
  const standing = standingOf(endpoint)
  return (
    <li className="@container px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StandingMark standing={standing} />
            <h3 className="min-w-0 text-base font-medium [overflow-wrap:anywhere]">
              {onChoose ? (
                <button type="button" onClick={onChoose} title="Show its deliveries" className="rounded-sm text-start hover:underline touch:min-h-11">
                  {endpoint.name || kindText(endpoint.kind)}
                </button>
              ) : (
                endpoint.name || kindText(endpoint.kind)
              )}
            </h3>
            <Badge>{kindText(endpoint.kind)}</Badge>
          </div>
          <p className="mt-0.5 font-mono text-xs break-all text-text-2">{endpoint.url}</p>
        </div>
        <PauseButton endpoint={endpoint} />
      </div>
      <Trouble endpoint={endpoint} />
      <Figures endpoint={endpoint} />
    </li>
  )
}

function Trouble({ endpoint }: { endpoint: Endpoint }) {
  const { disabled_at, disabled_reason, paused_at, failing_since, warned_at } = endpoint
  if (!disabled_at && !paused_at && !failing_since) return null
  return (
    <p className="mt-2 text-sm">
      {disabled_at && <>Switched off since <Since at={disabled_at} />{disabled_reason && `: ${disabled_reason}`}. Resume it when the receiver is ready. </>}
      {!disabled_at && paused_at && <>Paused since <Since at={paused_at} />. What comes meanwhile waits. </>}
      {failing_since && <>Failing since <Since at={failing_since} />. {!disabled_at && (warned_at ? 'It will soon be switched off.' : 'After 5 days of failures it is switched off.')}</>}
    </p>
  )
}

function Figures({ endpoint }: { endpoint: Endpoint }) {
  const { hour, day } = endpoint.health
  const tries = day.attempts === 0 ? 'No tries in 24 hours' : `${figure(day.attempts)} tries in 24 hours`
  return (
    <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-3 @md:grid-cols-3 @3xl:grid-cols-5">
      <Figure name="Accepted, 24 h" note={hour.success_rate === null ? tries : `${percent(hour.success_rate)} in the last hour`}>{day.success_rate === null ? '–' : percent(day.success_rate)}</Figure>
      <Figure name="Answer time, p50" note={day.p95_ms === null ? null : `p95 ${duration(day.p95_ms)}`}>{day.p50_ms === null ? '–' : duration(day.p50_ms)}</Figure>
      <Figure name="Waiting">{figure(endpoint.queue_depth)}</Figure>
      <Figure name="Oldest waiting">{endpoint.oldest_waiting_at ? <Age at={endpoint.oldest_waiting_at} /> : '–'}</Figure>
      <Figure name="Last success">{endpoint.last_success_at ? <Age at={endpoint.last_success_at} /> : 'never'}</Figure>
    </dl>
  )
}

function Figure({ name, note, children }: { name: string; note?: string | null; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-text-2">{name}</dt>
      <dd className="figures text-base font-medium">{children}</dd>
      {note && <dd className="figures text-xs text-text-3">{note}</dd>}
    </div>
  )
}

function PauseButton({ endpoint }: { endpoint: Endpoint }) {
  const { accountId } = useSession()
  const isPaused = Boolean(endpoint.paused_at || endpoint.disabled_at)
  const change = useMutation({ mutationFn: (paused: boolean) => setPaused(accountId, endpoint, paused), onError: toastError })
  const press = async () => {
    await change.mutateAsync(!isPaused)
    const name = endpoint.name || kindText(endpoint.kind)
    if (isPaused) toast(`${name} gets callbacks again`, { tone: 'success' })
    else toast(`${name} is paused`, { action: { label: 'Undo', onPress: () => change.mutate(false) } })
  }
  const Icon = isPaused ? Play : Pause
  return (
    <Button size="sm" busy={change.isPending} icon={<Icon aria-hidden />} onClick={() => void press().catch(() => {})}>
      {isPaused ? 'Resume' : 'Pause'}
      <span className="sr-only"> {endpoint.name}</span>
    </Button>
  )
}
