import type { Query } from '../db/db.ts'
import { listUploads } from '../uploads/uploads.ts'
import { type Action, add, type Faults } from './actions.ts'
import { blobIds, type ActionFiles } from './wire.ts'

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
