import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { AutoAssignment } from './auto_assignment.tsx'
import { AgentPicker } from './agent_picker.tsx'
import { inboxMembersQuery, setInboxMembers } from './queries.ts'

export function CollaboratorsTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const members = useQuery(inboxMembersQuery(accountId, inbox.id))
  if (members.isPending) return <SkeletonRows rows={3} label="Loading collaborators" />
  if (members.isError) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />
  return (
    <>
      <Part title="Agents" text={say('Agents see the conversations of the inboxes they collaborate in, and can be assigned to them. Administrators see every inbox.')}>
        <Members inbox={inbox} ids={members.data.map((member) => member.id)} />
      </Part>
      <Part title="Automatic assignment" text="New conversations go to the agents above who are online, by turns.">
        <AutoAssignment inbox={inbox} />
      </Part>
    </>
  )
}

function Members({ inbox, ids }: { inbox: Inbox; ids: number[] }) {
  const { accountId } = useSession()
  const [picked, setPicked] = useState(() => new Set(ids))
  const saving = useMutation({
    mutationFn: () => setInboxMembers(accountId, inbox.id, [...picked]),
    onSuccess: () => toast('Collaborators updated', { tone: 'success' }),
  })
  const changed = picked.size !== ids.length || ids.some((id) => !picked.has(id))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <AgentPicker label={say('Agents of this inbox')} picked={picked} onChange={setPicked} />
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={!changed}>
          Update
        </Button>
      </div>
    </form>
  )
}
