import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { type AttributeDefinition, type AttributeModel, definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import { useSession } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { AttributeList } from './list.tsx'
import { AttributeValue } from './value.tsx'
import { typedOf, valueOf } from './values.ts'

export interface AttributeEditorProps {
  model: AttributeModel
  values: Record<string, unknown>
  /** What is only shown besides, such as what apps have told. */
  others: Record<string, unknown>
  none: string
  /** Throws ApiError 422 for a value that the attribute does not take. */
  onSave: (key: string, value: unknown) => Promise<unknown>
  onRemove: (key: string) => Promise<unknown>
}

/** The account's own attributes, edited where they stand; every other key as it is. */
export function AttributeEditor({ model, values, others, none, onSave, onRemove }: AttributeEditorProps) {
  const { accountId } = useSession()
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const own = definitions.filter(({ attribute_model }) => attribute_model === model)
  const unknown = Object.fromEntries(Object.entries(values).filter(([key]) => !own.some(({ attribute_key }) => attribute_key === key)))
  return (
    <div className="flex max-w-xl flex-col gap-1.5">
      {own.length > 0 && (
        <dl className="flex flex-col">
          {own.map((definition) => (
            <Attribute key={definition.attribute_key} definition={definition} value={values[definition.attribute_key]} onSave={onSave} onRemove={onRemove} />
          ))}
        </dl>
      )}
      <AttributeList attributes={{ ...others, ...unknown }} none={own.length > 0 ? '' : none} />
    </div>
  )
}

type AttributeProps = Pick<AttributeEditorProps, 'onSave' | 'onRemove'> & { definition: AttributeDefinition; value: unknown }

function Attribute({ definition, value, ...verbs }: AttributeProps) {
  const [isOpen, setOpen] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const { attribute_display_name: name, attribute_description: description, attribute_display_type: type } = definition
  const isEmpty = value === undefined || value === null || value === ''
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => pencil.current?.focus())
  }
  if (isOpen) {
    return (
      <div className="py-1.5">
        <dt className="sr-only">{name}</dt>
        <dd>
          <Edit definition={definition} value={value} isEmpty={isEmpty} onClose={close} {...verbs} />
        </dd>
      </div>
    )
  }
  return (
    <div className="group/detail flex min-h-8 items-center gap-2 text-sm">
      <dt className="w-28 shrink-0 truncate text-text-2" title={description || name}>
        <bdi>{name}</bdi>
      </dt>
      <dd className="flex min-w-0 flex-1 items-center gap-1">
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{isEmpty ? <span className="text-text-3">Not set</span> : <AttributeValue value={value} isDate={type === 'date'} />}</span>
        <IconButton ref={pencil} size="sm" label={`Edit ${name}`} onClick={() => setOpen(true)}>
          <Pencil aria-hidden />
        </IconButton>
      </dd>
    </div>
  )
}

function Edit({ definition, value, isEmpty, onSave, onRemove, onClose }: AttributeProps & { isEmpty: boolean; onClose: () => void }) {
  const { attribute_display_name: name, attribute_display_type: type, attribute_key: key, attribute_values, regex_cue } = definition
  const [typed, setTyped] = useState(() => typedOf(type, value))
  const saving = useMutation({ mutationFn: () => (typed.trim() === '' ? onRemove(key) : onSave(key, valueOf(type, typed))), onSuccess: onClose })
  const removing = useMutation({ mutationFn: () => onRemove(key), onSuccess: onClose })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!saving.isPending) saving.mutate()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    // The panel around it stays open.
    event.stopPropagation()
    onClose()
  }
  const error = saving.error ?? removing.error
  const choices = type === 'checkbox' ? [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }] : type === 'list' ? listOf(attribute_values, typed) : null
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape in any of its fields ends the change
    <form noValidate onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-2 rounded-lg border border-border bg-surface p-2.5">
      <Field label={name} hint={regex_cue} error={error?.message}>
        {choices ? (
          <Select value={typed} options={choices} onChange={setTyped} />
        ) : (
          <TextInput
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- whoever presses the pencil goes on by typing
            autoFocus
            dir="auto"
            maxLength={20_000}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            {...(type === 'date' && { type: 'date' })}
            {...(type === 'link' && { type: 'url', inputMode: 'url', placeholder: 'https://example.com' })}
            {...(['number', 'currency', 'percent'].includes(type) && { inputMode: 'decimal' })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-1.5">
        <Button type="submit" size="sm" look="primary" busy={saving.isPending}>
          Save
        </Button>
        <Button size="sm" onClick={onClose}>
          Cancel
        </Button>
        {!isEmpty && (
          <Button size="sm" look="ghost" className="ms-auto" busy={removing.isPending} onClick={() => removing.mutate()}>
            Remove
          </Button>
        )}
      </div>
    </form>
  )
}

/** A value that is none of the list any more is shown as it is. */
const listOf = (values: string[], current: string) => [...values, ...(current && !values.includes(current) ? [current] : [])].map((value) => ({ value, label: value }))
