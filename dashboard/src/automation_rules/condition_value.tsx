import { useQuery } from '@tanstack/react-query'
import { agentsQuery } from '../agents/queries.ts'
import { priorities } from '../conversations/priorities.tsx'
import { statuses } from '../conversations/statuses.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { TextInput } from '../ui/field.tsx'
import { ManyChoice } from '../ui/many_choice.tsx'
import { Select } from '../ui/select.tsx'
import type { Condition } from './queries.ts'
import type { Subject } from './words.ts'

const sides = [{ value: 'incoming', label: 'From the customer' }, { value: 'outgoing', label: 'From the team' }]
const answers = [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]

/** What a condition compares with: one text, or one or more of a list. */
export function ConditionValue({ condition: { filter_operator, values }, subject, label, onChange }: {
  condition: Condition
  subject: Subject
  label: string
  onChange: (values: unknown[]) => void
}) {
  const choices = useChoices(subject)
  const texts = values.map(String)
  const [text = ''] = texts
  if (subject.kind === 'yes_no') return <Select label={label} value={text} options={answers} className="w-full" onChange={(next) => onChange([next === 'true'])} />
  if (choices) {
    const isId = subject.key.endsWith('_id') && subject.model === undefined
    return <ManyChoice label={label} values={texts} choices={choices} none="There is nothing to choose from yet." onChange={(next) => onChange(isId ? next.map(Number) : next)} />
  }
  const isDay = subject.kind === 'date' && filter_operator !== 'days_before'
  const isNumber = subject.kind === 'number' || filter_operator === 'days_before'
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

/** Null where text is typed. */
function useChoices({ kind, values = [] }: Subject): { value: string; label: string }[] | null {
  const { accountId } = useSession()
  const { data: inboxes = [] } = useQuery({ ...inboxesQuery(accountId), enabled: kind === 'inbox' })
  const { data: agents = [] } = useQuery({ ...agentsQuery(accountId), enabled: kind === 'agent' })
  const { data: teams = [] } = useQuery({ ...teamsQuery(accountId), enabled: kind === 'team' })
  const { data: labels = [] } = useQuery({ ...labelsQuery(accountId), enabled: kind === 'label' })
  const named = (list: { id: number; name: string }[]) => list.map(({ id, name }) => ({ value: String(id), label: name }))
  switch (kind) {
    case 'inbox': return named(inboxes)
    case 'agent': return named(agents)
    case 'team': return named(teams)
    case 'label': return labels.map(({ title }) => ({ value: title, label: title }))
    case 'list': return values.map((value) => ({ value, label: value }))
    case 'status': return [...statuses]
    case 'priority': return [...priorities]
    case 'message_type': return sides
    case 'text': case 'number': case 'date': case 'yes_no': return null
  }
}
