import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.4. */
export type CannedResponse = Wire<'CannedResponse'>

/** With `search` the best matches first, by code before text. */
export const cannedResponsesQuery = (accountId: number, search = '') =>
  queryOptions({
    queryKey: ['canned_responses', accountId, search],
    queryFn: ({ signal }) => get<CannedResponse[]>(accountPath(accountId, 'canned_responses'), search ? { search } : {}, signal),
    placeholderData: keepPreviousData,
    // No event tells of their changes.
    staleTime: 30_000,
  })

export async function saveCannedResponse(accountId: number, id: number | undefined, input: Pick<CannedResponse, 'short_code' | 'content'>) {
  await (id === undefined ? post(accountPath(accountId, 'canned_responses'), input) : patch(accountPath(accountId, `canned_responses/${id}`), input))
  await queryClient.invalidateQueries({ queryKey: ['canned_responses', accountId] })
}

export async function deleteCannedResponse(accountId: number, id: number) {
  await del(accountPath(accountId, `canned_responses/${id}`))
  await queryClient.invalidateQueries({ queryKey: ['canned_responses', accountId] })
}
