import { useQuery } from '@tanstack/react-query'
import { agentsQuery } from '../agents/queries.ts'
import { say } from '../brand.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { dayOf, days, type Days, isDay, type ReportsSearch, type ScopeType, spanOf } from './span.ts'

const scopes: { value: ScopeType | 'account'; label: string }[] = [
  { value: 'account', label: 'The whole account' }, { value: 'agent', label: 'One agent' }, { value: 'inbox', label: 'One inbox' }, { value: 'team', label: 'One team' }, { value: 'label', label: 'One label' },
]

/** From when to when, of what, and by which hours. */
export function ReportControls({ search, onChange }: { search: ReportsSearch; onChange: (search: ReportsSearch) => void }) {
  const others = { ...search, from: undefined, to: undefined, days: undefined }
  const isOwn = search.from !== undefined && search.to !== undefined
  const chooseTime = (next: string) => {
    if (next !== 'own') return onChange({ ...others, days: Number(next) as Days })
    const { since, until } = spanOf(search)
    onChange({ ...others, from: dayOf(since), to: dayOf(until - 1) })
  }
  return (
    <div className="mb-6 flex flex-wrap items-center gap-x-2 gap-y-2">
      <Select
        size="md"
        label="Time"
        className="w-36 max-sm:flex-1 max-sm:basis-36"
        value={isOwn ? 'own' : String(search.days ?? 7)}
        options={[...days.map((count) => ({ value: String(count), label: `Last ${count} days` })), { value: 'own', label: 'From … to …' }]}
        onChange={chooseTime}
      />
      {isOwn && <OwnDays search={search} onChange={onChange} />}
      <Select
        size="md"
        label="Of what"
        className="w-44 max-sm:flex-1 max-sm:basis-40"
        value={search.type ?? 'account'}
        options={scopes.map(({ value, label }) => ({ value, label: say(label) }))}
        onChange={(type) => onChange(type === 'account' ? withoutScope(search) : { ...withoutScope(search), type })}
      />
      {search.type && <ScopeChoice type={search.type} id={search.id} onChange={(id) => onChange({ ...search, id })} />}
      <Checkbox
        className="ms-1 max-sm:basis-full touch:min-h-11 touch:items-center"
        label={<span className="text-sm">Business hours only</span>}
        checked={search.worked ?? false}
        onChange={({ target }) => onChange({ ...search, worked: target.checked || undefined })}
      />
    </div>
  )
}

const withoutScope = (search: ReportsSearch): ReportsSearch => ({ ...search, type: undefined, id: undefined })

function OwnDays({ search, onChange }: { search: ReportsSearch; onChange: (search: ReportsSearch) => void }) {
  const { from = '', to = '' } = search
  // While a date is being typed it is none, and the report stays.
  const change = (next: { from: string; to: string }) => {
    if (!isDay(next.from) || !isDay(next.to)) return
    onChange({ ...search, ...(next.from <= next.to ? next : { from: next.to, to: next.from }) })
  }
  return (
    <div className="flex items-center gap-1.5 max-sm:w-full">
      <TextInput key={`from ${from}`} type="date" aria-label="From" className="h-8! w-40! px-2! text-sm! max-sm:flex-1" defaultValue={from} onChange={({ target }) => change({ from: target.value, to })} />
      <span aria-hidden className="text-text-3">–</span>
      <TextInput key={`to ${to}`} type="date" aria-label="To" className="h-8! w-40! px-2! text-sm! max-sm:flex-1" defaultValue={to} onChange={({ target }) => change({ from, to: target.value })} />
    </div>
  )
}

function ScopeChoice({ type, id, onChange }: { type: ScopeType; id: number | undefined; onChange: (id: number) => void }) {
  const { accountId } = useSession()
  const { data: agents } = useQuery({ ...agentsQuery(accountId), enabled: type === 'agent' })
  const { data: inboxes } = useQuery({ ...inboxesQuery(accountId), enabled: type === 'inbox' })
  const { data: teams } = useQuery({ ...teamsQuery(accountId), enabled: type === 'team' })
  const { data: labels } = useQuery({ ...labelsQuery(accountId), enabled: type === 'label' })
  const options = { agent: agents, inbox: inboxes, team: teams, label: labels?.map((label) => ({ id: label.id, name: label.title })) }[type] ?? []
  return (
    <Select size="md" label={say(`Which ${type}`)} className="w-44 max-sm:flex-1" value={id === undefined ? '' : String(id)} options={options.map((one) => ({ value: String(one.id), label: one.name }))} onChange={(next) => onChange(Number(next))} />
  )
}
