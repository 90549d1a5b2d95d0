import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.10. */
export type Macro = Wire<'Macro'>

export const macrosQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['macros', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: Macro[] }>(accountPath(accountId, 'macros'), {}, signal)).payload,
    staleTime: 30_000,
  })

export async function saveMacro(accountId: number, id: number | undefined, input: Pick<Macro, 'name' | 'visibility' | 'actions'>) {
  await (id === undefined ? post(accountPath(accountId, 'macros'), input) : patch(accountPath(accountId, `macros/${id}`), input))
  await queryClient.invalidateQueries(macrosQuery(accountId))
}

export async function deleteMacro(accountId: number, id: number) {
  await del(accountPath(accountId, `macros/${id}`))
  await queryClient.invalidateQueries(macrosQuery(accountId))
}

/** It runs in the background; the conversation tells of each step live. */
export const runMacro = (accountId: number, id: number, conversationId: number) => post(accountPath(accountId, `macros/${id}/execute`), { conversation_ids: [conversationId] })
