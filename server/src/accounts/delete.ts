import { avatarKey } from '../attachments/avatar.ts'
import { removeFile } from '../attachments/storage.ts'
import type { Db, Query } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { forgetPermissible } from '../platform/apps.ts'

/** Closes an account at once, for everybody; what it holds goes in the background (`deleteClosedAccounts`). */
export async function closeAccount(db: Db, accountId: number): Promise<void> {
  await transact(db, systemCause, async (tx) => {
    await tx.query(`update accounts set status = 'suspended', deleted_at = coalesce(deleted_at, now()) where id = $1`, [accountId])
    const members = await tx.query<{ user_id: number }>('delete from account_users where account_id = $1 returning user_id', [accountId])
    await tx.query(`update inboxes set identifier = 'closed-' || id, webhook_url = null where account_id = $1`, [accountId])
    await tx.query('update agent_bots set outgoing_url = null where account_id = $1', [accountId])
    await tx.query('delete from webhooks where account_id = $1', [accountId])
    tx.signals.push({ type: 'access', account_id: accountId, user_ids: members.map(({ user_id }) => user_id) })
  })
}

/** Deletes everything that closed accounts hold, the files first: whoever stops in between goes on at the next start. */
export async function deleteClosedAccounts(db: Db, dataDir: string, stop?: AbortSignal): Promise<void> {
  const closed = await db.query<{ id: number }>('select id from accounts where deleted_at is not null order by id', [])
  for (const { id } of closed) {
    if (stop?.aborted) return
    await deleteFiles(db.query, dataDir, id)
    await db.query(`delete from access_tokens t using agent_bots b where b.account_id = $1 and t.owner_type = 'AgentBot' and t.owner_id = b.id`, [id])
    // Every table says whose its rows are, so none can be forgotten here.
    for (const table of await listTables(db.query)) await inBatches(() => db.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where account_id = $1 limit ${batch})) returning 1`, [id]))
    await forgetPermissible(db.query, 'Account', id)
    await db.query('delete from accounts where id = $1', [id])
  }
}

const batch = 2_000

async function deleteFiles(query: Query, dataDir: string, accountId: number): Promise<void> {
  const pictures = await query<{ avatar_url: string }>(
    `select avatar_url from contacts where account_id = $1 and avatar_url <> '' union all select avatar_url from inboxes where account_id = $1 and avatar_url <> ''
     union all select avatar_url from agent_bots where account_id = $1 and avatar_url <> ''`, [accountId])
  for (const { avatar_url } of pictures) {
    const key = avatarKey(avatar_url)
    if (key) await removeFile(dataDir, key)
  }
  const others = await query<{ blob_key: string }>(
    `select blob_key from contact_imports where account_id = $1 union all select blob_key from contact_exports where account_id = $1 and blob_key is not null
     union all select blob_key from uploads where account_id = $1`, [accountId])
  for (const { blob_key } of others) await removeFile(dataDir, blob_key)
  await inBatches(async () => {
    const files = await query<{ blob_key: string; id: number }>(`select id, blob_key from attachments where account_id = $1 limit ${batch}`, [accountId])
    for (const { blob_key } of files) await removeFile(dataDir, blob_key)
    return query('delete from attachments where id = any($1::bigint[]) returning 1', [files.map(({ id }) => id)])
  })
}

/** Those with an `account_id` of their own; names as SQL takes them. What others refer to goes last, and what follows from others last of all. */
async function listTables(query: Query): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `select format('%I', c.table_name) as name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and c.column_name = 'account_id' and t.table_type = 'BASE TABLE'
      order by array_position(array['conversations', 'contact_inboxes', 'contacts', 'inboxes', 'conversation_count_changes', 'conversation_counts', 'contact_counts'], c.table_name::text) nulls first, c.table_name`, [])
  return rows.map(({ name }) => name)
}

async function inBatches(deleteSome: () => Promise<unknown[]>): Promise<void> {
  while ((await deleteSome()).length > 0) continue
}
