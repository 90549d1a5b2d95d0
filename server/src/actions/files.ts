import Type, { type Static } from 'typebox'
import { blobPath } from '../attachments/wire.ts'
import type { Query } from '../db/db.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Text } from '../http/shapes.ts'
import { listUploads, type StoredUpload } from '../uploads/uploads.ts'
import { type Action, add, type Faults } from './actions.ts'

/** The uploads that actions send, by blob id. */
export type ActionFiles = Map<string, StoredUpload>

export const blobIds = (actions: Action[]): string[] =>
  [...new Set(actions.filter(({ action_name }) => action_name === 'send_attachment').map(({ action_params: [id] }) => String(id ?? '')))]

/** Those of several rules or macros of an account at once. */
export async function findFiles(query: Query, accountId: number, of: { actions: Action[] }[]): Promise<ActionFiles> {
  const ids = of.flatMap(({ actions }) => blobIds(actions))
  const uploads = ids.length > 0 ? await listUploads(query, accountId, ids) : []
  return new Map(uploads.map((upload) => [upload.blob_key, upload]))
}

/** Every attachment must be an upload of the account. */
export async function checkFiles(query: Query, accountId: number, actions: Action[], faults: Faults): Promise<void> {
  const files = await findFiles(query, accountId, [{ actions }])
  if (blobIds(actions).some((id) => !files.has(id))) add(faults, 'actions', 'send_attachment needs the blob_id of an upload.')
}

const shown = { file_type: Text, account_id: Id, file_url: Text, blob_id: Text, filename: Text }
export const RuleFile = Type.Object({ id: Id, automation_rule_id: Id, ...shown }, { $id: 'AutomationRuleFile' })
export const MacroFile = Type.Object({ id: Id, macro_id: Id, ...shown }, { $id: 'MacroFile' })

const fileShown = ({ content_type, account_id, blob_key, file_name }: StoredUpload) =>
  ({ file_type: content_type, account_id, file_url: absoluteUrl(blobPath({ blob_key, file_name })), blob_id: blob_key, filename: file_name })

/** `files` of a rule: only where there are any. */
export const ruleFiles = ({ id, actions }: { id: number; actions: Action[] }, files: ActionFiles): { files?: Static<typeof RuleFile>[] } =>
  some(filesOf(actions, files).map((file) => ({ id: file.id, automation_rule_id: id, ...fileShown(file) })))

export const macroFiles = ({ id, actions }: { id: number; actions: Action[] }, files: ActionFiles): { files?: Static<typeof MacroFile>[] } =>
  some(filesOf(actions, files).map((file) => ({ id: file.id, macro_id: id, ...fileShown(file) })))

const filesOf = (actions: Action[], files: ActionFiles) => blobIds(actions).flatMap((id) => files.get(id) ?? [])
const some = <T>(files: T[]) => (files.length > 0 ? { files } : {})
