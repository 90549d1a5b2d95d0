import { avatarKey } from '../attachments/avatar.ts'
import { removeFile } from '../attachments/storage.ts'
import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import type { Inbox } from './inboxes.ts'

/** Deletes an inbox with its conversations, messages, sessions and files at once; its contacts stay. Nobody is told: this wire has no event for it. */
export async function deleteInbox(db: Db, dataDir: string, cause: Cause, inbox: Inbox): Promise<void> {
  const files = await transact(db, cause, async (tx) => {
    const members = await tx.query<{ user_id: number }>('select user_id from inbox_members where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
    const keys = await deleteMessages(tx.query, inbox)
    await tx.query('update webhooks set inbox_id = null where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
    await tx.query('delete from inboxes where account_id = $1 and id = $2', [inbox.account_id, inbox.id])
    await tx.query('delete from conversation_counts where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
    tx.signals.push({ type: 'access', account_id: inbox.account_id, user_ids: members.map(({ user_id }) => user_id) })
    return keys
  })
  const picture = avatarKey(inbox.avatar_url)
  await Promise.all([...files, ...(picture ? [picture] : [])].map((key) => removeFile(dataDir, key)))
}

/** Answers the keys of the files that were attached. Deleted by conversation, along the index, before the cascade would look for them. */
async function deleteMessages(query: Query, { account_id, id }: Inbox): Promise<string[]> {
  const removed = await query<{ blob_key: string }>(
    `delete from attachments f using conversations c join messages m on m.account_id = c.account_id and m.conversation_id = c.id
      where c.account_id = $1 and c.inbox_id = $2 and f.account_id = $1 and f.message_id = m.id returning f.blob_key`, [account_id, id])
  await query(
    'delete from messages m using conversations c where c.account_id = $1 and c.inbox_id = $2 and m.account_id = $1 and m.conversation_id = c.id', [account_id, id])
  return removed.map(({ blob_key }) => blob_key)
}
