import { queryOptions } from '@tanstack/react-query'
import { accountPath, ApiError, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** How inboxes give conversations to their agents (application API §4.14). */
export type AssignmentPolicy = Wire<'AssignmentPolicy'>
export type PolicyInput = Pick<AssignmentPolicy, 'name' | 'description' | 'conversation_priority' | 'fair_distribution_limit' | 'fair_distribution_window' | 'enabled'>

export const policiesQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['assignment_policies', accountId],
    queryFn: ({ signal }) => get<AssignmentPolicy[]>(accountPath(accountId, 'assignment_policies'), {}, signal),
    // No event tells of their changes.
    staleTime: 30_000,
  })

export async function savePolicy(accountId: number, id: number | undefined, input: PolicyInput) {
  await (id === undefined ? post(accountPath(accountId, 'assignment_policies'), input) : patch(accountPath(accountId, `assignment_policies/${id}`), input))
  await queryClient.invalidateQueries(policiesQuery(accountId))
}

export async function deletePolicy(accountId: number, id: number) {
  await del(accountPath(accountId, `assignment_policies/${id}`))
  await queryClient.invalidateQueries({ queryKey: ['assignment_policies', accountId] })
}

/** The policy that an inbox goes by; null for none. */
export const inboxPolicyQuery = (accountId: number, inboxId: number) =>
  queryOptions({
    queryKey: ['assignment_policies', accountId, 'inbox', inboxId],
    queryFn: ({ signal }) =>
      get<AssignmentPolicy>(accountPath(accountId, `inboxes/${inboxId}/assignment_policy`), {}, signal).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }),
    staleTime: 30_000,
  })

export async function setInboxPolicy(accountId: number, inboxId: number, policyId: number | null) {
  const path = accountPath(accountId, `inboxes/${inboxId}/assignment_policy`)
  await (policyId === null ? del(path) : post(path, { assignment_policy_id: policyId }))
  await queryClient.invalidateQueries({ queryKey: ['assignment_policies', accountId] })
}
