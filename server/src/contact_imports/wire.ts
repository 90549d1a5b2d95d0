import Type, { type Static } from 'typebox'
import { unix } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import type { ContactImport, FailedRow } from './imports.ts'

/** An import and how far it is. `total` is null until the rows are counted; `errors` has the first rows that failed, the file at `failed_rows_url` all of them. */
export const ContactImportJson = Type.Object({
  id: Id, state: OneOf(['pending', 'running', 'completed', 'failed']), file_name: Text, total: Nullable(Type.Integer()), processed: Type.Integer(), created: Type.Integer(),
  updated: Type.Integer(), failed: Type.Integer(), error: Nullable(Text), errors: Type.Array(Type.Object({ line: Type.Integer(), message: Text })),
  failed_rows_url: Nullable(Text), created_at: UnixTime, finished_at: Nullable(UnixTime),
}, { $id: 'ContactImport' })
export const contactImportJson = (one: ContactImport, failedRows: FailedRow[]): Static<typeof ContactImportJson> => ({
  id: one.id,
  state: one.state,
  file_name: one.file_name,
  total: one.total,
  processed: one.done,
  created: one.created,
  updated: one.updated,
  failed: one.failed,
  error: one.error,
  errors: failedRows.map(({ line, error }) => ({ line, message: error })),
  failed_rows_url: one.failed === 0 ? null : absoluteUrl(`/api/v1/accounts/${one.account_id}/contacts/imports/${one.id}/failed_rows`),
  created_at: unix(one.created_at),
  finished_at: one.finished_at === null ? null : unix(one.finished_at),
})
