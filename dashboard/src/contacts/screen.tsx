import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ContactRound, UserPlus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { nameOfContact } from '../conversations/names.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { fullTime, shortAge, useNow } from '../time.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import type { Contact } from '../wire.ts'
import { AddContact } from './add_contact.tsx'
import { contactsQuery, type ContactSort } from './queries.ts'

const sorts: { value: ContactSort; label: string }[] = [
  { value: '-last_activity_at', label: 'Last active first' },
  { value: 'name', label: 'By name' },
  { value: 'email', label: 'By e-mail' },
  { value: '-created_at', label: 'Newest first' },
]

/** Every customer of the account, with search. */
export function ContactsScreen() {
  const { accountId } = useSession()
  const search = useSearch({ from: '/app/accounts/$accountId/contacts' })
  const navigate = useNavigate({ from: '/app/accounts/$accountId/contacts' })
  const list = useInfiniteQuery(contactsQuery(accountId, search))
  const [adding, setAdding] = useState(false)
  const contacts = list.data?.pages.flatMap(({ payload }) => payload) ?? []
  const count = search.q ? null : list.data?.pages[0]?.meta.count
  const add = (
    <Button look="primary" icon={<UserPlus aria-hidden />} onClick={() => setAdding(true)}>
      Add contact
    </Button>
  )
  return (
    <Page wide title="Contacts" text={count ? `${count.toLocaleString('en')} ${count === 1 ? 'customer' : 'customers'} of this account.` : 'The customers of this account.'} action={add}>
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchBox value={search.q ?? ''} onChange={(q) => void navigate({ search: ({ sort, label }) => ({ ...(q && { q }), ...(sort && { sort }), ...(label && { label }) }), replace: true })} />
        <Select size="lg" label="Order" className="w-48 max-sm:w-full" value={search.sort ?? '-last_activity_at'} options={sorts} onChange={(sort) => void navigate({ search: (before) => ({ ...before, sort }), replace: true })} />
      </div>
      {list.isPending && <SkeletonRows rows={8} label="Loading contacts" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && contacts.length === 0 && (
        <div className="rounded-lg border border-border">
          {search.q ? (
            <EmptyState icon={<ContactRound aria-hidden />} title={`Nobody is found for “${search.q}”`} text="Names, e-mail addresses, phone numbers and identifiers are searched." action={<Button onClick={() => void navigate({ search: {} })}>Show everybody</Button>} />
          ) : (
            <EmptyState icon={<ContactRound aria-hidden />} title="No contacts yet" text="A customer appears here with their first message. You can also add one yourself." action={add} />
          )}
        </div>
      )}
      {contacts.length > 0 && (
        <ul aria-label="Contacts" className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {contacts.map((contact) => (
            <ContactRow key={contact.id} contact={contact} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="mt-3 flex justify-center">
          <Button look="ghost" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      {adding && <AddContact onClose={() => setAdding(false)} />}
    </Page>
  )
}

/** Taken when typing pauses. */
function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    if (value !== typed.trim()) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), 300)
    return () => clearTimeout(timer)
  })
  return <TextInput type="search" aria-label="Search contacts" placeholder="Search by name, e-mail, phone or identifier" className="max-w-md flex-1 max-sm:basis-full" value={typed} onChange={(event) => setTyped(event.target.value)} />
}

function ContactRow({ contact }: { contact: Contact }) {
  const { accountId } = useSession()
  const now = useNow()
  const name = nameOfContact(contact)
  const facts = [contact.email, contact.phone_number, contact.identifier].filter(Boolean).join(' · ')
  return (
    <li>
      <Link
        to="/app/accounts/$accountId/contacts/$contactId"
        params={{ accountId: String(accountId), contactId: String(contact.id) }}
        className="flex items-center gap-3 px-4 py-2.5 outline-offset-[-2px]! transition-colors hover:bg-hover"
      >
        <Avatar name={name} url={contact.thumbnail} size={36} presence={contact.availability_status === 'online' ? 'online' : null} />
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <bdi className="truncate text-base font-medium">{name}</bdi>
            {contact.blocked && <Badge tone="danger">Blocked</Badge>}
          </span>
          <bdi className="block truncate text-sm text-text-2">{facts || 'No address known'}</bdi>
        </span>
        {contact.last_activity_at ? (
          <time title={fullTime(contact.last_activity_at)} className="figures shrink-0 text-xs text-text-3">
            {shortAge(contact.last_activity_at, now)}
          </time>
        ) : null}
      </Link>
    </li>
  )
}
