import { useMutation, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useChoices } from '../conditions/choices.ts'
import { sentenceOf } from '../conditions/sentence.ts'
import { contactSubjects } from '../contacts/filter.ts'
import { useView } from '../custom_filters/use_view.ts'
import { definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import { useSession } from '../session.ts'
import { fullTime, spokenAge, useNow } from '../time.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { ErrorState, FormError } from '../ui/error_state.tsx'
import { Field } from '../ui/field.tsx'
import { ManyChoice } from '../ui/many_choice.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { columns, usualColumns } from './columns.ts'
import { type ContactExport, exportContacts, exportsQuery } from './queries.ts'

export function Exports() {
  const { accountId } = useSession()
  const list = useQuery(exportsQuery(accountId))
  return (
    <div className="flex flex-col gap-4">
      <NewExport />
      {list.isPending && <SkeletonRows rows={1} label="Loading exports" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && list.data.length > 0 && (
        <ul aria-label="Exports" className="divide-y divide-border rounded-lg border border-border">
          {list.data.map((one) => (
            <ExportRow key={one.id} one={one} />
          ))}
        </ul>
      )}
    </div>
  )
}

function NewExport() {
  const { accountId } = useSession()
  const search = useSearch({ from: '/app/accounts/$accountId/contacts/files' })
  const view = useView('contact', search)
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const subjects = contactSubjects(definitions)
  const choicesOf = useChoices(subjects)
  const [names, setNames] = useState(usualColumns)
  const own = definitions.filter(({ attribute_model }) => attribute_model === 'contact_attribute').map(({ attribute_key, attribute_display_name }) => ({ value: attribute_key, label: attribute_display_name }))
  const starting = useMutation({
    mutationFn: () => exportContacts(accountId, { column_names: names, label: search.label ?? null, conditions: view.conditions }),
    onSuccess: () => toast('The file is being written', { tone: 'success' }),
  })
  const whom = view.conditions
    ? `${view.saved ? `“${view.saved.name}”: ` : ''}${sentenceOf(view.conditions, subjects, choicesOf)}`
    : search.label ? `Everybody with the label “${search.label}”` : 'Everybody'
  return (
    <div className="flex max-w-xl flex-col items-start gap-4">
      <div className="text-sm">
        <p className="font-medium">Whom</p>
        <p className="mt-0.5 text-text-2 [overflow-wrap:anywhere]">
          <bdi>{whom}</bdi>. {whom === 'Everybody' && 'To export some, filter the list of contacts first.'}
        </p>
      </div>
      <Field label="Columns" className="w-full">
        <ManyChoice label="Columns" values={names} choices={[...columns, ...own]} none="" onChange={setNames} />
      </Field>
      <FormError error={starting.error} />
      <Button size="lg" busy={starting.isPending} disabled={names.length === 0 || view.isPending || view.isGone} onClick={() => starting.mutate()}>
        Export
      </Button>
    </div>
  )
}

function ExportRow({ one: { state, count, error, file_url, column_names, created_at } }: { one: ContactExport }) {
  const now = useNow()
  const words = count === null ? 'Contacts' : `${count.toLocaleString('en')} ${count === 1 ? 'contact' : 'contacts'}`
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p role="status" className="flex flex-wrap items-center gap-2">
          <span className="figures font-medium">{words}</span>
          {state === 'pending' && <Badge tone="accent">Under way</Badge>}
          {state === 'failed' && <Badge tone="danger">Failed</Badge>}
          {state === 'completed' && <Badge tone="success">Done</Badge>}
        </p>
        <p className="mt-0.5 truncate text-sm text-text-2" title={column_names.join(', ')}>{error ?? column_names.join(', ')}</p>
      </div>
      <time title={fullTime(created_at)} className="text-xs text-text-3">{spokenAge(created_at, now)}</time>
      {file_url && (
        <a href={new URL(file_url).pathname} download className={buttonClass()}>
          <Download aria-hidden />
          Download
        </a>
      )}
    </li>
  )
}
