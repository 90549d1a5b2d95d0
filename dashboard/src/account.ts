import { queryOptions } from '@tanstack/react-query'
import { accountPath, get, patch } from './api.ts'
import { queryClient } from './query_client.ts'
import type { Json, Wire } from './wire.ts'

/** Application API §2.1. */
export type Account = Omit<Wire<'Account'>, 'settings'> & { settings: Json & AccountSettings }

/** Null, like a key that is missing, is for what nobody has set. */
export interface AccountSettings {
  webhook_allow_hosts?: string[] | null
  /** Minutes. */
  auto_resolve_after?: number | null
  auto_resolve_message?: string | null
  auto_resolve_label?: string | null
  /** Leaves those alone in which the customer waits for an answer. */
  auto_resolve_ignore_waiting?: boolean | null
  reporting_timezone?: string | null
  /** Else a conversation is opened for people when its bot cannot be reached. */
  keep_pending_on_bot_failure?: boolean | null
}

/** The account with its settings; `useSession().account` has only what everybody's frame needs. */
export const accountQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['account', accountId],
    queryFn: ({ signal }) => get<Account>(accountPath(accountId, ''), {}, signal),
  })

export async function updateAccount(accountId: number, changes: Partial<Pick<Account, 'name' | 'locale' | 'domain' | 'support_email'>> & AccountSettings) {
  queryClient.setQueryData(accountQuery(accountId).queryKey, await patch<Account>(accountPath(accountId, ''), changes))
}
