import { useMutation, useQuery } from '@tanstack/react-query'
import { Tag, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { LabelDot } from '../labels/chip.tsx'
import { labelsQuery } from '../labels/queries.ts'
import { useSession } from '../session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { changeContacts } from './queries.ts'

/** What is done with the contacts that are ticked, of `ids` that are loaded. */
export function ContactBulkBar({ ids, ticked, onTick }: { ids: number[]; ticked: ReadonlySet<number>; onTick: (ticked: ReadonlySet<number> | null) => void }) {
  const { accountId, isAdministrator } = useSession()
  const [isDeleting, setDeleting] = useState(false)
  const chosen = ids.filter((id) => ticked.has(id))
  const none = chosen.length === 0
  const words = chosen.length === 1 ? 'one contact' : `${chosen.length} contacts`
  const label = (title: string, on: boolean) => {
    onTick(null)
    const back = () => void changeContacts(accountId, chosen, { labels: on ? { remove: [title] } : { add: [title] } }).catch(toastError)
    changeContacts(accountId, chosen, { labels: on ? { add: [title] } : { remove: [title] } }).then(
      () => toast(on ? `Labelling ${words}` : `Taking “${title}” off ${words}`, { tone: 'success', action: { label: 'Undo', onPress: back } }), toastError)
  }
  const deleting = useMutation({
    mutationFn: () => changeContacts(accountId, chosen, { action_name: 'delete' }),
    onSuccess: () => {
      toast(`Deleting ${words}`, { tone: 'success' })
      onTick(null)
    },
  })
  return (
    <div role="toolbar" aria-label="Selected contacts" className="mb-3 flex flex-wrap items-center gap-x-1 rounded-lg bg-surface-2 py-1 ps-3 pe-1">
      <p role="status" className="figures min-w-0 flex-1 truncate text-sm font-medium">
        {none ? 'None' : chosen.length}
        <span className="max-sm:sr-only"> selected</span>
      </p>
      {chosen.length < ids.length && (
        <Button look="ghost" size="sm" onClick={() => onTick(new Set(ids))}>
          {`Select all ${ids.length} shown`}
        </Button>
      )}
      <LabelMenu disabled={none} onLabel={label} />
      {isAdministrator && (
        <IconButton label="Delete" disabled={none} onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
      <IconButton label="Stop selecting" onClick={() => onTick(null)}>
        <X aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={`Delete ${words}?`}
        description="The contacts, their conversations, messages, files and notes are deleted for good."
        action="Delete contacts"
        busy={deleting.isPending}
        error={deleting.error?.message}
        onConfirm={() => deleting.mutate()}
      />
    </div>
  )
}

/** The list does not tell which labels a contact has, so both ways are offered. */
function LabelMenu({ disabled, onLabel }: { disabled: boolean; onLabel: (title: string, on: boolean) => void }) {
  const { accountId } = useSession()
  const { data: labels = [] } = useQuery(labelsQuery(accountId))
  return (
    <Menu align="end" className="max-w-72" trigger={<IconButton label="Labels" disabled={disabled} children={<Tag aria-hidden />} />}>
      {labels.length === 0 && <p className="max-w-64 px-2 py-1 text-sm text-text-2">No label yet. An administrator adds them under Settings, Labels.</p>}
      {labels.map(({ id, title, color }) => (
        <MenuItem key={id} icon={<LabelDot color={color} />} onClick={() => onLabel(title, true)}>
          {`Add “${title}”`}
        </MenuItem>
      ))}
      {labels.length > 0 && <MenuSeparator />}
      {labels.map(({ id, title, color }) => (
        <MenuItem key={id} icon={<LabelDot color={color} />} onClick={() => onLabel(title, false)}>
          {`Remove “${title}”`}
        </MenuItem>
      ))}
    </Menu>
  )
}
