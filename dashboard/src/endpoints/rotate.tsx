import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useNow, whenNext } from '../time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.tsx'

const hour = 3600
const day = 24 * hour
const overlaps = [
  { value: '0', label: 'At once' },
  { value: String(hour), label: 'In one hour' },
  { value: String(day), label: 'In one day' },
  { value: String(2 * day), label: 'In two days' },
  { value: String(3 * day), label: 'In three days' },
  { value: String(7 * day), label: 'In seven days' },
]

/** A key that can be replaced, and what its holders must know about it. */
export interface Rotation {
  /** In a sentence, such as "webhook secret". */
  what: string
  /** What happens while both work, and what happens without such a time. */
  during: ReactNode
  atOnce: ReactNode
  /** Seconds that are proposed. */
  usually: number
  /** `overlap` in seconds. */
  rotate: (overlap: number) => Promise<unknown>
}

export const aDay = day

/** Replaces a key by a new one, after asking how long the old one shall go on working beside it. */
export function RotateButton(rotation: Rotation) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="lg" icon={<RotateCw aria-hidden />} onClick={() => setOpen(true)}>
        Reset
        <span className="sr-only"> {rotation.what}</span>
      </Button>
      {open && <RotateDialog {...rotation} onClose={() => setOpen(false)} />}
    </>
  )
}

function RotateDialog({ what, during, atOnce, usually, rotate, onClose }: Rotation & { onClose: () => void }) {
  const formId = useId()
  const [overlap, setOverlap] = useState(String(usually))
  const rotating = useMutation({
    mutationFn: () => rotate(Number(overlap)),
    onSuccess: () => {
      toast(overlap === '0' ? `New ${what}. The old one no longer works.` : `New ${what}. The old one works beside it for now.`, { tone: 'success' })
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Reset the ${what}?`}
      description="A new one is made. Whoever uses the old one needs the new one from you."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look={overlap === '0' ? 'danger' : 'primary'} busy={rotating.isPending}>
            Reset now
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          rotating.mutate()
        }}
      >
        <Field label="The old one stops working" hint={overlap === '0' ? atOnce : during}>
          <Select value={overlap} options={overlaps} onChange={setOverlap} />
        </Field>
        <FormError error={rotating.error} />
      </form>
    </Dialog>
  )
}

/** Until when an older key works beside the new one. */
export function OverlapEnd({ until, children }: { until: string | null | undefined; children: (when: string) => ReactNode }) {
  const now = useNow()
  const at = until ? Date.parse(until) / 1000 : 0
  return at > now ? <p className="text-sm text-warning">{children(whenNext(at, now))}</p> : null
}
