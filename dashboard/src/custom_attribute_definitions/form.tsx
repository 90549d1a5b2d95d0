import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { NounFormProps } from '../frame/noun_screen.tsx'
import { useSession } from '../session.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { keyFrom, patternProblem } from './key.ts'
import { type AttributeDefinition, type AttributeModel, type AttributeType, saveDefinition } from './queries.ts'

export const models: { value: AttributeModel; label: string }[] = [{ value: 'conversation_attribute', label: 'Conversation' }, { value: 'contact_attribute', label: 'Customer' }]
export const types: { value: AttributeType; label: string }[] = [
  { value: 'text', label: 'Text' }, { value: 'number', label: 'Number' }, { value: 'currency', label: 'Currency' }, { value: 'percent', label: 'Percent' },
  { value: 'link', label: 'Link' }, { value: 'date', label: 'Date' }, { value: 'list', label: 'List' }, { value: 'checkbox', label: 'Checkbox' },
]

const empty = {
  attribute_display_name: '', attribute_display_type: 'text' as AttributeType, attribute_description: '', regex_pattern: '', regex_cue: '',
  attribute_model: 'conversation_attribute' as AttributeModel, enforced: false,
}

export function DefinitionForm({ id, item, onBusy, onDone }: NounFormProps<AttributeDefinition>) {
  const { accountId } = useSession()
  const [input, setInput] = useState({ ...empty, ...item })
  const [ownKey, setOwnKey] = useState(item?.attribute_key ?? null)
  const [values, setValues] = useState(item?.attribute_values.join('\n') ?? '')
  const [tried, setTried] = useState(false)
  const { attribute_display_type: type, attribute_display_name: name, attribute_model } = input
  const key = ownKey ?? keyFrom(name)
  const listed = values.split('\n').map((value) => value.trim()).filter(Boolean)
  const saving = useMutation({
    mutationFn: () =>
      saveDefinition(accountId, item?.id, {
        attribute_display_name: name.trim(), attribute_display_type: type, attribute_description: input.attribute_description?.trim() || null, attribute_key: key.trim(), attribute_model,
        regex_pattern: (type === 'text' && input.regex_pattern) || null, regex_cue: (type === 'text' && input.regex_cue?.trim()) || null,
        attribute_values: type === 'list' ? listed : [], enforced: input.enforced,
      }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const set = (change: Partial<typeof input>) => {
    saving.reset()
    setInput({ ...input, ...change })
  }
  const problems = {
    name: name.trim() ? null : 'Enter a name.',
    key: key.trim() ? null : 'Enter a key.',
    values: type === 'list' && listed.length === 0 ? 'Enter what there is to choose from.' : null,
    pattern: type === 'text' ? patternProblem(input.regex_pattern ?? '') : null,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(problems).every((problem) => problem === null)) saving.mutate()
  }
  const said = (problem: string | null) => (tried ? problem : null)
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      {!item && <ChoiceBar label="Of what" value={attribute_model} choices={models} onChange={(model) => set({ attribute_model: model })} />}
      <Field label="Name" required error={said(problems.name)}>
        <TextInput maxLength={255} value={name} onChange={(event) => set({ attribute_display_name: event.target.value })} />
      </Field>
      <Field label="Key" required error={said(problems.key)} hint={item ? 'What programs call it; it stays.' : 'What programs call it: letters, digits, underscores, hyphens and dots.'}>
        <TextInput maxLength={255} spellCheck={false} autoCapitalize="none" className="font-mono" disabled={item !== undefined} value={key} onChange={(event) => setOwnKey(event.target.value)} />
      </Field>
      <Field label="Type">
        <Select value={type} options={types} onChange={(next) => set({ attribute_display_type: next })} />
      </Field>
      {type === 'list' && (
        <Field label="Values" required error={said(problems.values)} hint="One per line.">
          <TextArea dir="auto" rows={4} value={values} onChange={(event) => setValues(event.target.value)} />
        </Field>
      )}
      {type === 'text' && (
        <>
          <Field label="Pattern" optional error={problems.pattern} hint="A regular expression that values should fit.">
            <TextInput maxLength={255} spellCheck={false} autoCapitalize="none" placeholder="^[A-Z]{2}-\d+$" className="font-mono" value={input.regex_pattern ?? ''} onChange={(event) => set({ regex_pattern: event.target.value })} />
          </Field>
          {input.regex_pattern && (
            <Field label="What is said of a value that does not fit" optional>
              <TextInput maxLength={255} value={input.regex_cue ?? ''} onChange={(event) => set({ regex_cue: event.target.value })} />
            </Field>
          )}
        </>
      )}
      <Field label="Description" optional>
        <TextInput maxLength={1000} value={input.attribute_description ?? ''} onChange={(event) => set({ attribute_description: event.target.value })} />
      </Field>
      <Checkbox
        label="Refuse values that do not fit" hint="From agents, programs and imports. What is stored stays, and customers' apps may write what they like."
        checked={input.enforced} onChange={(event) => set({ enforced: event.target.checked })}
      />
      <FormError error={saving.error} />
    </form>
  )
}
