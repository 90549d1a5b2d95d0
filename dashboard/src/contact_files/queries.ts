import { queryOptions } from '@tanstack/react-query'
import { accountPath, get, post } from '../api.ts'
import { type Condition, joined } from '../conditions/conditions.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

export type ContactImport = Wire<'ContactImport'>
export type ContactExport = Wire<'ContactExport'>

const POLL_MS = 1_500

/** The last 25, newest first; looked at again while one is under way. */
export const importsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['contact_imports', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: ContactImport[] }>(accountPath(accountId, 'contacts/imports'), {}, signal)).payload,
    refetchInterval: ({ state }) => (state.data?.some(({ finished_at }) => finished_at === null) ? POLL_MS : false),
    staleTime: 0,
  })

export const exportsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['contact_exports', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: ContactExport[] }>(accountPath(accountId, 'contacts/exports'), {}, signal)).payload,
    refetchInterval: ({ state }) => (state.data?.some(({ finished_at }) => finished_at === null) ? POLL_MS : false),
    staleTime: 0,
  })

/** Throws ApiError 422 for a file that is no CSV, or has a header that is wrong. */
export async function importContacts(accountId: number, file: File): Promise<void> {
  const form = new FormData()
  form.append('import_file', file)
  await post(accountPath(accountId, 'contacts/import'), form)
  await queryClient.invalidateQueries(importsQuery(accountId))
}

/** Of those who satisfy the conditions, else have the label, else everybody. */
export async function exportContacts(accountId: number, wanted: { column_names: string[]; label: string | null; conditions: Condition[] | null }): Promise<void> {
  const { column_names, label, conditions } = wanted
  await post(accountPath(accountId, 'contacts/export'), { column_names, label, payload: conditions && joined(conditions) })
  await queryClient.invalidateQueries(exportsQuery(accountId))
}
