import Type, { type Static } from 'typebox'
import { unix } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import type { ContactExport } from './exports.ts'

/** An export; `count` contacts are in the file at `file_url`, both null until it is made. */
export const ContactExportJson = Type.Object({
  id: Id, state: OneOf(['pending', 'completed', 'failed']), column_names: Type.Array(Text), count: Nullable(Type.Integer()), error: Nullable(Text),
  file_url: Nullable(Text), created_at: UnixTime, finished_at: Nullable(UnixTime),
}, { $id: 'ContactExport' })
export const contactExportJson = (one: ContactExport): Static<typeof ContactExportJson> => ({
  id: one.id,
  state: one.state,
  column_names: one.columns,
  count: one.count,
  error: one.error,
  file_url: one.blob_key === null ? null : absoluteUrl(`/api/v1/accounts/${one.account_id}/contacts/exports/${one.id}/file`),
  created_at: unix(one.created_at),
  finished_at: one.finished_at === null ? null : unix(one.finished_at),
})
