import { useQuery } from '@tanstack/react-query'
import { Filter, ListChecks } from 'lucide-react'
import { customFiltersQuery } from '../custom_filters/queries.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import type { ContactsSearch, ContactSort } from './queries.ts'
import { SearchBox } from './search_box.tsx'

const sorts: { value: ContactSort; label: string }[] = [
  { value: '-last_activity_at', label: 'Last active first' },
  { value: 'name', label: 'By name' },
  { value: 'email', label: 'By e-mail' },
  { value: 'phone_number', label: 'By phone' },
  { value: 'company_name', label: 'By company' },
  { value: 'city', label: 'By city' },
  { value: 'country', label: 'By country' },
  { value: '-created_at', label: 'Newest first' },
  { value: 'created_at', label: 'Oldest first' },
]

/** Who is shown, in which order. One of search, choice and filter holds: the server knows no two of them together. */
export function ContactControls({ search, onShow, onFilter, isChoosing, onChoose }: {
  search: ContactsSearch
  onShow: (search: ContactsSearch) => void
  onFilter: () => void
  isChoosing: boolean
  onChoose: () => void
}) {
  const { sort = '-last_activity_at' } = search
  const order = search.sort ? { sort: search.sort } : {}
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <SearchBox aria-label="Search contacts" className="max-w-md flex-1 max-sm:basis-full" value={search.q ?? ''} onChange={(q) => onShow({ ...(q && { q }), ...order })} />
      <Who search={search} onShow={(who) => onShow({ ...who, ...order })} />
      <Select size="lg" label="Order" className="w-44 max-sm:flex-1 max-sm:basis-[45%]" value={sort} options={sorts} onChange={(next) => onShow({ ...search, sort: next })} />
      <Button size="lg" className="px-3! max-sm:flex-1" icon={<Filter aria-hidden />} onClick={onFilter}>
        Filter
      </Button>
      <IconButton size="lg" label="Select contacts" aria-pressed={isChoosing} onClick={onChoose}>
        <ListChecks aria-hidden />
      </IconButton>
    </div>
  )
}

function Who({ search, onShow }: { search: ContactsSearch; onShow: (search: ContactsSearch) => void }) {
  const { accountId } = useSession()
  const { data: segments = [] } = useQuery(customFiltersQuery(accountId, 'contact'))
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  const segment = segments.find(({ id }) => id === search.view)
  const value = segment ? `view:${segment.id}` : search.label ? `label:${search.label}` : search.active ? 'active' : search.q ? 'found' : search.filter ? 'filtered' : 'all'
  const choices = [
    { value: 'all', label: 'Everybody' },
    { value: 'active', label: 'Online now' },
    ...segments.map(({ id, name }) => ({ value: `view:${id}`, label: name, hint: 'Segment' })),
    ...labels.map(({ title }) => ({ value: `label:${title}`, label: title, hint: 'Label' })),
    ...(search.label && !labels.some(({ title }) => title === search.label) ? [{ value, label: search.label, hint: 'Label' }] : []),
    ...(value === 'found' ? [{ value, label: 'Found' }] : []),
    ...(value === 'filtered' ? [{ value, label: 'Filtered' }] : []),
  ]
  const choose = (next: string) => {
    const [kind, rest] = [next.split(':')[0], next.slice(next.indexOf(':') + 1)]
    if (kind === 'view') onShow({ view: Number(rest) })
    else if (kind === 'label') onShow({ label: rest })
    else if (kind === 'active') onShow({ active: true })
    else if (kind === 'all') onShow({})
  }
  return <Select size="lg" label="Who" className="w-44 max-sm:flex-1 max-sm:basis-[45%]" value={value} options={choices} onChange={choose} />
}
