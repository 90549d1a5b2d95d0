import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { Id, IsoTime, Text } from '../http/shapes.ts'
import type { CannedResponse } from './canned_responses.ts'

/** application API §4.4 */
export const CannedResponseJson = Type.Object({
  id: Id, account_id: Id, short_code: Text, content: Text, created_at: IsoTime, updated_at: IsoTime,
}, { $id: 'CannedResponse' })
export const cannedResponseJson = (response: CannedResponse): Static<typeof CannedResponseJson> => ({
  id: response.id,
  account_id: response.account_id,
  short_code: response.short_code,
  content: response.content,
  created_at: iso(response.created_at),
  updated_at: iso(response.updated_at),
})
