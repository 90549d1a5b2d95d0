import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { say } from '../brand.ts'
import { countsQuery } from '../counts.ts'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { Inbox } from '../wire.ts'
import { deleteInbox, forgetInbox } from './queries.ts'

export function DeleteInbox({ inbox }: { inbox: Inbox }) {
  const { accountId } = useSession()
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const { data: counts } = useQuery({ ...countsQuery(accountId, { status: 'all', inbox_id: inbox.id }), enabled: open, staleTime: 0 })
  const deleting = useMutation({
    mutationFn: () => deleteInbox(accountId, inbox.id),
    onSuccess: async () => {
      toast(`“${inbox.name}” was deleted`, { tone: 'success' })
      await navigate({ to: '/app/accounts/$accountId/settings/inboxes/list', params: { accountId: String(accountId) } })
      await forgetInbox(accountId, inbox.id)
    },
  })
  return (
    <>
      <Button look="danger-ghost" className="-ms-3" icon={<Trash2 aria-hidden />} onClick={() => setOpen(true)}>
        {say('Delete inbox…')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete “${inbox.name}”?`}
        description={whatGoes(counts?.all_count)}
        action={say('Delete inbox')}
        typeToConfirm={inbox.name}
        busy={deleting.isPending}
        error={deleting.error?.message}
        onConfirm={() => deleting.mutate()}
      />
    </>
  )
}

function whatGoes(conversations: number | undefined) {
  if (!conversations) return say('The inbox and everything in it is deleted for good. Apps that write to it get 404.')
  const what = conversations === 1 ? '1 conversation is' : `${conversations.toLocaleString()} conversations are`
  return say(`${what} deleted for good, with all messages and files. Apps that write to this inbox get 404.`)
}
