import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ContactRound, FileSpreadsheet, UserPlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { FilterBar } from '../custom_filters/bar.tsx'
import { FilterDialog } from '../custom_filters/filter_dialog.tsx'
import { useView } from '../custom_filters/use_view.ts'
import { definitionsQuery } from '../custom_attribute_definitions/queries.ts'
import { Page } from '../frame/page.tsx'
import { useSession } from '../session.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ErrorState } from '../ui/error_state.tsx'
import { More } from '../ui/more.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { AddContact } from './add_contact.tsx'
import { ContactBulkBar } from './bulk_bar.tsx'
import { ContactControls } from './controls.tsx'
import { contactSubjects } from './filter.ts'
import { contactsQuery, type ContactsSearch } from './queries.ts'
import { ContactRow } from './row.tsx'

/** Every customer of the account: searched, filtered, by segment or by label. */
export function ContactsScreen() {
  const { accountId, isAdministrator } = useSession()
  const search = useSearch({ from: '/app/accounts/$accountId/contacts' })
  const navigate = useNavigate({ from: '/app/accounts/$accountId/contacts' })
  const view = useView('contact', search)
  const { data: definitions = [] } = useQuery(definitionsQuery(accountId))
  const subjects = contactSubjects(definitions)
  const list = useInfiniteQuery({ ...contactsQuery(accountId, { ...search, conditions: view.conditions }), enabled: !view.isPending && !view.isGone })
  const [open, setOpen] = useState<'add' | 'filter' | null>(null)
  const contacts = list.data?.pages.flatMap(({ payload }) => payload) ?? []
  const [ticked, setTicked] = useState<ReadonlySet<number> | null>(null)
  const show = (next: ContactsSearch) => {
    setTicked(null)
    void navigate({ search: next, replace: true })
  }
  const tick = (id: number, on: boolean) => setTicked(new Set(on ? [...(ticked ?? []), id] : [...(ticked ?? [])].filter((one) => one !== id)))
  const order = search.sort ? { sort: search.sort } : {}
  const add = (
    <Button look="primary" icon={<UserPlus aria-hidden />} onClick={() => setOpen('add')}>
      Add contact
    </Button>
  )
  const action = (
    <div className="flex gap-2">
      {isAdministrator && (
        <Link
          to="/app/accounts/$accountId/contacts/files"
          params={{ accountId: String(accountId) }}
          search={{ ...(search.label && { label: search.label }), ...(search.view && { view: search.view }), ...(search.filter && { filter: search.filter }) }}
          className={buttonClass()}
          aria-label="Import and export"
        >
          <FileSpreadsheet aria-hidden />
          <span className="max-sm:sr-only">Import and export</span>
        </Link>
      )}
      {add}
    </div>
  )
  return (
    <Page wide title="Contacts" text={countText(search, view.saved?.name, list.data?.pages[0]?.meta.count)} action={action}>
      <ContactControls search={search} onShow={show} onFilter={() => setOpen('filter')} isChoosing={ticked !== null} onChoose={() => setTicked(ticked ? null : new Set())} />
      <div className="mb-3 empty:hidden">
        <FilterBar
          type="contact"
          noun="segment"
          subjects={subjects}
          view={search.q ? { ...view, conditions: null } : view}
          isChanged={search.filter !== undefined}
          onEdit={() => setOpen('filter')}
          onShow={(next) => show({ ...next, ...order })}
        />
      </div>
      {ticked && <ContactBulkBar ids={contacts.map(({ id }) => id)} ticked={ticked} onTick={setTicked} />}
      {(list.isPending || view.isPending) && !view.isGone && <SkeletonRows rows={8} label="Loading contacts" />}
      {list.isError && !list.data && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {(view.isGone || (list.data && contacts.length === 0)) && (
        <div className="rounded-lg border border-border">
          <Nobody search={search} isGone={view.isGone} isFiltered={view.conditions !== null} add={add} onShowAll={() => show(order)} />
        </div>
      )}
      {!view.isGone && contacts.length > 0 && (
        <ul aria-label="Contacts" className="divide-y divide-border overflow-hidden rounded-lg border border-border">
          {contacts.map((contact) => (
            <ContactRow key={contact.id} contact={contact} tick={ticked ? { isOn: ticked.has(contact.id), onChange: (on) => tick(contact.id, on) } : undefined} />
          ))}
        </ul>
      )}
      {!view.isGone && <More list={list} what="contacts" />}
      {open === 'add' && <AddContact onClose={() => setOpen(null)} />}
      {open === 'filter' && (
        <FilterDialog
          title="Filter contacts"
          subjects={subjects}
          conditions={view.conditions}
          onApply={(filter) => show({ ...(filter && { filter, ...(view.saved && { view: view.saved.id }) }), ...order })}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  )
}

function countText({ q, label, active, filter }: ContactsSearch, segment: string | undefined, count: number | null | undefined): string {
  if (q || count === undefined || count === null) return 'The customers of this account.'
  const people = `${count.toLocaleString('en')} ${count === 1 ? 'customer' : 'customers'}`
  if (filter) return `${people} that the filter lets through.`
  if (segment) return `${people} in “${segment}”.`
  if (label) return `${people} with the label “${label}”.`
  return active ? `${people} online now.` : `${people} of this account.`
}

function Nobody({ search: { q, label, active }, isGone, isFiltered, add, onShowAll }: { search: ContactsSearch; isGone: boolean; isFiltered: boolean; add: ReactNode; onShowAll: () => void }) {
  const icon = <ContactRound aria-hidden />
  const all = <Button onClick={onShowAll}>Show everybody</Button>
  if (isGone) return <EmptyState icon={icon} title="There is no such segment" text="It was deleted, or belongs to somebody else." action={all} />
  if (q) return <EmptyState icon={icon} title={`Nobody is found for “${q}”`} text="Names, e-mail addresses, phone numbers and identifiers are searched." action={all} />
  if (isFiltered) return <EmptyState icon={icon} title="The filter lets nobody through" text="Contacts with neither e-mail, phone nor identifier are never shown." action={all} />
  if (label) return <EmptyState icon={icon} title={`Nobody has the label “${label}”`} text="Labels are put on a contact on its own page." action={all} />
  if (active) return <EmptyState icon={icon} title="Nobody is online" text="Customers are shown here while your app or site has a connection for them." action={all} />
  return <EmptyState icon={icon} title="No contacts yet" text="A customer appears here with their first message. You can also add one yourself." action={add} />
}
