import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { say } from '../brand.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Field, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { callbackEvents } from '../endpoints/events.tsx'
import { type DeliveryFilter, endpointKey, fromLocalInput, type Period, toLocalInput } from './filter.ts'
import { endpointsQuery } from './queries.ts'
import { stateChoices } from './state_mark.tsx'
import type { DeliveryState } from './wire.ts'
import { kindText } from './words.ts'

const any = 'any'
const anyTime = { value: any, label: 'Any time' } as const
const periodChoices: { value: Period | typeof any; label: string }[] = [
  anyTime, { value: '1h', label: 'Last hour' }, { value: '24h', label: 'Last 24 hours' }, { value: '7d', label: 'Last 7 days' }, { value: 'range', label: 'From … to …' },
]

export interface FiltersProps {
  filter: DeliveryFilter
  onChange: (filter: DeliveryFilter) => void
  /** In an inbox's own list there is nothing to choose. */
  withEndpoint: boolean
}

export function DeliveryFilters({ filter, onChange, withEndpoint }: FiltersProps) {
  const set = (change: { [Key in keyof DeliveryFilter]?: DeliveryFilter[Key] | undefined }) => onChange(withoutEmpty({ ...filter, ...change }))
  const { endpoint, ...own } = filter
  const chosen = Object.keys(withEndpoint ? filter : own).filter((key) => key !== 'since' && key !== 'until').length
  // Five boxes would fill a phone before the list begins.
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button className="mb-2 sm:hidden" icon={<SlidersHorizontal aria-hidden />} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {chosen > 0 ? `Filters (${chosen})` : 'Filters'}
      </Button>
      <div role="group" aria-label="Filter deliveries" className={cx('mb-3 flex flex-wrap items-center gap-2 [&>*]:max-sm:grow', !isOpen && 'max-sm:hidden')}>
        {withEndpoint && <EndpointChoice value={endpoint} onChange={(next) => set({ endpoint: next })} />}
        <Select
          size="md"
          label="Event"
          className="w-48 max-sm:basis-full"
          value={filter.event ?? any}
          options={[{ value: any, label: 'Any event' }, ...callbackEvents.map(({ name, label }) => ({ value: name, label: say(label) }))]}
          onChange={(event) => set({ event: event === any ? undefined : event })}
        />
        <Select<DeliveryState | typeof any>
          size="md"
          label="State"
          className="w-44 max-sm:basis-0"
          value={filter.state ?? any}
          options={[{ value: any, label: 'Any state' }, ...stateChoices]}
          onChange={(state) => set({ state: state === any ? undefined : state })}
        />
        <Select
          size="md"
          label="Time"
          className="w-36 max-sm:basis-0"
          value={filter.period ?? any}
          options={periodChoices}
          onChange={(period) => set({ period: period === any ? undefined : period, since: undefined, until: undefined })}
        />
        <ConversationNumber value={filter.conversation_id} onChange={(conversation_id) => set({ conversation_id })} />
        {filter.period === 'range' && <TimeRange filter={filter} onChange={set} />}
        {chosen > 0 && (
          <Button look="ghost" onClick={() => onChange(!withEndpoint && endpoint ? { endpoint } : {})}>
            Clear
          </Button>
        )}
      </div>
    </>
  )
}

/** Of all endpoints, or of some kinds, and of the one in the address even when it is gone. `inForm`: below a Field's label. */
export function EndpointChoice({ value, onChange, inForm = false, kinds }: { value: string | undefined; onChange: (next: string | undefined) => void; inForm?: boolean; kinds?: string[] }) {
  const { accountId } = useSession()
  const { data = [] } = useQuery(endpointsQuery(accountId))
  const known = data.filter(({ kind }) => !kinds || kinds.includes(kind)).map((one) => ({ value: endpointKey(one), label: one.name || one.url, hint: kindText(one.kind) }))
  const isKnown = value === undefined || known.some((one) => one.value === value)
  return (
    <Select
      {...(inForm ? { size: 'lg' } : { size: 'md', label: 'Endpoint', className: 'w-48 max-sm:basis-full' })}
      value={value ?? any}
      options={[{ value: any, label: 'Any endpoint' }, ...known, ...(isKnown ? [] : [{ value, label: value }])]}
      onChange={(next) => onChange(next === any ? undefined : next)}
    />
  )
}

/** Taken when typing pauses, so that the address does not change with every digit. */
function ConversationNumber({ value, onChange }: { value: number | undefined; onChange: (next: number | undefined) => void }) {
  const [typed, setTyped] = useState(value === undefined ? '' : String(value))
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    setTyped(value === undefined ? '' : String(value))
  }
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    const next = Number(typed) > 0 ? Number(typed) : undefined
    if (next === value) return
    const timer = setTimeout(() => latest.current(next), 400)
    return () => clearTimeout(timer)
  }, [typed, value])
  return (
    <TextInput
      aria-label="Conversation number"
      placeholder="Conversation"
      inputMode="numeric"
      className="h-8! w-28! text-sm touch:h-11! max-sm:w-full!"
      value={typed}
      onChange={(event) => setTyped(event.target.value.replaceAll(/\D/g, '').slice(0, 12))}
    />
  )
}

function TimeRange({ filter, onChange }: { filter: DeliveryFilter; onChange: (change: { [End in 'since' | 'until']?: number | undefined }) => void }) {
  const ends = [['since', 'From'], ['until', 'To']] as const
  return (
    <div className="flex basis-full flex-wrap gap-2">
      {ends.map(([end, label]) => (
        <Field key={end} label={label} className="max-sm:basis-full">
          <TextInput
            type="datetime-local"
            className="h-8! w-auto! text-sm touch:h-11! max-sm:w-full!"
            defaultValue={toLocalInput(filter[end])}
            onChange={(event) => onChange({ [end]: fromLocalInput(event.target.value) ?? undefined })}
          />
        </Field>
      ))}
    </div>
  )
}

const withoutEmpty = (filter: object) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as DeliveryFilter
