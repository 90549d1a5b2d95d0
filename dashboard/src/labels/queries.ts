import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.3. Conversations and contacts carry the title. */
export type Label = Wire<'Label'>

export const labelsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['labels', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: Label[] }>(accountPath(accountId, 'labels'), {}, signal)).payload,
  })

export type LabelInput = Omit<Label, 'id'>

export async function saveLabel(accountId: number, id: number | undefined, input: LabelInput) {
  await (id === undefined ? post(accountPath(accountId, 'labels'), input) : patch(accountPath(accountId, `labels/${id}`), input))
  await queryClient.invalidateQueries(labelsQuery(accountId))
}

export async function deleteLabel(accountId: number, id: number) {
  await del(accountPath(accountId, `labels/${id}`))
  await queryClient.invalidateQueries(labelsQuery(accountId))
}
