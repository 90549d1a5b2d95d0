import { useMutation, useQuery } from '@tanstack/react-query'
import { Shuffle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { say } from '../brand.ts'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { span } from '../reports/words.ts'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { durationOf, minutesIn } from '../ui/duration.ts'
import { DurationInput } from '../ui/duration_input.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { type AssignmentPolicy, deletePolicy, policiesQuery, savePolicy } from './queries.ts'

const priorities = [
  { value: 'earliest_created', label: 'The oldest conversation first' },
  { value: 'longest_waiting', label: 'The one without a word for longest first' },
] as const

export function AssignmentPoliciesScreen() {
  const { accountId, isAdministrator } = useSession()
  const policies = useQuery({ ...policiesQuery(accountId), enabled: isAdministrator })
  if (!isAdministrator) return <NotAllowed what="Assignment" />
  return (
    <NounScreen
      title="Assignment"
      text={say('Policies by which inboxes give conversations to agents who are online, by turns. An inbox is given one under its collaborators.')}
      noun="policy"
      icon={<Shuffle aria-hidden />}
      emptyText={say('Without one, the oldest conversation goes first, and only the limit of the inbox holds.')}
      list={policies}
      nameOf={({ name }) => name}
      Row={PolicyRow}
      Form={PolicyForm}
      lossOf={({ assigned_inbox_count }) => say(assigned_inbox_count === 1 ? 'One inbox goes by it and has none then.' : `${assigned_inbox_count} inboxes go by it and have none then.`)}
      onRemove={({ id }) => deletePolicy(accountId, id)}
    />
  )
}

function PolicyRow({ item }: { item: AssignmentPolicy }) {
  const { name, description, enabled, conversation_priority, fair_distribution_limit, fair_distribution_window, assigned_inbox_count } = item
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-medium">
        <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
        {!enabled && <Badge>Off</Badge>}
        <Badge>{say(assigned_inbox_count === 1 ? 'One inbox' : `${assigned_inbox_count} inboxes`)}</Badge>
      </p>
      {description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{description}</p>}
      <p className="mt-0.5 text-sm text-text-2">
        {`${priorities.find(({ value }) => value === conversation_priority)?.label ?? conversation_priority}, at most ${fair_distribution_limit.toLocaleString('en')} to one agent in ${span(fair_distribution_window)}.`}
      </p>
    </>
  )
}

function PolicyForm({ id, item, onBusy, onDone }: NounFormProps<AssignmentPolicy>) {
  const { accountId } = useSession()
  const [name, setName] = useState(item?.name ?? '')
  const [description, setDescription] = useState(item?.description ?? '')
  const [priority, setPriority] = useState(item?.conversation_priority ?? 'earliest_created')
  const [limit, setLimit] = useState(String(item?.fair_distribution_limit ?? 100))
  const [duration, setDuration] = useState(() => durationOf(Math.ceil((item?.fair_distribution_window ?? 3600) / 60)))
  const [isOn, setOn] = useState(item?.enabled ?? true)
  const [tried, setTried] = useState(false)
  const minutes = minutesIn(duration.amount, duration.unit)
  const problems = {
    name: name.trim() ? null : 'Enter a name.',
    limit: /^[1-9]\d{0,8}$/.test(limit.trim()) ? null : 'Enter a whole number from 1.',
    window: minutes !== null && minutes > 0 && minutes * 60 < 2 ** 31 ? null : 'Enter a whole number from 1.',
  }
  const saving = useMutation({
    mutationFn: () =>
      savePolicy(accountId, item?.id, {
        name: name.trim(), description: description.trim(), conversation_priority: priority, fair_distribution_limit: Number(limit), fair_distribution_window: (minutes ?? 0) * 60, enabled: isOn,
      }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(problems).every((problem) => problem === null)) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" required error={tried ? problems.name : null}>
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="Description" optional>
        <TextInput maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Field label="Which goes first">
        <Select value={priority} options={[...priorities]} onChange={setPriority} />
      </Field>
      <Field label="Most conversations to one agent" error={tried ? problems.limit : null}>
        <TextInput inputMode="numeric" className="figures w-28!" value={limit} onChange={(event) => setLimit(event.target.value)} />
      </Field>
      <DurationInput label="Within" value={duration} problem={tried ? problems.window : null} onChange={setDuration} />
      <Checkbox label="In force" hint={say('While it is not, its inboxes assign as those without a policy do.')} checked={isOn} onChange={(event) => setOn(event.target.checked)} />
      <FormError error={saving.error} />
    </form>
  )
}
