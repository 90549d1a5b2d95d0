import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Ban, Merge, Trash2, Undo2 } from 'lucide-react'
import { useId, useState } from 'react'
import { ApiError } from '../api.ts'
import { say } from '../brand.ts'
import { nameOfContact } from '../conversations/names.ts'
import { BackMark, backLinkClass, Page, Part } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { PictureField } from '../ui/picture_field.tsx'
import { SkeletonForm } from '../ui/skeleton.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import type { Contact } from '../wire.ts'
import { ContactAttributes } from './attributes.tsx'
import { ContactForm, places } from './contact_form.tsx'
import { ContactLabels } from './labels.tsx'
import { MergeDialog } from './merge_dialog.tsx'
import { Notes } from './notes.tsx'
import { PreviousConversations } from './previous.tsx'
import { type ContactInput, contactQuery, deleteContact, removeContactPicture, setContactPicture, updateContact } from './queries.ts'

const route = '/app/accounts/$accountId/contacts/$contactId'

/** One customer: addresses, labels, notes, conversations, and under which id each app knows them. */
export function ContactPage() {
  const { accountId } = useSession()
  const id = Number(useParams({ from: route }).contactId)
  const { data, error, refetch } = useQuery(contactQuery(accountId, id))
  const back = (
    <Link to="/app/accounts/$accountId/contacts" params={{ accountId: String(accountId) }} className={backLinkClass}>
      <BackMark />
      Contacts
    </Link>
  )
  return (
    <Page title={data ? nameOfContact(data) : 'Contact'} back={back} action={data?.blocked ? <Badge tone="danger">Blocked</Badge> : undefined}>
      {!data && !error && <SkeletonForm fields={4} />}
      {!data && error && <ErrorState title={error instanceof ApiError && error.status === 404 ? 'There is no such contact' : undefined} error={error} onRetry={() => void refetch()} />}
      {data && <Shown key={data.id} contact={data} />}
    </Page>
  )
}

function Shown({ contact }: { contact: Contact }) {
  return (
    <>
      <Part title="Details">
        <Details contact={contact} />
      </Part>
      <Part title="Labels">
        <ContactLabels contactId={contact.id} />
      </Part>
      <Part title="Notes" text="Only your team sees them.">
        <Notes contactId={contact.id} />
      </Part>
      <Part title="Conversations">
        <PreviousConversations contactId={contact.id} currentId={null} />
      </Part>
      <Part title="Attributes" text="What your apps know of this customer.">
        <ContactAttributes contact={contact} hidden={places} />
      </Part>
      {(contact.contact_inboxes?.length ?? 0) > 0 && (
        <Part title={say('Inboxes')} text={say('Under which source id each inbox knows this customer.')}>
          <div className="flex max-w-xl flex-col gap-4">
            {contact.contact_inboxes?.map(({ source_id, inbox }) => <CopyField key={`${inbox.id} ${source_id}`} label={inbox.name} value={source_id} />)}
          </div>
        </Part>
      )}
      <Part title="Merge, block or delete" text="What a blocked customer writes is still kept, but nobody is told of it.">
        <div className="flex flex-wrap gap-2">
          <MergeWith contact={contact} />
          <Block contact={contact} />
          <Delete contact={contact} />
        </div>
      </Part>
    </>
  )
}

function Details({ contact }: { contact: Contact }) {
  const { accountId } = useSession()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const save = async (input: ContactInput) => {
    await updateContact(accountId, contact.id, input)
    toast('Contact updated', { tone: 'success' })
  }
  return (
    <>
      <div className="mb-5">
        <PictureField
          name={nameOfContact(contact)}
          url={contact.thumbnail}
          size={56}
          onChoose={(file) => setContactPicture(accountId, contact.id, file)}
          onRemove={() => removeContactPicture(accountId, contact.id)}
        />
      </div>
      <ContactForm id={id} contact={contact} onSave={save} onBusy={setBusy} />
      <Button type="submit" form={id} look="primary" size="lg" busy={busy} className="mt-4">
        Update
      </Button>
    </>
  )
}

function MergeWith({ contact }: { contact: Contact }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={<Merge aria-hidden />} onClick={() => setOpen(true)}>
        Merge with…
      </Button>
      {open && <MergeDialog contact={contact} onClose={() => setOpen(false)} />}
    </>
  )
}

function Block({ contact }: { contact: Contact }) {
  const { accountId } = useSession()
  const change = useMutation({ mutationFn: (blocked: boolean) => updateContact(accountId, contact.id, { blocked }), onError: toastError })
  return (
    <Button icon={contact.blocked ? <Undo2 aria-hidden /> : <Ban aria-hidden />} busy={change.isPending} onClick={() => change.mutate(!contact.blocked)}>
      {contact.blocked ? 'Unblock' : 'Block'}
    </Button>
  )
}

function Delete({ contact }: { contact: Contact }) {
  const { accountId, isAdministrator } = useSession()
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const deleting = useMutation({
    mutationFn: () => deleteContact(accountId, contact.id),
    onSuccess: () => {
      toast('Contact deleted', { tone: 'success' })
      return navigate({ to: '/app/accounts/$accountId/contacts', params: { accountId: String(accountId) } })
    },
  })
  if (!isAdministrator) return null
  return (
    <>
      <Button look="danger-ghost" icon={<Trash2 aria-hidden />} onClick={() => setOpen(true)}>
        Delete contact…
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete ${nameOfContact(contact)}?`}
        description="The contact, its conversations, messages, files and notes are deleted for good."
        action="Delete contact"
        busy={deleting.isPending}
        error={deleting.error?.message}
        onConfirm={() => deleting.mutate()}
      />
    </>
  )
}
