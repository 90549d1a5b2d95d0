import { useMutation, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { actionProblem, emptyAction, kindOf } from '../actions/kinds.ts'
import { ActionLines } from '../actions/lines.tsx'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { deleteMacro, type Macro, macrosQuery, saveMacro } from './queries.ts'

export function MacrosScreen() {
  const { accountId, isAdministrator } = useSession()
  const macros = useQuery(macrosQuery(accountId))
  return (
    <NounScreen
      title="Macros"
      text="Several steps with one press, from the panel beside a conversation."
      noun="macro"
      icon={<ListChecks aria-hidden />}
      emptyText="Add one, such as: label it billing, give it to the team finance, and say that somebody will answer."
      list={macros}
      nameOf={({ name }) => name}
      wordsOf={({ name }) => name}
      canChange={({ visibility }) => isAdministrator || visibility !== 'global'}
      Row={MacroRow}
      Form={MacroForm}
      width="md"
      lossOf={() => 'Nobody can run it any more. What it has done stays.'}
      onRemove={({ id }) => deleteMacro(accountId, id)}
    />
  )
}

function MacroRow({ item: { name, visibility, actions } }: { item: Macro }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-base font-medium">
        <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
        <Badge>{visibility === 'global' ? 'For everybody' : 'For you'}</Badge>
      </p>
      <p className="mt-0.5 text-sm text-text-2">{actions.map(({ action_name }) => kindOf(action_name).label).join(', ')}</p>
    </>
  )
}

function MacroForm({ id, item, onBusy, onDone }: NounFormProps<Macro>) {
  const { accountId, isAdministrator } = useSession()
  const [name, setName] = useState(item?.name ?? '')
  const [isGlobal, setGlobal] = useState(item ? item.visibility === 'global' : isAdministrator)
  const [actions, setActions] = useState(item?.actions ?? [emptyAction('add_label')])
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveMacro(accountId, item?.id, { name: name.trim(), visibility: isGlobal ? 'global' : 'personal', actions }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const problem = name.trim() ? null : 'Enter a name.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem && actions.length > 0 && actions.every((action) => !actionProblem(action))) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Field label="Name" required error={tried ? problem : null}>
        <TextInput maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      {isAdministrator && <Checkbox label="For everybody" hint="Otherwise only you see it." checked={isGlobal} onChange={(event) => setGlobal(event.target.checked)} />}
      <ActionLines ofMacro files={item?.files} actions={actions} onChange={setActions} tried={tried} />
      {tried && actions.length === 0 && <p role="alert" className="text-sm text-danger">Add an action.</p>}
      <FormError error={saving.error} />
    </form>
  )
}
