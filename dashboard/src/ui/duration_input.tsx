import { type Unit } from './duration.ts'
import { TextInput } from './field.tsx'
import { Select } from './select.tsx'

const units: { value: Unit; label: string }[] = [{ value: 'minutes', label: 'minutes' }, { value: 'hours', label: 'hours' }, { value: 'days', label: 'days' }]

/** So many minutes, hours or days. */
export function DurationInput({ label, value, problem, onChange }: {
  label: string
  value: { amount: string; unit: Unit }
  problem: string | null
  onChange: (value: { amount: string; unit: Unit }) => void
}) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="flex gap-2">
        <TextInput
          inputMode="numeric"
          aria-label={`${label}, how many`}
          aria-invalid={problem ? true : undefined}
          className="figures w-24!"
          value={value.amount}
          onChange={(event) => onChange({ ...value, amount: event.target.value })}
        />
        <Select label={`${label}, in`} value={value.unit} options={units} className="w-32" onChange={(unit) => onChange({ ...value, unit })} />
      </div>
      {problem && <p role="alert" className="mt-1.5 text-sm text-danger">{problem}</p>}
    </fieldset>
  )
}
