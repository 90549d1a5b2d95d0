import { TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { type DayHours, hoursProblem } from './hours.ts'

const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const kinds = [{ value: 'closed', label: 'Closed' }, { value: 'hours', label: 'From – to' }, { value: 'always', label: 'All day' }] as const

/** One day of the week. */
export function DayLine({ hours, onChange }: { hours: DayHours; onChange: (hours: DayHours) => void }) {
  const name = names[hours.day]!
  const problem = hoursProblem(hours)
  const time = (side: 'from' | 'to') => (
    <TextInput
      type="time"
      aria-label={`${name}, ${side}`}
      aria-invalid={problem ? true : undefined}
      className="figures w-34! touch:w-auto! touch:flex-1"
      value={hours[side]}
      onChange={(event) => onChange({ ...hours, [side]: event.target.value })}
    />
  )
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="w-24 text-sm font-medium">{name}</span>
        <Select label={name} value={hours.kind} options={[...kinds]} className="w-32" onChange={(kind) => onChange({ ...hours, kind })} />
        {hours.kind === 'hours' && (
          <span className="flex items-center gap-2 max-sm:w-full">
            {time('from')}
            <span aria-hidden className="text-text-3">–</span>
            {time('to')}
          </span>
        )}
      </div>
      {problem && <p role="alert" className="mt-1 text-sm text-danger">{problem}</p>}
    </li>
  )
}
