import { queryOptions, useQuery } from '@tanstack/react-query'
import { ChevronDown, Eye } from 'lucide-react'
import { accountPath, get, patch } from '../api.ts'
import { queryClient } from '../query_client.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, MenuTicks } from '../ui/menu.tsx'
import { toastError } from '../ui/toast.tsx'
import type { Agent, Conversation } from '../wire.ts'
import { assignableAgentsQuery } from './queries.ts'

/** Those who are told of new messages although the conversation is somebody else's. */
const participantsQuery = (accountId: number, id: number) =>
  queryOptions({
    queryKey: ['participants', accountId, id],
    queryFn: ({ signal }) => get<Agent[]>(accountPath(accountId, `conversations/${id}/participants`), {}, signal),
    // No event tells of their changes.
    staleTime: 0,
  })

/** Shown at once, taken back where it cannot be saved. */
async function setParticipants(accountId: number, id: number, participants: Agent[]): Promise<void> {
  const query = participantsQuery(accountId, id)
  queryClient.setQueryData(query.queryKey, participants)
  try {
    await patch(accountPath(accountId, `conversations/${id}/participants`), { user_ids: participants.map((agent) => agent.id) })
  } finally {
    await queryClient.invalidateQueries(query)
  }
}

export function Participants({ conversation: { id, inbox_id } }: { conversation: Conversation }) {
  const { accountId, profile } = useSession()
  const { data: participants = [] } = useQuery(participantsQuery(accountId, id))
  const { data: agents = [] } = useQuery(assignableAgentsQuery(accountId, inbox_id))
  const all = [...agents, ...participants.filter((one) => !agents.some((agent) => agent.id === one.id))].toSorted((one, other) => Number(other.id === profile.id) - Number(one.id === profile.id))
  const names = participants.map(({ available_name }) => available_name).join(', ')
  const toggle = (value: string, on: boolean) => {
    const agent = all.find((one) => String(one.id) === value)
    if (agent) void setParticipants(accountId, id, on ? [...participants, agent] : participants.filter((one) => one.id !== agent.id)).catch(toastError)
  }
  return (
    <Menu
      className="w-60"
      trigger={
        <Button look="ghost" aria-label={`Participants: ${names || 'None'}`} className="-ms-2 max-w-full px-2!" icon={<Eye aria-hidden className="text-text-3" />}>
          <span className="truncate">{names || 'None'}</span>
          <ChevronDown aria-hidden className="text-text-3" />
        </Button>
      }
    >
      <MenuTicks
        label="Told of new messages, too"
        none="Nobody else sees this conversation."
        choices={all.map(({ id: agentId, available_name, thumbnail, availability_status }) => ({
          value: String(agentId), label: agentId === profile.id ? `${available_name} (you)` : available_name, icon: <Avatar name={available_name} url={thumbnail} size={20} presence={availability_status} />,
        }))}
        isOn={(value) => participants.some((one) => String(one.id) === value)}
        onChange={toggle}
      />
    </Menu>
  )
}
