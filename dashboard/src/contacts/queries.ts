import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post, type Query } from '../api.ts'
import { type Condition, joined } from '../conditions/conditions.ts'
import type { ViewSearch } from '../custom_filters/use_view.ts'
import { queryClient } from '../query_client.ts'
import type { Contact, Conversation, Wire } from '../wire.ts'

export const contactQuery = (accountId: number, contactId: number) =>
  queryOptions({
    queryKey: ['contacts', accountId, contactId, 'details'],
    queryFn: async ({ signal }) => (await get<{ payload: Contact }>(accountPath(accountId, `contacts/${contactId}`), {}, signal)).payload,
  })

/** The newest twenty of the customer that the signed-in person may see (application API §5.3). */
export const contactConversationsQuery = (accountId: number, contactId: number) =>
  queryOptions({
    queryKey: ['contacts', accountId, contactId, 'conversations'],
    queryFn: async ({ signal }) => (await get<{ payload: Conversation[] }>(accountPath(accountId, `contacts/${contactId}/conversations`), {}, signal)).payload,
    // Looked up again whenever the panel opens: conversations that are not on screen are not followed.
    staleTime: 0,
  })

/** What the list shows, as it stands in the address. */
export interface ContactsSearch extends ViewSearch {
  q?: string
  sort?: ContactSort
  label?: string
  /** Those who are online. */
  active?: boolean
}
export const contactSorts = ['-last_activity_at', 'name', 'email', 'phone_number', 'company_name', 'city', 'country', '-created_at', 'created_at'] as const
export type ContactSort = (typeof contactSorts)[number]

interface Page {
  meta: { count: number | null; current_page: number | string; has_more?: boolean | null }
  payload: Contact[]
}

/** Fifteen a page (application API §5.2). */
const PAGE_SIZE = 15

export interface ContactsWanted extends Pick<ContactsSearch, 'q' | 'sort' | 'label' | 'active'> {
  conditions?: Condition[] | null
}

