import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Agent, Contact, Conversation } from '../wire.ts'

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
export interface ContactsSearch {
  q?: string
  sort?: ContactSort
  label?: string
}
export const contactSorts = ['-last_activity_at', 'name', 'email', '-created_at'] as const
export type ContactSort = (typeof contactSorts)[number]

interface Page {
  meta: { count: number | null; current_page: number | string; has_more?: boolean | null }
  payload: Contact[]
}

/** Fifteen a page (application API §5.2). */
const PAGE_SIZE = 15

/** All, those with a label, or those that have the words in name, e-mail, phone or identifier. */
export const contactsQuery = (accountId: number, { q, sort = '-last_activity_at', label }: ContactsSearch) =>
  infiniteQueryOptions({
    queryKey: ['contacts', accountId, 'list', { q, sort, label }],
    queryFn: ({ pageParam, signal }) =>
      get<Page>(accountPath(accountId, q ? 'contacts/search' : 'contacts'), { page: pageParam, sort, include_contact_inboxes: false, ...(q ? { q } : label && { 'labels[]': label }) }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ meta, payload }, pages) => ((meta.has_more ?? (payload.length === PAGE_SIZE && pages.length * PAGE_SIZE < (meta.count ?? 0))) ? pages.length + 1 : undefined),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export type ContactInput = Partial<Pick<Contact, 'name' | 'email' | 'phone_number' | 'identifier' | 'blocked'>>

/** Throws ApiError 422 where another contact has the address, the number or the identifier. */
export async function createContact(accountId: number, input: ContactInput): Promise<Contact> {
  const { payload } = await post<{ payload: { contact: Contact } }>(accountPath(accountId, 'contacts'), input)
  void queryClient.invalidateQueries({ queryKey: ['contacts', accountId, 'list'] })
  return payload.contact
}

export async function updateContact(accountId: number, id: number, input: ContactInput): Promise<void> {
  const { payload } = await patch<{ payload: Contact }>(accountPath(accountId, `contacts/${id}`), input)
  queryClient.setQueryData(contactQuery(accountId, id).queryKey, payload)
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

export interface Note {
  id: number
  content: string
  user: Agent | null
  /** Seconds. */
  created_at: number
}

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
