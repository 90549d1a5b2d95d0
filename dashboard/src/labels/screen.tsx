import { useMutation, useQuery } from '@tanstack/react-query'
import { Tag } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { NounScreen, type NounFormProps } from '../frame/noun_screen.tsx'
import { NotAllowed } from '../frame/not_found.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { LabelDot } from './chip.tsx'
import { deleteLabel, type Label, labelsQuery, saveLabel } from './queries.ts'

export function LabelsScreen() {
  const { accountId, isAdministrator } = useSession()
  const labels = useQuery(labelsQuery(accountId))
  if (!isAdministrator) return <NotAllowed what="Labels" />
  return (
    <NounScreen
      title="Labels"
      text="Words that sort conversations and customers. Everybody can put them on; administrators say which there are."
      noun="label"
      icon={<Tag aria-hidden />}
      emptyText="Add one, such as billing or vip, and put it on conversations from the panel beside them."
      list={labels}
      nameOf={({ title }) => title}
      wordsOf={({ title, description }) => `${title} ${description ?? ''}`}
      Row={LabelRow}
      Form={LabelForm}
      lossOf={() => 'It is taken from every conversation and customer that carries it.'}
      onRemove={({ id }) => deleteLabel(accountId, id)}
    />
  )
}

function LabelRow({ item: { title, description, color, show_on_sidebar } }: { item: Label }) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-medium">
        <LabelDot color={color} />
        <span className="min-w-0 [overflow-wrap:anywhere]">{title}</span>
        {show_on_sidebar && <Badge>In the side bar</Badge>}
      </p>
      {description && <p className="mt-0.5 text-sm text-text-2 [overflow-wrap:anywhere]">{description}</p>}
    </>
  )
}

const usualColour = '#617cc8'

function LabelForm({ id, item, onBusy, onDone }: NounFormProps<Label>) {
  const { accountId } = useSession()
  const [title, setTitle] = useState(item?.title ?? '')
  const [description, setDescription] = useState(item?.description ?? '')
  const [color, setColor] = useState(item?.color ?? usualColour)
  const [isShown, setShown] = useState(item?.show_on_sidebar ?? true)
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveLabel(accountId, item?.id, { title: title.trim(), description: description.trim(), color, show_on_sidebar: isShown }),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: onDone,
  })
  const problem = title.trim() ? null : 'Enter a title.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) saving.mutate()
  }
  return (
    <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Title" required error={tried ? problem : null} hint="Letters, digits, hyphens and underscores; it is kept in lower case.">
        <TextInput maxLength={255} autoCapitalize="none" value={title} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <Field label="Description" optional>
        <TextInput maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Field label="Colour">
        <TextInput type="color" className="w-16! cursor-pointer px-1!" value={color} onChange={(event) => setColor(event.target.value)} />
      </Field>
      <Checkbox label="Show in the side bar" checked={isShown} onChange={(event) => setShown(event.target.checked)} />
      <FormError error={saving.error} />
    </form>
  )
}
