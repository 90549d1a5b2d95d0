import { queryOptions } from '@tanstack/react-query'
import { accountPath, get } from '../api.ts'
import type { Contact, Conversation } from '../wire.ts'

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
