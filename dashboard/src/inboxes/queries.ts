import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Agent, Inbox } from '../wire.ts'

/** Inboxes the signed-in person may see. */
export const inboxesQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['inboxes', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: Inbox[] }>(accountPath(accountId, 'inboxes'), {}, signal)).payload,
  })

export const inboxQuery = (accountId: number, inboxId: number) =>
  queryOptions({
    queryKey: ['inbox', accountId, inboxId],
    queryFn: ({ signal }) => get<Inbox>(accountPath(accountId, `inboxes/${inboxId}`), {}, signal),
  })

export const inboxMembersQuery = (accountId: number, inboxId: number) =>
  queryOptions({
    queryKey: ['inbox-members', accountId, inboxId],
    queryFn: async ({ signal }) => (await get<{ payload: Agent[] }>(accountPath(accountId, `inbox_members/${inboxId}`), {}, signal)).payload,
  })

export async function createApiInbox(accountId: number, input: { name: string; webhook_url: string }) {
  const channel = { type: 'api', webhook_url: input.webhook_url }
  return keepInbox(accountId, await post<Inbox>(accountPath(accountId, 'inboxes'), { name: input.name, channel }))
}

type Kept =
  | 'name' | 'lock_to_single_conversation' | 'greeting_enabled' | 'greeting_message' | 'working_hours_enabled' | 'working_hours' | 'out_of_office_message' | 'timezone'
  | 'csat_survey_enabled' | 'csat_config' | 'enable_auto_assignment' | 'auto_assignment_config'

export interface InboxChanges extends Partial<Pick<Inbox, Kept>> {
  unique_source_id?: boolean
  /** Null for the usual ones. */
  events?: string[] | null
  skip_own?: boolean
  custom_headers?: Record<string, string>
  channel?: { webhook_url?: string; hmac_mandatory?: boolean; additional_attributes?: Inbox['additional_attributes'] }
}

export async function updateInbox(accountId: number, inboxId: number, changes: InboxChanges) {
  return keepInbox(accountId, await patch<Inbox>(accountPath(accountId, `inboxes/${inboxId}`), changes))
}

/** Throws ApiError 422 for what is no picture, or too big. */
export async function setInboxPicture(accountId: number, inboxId: number, file: File) {
  const form = new FormData()
  form.append('avatar', file)
  return keepInbox(accountId, await patch<Inbox>(accountPath(accountId, `inboxes/${inboxId}`), form))
}

export async function removeInboxPicture(accountId: number, inboxId: number) {
  await del(accountPath(accountId, `inboxes/${inboxId}/avatar`))
  await Promise.all([queryClient.invalidateQueries(inboxQuery(accountId, inboxId)), queryClient.invalidateQueries(inboxesQuery(accountId))])
}

/** A new webhook secret; the old one signs beside it for `overlap` seconds. */
export async function resetInboxSecret(accountId: number, inboxId: number, overlap: number) {
  return keepInbox(accountId, await post<Inbox>(accountPath(accountId, `inboxes/${inboxId}/reset_secret`), { overlap }))
}

/** A new key of identity validation; hashes of the old one are accepted for `overlap` more seconds. */
export async function rotateHmacToken(accountId: number, inboxId: number, overlap: number) {
  return keepInbox(accountId, await post<Inbox>(accountPath(accountId, `inboxes/${inboxId}/rotate_hmac_token`), { overlap }))
}

/** The caller leaves the inbox's page before it forgets the inbox, so that the page does not ask for it again. */
export const deleteInbox = (accountId: number, inboxId: number) => del(accountPath(accountId, `inboxes/${inboxId}`))

export function forgetInbox(accountId: number, inboxId: number) {
  queryClient.removeQueries(inboxQuery(accountId, inboxId))
  return queryClient.invalidateQueries(inboxesQuery(accountId))
}

/** Sets the exact list of members. */
export async function setInboxMembers(accountId: number, inboxId: number, userIds: number[]) {
  const { payload } = await patch<{ payload: Agent[] }>(accountPath(accountId, 'inbox_members'), { inbox_id: inboxId, user_ids: userIds })
  queryClient.setQueryData(inboxMembersQuery(accountId, inboxId).queryKey, payload)
}

export async function addInboxMembers(accountId: number, inboxId: number, userIds: number[]) {
  const { payload } = await post<{ payload: Agent[] }>(accountPath(accountId, 'inbox_members'), { inbox_id: inboxId, user_ids: userIds })
  queryClient.setQueryData(inboxMembersQuery(accountId, inboxId).queryKey, payload)
}

async function keepInbox(accountId: number, inbox: Inbox) {
  queryClient.setQueryData(inboxQuery(accountId, inbox.id).queryKey, inbox)
  await queryClient.invalidateQueries(inboxesQuery(accountId))
  return inbox
}
