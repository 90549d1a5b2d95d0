import { useMutation, useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { AgentPicker } from '../inboxes/agent_picker.tsx'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { deleteTeam, saveTeam, type Team, teamMembersQuery, teamsQuery } from './queries.ts'

export function TeamsScreen() {
  const { accountId, isAdministrator } = useSession()
  const teams = useQuery(teamsQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Teams" />
  return (
    <NounScreen
      title="Teams"
      text="Groups of agents that conversations can be handed to, such as support or sales."
      noun="team"
      icon={<Users aria-hidden />}
      emptyText="Add one and pick who is in it. A conversation can then be given to the team from the panel beside it."
      list={teams}
      nameOf={({ name }) => name}
      Row={TeamRow}
      Form={TeamForm}
      lossOf={() => 'Its conversations stay, and belong to no team any more.'}
      onRemove={({ id }) => deleteTeam(accountId, id)}
    />
  )
}

const SHOWN = 5

function TeamRow({ item: { id, name, description } }: { item: Team }) {
  const { accountId } = useSession()
  const { data: members } = useQuery(teamMembersQuery(accountId, id))
  const count = members?.length ?? 0
  return (
    <>
      <p className="text-base font-medium [overflow-wrap:anywhere]">{name}</p>
      {description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{description}</p>}
      {members && (
        <p className="mt-1.5 flex items-center gap-2 text-sm text-text-2">
          {count > 0 && (
            <span aria-hidden className="flex -space-x-1.5">
              {members.slice(0, SHOWN).map((member) => (
                <Avatar key={member.id} name={member.name} url={member.thumbnail} size={22} className="rounded-full ring-2 ring-surface" />
              ))}
            </span>
          )}
          {count === 0 ? 'Nobody is in it yet' : count === 1 ? members[0]?.name : `${count} people`}
        </p>
      )}
    </>
  )
}

function TeamForm(props: NounFormProps<Team>) {
  const { accountId } = useSession()
  const { item } = props
  const members = useQuery({ ...teamMembersQuery(accountId, item?.id ?? 0), enabled: item !== undefined })
  if (item && members.isPending) return <SkeletonForm fields={3} />
  if (item && members.isError) return <ErrorState error={members.error} onRetry={() => void members.refetch()} />
  return <LoadedForm {...props} memberIds={members.data?.map(({ id }) => id) ?? []} />
}

function LoadedForm({ id, item, onBusy, onDone, memberIds }: NounFormProps<Team> & { memberIds: number[] }) {
  const { accountId } = useSession()
  const [name, setName] = useState(item?.name ?? '')
  const [description, setDescription] = useState(item?.description ?? '')
  const [isAssigning, setAssigning] = useState(item?.allow_auto_assign ?? true)
  const [picked, setPicked] = useState(() => new Set(memberIds))
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveTeam(accountId, item?.id, { name: name.trim(), description: description.trim(), allow_auto_assign: isAssigning }, [...picked]),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const problem = name.trim() ? null : 'Enter a name.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" required error={tried ? problem : null} hint="It is kept in lower case.">
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Description" optional>
        <TextInput maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Checkbox
        label="Assign by turns"
        hint="A conversation that is given to the team goes on to one of its members who is online."
        checked={isAssigning}
        onChange={(event) => setAssigning(event.target.checked)}
      />
      <AgentPicker label="Members" picked={picked} onChange={setPicked} />
      <FormError error={saving.error} />
    </form>
  )
}
