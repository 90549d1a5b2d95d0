import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import type { Condition } from '../conditions/conditions.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.9. */
export type AutomationRule = Omit<Wire<'AutomationRule'>, 'conditions'> & { conditions: Condition[] }

/** What a rule did when it met an event. */
export type AutomationRun = Wire<'AutomationRun'>

export const rulesQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['automation_rules', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: AutomationRule[] }>(accountPath(accountId, 'automation_rules'), {}, signal)).payload,
    staleTime: 30_000,
  })

export const runsQuery = (accountId: number, ruleId: number) =>
  infiniteQueryOptions({
    queryKey: ['automation_rules', accountId, ruleId, 'runs'],
    queryFn: ({ pageParam, signal }) =>
      get<{ payload: AutomationRun[]; meta: { next_before: number | null } }>(accountPath(accountId, `automation_rules/${ruleId}/runs`), { before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ meta }) => meta.next_before,
    staleTime: 0,
    // Who has gone back to older entries is not waiting for new ones.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 || state.data?.pages[0]?.payload.some((run) => run.state === 'running') ? 2_000 : false),
  })

export type RuleInput = Omit<AutomationRule, 'id' | 'files'>

export async function saveRule(accountId: number, id: number | undefined, input: Partial<RuleInput>) {
  await (id === undefined ? post(accountPath(accountId, 'automation_rules'), input) : patch(accountPath(accountId, `automation_rules/${id}`), input))
  await queryClient.invalidateQueries(rulesQuery(accountId))
}

/** The same once more, switched off: which of the two acts is for people to say. */
export function copyRule(accountId: number, { name, description, event_name, conditions, actions }: AutomationRule) {
  return saveRule(accountId, undefined, { name: `${name.slice(0, 248)} (copy)`, description, event_name, conditions, actions, active: false })
}

export async function deleteRule(accountId: number, id: number) {
  await del(accountPath(accountId, `automation_rules/${id}`))
  await queryClient.invalidateQueries(rulesQuery(accountId))
}