/** All, those with a label, those who are online, those that satisfy conditions, or those that have the words in name, e-mail, phone or identifier. */
export const contactsQuery = (accountId: number, { q, sort = '-last_activity_at', label, active, conditions }: ContactsWanted) =>
  infiniteQueryOptions({
    queryKey: ['contacts', accountId, 'list', { q, sort, label, active, conditions }],
    queryFn: ({ pageParam, signal }) => {
      const paging = { page: pageParam, sort, include_contact_inboxes: false }
      const page = (where: string, query: Query) => get<Page>(accountPath(accountId, where), { ...paging, ...query }, signal)
      if (q) return page('contacts/search', { q })
      if (conditions) return post<Page>(accountPath(accountId, 'contacts/filter'), { ...paging, include_contact_inboxes: 'false', payload: joined(conditions) })
      return active ? page('contacts/active', {}) : page('contacts', label ? { 'labels[]': label } : {})
    },
    initialPageParam: 1,
    getNextPageParam: ({ meta, payload }, pages) => ((meta.has_more ?? (payload.length === PAGE_SIZE && pages.length * PAGE_SIZE < (meta.count ?? 0))) ? pages.length + 1 : undefined),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

/** Of attributes only the keys that are named change. */
export type ContactInput = Partial<Pick<Contact, 'name' | 'email' | 'phone_number' | 'identifier' | 'blocked' | 'additional_attributes' | 'custom_attributes'>>

/** Throws ApiError 422 where another contact has the address, the number or the identifier. */
export async function createContact(accountId: number, input: ContactInput): Promise<Contact> {
  const { payload } = await post<{ payload: { contact: Contact } }>(accountPath(accountId, 'contacts'), input)
  void queryClient.invalidateQueries({ queryKey: ['contacts', accountId, 'list'] })
  return payload.contact
}

export async function updateContact(accountId: number, id: number, input: ContactInput | FormData): Promise<void> {
  const { payload } = await patch<{ payload: Contact }>(accountPath(accountId, `contacts/${id}`), input)
  keepContact(accountId, payload)
}

export async function removeContactAttribute(accountId: number, id: number, key: string): Promise<void> {
  const { payload } = await post<{ payload: Contact }>(accountPath(accountId, `contacts/${id}/destroy_custom_attributes`), { custom_attributes: [key] })
  keepContact(accountId, payload)
}

/** Throws ApiError 422 for what is no picture, or too big. */
export async function setContactPicture(accountId: number, id: number, file: File): Promise<void> {
  const form = new FormData()
  form.append('avatar', file)
  await updateContact(accountId, id, form)
}

export async function removeContactPicture(accountId: number, id: number): Promise<void> {
  await del(accountPath(accountId, `contacts/${id}/avatar`))
  void queryClient.invalidateQueries({ queryKey: ['contacts', accountId] })
}

/** Makes them one: what is the other's moves to the one that is kept, and the other is deleted (application API §5.3). */
export async function mergeContacts(accountId: number, keptId: number, otherId: number): Promise<void> {
  await post(accountPath(accountId, 'actions/contact_merge'), { base_contact_id: keptId, mergee_contact_id: otherId })
  queryClient.removeQueries({ queryKey: ['contacts', accountId, otherId] })
  await queryClient.invalidateQueries({ queryKey: ['contacts', accountId] })
}

/** One change of many contacts (application API §4.14). The server does it in the background; deletions are heard of live. */
export async function changeContacts(accountId: number, ids: number[], change: { action_name: 'delete' } | { labels: { add?: string[]; remove?: string[] } }): Promise<void> {
  await post(accountPath(accountId, 'bulk_actions'), { type: 'Contact', ids, ...change })
}

let reread: ReturnType<typeof setTimeout> | undefined

/** Reads the lists on screen again, once for a burst of changes. */
export function rereadContactsSoon(accountId: number): void {
  reread ??= setTimeout(() => {
    reread = undefined
    void queryClient.invalidateQueries({ queryKey: ['contacts', accountId, 'list'] })
  }, 300)
}

function keepContact(accountId: number, contact: Contact): void {
  // Some answers leave out the sessions.
  queryClient.setQueryData(contactQuery(accountId, contact.id).queryKey, (known) => ({ ...known, ...contact }))
  void queryClient.invalidateQueries({ queryKey: ['contacts', accountId, 'list'] })
}

export async function deleteContact(accountId: number, id: number): Promise<void> {
  await del(accountPath(accountId, `contacts/${id}`))
  void queryClient.invalidateQueries({ queryKey: ['contacts', accountId, 'list'] })
}

export const contactLabelsQuery = (accountId: number, id: number) =>
  queryOptions({
    queryKey: ['contacts', accountId, id, 'labels'],
    queryFn: async ({ signal }) => (await get<{ payload: string[] }>(accountPath(accountId, `contacts/${id}/labels`), {}, signal)).payload,
  })

export async function setContactLabels(accountId: number, id: number, labels: string[]): Promise<void> {
  queryClient.setQueryData(contactLabelsQuery(accountId, id).queryKey, labels)
  try {
    await post(accountPath(accountId, `contacts/${id}/labels`), { labels })
  } finally {
    await queryClient.invalidateQueries(contactLabelsQuery(accountId, id))
  }
}

export type Note = Wire<'Note'>

export const notesQuery = (accountId: number, contactId: number) =>
  queryOptions({
    queryKey: ['contacts', accountId, contactId, 'notes'],
    queryFn: ({ signal }) => get<Note[]>(accountPath(accountId, `contacts/${contactId}/notes`), {}, signal),
  })

export async function addNote(accountId: number, contactId: number, content: string): Promise<void> {
  await post(accountPath(accountId, `contacts/${contactId}/notes`), { content })
  await queryClient.invalidateQueries(notesQuery(accountId, contactId))
}

export async function deleteNote(accountId: number, contactId: number, id: number): Promise<void> {
  await del(accountPath(accountId, `contacts/${contactId}/notes/${id}`))
  await queryClient.invalidateQueries(notesQuery(accountId, contactId))
}
