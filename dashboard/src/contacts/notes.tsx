import { useMutation, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { FormError } from '../ui/error_state.tsx'
import { TextArea } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { toastError } from '../ui/toast.tsx'
import { addNote, deleteNote, notesQuery } from './queries.ts'

/** What the team keeps in mind about a customer. */
export function Notes({ contactId }: { contactId: number }) {
  const { accountId } = useSession()
  const { data, error } = useQuery(notesQuery(accountId, contactId))
  const now = useNow()
  return (
    <div className="flex max-w-xl flex-col gap-4">
      <AddNote contactId={contactId} />
      {error && <p className="text-sm text-danger">They could not be loaded.</p>}
      {!data && !error && <Skeleton className="late h-16 w-full" />}
      {data && data.length > 0 && (
        <ul aria-label="Notes" className="flex flex-col gap-2">
          {data.map((note) => (
            <li key={note.id} className="rounded-lg border border-note-border bg-note px-3 py-2 text-note-text">
              <div className="flex items-center gap-2 text-xs">
                <span className="min-w-0 flex-1 truncate font-medium">{note.user?.available_name ?? note.user?.name ?? 'Somebody who left'}</span>
                <time title={fullTime(note.created_at)} className="figures">{shortAge(note.created_at, now)}</time>
                <IconButton size="sm" label="Delete note" className="-me-1.5 text-note-text!" onClick={() => void deleteNote(accountId, contactId, note.id).catch(toastError)}>
                  <Trash2 aria-hidden />
                </IconButton>
              </div>
              <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note.content}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function AddNote({ contactId }: { contactId: number }) {
  const { accountId } = useSession()
  const [content, setContent] = useState('')
  const adding = useMutation({ mutationFn: () => addNote(accountId, contactId, content.trim()), onSuccess: () => setContent('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (content.trim()) adding.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <TextArea rows={2} dir="auto" aria-label="New note" placeholder="Write a note for your team" className="min-h-14!" value={content} onChange={(event) => setContent(event.target.value)} />
      <FormError error={adding.error} />
      <div>
        <Button type="submit" busy={adding.isPending} disabled={!content.trim()}>
          Add note
        </Button>
      </div>
    </form>
  )
}
