import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { agentsQuery } from '../agents/queries.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { TickBox } from '../ui/checkbox.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { TextInput } from '../ui/field.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import type { Agent } from '../wire.ts'

/** People of the account as tick boxes; with more than eight, a search box above. */
export function AgentPicker({ label, picked, onChange }: { label: string; picked: Set<number>; onChange: (picked: Set<number>) => void }) {
  const { accountId, profile } = useSession()
  const agents = useQuery(agentsQuery(accountId))
  const [search, setSearch] = useState('')
  const id = useId()
  if (agents.isPending) return <SkeletonRows rows={3} label="Loading agents" />
  if (agents.isError) return <ErrorState error={agents.error} onRetry={() => void agents.refetch()} />
  const toggle = (agent: Agent, on: boolean) => {
    const next = new Set(picked)
    if (on) next.add(agent.id)
    else next.delete(agent.id)
    onChange(next)
  }
  const shown = agents.data.filter((agent) => `${agent.name} ${agent.email}`.toLowerCase().includes(search.trim().toLowerCase()))
  return (
    <div role="group" aria-labelledby={id}>
      <div className="mb-1.5 flex items-center justify-between gap-3">
        <span id={id} className="text-sm font-medium">{label}</span>
        <span className="figures text-sm text-text-2">{picked.size} picked</span>
      </div>
      {agents.data.length > 8 && (
        <TextInput type="search" aria-label="Search agents" placeholder="Search by name or e-mail" className="mb-2" value={search} onChange={(event) => setSearch(event.target.value)} />
      )}
      <ul className="max-h-96 divide-y divide-border overflow-y-auto rounded-lg border border-border">
        {shown.map((agent) => (
          <li key={agent.id}>
            <label className="flex cursor-pointer items-center gap-3 px-3 py-2.5 transition-colors hover:bg-hover">
              <TickBox checked={picked.has(agent.id)} onChange={(event) => toggle(agent, event.target.checked)} />
              <Avatar name={agent.name} url={agent.thumbnail} size={28} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">
                  {agent.name}
                  {agent.id === profile.id && <span className="font-normal text-text-3"> (you)</span>}
                </span>
                <span className="block truncate text-xs text-text-2">{agent.email}</span>
              </span>
              <span className="text-xs text-text-3 max-sm:hidden">{agent.role === 'administrator' ? 'Administrator' : 'Agent'}</span>
            </label>
          </li>
        ))}
        {shown.length === 0 && <li className="px-3 py-4 text-center text-sm text-text-2">Nobody is called “{search}”.</li>}
      </ul>
    </div>
  )
}
