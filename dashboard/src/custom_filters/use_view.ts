import { useQuery } from '@tanstack/react-query'
import type { Condition } from '../conditions/conditions.ts'
import { useSession } from '../session.ts'
import { conditionsIn, type CustomFilter, customFiltersQuery, type FilterType } from './queries.ts'

/** What an address says of a filter: a saved one by its id, conditions of its own, or both where a saved one is being changed. */
export interface ViewSearch {
  view?: number
  filter?: Condition[]
}

export interface View {
  /** Null: everything. */
  conditions: Condition[] | null
  saved: CustomFilter | undefined
  /** The saved one is on its way. */
  isPending: boolean
  /** There is no such saved one, or not any more. */
  isGone: boolean
}

export function useView(type: FilterType, { view, filter }: ViewSearch): View {
  const { accountId } = useSession()
  const list = useQuery({ ...customFiltersQuery(accountId, type), enabled: view !== undefined })
  const saved = view === undefined ? undefined : list.data?.find(({ id }) => id === view)
  return {
    conditions: filter ?? (saved ? conditionsIn(saved) : null),
    saved,
    isPending: view !== undefined && filter === undefined && list.isPending,
    isGone: view !== undefined && list.data !== undefined && saved === undefined && filter === undefined,
  }
}
