import { queryOptions } from '@tanstack/react-query'
import { accountPath, get } from './api.ts'
import type { ConversationCounts } from './wire.ts'

/** What the counts are of; without `status` the server counts open conversations. */
export interface CountsFilter {
  status?: string | undefined
  inbox_id?: number | undefined
  team_id?: number | undefined
  label?: string | undefined
}

/** Mine, unassigned and all, as the rail and the list's tabs show them. Invalidate `['counts', accountId]` when conversations change. */
export const countsQuery = (accountId: number, filter: CountsFilter = {}) =>
  queryOptions({
    queryKey: ['counts', accountId, { status: filter.status ?? 'open', inbox_id: filter.inbox_id ?? null, team_id: filter.team_id ?? null, label: filter.label ?? null }],
    queryFn: async ({ signal }) => (await get<{ meta: ConversationCounts }>(accountPath(accountId, 'conversations/meta'), countsOf(filter), signal)).meta,
  })

const countsOf = ({ label, ...filter }: CountsFilter) => ({ ...filter, labels: label })
