import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { agentsQuery } from '../agents/queries.ts'
import { say } from '../brand.ts'
import { inboxesQuery } from '../inboxes/queries.ts'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { teamsQuery } from '../teams/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { Condition } from './queries.ts'
import { conditionProblem, emptyCondition, needsValue, operatorsOf, subjectOf, subjects } from './words.ts'

/** Conditions, joined by "and" or "or" one to the next. One on an attribute that is not offered here is kept as it is. */
export function ConditionLines({ conditions, onChange, tried }: { conditions: Condition[]; onChange: (conditions: Condition[]) => void; tried: boolean }) {
  const set = (index: number, change: Partial<Condition>) => onChange(conditions.with(index, { ...conditions[index]!, ...change }))
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Conditions</legend>
      <ol className="flex flex-col gap-2">
        {conditions.map((condition, index) => {
          const problem = tried ? conditionProblem(condition) : null
          return (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no identity of their own
            <li key={`${index} ${condition.attribute_key}`} className="flex flex-col gap-2">
              <div className="rounded-lg border border-border p-2">
                <div className="flex gap-2">
                  <Line condition={condition} number={index + 1} onChange={(change) => set(index, change)} />
                  <IconButton size="lg" label={`Remove condition ${index + 1}`} onClick={() => onChange(conditions.toSpliced(index, 1))}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </div>
                {problem && <p role="alert" className="mt-1 text-sm text-danger">{problem}</p>}
              </div>
              {index < conditions.length - 1 && (
                <Select
                  size="sm"
                  label={`Between conditions ${index + 1} and ${index + 2}`}
                  className="w-20"
                  value={(condition.query_operator ?? 'and').toLowerCase()}
                  options={[{ value: 'and', label: 'and' }, { value: 'or', label: 'or' }]}
                  onChange={(query_operator) => set(index, { query_operator })}
                />
              )}
            </li>
          )
        })}
      </ol>
      <Button size="sm" className="mt-2" icon={<Plus aria-hidden />} onClick={() => onChange([...conditions, emptyCondition()])}>
        Add condition
      </Button>
    </fieldset>
  )
}

function Line({ condition, number, onChange }: { condition: Condition; number: number; onChange: (change: Partial<Condition>) => void }) {
  const { attribute_key, filter_operator, values } = condition
  if (!subjectOf(attribute_key)) return <p className="min-w-0 flex-1 self-center text-sm [overflow-wrap:anywhere]">{`${attribute_key} ${filter_operator} ${values.map(String).join(', ')} (set over the API)`}</p>
  const operators = operatorsOf(attribute_key)
  const isKnown = operators.some(({ value }) => value === filter_operator)
  return (
    <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
      <Select label={`What condition ${number} looks at`} value={attribute_key} options={subjects.map(({ value, label }) => ({ value, label: say(label) }))} onChange={(key) => onChange(emptyCondition(key))} />
      <Select
        label={`How condition ${number} compares`}
        value={filter_operator}
        options={isKnown ? operators : [...operators, { value: filter_operator, label: filter_operator }]}
        onChange={(operator) => onChange({ filter_operator: operator, ...(!needsValue(operator) && { values: [] }) })}
      />
      {needsValue(filter_operator) && (
        <div className="sm:col-span-2">
          <Value condition={condition} label={`What condition ${number} compares with`} onChange={(value) => onChange({ values: value === '' ? [] : [value] })} />
        </div>
      )}
    </div>
  )
}

function Value({ condition: { attribute_key, values }, label, onChange }: { condition: Condition; label: string; onChange: (value: string | number | boolean) => void }) {
  const options = useOptions(attribute_key)
  const value = values[0] === undefined ? '' : String(values[0])
  if (!options) return <TextInput aria-label={label} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
  const known = options.some((option) => option.value === value) || value === '' ? options : [...options, { value, label: value }]
  return <Select label={label} value={value} options={known} className="w-full" onChange={(next) => onChange(attribute_key.endsWith('_id') ? Number(next) : attribute_key === 'private_note' ? next === 'true' : next)} />
}

/** What there is to choose from; null where text is typed. */
function useOptions(key: string): { value: string; label: string }[] | null {
  const { accountId } = useSession()
  const kind = subjectOf(key)?.kind
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
    case 'status': return [{ value: 'open', label: 'Open' }, { value: 'resolved', label: 'Resolved' }, { value: 'pending', label: 'Pending' }, { value: 'snoozed', label: 'Snoozed' }]
    case 'priority': return [{ value: 'low', label: 'Low' }, { value: 'medium', label: 'Medium' }, { value: 'high', label: 'High' }, { value: 'urgent', label: 'Urgent' }]
    case 'message_type': return [{ value: 'incoming', label: 'From the customer' }, { value: 'outgoing', label: 'From the team' }]
    case 'yes_no': return [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]
    case 'text': case undefined: return null
  }
}
