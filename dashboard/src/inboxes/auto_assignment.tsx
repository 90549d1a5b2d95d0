import { say } from '../brand.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field, TextInput } from '../ui/field.tsx'

export interface Assignment {
  isOn: boolean
  /** As it is typed; empty for none. */
  limit: string
}

/** What is wrong with the limit, in words for the form. */
export const limitProblem = ({ isOn, limit }: Assignment): string | null =>
  (isOn && limit.trim() && !/^[1-9]\d{0,5}$/.test(limit.trim()) ? 'Enter a whole number from 1.' : null)

/** Whether conversations are handed out, and how many one agent may have. */
export function AutoAssignment({ value, onChange }: { value: Assignment; onChange: (value: Assignment) => void }) {
  return (
    <div className="flex max-w-xl flex-col gap-5">
      <Checkbox label="Assign conversations automatically" checked={value.isOn} onChange={(event) => onChange({ ...value, isOn: event.target.checked })} />
      {value.isOn && (
        <Field
          label="Most open conversations per agent"
          optional
          error={limitProblem(value)}
          hint={say('Of this inbox. Who has as many gets no more; without a number there is no limit.')}
        >
          <TextInput inputMode="numeric" className="w-28!" value={value.limit} onChange={(event) => onChange({ ...value, limit: event.target.value })} />
        </Field>
      )}
    </div>
  )
}
