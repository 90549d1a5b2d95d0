import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowRightLeft } from 'lucide-react'
import { useState } from 'react'
import { nameOfContact } from '../conversations/names.ts'
import { definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/error_state.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import type { Contact } from '../wire.ts'
import { mergedFields } from './merging.ts'
import { contactsQuery, mergeContacts } from './queries.ts'
import { addressesOf } from './row.tsx'
import { SearchBox } from './search_box.tsx'

/** Two contacts that are one customer: the other is picked, what stays is shown, and then they are merged. */
export function MergeDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { accountId } = useSession()
  const navigate = useNavigate()
  const [picked, setPicked] = useState<Contact | null>(null)
  const [isSwapped, setSwapped] = useState(false)
  const [kept, other] = isSwapped && picked ? [picked, contact] : [contact, picked]
  const merging = useMutation({
    mutationFn: () => mergeContacts(accountId, kept.id, other!.id),
    onSuccess: () => {
      toast('The two are one now', { tone: 'success' })
      onClose()
      return navigate({ to: '/app/accounts/$accountId/contacts/$contactId', params: { accountId: String(accountId), contactId: String(kept.id) }, replace: true })
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width="md"
      title={other ? `Merge ${nameOfContact(other)} into ${nameOfContact(kept)}` : `Merge ${nameOfContact(contact)} with…`}
      description={other ? 'Conversations, notes and sessions of both belong to the one that is kept. The other contact is deleted, which cannot be undone.' : 'Choose the contact that is the same customer.'}
      footer={
        other ? (
          <>
            <Button look="ghost" className="me-auto" onClick={() => setPicked(null)}>
              Choose another
            </Button>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="danger" busy={merging.isPending} onClick={() => merging.mutate()}>
              Merge
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>Cancel</Button>
        )
      }
    >
      {other ? (
        <div className="flex flex-col gap-4">
          <Preview kept={kept} other={other} onSwap={() => setSwapped(!isSwapped)} />
          <FormError error={merging.error} />
        </div>
      ) : (
        <Pick contact={contact} onPick={setPicked} />
      )}
    </Dialog>
  )
}

function Pick({ contact, onPick }: { contact: Contact; onPick: (contact: Contact) => void }) {
  const { accountId } = useSession()
  const [q, setQ] = useState('')
  const list = useInfiniteQuery(contactsQuery(accountId, { q, sort: 'name' }))
  const others = list.data?.pages[0]?.payload.filter(({ id }) => id !== contact.id) ?? []
  return (
    <div className="flex min-h-72 flex-col gap-3">
      <SearchBox aria-label="Search for the other contact" value={q} onChange={setQ} />
      {list.isPending && <SkeletonRows rows={3} label="Loading contacts" />}
      <FormError error={list.error} />
      {list.data && others.length === 0 && <p className="py-6 text-center text-text-2">{q ? `Nobody else is found for “${q}”.` : 'There is nobody else.'}</p>}
      {others.length > 0 && (
        <ul aria-label="Contacts to merge with" className="-mx-2">
          {others.map((other) => (
            <li key={other.id}>
              <button type="button" onClick={() => onPick(other)} className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-start hover:bg-hover touch:py-2.5">
                <Avatar name={nameOfContact(other)} url={other.thumbnail} size={32} />
                <span className="min-w-0 flex-1">
                  <bdi className="block truncate font-medium">{nameOfContact(other)}</bdi>
                  <bdi className="block truncate text-sm text-text-2">{addressesOf(other) || 'No address known'}</bdi>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Preview({ kept, other, onSwap }: { kept: Contact; other: Contact; onSwap: () => void }) {
  const { accountId } = useSession()
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const names = new Map(definitions.filter(({ attribute_model }) => attribute_model === 'contact_attribute').map((one) => [one.attribute_key, one.attribute_display_name]))
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Side contact={kept} word="Kept" />
        <Side contact={other} word="Deleted" />
      </div>
      <Button size="sm" className="self-start" icon={<ArrowRightLeft aria-hidden />} onClick={onSwap}>
        Keep the other one instead
      </Button>
      <table className="w-full text-sm">
        <caption className="pb-2 text-start font-medium">What stays</caption>
        <tbody>
          {mergedFields(kept, other, names).map(({ label, stays, isTaken, lost }) => (
            <tr key={label} className="border-t border-border align-top">
              <th className="w-28 py-1.5 pe-2 text-start font-normal text-text-2">{label}</th>
              <td className="py-1.5 [overflow-wrap:anywhere]">
                <bdi>{stays}</bdi>
                {isTaken && <span className="ms-2 text-xs text-text-3">from the other</span>}
                {lost !== null && (
                  <span className="block text-text-3">
                    <bdi className="line-through">{lost}</bdi> is lost
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Side({ contact, word }: { contact: Contact; word: 'Kept' | 'Deleted' }) {
  const name = nameOfContact(contact)
  return (
    <div className="flex min-w-0 flex-1 basis-52 items-center gap-3 rounded-lg border border-border px-3 py-2">
      <Avatar name={name} url={contact.thumbnail} size={32} />
      <span className="min-w-0 flex-1">
        <bdi className="block truncate font-medium">{name}</bdi>
        <bdi className="block truncate text-xs text-text-2">{addressesOf(contact)}</bdi>
      </span>
      <Badge tone={word === 'Kept' ? 'success' : 'danger'}>{word}</Badge>
    </div>
  )
}
