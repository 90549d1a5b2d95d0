import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ContactForm } from './contact_form.tsx'
import { createContact } from './queries.ts'

export function AddContact({ onClose }: { onClose: () => void }) {
  const { accountId } = useSession()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const navigate = useNavigate()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add contact"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" busy={busy}>
            Add contact
          </Button>
        </>
      }
    >
      <ContactForm
        id={id}
        onBusy={setBusy}
        onSave={async (input) => {
          const contact = await createContact(accountId, input)
          onClose()
          await navigate({ to: '/app/accounts/$accountId/contacts/$contactId', params: { accountId: String(accountId), contactId: String(contact.id) } })
        }}
      />
    </Dialog>
  )
}
