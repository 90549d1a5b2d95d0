import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { type Condition, joined, readConditions } from '../conditions/conditions.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** A view that the signed-in person has saved: a segment of contacts, or a folder of conversations. */
export type CustomFilter = Wire<'CustomFilter'>
export type FilterType = Exclude<CustomFilter['filter_type'], 'report'>

export const customFiltersQuery = (accountId: number, type: FilterType) =>
  queryOptions({
    queryKey: ['custom_filters', accountId, type],
    queryFn: ({ signal }) => get<CustomFilter[]>(accountPath(accountId, 'custom_filters'), { filter_type: type }, signal),
    // No event tells of their changes.
    staleTime: 30_000,
  })

/** What a saved one asks for; null where it asks for nothing that is understood here. */
export const conditionsIn = ({ query }: CustomFilter): Condition[] | null => readConditions(query.payload)

/** Makes one, or changes the one with that id. Throws ApiError 422 for one too many. */
export async function saveCustomFilter(accountId: number, type: FilterType, id: number | undefined, input: { name?: string; conditions?: Condition[] }): Promise<CustomFilter> {
  const body = { filter_type: type, ...(input.name !== undefined && { name: input.name }), ...(input.conditions && { query: { payload: joined(input.conditions) } }) }
  const saved = await (id === undefined
    ? post<CustomFilter>(accountPath(accountId, 'custom_filters'), body)
    : patch<CustomFilter>(accountPath(accountId, `custom_filters/${id}`), body))
  queryClient.setQueryData(customFiltersQuery(accountId, type).queryKey, (known = []) =>
    (known.some((one) => one.id === saved.id) ? known.map((one) => (one.id === saved.id ? saved : one)) : [...known, saved]))
  return saved
}

export async function deleteCustomFilter(accountId: number, type: FilterType, id: number): Promise<void> {
  await del(accountPath(accountId, `custom_filters/${id}`))
  queryClient.setQueryData(customFiltersQuery(accountId, type).queryKey, (known = []) => known.filter((one) => one.id !== id))
}
