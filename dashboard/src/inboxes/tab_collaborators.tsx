import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { PolicyChoice } from '../assignment_policies/inbox_choice.tsx'
import { inboxPolicyQuery, setInboxPolicy } from '../assignment_policies/queries.ts'
import { say } from '../brand.ts'
import { Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { AgentPicker } from './agent_picker.tsx'
import { type Assignment, AutoAssignment, limitProblem } from './auto_assignment.tsx'
import { inboxMembersQuery, setInboxMembers, updateInbox } from './queries.ts'

export function CollaboratorsTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const members = useQuery(inboxMembersQuery(accountId, inbox.id))
  const policy = useQuery(inboxPolicyQuery(accountId, inbox.id))
  if (members.isPending || policy.isPending) return <SkeletonRows rows={3} label="Loading collaborators" />
  if (members.isError) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />
  if (policy.isError) return <ErrorState error={policy.error} onRetry={() => void policy.refetch()} />
  return <Collaborators inbox={inbox} ids={members.data.map((member) => member.id)} currentPolicy={policy.data?.id ?? null} />
}

const assignmentOf = (inbox: Inbox): Assignment => ({ isOn: inbox.enable_auto_assignment, limit: String(inbox.auto_assignment_config.max_assignment_limit ?? '') })

function Collaborators({ inbox, ids, currentPolicy }: { inbox: Inbox; ids: number[]; currentPolicy: number | null }) {
  const { accountId } = useSession()
  const [picked, setPicked] = useState(() => new Set(ids))
  const [assignment, setAssignment] = useState(() => assignmentOf(inbox))
  const [policyId, setPolicyId] = useState(currentPolicy)
  const isPickedAnew = picked.size !== ids.length || ids.some((id) => !picked.has(id))
  const before = assignmentOf(inbox)
  const isHandedOutAnew = assignment.isOn !== before.isOn || assignment.limit.trim() !== before.limit
  const isRight = (isPickedAnew || isHandedOutAnew || policyId !== currentPolicy) && !limitProblem(assignment)
  const saving = useMutation({
    mutationFn: async () => {
      if (isPickedAnew) await setInboxMembers(accountId, inbox.id, [...picked])
      if (policyId !== currentPolicy) await setInboxPolicy(accountId, inbox.id, policyId)
      if (!isHandedOutAnew) return
      const max_assignment_limit = assignment.limit.trim() ? Number(assignment.limit) : null
      await updateInbox(accountId, inbox.id, { enable_auto_assignment: assignment.isOn, auto_assignment_config: { ...inbox.auto_assignment_config, max_assignment_limit } })
    },
    onSuccess: () => toast('Collaborators updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isRight) saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit}>
      <Part title="Agents" text={say('Agents see the conversations of the inboxes they collaborate in, and can be assigned to them. Administrators see every inbox.')}>
        <div className="max-w-xl">
          <AgentPicker label={say('Agents of this inbox')} picked={picked} onChange={setPicked} />
        </div>
      </Part>
      <Part title="Automatic assignment" text="Conversations that nobody has go to the agents above who are online, by turns.">
        <AutoAssignment value={assignment} onChange={setAssignment} />
        {assignment.isOn && (
          <div className="mt-5 max-w-xl">
            <PolicyChoice policyId={policyId} onChange={setPolicyId} />
          </div>
        )}
      </Part>
      <div className="flex max-w-xl flex-col gap-4">
        <FormError error={saving.error} />
        <div>
          <Button type="submit" look="primary" size="lg" busy={saving.isPending} disabled={!isRight}>
            Update
          </Button>
        </div>
      </div>
    </form>
  )
}
