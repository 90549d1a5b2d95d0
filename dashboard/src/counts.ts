import { queryOptions } from '@tanstack/react-query'
import { accountPath, get, post } from './api.ts'
import { type Condition, joined } from './conditions/conditions.ts'
import type { ConversationCounts } from './wire.ts'

/** What the counts are of; without `status` the server counts open conversations. */
export interface CountsFilter {
  status?: string | undefined
  inbox_id?: number | undefined
  team_id?: number | undefined
  label?: string | undefined
  conversation_type?: string | undefined
  /** Of a filter, in place of the others. */
  conditions?: Condition[] | undefined
}

/** Mine, unassigned and all, as the rail and the list's tabs show them. Invalidate `['counts', accountId]` when conversations change. */
export const countsQuery = (accountId: number, filter: CountsFilter = {}) =>
  queryOptions({
    queryKey: ['counts', accountId, { status: filter.status ?? 'open', inbox_id: filter.inbox_id ?? null, team_id: filter.team_id ?? null, label: filter.label ?? null, conversation_type: filter.conversation_type ?? null, conditions: filter.conditions ?? null }],
    queryFn: ({ signal }) => fetchCounts(accountId, filter, signal),
  })

async function fetchCounts(accountId: number, { status, inbox_id, team_id, label, conversation_type, conditions }: CountsFilter, signal: AbortSignal): Promise<Counts> {
  if (conditions) return (await post<{ meta: Counts }>(accountPath(accountId, 'conversations/filter'), { payload: joined(conditions) })).meta
  return (await get<{ meta: Counts }>(accountPath(accountId, 'conversations/meta'), { status, inbox_id, team_id, labels: label, conversation_type }, signal)).meta
}

type Counts = Pick<ConversationCounts, 'mine_count' | 'unassigned_count' | 'all_count'>
