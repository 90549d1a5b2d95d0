import { queryOptions } from '@tanstack/react-query'
import { accountPath, get, patch } from './api.ts'
import { queryClient } from './query_client.ts'
import type { Json } from './wire.ts'

/** Application API §2.1. */
export interface Account {
  id: number
  name: string
  locale: string
  domain: string | null
  support_email: string
  settings: Json & { webhook_allow_hosts?: string[] | null }
}

/** The account with its settings; `useSession().account` has only what everybody's frame needs. */
export const accountQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['account', accountId],
    queryFn: ({ signal }) => get<Account>(accountPath(accountId, ''), {}, signal),
  })

export async function updateAccount(accountId: number, changes: { webhook_allow_hosts?: string[] }) {
  queryClient.setQueryData(accountQuery(accountId).queryKey, await patch<Account>(accountPath(accountId, ''), changes))
}
