import { useMutation, type UseQueryResult } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type ComponentType, type ReactNode, useId, useState } from 'react'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { TextInput } from '../ui/field.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { Page } from './page.tsx'

/** What a form in a dialog gets: its submit button stands in the dialog's footer, tied to it by `id`. */
export interface NounFormProps<T> {
  id: string
  /** The one that is changed; without it a new one is made. */
  item?: T | undefined
  onBusy: (busy: boolean) => void
  onDone: () => void
}

export interface NounScreenProps<T> {
  title: string
  text: string
  /** In a sentence, such as "label". */
  noun: string
  icon: ReactNode
  emptyText: string
  list: UseQueryResult<T[]>
  nameOf: (item: T) => string
  /** What stands of one in the list. */
  Row: ComponentType<{ item: T }>
  /** What stands below it, over the whole width. */
  Below?: ComponentType<{ item: T }>
  /** Left out where they are made elsewhere. */
  Form?: ComponentType<NounFormProps<T>>
  /** What is lost with one. */
  lossOf: (item: T) => string
  onRemove: (item: T) => Promise<unknown>
  /** Of the dialog with the form. */
  width?: 'sm' | 'md'
  /** False for one that belongs to somebody else. */
  canChange?: (item: T) => boolean
  /** Words to look in when there are many; without it there is no search. */
  wordsOf?: (item: T) => string
}

const MANY = 8

/** A settings page of one noun: its list, and dialogs that add, change and remove one. */
export function NounScreen<T extends { id: number }>(props: NounScreenProps<T>) {
  const { title, text, noun, icon, emptyText, list, Form, wordsOf } = props
  const [editing, setEditing] = useState<T | 'new' | null>(null)
  const [search, setSearch] = useState('')
  const add = Form && (
    <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setEditing('new')}>
      {`Add ${noun}`}
    </Button>
  )
  const items = list.data ?? []
  const shown = wordsOf && search.trim() ? items.filter((item) => wordsOf(item).toLowerCase().includes(search.trim().toLowerCase())) : items
  return (
    <Page title={title} text={text} action={items.length > 0 ? add : undefined}>
      {list.isPending && <SkeletonRows rows={3} label={`Loading: ${title}`} />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <div className="rounded-lg border border-border">
          <EmptyState icon={icon} title={`No ${noun} yet`} text={emptyText} action={add} />
        </div>
      )}
      {wordsOf && items.length > MANY && (
        <TextInput type="search" aria-label={`Search: ${title}`} placeholder="Search" className="mb-3 max-w-sm" value={search} onChange={(event) => setSearch(event.target.value)} />
      )}
      {items.length > 0 && (
        <ul aria-label={title} className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {shown.map((item) => (
            <Item key={item.id} item={item} props={props} onEdit={() => setEditing(item)} />
          ))}
          {shown.length === 0 && <li className="px-4 py-6 text-center text-text-2">{`Nothing has “${search}” in it.`}</li>}
        </ul>
      )}
      {Form && editing && <NounDialog noun={noun} width={props.width} Form={Form} item={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />}
    </Page>
  )
}

function Item<T extends { id: number }>({ item, props: { Row, Below, Form, noun, nameOf, lossOf, onRemove, canChange }, onEdit }: { item: T; props: NounScreenProps<T>; onEdit: () => void }) {
  const [removing, setRemoving] = useState(false)
  const removal = useMutation({
    mutationFn: () => onRemove(item),
    onSuccess: () => toast(`“${nameOf(item)}” was deleted`, { tone: 'success' }),
  })
  return (
    <li className="px-4 py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <Row item={item} />
        </div>
        {(canChange?.(item) ?? true) && (
          <div className="-me-2 flex">
            {Form && (
              <IconButton label={`Edit ${nameOf(item)}`} onClick={onEdit}>
                <Pencil aria-hidden />
              </IconButton>
            )}
            <IconButton label={`Delete ${nameOf(item)}`} onClick={() => setRemoving(true)}>
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        )}
      </div>
      {Below && <Below item={item} />}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Delete “${nameOf(item)}”?`}
        description={lossOf(item)}
        action={`Delete ${noun}`}
        busy={removal.isPending}
        error={removal.error?.message}
        onConfirm={() => removal.mutate()}
      />
    </li>
  )
}

function NounDialog<T>({ noun, width = 'sm', Form, item, onClose }: { noun: string; width: 'sm' | 'md' | undefined; Form: ComponentType<NounFormProps<T>>; item: T | undefined; onClose: () => void }) {
  const id = useId()
  const [busy, setBusy] = useState(false)
  const done = () => {
    toast(item ? 'Saved' : 'Added', { tone: 'success' })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width={width}
      title={`${item ? 'Edit' : 'Add'} ${noun}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" busy={busy}>
            {item ? 'Save' : `Add ${noun}`}
          </Button>
        </>
      }
    >
      <Form id={id} item={item} onBusy={setBusy} onDone={done} />
    </Dialog>
  )
}
