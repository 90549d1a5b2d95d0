import { TextInput } from '../ui/field.tsx'
import { ManyChoice } from '../ui/many_choice.tsx'
import { Select } from '../ui/select.tsx'
import { useChoices } from './choices.ts'
import type { Subject } from './conditions.ts'

/** What a condition compares with: one text, or one or more of a list. */
export function ConditionValue({ operator, values, subject, label, onChange }: {
  operator: string
  values: unknown[]
  subject: Subject
  label: string
  onChange: (values: unknown[]) => void
}) {
  const choices = useChoices([subject])(subject)
  const texts = values.map(String)
  const [text = ''] = texts
  // A part of a name is typed.
  const isTyped = operator === 'contains' || operator === 'does_not_contain'
  if (subject.kind === 'yes_no') return <Select label={label} value={text} options={choices ?? []} className="w-full" onChange={(next) => onChange([next === 'true'])} />
  if (choices && !isTyped) {
    const isId = subject.key.endsWith('_id') && subject.model === undefined
    return <ManyChoice label={label} values={texts} choices={choices} none="There is nothing to choose from yet." onChange={(next) => onChange(isId ? next.map(Number) : next)} />
  }
  const isDay = subject.kind === 'date' && operator !== 'days_before'
  const isNumber = subject.kind === 'number' || operator === 'days_before'
  return (
    <TextInput
      aria-label={label}
      dir="auto"
      {...(isDay && { type: 'date' })}
      {...(isNumber && { inputMode: 'decimal' })}
      // Several texts come over the API alone; whoever types puts one in their place.
      value={texts.length > 1 ? texts.join(', ') : text}
      onChange={({ target }) => onChange(target.value === '' ? [] : [target.value])}
    />
  )
}
