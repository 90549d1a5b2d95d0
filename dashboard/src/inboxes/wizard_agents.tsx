import { useMutation } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { FormError, Notice } from '../ui/error_state.tsx'
import { AgentPicker } from './agent_picker.tsx'
import { addInboxMembers } from './queries.ts'

export function AgentsStep({ inboxId, onAdded }: { inboxId: number; onAdded: () => void }) {
  const { accountId, profile } = useSession()
  const [picked, setPicked] = useState(() => new Set([profile.id]))
  const adding = useMutation({ mutationFn: () => addInboxMembers(accountId, inboxId, [...picked]), onSuccess: onAdded })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (picked.size > 0) adding.mutate()
  }
  return (
    <form onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <AgentPicker label={say('Pick agents for the inbox')} picked={picked} onChange={setPicked} />
      <Notice icon={<Info aria-hidden />}>
        {say('Only the people picked here are asked to answer. Administrators see every inbox, but must add themselves too if they want to be assigned to its conversations.')}
      </Notice>
      <FormError error={adding.error ?? (picked.size === 0 ? 'At least one agent is needed.' : null)} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={adding.isPending} disabled={picked.size === 0}>
          Add Agents
        </Button>
      </div>
    </form>
  )
}
