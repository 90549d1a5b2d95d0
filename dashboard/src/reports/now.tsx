import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { type BusyAgent, busyAgentsQuery, liveQuery } from './queries.ts'

export const figureClass = 'rounded-lg border border-border px-4 py-3'

/** How things stand, and who is there. */
export function Now() {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(liveQuery(accountId))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const figures = [['Open', data?.open], ['Unattended', data?.unattended], ['Unassigned', data?.unassigned], ['Pending', data?.pending]] as const
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {figures.map(([name, value]) => (
          <div key={name} className={figureClass}>
            <dt className="text-sm text-text-2">{name}</dt>
            <dd className="figures mt-1 text-xl font-semibold">{value === undefined ? <Skeleton className="late h-8 w-12" /> : value.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <Agents />
    </>
  )
}

function Agents() {
  const { accountId } = useSession()
  const list = useInfiniteQuery(busyAgentsQuery(accountId))
  const agents = list.data?.pages.flat() ?? []
  if (agents.length === 0) return null
  return (
    <>
      <ul aria-label="Agents now" className="mt-3 grid gap-x-6 rounded-lg border border-border px-4 py-1.5 sm:grid-cols-2">
        {agents.map((agent) => (
          <Agent key={agent.id} agent={agent} />
        ))}
      </ul>
      <More list={list} what="agents" />
    </>
  )
}

function Agent({ agent: { name, thumbnail, availability, metric } }: { agent: BusyAgent }) {
  return (
    <li className="flex min-w-0 items-center gap-2.5 py-1.5 text-sm">
      <Avatar name={name} url={thumbnail} size={24} presence={availability} />
      <span className="min-w-0 flex-1 truncate">
        <bdi>{name}</bdi>
        <span className="sr-only">{`, ${availability}`}</span>
      </span>
      <span className="figures shrink-0 text-xs text-text-2">{`${metric.open.toLocaleString('en')} open, ${metric.unattended.toLocaleString('en')} unattended`}</span>
    </li>
  )
}
