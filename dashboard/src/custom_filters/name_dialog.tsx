import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { Condition } from '../conditions/conditions.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { Field, TextInput } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import { type CustomFilter, type FilterType, saveCustomFilter } from './queries.ts'

/** Saves conditions under a name, or gives a saved filter another one. */
export function NameDialog({ type, noun, saved, conditions, onSaved, onClose }: {
  type: FilterType
  /** In a sentence, such as "segment". */
  noun: string
  saved?: CustomFilter | undefined
  conditions?: Condition[]
  onSaved?: (saved: CustomFilter) => void
  onClose: () => void
}) {
  const { accountId } = useSession()
  const id = useId()
  const [name, setName] = useState(saved?.name ?? '')
  const [tried, setTried] = useState(false)
  const saving = useMutation({
    mutationFn: () => saveCustomFilter(accountId, type, saved?.id, { name: name.trim(), ...(conditions && { conditions }) }),
    onSuccess: (one) => {
      toast(saved ? 'Renamed' : `Saved as the ${noun} “${one.name}”`, { tone: 'success' })
      onSaved?.(one)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim()) saving.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={saved ? `Rename ${noun}` : `Save as ${noun}`}
      description={saved ? undefined : `Only you see your ${noun}s.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" busy={saving.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Name" required error={tried && !name.trim() ? 'Enter a name.' : null}>
          <TextInput maxLength={255} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <FormError error={saving.error} />
      </form>
    </Dialog>
  )
}
