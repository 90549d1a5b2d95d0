import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { NotAllowed } from '../frame/not_found.tsx'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AddAgent } from './add_agent.tsx'
import { AgentRow } from './agent_row.tsx'
import { agentsQuery } from './queries.ts'

export function AgentsScreen() {
  const { accountId, isAdministrator } = useSession()
  const [adding, setAdding] = useState(false)
  const agents = useQuery(agentsQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Agents" />
  const alone = agents.data?.length === 1
  const add = (
    <Button look="primary" icon={<UserPlus aria-hidden />} onClick={() => setAdding(true)}>
      Add agent
    </Button>
  )
  return (
    <Page title="Agents" text={say('The people who answer. Administrators also change settings and see every inbox.')} action={add}>
      {agents.isPending && <SkeletonRows rows={3} label="Loading agents" />}
      {agents.isError && <ErrorState error={agents.error} onRetry={() => void agents.refetch()} />}
      {agents.data && (
        <ul className="divide-y divide-border rounded-lg border border-border">
          {agents.data.map((agent) => (
            <AgentRow key={agent.id} agent={agent} />
          ))}
        </ul>
      )}
      {alone && <p className="mt-4 text-center text-text-2">You are the only one here. Add a colleague to share the work.</p>}
      <AddAgent open={adding} onOpenChange={setAdding} />
    </Page>
  )
}
