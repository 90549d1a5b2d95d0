import { useMutation } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { LabelSet } from '../labels/label_set.tsx'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { ChoiceBar } from '../ui/choice_bar.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { updateInbox } from './queries.ts'

const usualQuestion = 'Please rate this conversation'
const displays = [{ value: 'emoji', label: 'Faces' }, { value: 'star', label: 'Stars' }] as const
const rules = [
  { value: 'contains', label: 'Only with one of these labels' },
  { value: 'does_not_contain', label: 'Not with any of these labels' },
] as const
const isOneOf = <T extends string>(choices: readonly { value: T }[], value: string | undefined): T => (choices.find((choice) => choice.value === value) ?? choices[0]!).value

/** What customers are asked when a conversation is resolved, and after which conversations. */
export function SurveyTab({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const config = inbox.csat_config
  const [isOn, setOn] = useState(inbox.csat_survey_enabled)
  const [question, setQuestion] = useState(config.message ?? '')
  const [display, setDisplay] = useState(isOneOf(displays, config.display_type))
  const [rule, setRule] = useState(isOneOf(rules, config.survey_rules?.operator))
  const [labels, setLabels] = useState(config.survey_rules?.values ?? [])
  const saving = useMutation({
    mutationFn: () =>
      updateInbox(accountId, inbox.id, {
        csat_survey_enabled: isOn,
        csat_config: { ...config, message: question.trim(), display_type: display, survey_rules: { operator: rule, values: labels } },
      }),
    onSuccess: () => toast('Survey updated', { tone: 'success' }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-xl flex-col gap-5">
      <Checkbox
        label="Ask how it went"
        hint="Once in a conversation, when it is resolved. The answers stand under Reports, Satisfaction."
        checked={isOn}
        onChange={(event) => setOn(event.target.checked)}
      />
      {isOn && (
        <>
          <Field label="Question" optional hint={`Without one: “${usualQuestion}”.`}>
            <TextArea dir="auto" rows={2} maxLength={10_000} value={question} onChange={(event) => setQuestion(event.target.value)} />
          </Field>
          <div className="flex flex-col items-start gap-1.5">
            <span className="text-sm font-medium">Answer with</span>
            <ChoiceBar label="Answer with" value={display} choices={[...displays]} onChange={setDisplay} />
          </div>
          <Preview question={question.trim() || usualQuestion} isStars={display === 'star'} />
          <div className="flex flex-col gap-2">
            <Field label="Which conversations" hint={labels.length === 0 ? 'Without a label, after every conversation.' : undefined}>
              <Select value={rule} options={[...rules]} onChange={setRule} />
            </Field>
            <LabelSet worn={labels} onChange={setLabels} />
          </div>
        </>
      )}
      <FormError error={saving.error} />
      <div>
        <Button type="submit" look="primary" size="lg" busy={saving.isPending}>
          Update
        </Button>
      </div>
    </form>
  )
}

function Preview({ question, isStars }: { question: string; isStars: boolean }) {
  return (
    <figure className="rounded-lg border border-border bg-surface-2 p-4">
      <figcaption className="mb-2 text-xs text-text-2">What the customer sees</figcaption>
      <p dir="auto" className="text-base [overflow-wrap:anywhere]">{question}</p>
      <p aria-hidden className="mt-2 flex gap-2 text-lg [&>svg]:size-6 [&>svg]:text-text-3">
        {isStars ? [1, 2, 3, 4, 5].map((star) => <Star key={star} />) : ['😞', '😑', '😐', '😀', '😍'].map((face) => <span key={face}>{face}</span>)}
      </p>
    </figure>
  )
}
