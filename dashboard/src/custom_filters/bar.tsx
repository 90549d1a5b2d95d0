import { useMutation } from '@tanstack/react-query'
import { Ellipsis, ListFilter, Pencil, Save, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useChoices } from '../conditions/choices.ts'
import { type Condition, type Subject, subjectOf } from '../conditions/conditions.ts'
import { sentenceOf } from '../conditions/sentence.ts'
import { useSession } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { NameDialog } from './name_dialog.tsx'
import { type CustomFilter, deleteCustomFilter, type FilterType, saveCustomFilter } from './queries.ts'
import type { View, ViewSearch } from './use_view.ts'

export interface FilterBarProps {
  type: FilterType
  /** In a sentence, such as "segment". */
  noun: string
  subjects: Subject[]
  view: View
  /** Whether the address has conditions of its own. */
  isChanged: boolean
  onEdit: () => void
  /** Changes the address. */
  onShow: (search: ViewSearch) => void
}

/** What a list is filtered by, in words, and what can be done with the filter. */
export function FilterBar({ type, noun, subjects, view: { conditions, saved }, isChanged, onEdit, onShow }: FilterBarProps) {
  const { accountId } = useSession()
  const [isNaming, setNaming] = useState(false)
  const saving = useMutation({
    mutationFn: (changed: Condition[]) => saveCustomFilter(accountId, type, saved!.id, { conditions: changed }),
    onSuccess: ({ id, name }) => {
      toast(`“${name}” was changed`, { tone: 'success' })
      onShow({ view: id })
    },
    onError: toastError,
  })
  const choicesOf = useChoices(subjects.filter((subject) => conditions?.some((condition) => subjectOf(condition, subjects) === subject)))
  if (!conditions) return null
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg bg-surface-2 py-1 ps-3 pe-1 text-sm">
      <p className="min-w-0 flex-1 basis-48 py-1 [overflow-wrap:anywhere]">
        <bdi>{sentenceOf(conditions, subjects, choicesOf)}</bdi>
      </p>
      <div className="ms-auto flex items-center">
        {isChanged && saved && (
          <Button look="ghost" size="sm" icon={<Save aria-hidden />} busy={saving.isPending} onClick={() => saving.mutate(conditions)}>
            Save
          </Button>
        )}
        {isChanged && (
          <Button look="ghost" size="sm" icon={saved ? undefined : <Save aria-hidden />} onClick={() => setNaming(true)}>
            {saved ? 'Save as new' : `Save as ${noun}`}
          </Button>
        )}
        <IconButton size="sm" label="Change the filter" onClick={onEdit}>
          <ListFilter aria-hidden />
        </IconButton>
        {saved && <SavedMenu type={type} noun={noun} saved={saved} onGone={() => onShow({})} />}
        <IconButton size="sm" label="Clear the filter" onClick={() => onShow({})}>
          <X aria-hidden />
        </IconButton>
      </div>
      {isNaming && <NameDialog type={type} noun={noun} conditions={conditions} onSaved={({ id }) => onShow({ view: id })} onClose={() => setNaming(false)} />}
    </div>
  )
}

function SavedMenu({ type, noun, saved, onGone }: { type: FilterType; noun: string; saved: CustomFilter; onGone: () => void }) {
  const { accountId } = useSession()
  const [open, setOpen] = useState<'name' | 'delete' | null>(null)
  const deleting = useMutation({
    mutationFn: () => deleteCustomFilter(accountId, type, saved.id),
    onSuccess: () => {
      toast(`“${saved.name}” was deleted`, { tone: 'success' })
      onGone()
    },
  })
  return (
    <>
      <Menu align="end" trigger={<IconButton size="sm" label={`More for “${saved.name}”`} children={<Ellipsis aria-hidden />} />}>
        <MenuItem icon={<Pencil aria-hidden />} onClick={() => setOpen('name')}>
          Rename…
        </MenuItem>
        <MenuItem danger icon={<Trash2 aria-hidden />} onClick={() => setOpen('delete')}>
          {`Delete ${noun}…`}
        </MenuItem>
      </Menu>
      {open === 'name' && <NameDialog type={type} noun={noun} saved={saved} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={(next) => !next && setOpen(null)}
        title={`Delete the ${noun} “${saved.name}”?`}
        description="Only the saved filter goes; what it shows stays."
        action={`Delete ${noun}`}
        busy={deleting.isPending}
        error={deleting.error?.message}
        onConfirm={() => deleting.mutate()}
      />
    </>
  )
}
