import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ban, Ellipsis, Mail, ScrollText, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../session.ts'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { toast } from '../ui/toast.tsx'
import type { Conversation } from '../wire.ts'
import { deleteConversation, useConversationActions } from './actions.ts'
import { contactName } from './names.ts'
import { forgetConversation } from './queries.ts'
import { TranscriptDialog } from './transcript.tsx'

/** What is rarely done with a conversation. */
export function MoreMenu({ conversation }: { conversation: Conversation }) {
  const { isAdministrator } = useSession()
  const { markUnread, setMuted } = useConversationActions()
  const [open, setOpen] = useState<'transcript' | 'delete' | null>(null)
  const navigate = useNavigate()
  const { muted } = conversation
  const toList = () => void navigate({ to: '/app/accounts/$accountId/conversations', params: { accountId: String(conversation.account_id) }, search: true })
  return (
    <>
      <Menu align="end" className="w-64" trigger={<IconButton label="More" children={<Ellipsis aria-hidden />} />}>
        <MenuItem
          icon={<Mail aria-hidden />}
          onClick={() => {
            // Where it stays open it is read again at once.
            toList()
            void markUnread(conversation.id)
          }}
        >
          Mark as unread
        </MenuItem>
        <MenuItem icon={<ScrollText aria-hidden />} onClick={() => setOpen('transcript')}>
          Mail the transcript…
        </MenuItem>
        <MenuItem icon={muted ? <Undo2 aria-hidden /> : <Ban aria-hidden />} onClick={() => void setMuted(conversation, !muted)}>
          {muted ? 'Unblock the customer' : 'Block the customer and resolve'}
        </MenuItem>
        {isAdministrator && (
          <>
            <MenuSeparator />
            <MenuItem danger icon={<Trash2 aria-hidden />} onClick={() => setOpen('delete')}>
              Delete conversation…
            </MenuItem>
          </>
        )}
      </Menu>
      {open === 'transcript' && <TranscriptDialog conversation={conversation} onClose={() => setOpen(null)} />}
      {open === 'delete' && <DeleteDialog conversation={conversation} onClose={() => setOpen(null)} onDone={toList} />}
    </>
  )
}

function DeleteDialog({ conversation, onClose, onDone }: { conversation: Conversation; onClose: () => void; onDone: () => void }) {
  const client = useQueryClient()
  const { accountId } = useSession()
  const deleting = useMutation({
    mutationFn: () => deleteConversation(accountId, conversation.id),
    onSuccess: () => {
      onDone()
      forgetConversation(client, accountId, conversation.id)
      toast('Conversation deleted', { tone: 'success' })
    },
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={`Delete the conversation with ${contactName(conversation)}?`}
      description="Its messages and files are deleted for good. The contact stays."
      action="Delete conversation"
      busy={deleting.isPending}
      error={deleting.error?.message}
      onConfirm={() => deleting.mutate()}
    />
  )
}
