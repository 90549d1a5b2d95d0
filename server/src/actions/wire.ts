import Type, { type Static } from 'typebox'
import { blobPath } from '../attachments/wire.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Text } from '../http/shapes.ts'
import type { StoredUpload } from '../uploads/uploads.ts'
import type { Action } from './actions.ts'
import type { ActionWebhook } from './endpoints.ts'

export const ActionJson = Type.Object({ action_name: Text, action_params: Type.Array(Type.Unknown()) }, { $id: 'Action' })

/** `webhooks` of a rule or macro: where it posts to and with which secret that is signed. Beyond the wire, and only where there are any. */
export const ActionWebhookJson = Type.Object({ url: Text, secret: Text }, { $id: 'ActionWebhook' })
export const webhooksShown = (webhooks: ActionWebhook[] = []): { webhooks?: ActionWebhook[] } => (webhooks.length > 0 ? { webhooks } : {})

/** The uploads that actions send, by blob id. */
export type ActionFiles = Map<string, StoredUpload>

export const blobIds = (actions: Action[]): string[] =>
  [...new Set(actions.filter(({ action_name }) => action_name === 'send_attachment').map(({ action_params: [id] }) => String(id ?? '')))]

const shown = { file_type: Text, account_id: Id, file_url: Text, blob_id: Text, filename: Text }
const fileShown = ({ content_type, account_id, blob_key, file_name }: StoredUpload) =>
  ({ file_type: content_type, account_id, file_url: absoluteUrl(blobPath({ blob_key, file_name })), blob_id: blob_key, filename: file_name })

/** `files` of a rule: only where there are any. */
export const RuleFile = Type.Object({ id: Id, automation_rule_id: Id, ...shown }, { $id: 'AutomationRuleFile' })
export const ruleFiles = ({ id, actions }: { id: number; actions: Action[] }, files: ActionFiles): { files?: Static<typeof RuleFile>[] } =>
  some(filesOf(actions, files).map((file) => ({ id: file.id, automation_rule_id: id, ...fileShown(file) })))

/** The same of a macro. */
export const MacroFile = Type.Object({ id: Id, macro_id: Id, ...shown }, { $id: 'MacroFile' })
export const macroFiles = ({ id, actions }: { id: number; actions: Action[] }, files: ActionFiles): { files?: Static<typeof MacroFile>[] } =>
  some(filesOf(actions, files).map((file) => ({ id: file.id, macro_id: id, ...fileShown(file) })))

const filesOf = (actions: Action[], files: ActionFiles) => blobIds(actions).flatMap((id) => files.get(id) ?? [])
const some = <T>(files: T[]) => (files.length > 0 ? { files } : {})
