import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { agentsQuery } from '../agents/queries.ts'
import { say } from '../brand.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { buttonClass } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { csvPath, groupQuery, type Wanted } from './queries.ts'
import type { ScopeType } from './span.ts'
import { span } from './words.ts'

const tabs: { value: ScopeType; label: string }[] = [
  { value: 'agent', label: 'Agents' }, { value: 'inbox', label: 'Inboxes' }, { value: 'team', label: 'Teams' }, { value: 'label', label: 'Labels' },
]

/** The figures of the span by agent, inbox, team or label. */
export function Groups({ wanted }: { wanted: Wanted }) {
  const { accountId } = useSession()
  const [by, setBy] = useState<ScopeType>('agent')
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-2">
        <Tabs label="By" value={by} onChange={setBy} className="border-b-0!" tabs={tabs.map(({ value, label }) => ({ value, label: say(label) }))} />
        <a href={csvPath(accountId, by, wanted)} download className={buttonClass()}>
          <Download aria-hidden />
          Download CSV
        </a>
      </div>
      <Table by={by} wanted={wanted} />
    </>
  )
}

function Table({ by, wanted }: { by: ScopeType; wanted: Wanted }) {
  const { accountId } = useSession()
  const { data, error, refetch } = useQuery(groupQuery(accountId, by, wanted))
  const nameOf = useNames(by)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={3} label="Loading figures" />
  if (data.length === 0) return <p className="rounded-lg border border-border px-4 py-6 text-center text-text-2">{say(`No ${by} has figures in this time.`)}</p>
  const head = 'px-3 py-2 text-end text-xs font-medium whitespace-nowrap text-text-2 first:px-4 first:text-start'
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div role="region" tabIndex={0} aria-label={`Figures by ${by}`} className="overflow-x-auto rounded-lg border border-border outline-offset-[-2px]!">
      <table className="figures w-full text-sm">
        <thead className="bg-surface-2">
          <tr>
            <th className={head}>Name</th>
            <th className={head}>Conversations</th>
            <th className={head}>Resolved</th>
            <th className={head}>First response</th>
            <th className={head}>Waiting</th>
            <th className={head}>Resolution</th>
          </tr>
        </thead>
        <tbody>
          {data.map((row) => (
            <tr key={row.id} className="border-t border-border [&>td]:px-3 [&>td]:py-2.5 [&>td]:text-end [&>td]:whitespace-nowrap">
              <th className="max-w-56 truncate px-4 py-2.5 text-start font-medium">{row.name ?? nameOf(row.id)}</th>
              <td>{row.conversations_count.toLocaleString('en')}</td>
              <td>{row.resolved_conversations_count.toLocaleString('en')}</td>
              <td>{span(row.avg_first_response_time || null)}</td>
              <td>{span(row.avg_reply_time || null)}</td>
              <td>{span(row.avg_resolution_time || null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Figures come with ids; somebody who is gone keeps a number. */
function useNames(by: ScopeType): (id: number) => string {
  const { accountId } = useSession()
  const { data: agents } = useQuery({ ...agentsQuery(accountId), enabled: by === 'agent' })
  const { data: inboxes } = useQuery({ ...inboxesQuery(accountId), enabled: by === 'inbox' })
  const { data: teams } = useQuery({ ...teamsQuery(accountId), enabled: by === 'team' })
  const known: { id: number; name: string }[] = { agent: agents, inbox: inboxes, team: teams, label: [] }[by] ?? []
  return (id) => known.find((one) => one.id === id)?.name ?? `#${id}`
}
