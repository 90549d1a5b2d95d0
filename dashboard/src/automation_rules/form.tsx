import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { actionProblem, emptyAction } from '../actions/kinds.ts'
import { ActionLines } from '../actions/lines.tsx'
import { conditionProblem, emptyCondition, joined } from '../conditions/conditions.ts'
import { ConditionLines } from '../conditions/lines.tsx'
import { definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import type { NounFormProps } from '../frame/noun_screen.tsx'
import { useSession } from '../session.ts'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { type AutomationRule, saveRule } from './queries.ts'
import { ruleEvents, ruleSubjects } from './words.ts'

export function RuleForm({ id, item, onBusy, onDone }: NounFormProps<AutomationRule>) {
  const { accountId } = useSession()
  const [name, setName] = useState(item?.name ?? '')
  const [description, setDescription] = useState(item?.description ?? '')
  const [event, setEvent] = useState(item?.event_name ?? 'conversation_created')
  const [conditions, setConditions] = useState(item?.conditions ?? [emptyCondition(ruleSubjects([])[0]!)])
  const [actions, setActions] = useState(item?.actions ?? [emptyAction('add_label')])
  const [tried, setTried] = useState(false)
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const subjects = ruleSubjects(definitions)
  const saving = useMutation({
    mutationFn: () =>
      saveRule(accountId, item?.id, {
        name: name.trim(), description: description.trim(), event_name: event, active: item?.active ?? true, actions, conditions: joined(conditions),
      }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const nameProblem = name.trim() ? null : 'Enter a name.'
  const isRight = !nameProblem && actions.length > 0 && actions.every((action) => !actionProblem(action)) && conditions.every((condition) => !conditionProblem(condition, subjects))
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    setTried(true)
    if (isRight) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Field label="Name" required error={tried ? nameProblem : null}>
        <TextInput maxLength={255} value={name} onChange={(change) => setName(change.target.value)} />
      </Field>
      <Field label="Description" optional>
        <TextInput maxLength={255} value={description} onChange={(change) => setDescription(change.target.value)} />
      </Field>
      <Field label="When">
        <Select value={event} options={ruleEvents} onChange={setEvent} />
      </Field>
      <ConditionLines subjects={subjects} conditions={conditions} onChange={setConditions} tried={tried} />
      <ActionLines files={item?.files} actions={actions} onChange={setActions} tried={tried} />
      {tried && actions.length === 0 && <p role="alert" className="text-sm text-danger">Add an action.</p>}
      <FormError error={saving.error} />
    </form>
  )
}
