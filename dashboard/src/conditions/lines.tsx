import { Plus, Trash2 } from 'lucide-react'
import { say } from '../brand.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { ChangedValue } from './changed_value.tsx'
import { type Condition, conditionProblem, emptyCondition, needsValue, operatorWords, type Subject, subjectOf, valuesOf } from './conditions.ts'
import { ConditionValue } from './value.tsx'

/** Conditions, joined by "and" or "or" one to the next. One on an attribute that is not offered here is kept as it is. */
export function ConditionLines({ conditions, subjects, onChange, tried }: { conditions: Condition[]; subjects: Subject[]; onChange: (conditions: Condition[]) => void; tried: boolean }) {
  const set = (index: number, condition: Condition) => onChange(conditions.with(index, condition))
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Conditions</legend>
      <ol className="flex flex-col gap-2">
        {conditions.map((condition, index) => {
          const problem = tried ? conditionProblem(condition, subjects) : null
          return (
            // oxlint-disable-next-line react/no-array-index-key -- lines have no identity of their own
            <li key={`${index} ${condition.attribute_key} ${condition.custom_attribute_type ?? ''}`} className="flex flex-col gap-2">
              <div className="rounded-lg border border-border p-2">
                <div className="flex gap-2">
                  <Line condition={condition} subjects={subjects} number={index + 1} onChange={(change) => set(index, change)} />
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
                  onChange={(query_operator) => set(index, { ...condition, query_operator })}
                />
              )}
            </li>
          )
        })}
      </ol>
      <Button size="sm" className="mt-2" icon={<Plus aria-hidden />} onClick={() => onChange([...conditions, emptyCondition(subjects[0]!)])}>
        Add condition
      </Button>
      {conditions.some(({ query_operator }, index) => index < conditions.length - 1 && query_operator?.toLowerCase() === 'or') && (
        <p className="mt-2 text-sm text-text-2">What “and” joins belongs together, and “or” stands between.</p>
      )}
    </fieldset>
  )
}

function Line({ condition, subjects, number, onChange }: { condition: Condition; subjects: Subject[]; number: number; onChange: (change: Condition) => void }) {
  const { attribute_key, filter_operator, values } = condition
  const subject = subjectOf(condition, subjects)
  if (!subject) return <p className="min-w-0 flex-1 self-center text-sm [overflow-wrap:anywhere]">{`${attribute_key} ${filter_operator} ${JSON.stringify(values)} (set over the API)`}</p>
  const operators: string[] = subject.operators.some((one) => one === filter_operator) ? [...subject.operators] : [...subject.operators, filter_operator]
  // It joins this line with the next, whatever this one looks at.
  const joint = { query_operator: condition.query_operator ?? 'and' }
  const label = `What condition ${number} compares with`
  return (
    <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
      <Select
        label={`What condition ${number} looks at`}
        value={subject.id}
        options={subjects.map(({ id, label: name }) => ({ value: id, label: say(name) }))}
        onChange={(id) => onChange({ ...emptyCondition(subjects.find((one) => one.id === id)!), ...joint })}
      />
      <Select
        label={`How condition ${number} compares`}
        value={filter_operator}
        options={operators.map((operator) => ({ value: operator, label: operatorWords(operator, subject.kind) }))}
        onChange={(operator) => onChange({ ...condition, filter_operator: operator, values: keepsValues(filter_operator, operator) ? values : [] })}
      />
      {needsValue(filter_operator) && (
        <div className="min-w-0 sm:col-span-2">
          <ConditionValue operator={filter_operator} values={valuesOf(condition)} subject={subject} label={label} onChange={(next) => onChange({ ...condition, values: next })} />
        </div>
      )}
      {filter_operator === 'attribute_changed' && (
        <div className="grid min-w-0 gap-2 sm:col-span-2 sm:grid-cols-2">
          <ChangedValue values={values} subject={subject} number={number} onChange={(next) => onChange({ ...condition, values: next })} />
        </div>
      )}
    </div>
  )
}

/** A text says nothing where a day or one of a list is asked for, and the other way round. */
function keepsValues(before: string, after: string): boolean {
  const sort = (operator: string) => (!needsValue(operator) ? 'none' : operator === 'days_before' ? 'days' : operator === 'contains' || operator === 'does_not_contain' ? 'part' : 'value')
  return sort(before) === sort(after)
}
