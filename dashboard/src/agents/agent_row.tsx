import { useMutation } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Select } from '../ui/select.tsx'
import { useOptimistic } from '../ui/optimistic.ts'
import { toast } from '../ui/toast.tsx'
import type { Agent, Role } from '../wire.ts'
import { removeAgent, setAgentRole } from './queries.ts'

export const rolesHere = (): { value: Role; label: string; hint: string }[] => [
  { value: 'agent', label: 'Agent', hint: say('Answers in the inboxes they collaborate in') },
  { value: 'administrator', label: 'Administrator', hint: say('Sees every inbox and changes settings') },
]

export function AgentRow({ agent }: { agent: Agent }) {
  const { accountId, profile } = useSession()
  const isSelf = agent.id === profile.id
  const [role, setRole] = useOptimistic<Role>(agent.role ?? 'agent', async (next) => {
    await setAgentRole(accountId, agent.id, next)
    toast(`${agent.name} is now ${next === 'administrator' ? 'an administrator' : 'an agent'}`, {
      action: { label: 'Undo', onPress: () => setRole(next === 'administrator' ? 'agent' : 'administrator') },
    })
  })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <Avatar name={agent.name} url={agent.thumbnail} size={36} presence={agent.availability_status} />
      <div className="min-w-0 flex-1 basis-40">
        <p className="truncate text-base font-medium">
          {agent.name}
          {isSelf && <span className="font-normal text-text-3"> (you)</span>}
        </p>
        <p className="truncate text-sm text-text-2">{agent.email}</p>
      </div>
      <div className="flex items-center gap-1 max-sm:ms-12 max-sm:w-full">
        <Select
          size="md"
          className="w-36"
          label={`Role of ${agent.name}`}
          value={role}
          options={rolesHere()}
          disabled={isSelf}
          onChange={setRole}
        />
        {isSelf ? <span className="w-8 touch:w-11" /> : <RemoveAgent agent={agent} />}
      </div>
    </li>
  )
}

function RemoveAgent({ agent }: { agent: Agent }) {
  const { accountId } = useSession()
  const [open, setOpen] = useState(false)
  const removing = useMutation({
    mutationFn: () => removeAgent(accountId, agent.id),
    onSuccess: () => toast(`${agent.name} was removed`, { tone: 'success' }),
  })
  return (
    <>
      <IconButton label={`Remove ${agent.name}`} onClick={() => setOpen(true)}>
        <UserMinus aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove ${agent.name}?`}
        description="They can no longer sign in to this account. Their messages stay; conversations assigned to them become unassigned."
        action="Remove"
        busy={removing.isPending}
        error={removing.error?.message}
        onConfirm={() => removing.mutate()}
      />
    </>
  )
}
