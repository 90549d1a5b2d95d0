import { useId, useState } from 'react'
import { type Condition, conditionProblem, emptyCondition, joined, type Subject } from '../conditions/conditions.ts'
import { ConditionLines } from '../conditions/lines.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** Builds a filter; `onApply` gets null when no condition is left. */
export function FilterDialog({ title, subjects, conditions, onApply, onClose }: {
  title: string
  subjects: Subject[]
  conditions: Condition[] | null
  onApply: (conditions: Condition[] | null) => void
  onClose: () => void
}) {
  const id = useId()
  const [lines, setLines] = useState(conditions ?? [emptyCondition(subjects[0]!)])
  const [tried, setTried] = useState(false)
  const apply = () => {
    setTried(true)
    if (lines.some((line) => conditionProblem(line, subjects))) return
    onApply(lines.length === 0 ? null : joined(lines))
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width="md"
      title={title}
      footer={
        <>
          {conditions && (
            <Button
              look="ghost"
              className="me-auto"
              onClick={() => {
                onApply(null)
                onClose()
              }}
            >
              Clear
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary">
            Apply
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          apply()
        }}
      >
        <ConditionLines conditions={lines} subjects={subjects} onChange={setLines} tried={tried} />
      </form>
    </Dialog>
  )
}
