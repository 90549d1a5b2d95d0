import { tellListChanged } from '../accounts/cache_keys.ts'
import { avatarKey } from '../attachments/avatar.ts'
import { removeFile } from '../attachments/storage.ts'
import { restarting } from '../contacts/contacts.ts'
import { deleteConversations } from '../conversations/delete.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import type { Inbox } from './inboxes.ts'

/** Deletes an inbox with its conversations, messages, sessions and files at once; its contacts stay. Callbacks do not tell of it: this wire has no event for it. */
export async function deleteInbox(db: Db, dataDir: string, cause: Cause, inbox: Inbox): Promise<void> {
  const files = await restarting(() => transact(db, cause, async (tx) => {
    const members = await tx.query<{ user_id: number }>('select user_id from inbox_members where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
    const keys = await deleteConversations(tx.query, inbox.account_id, { inbox_id: inbox.id })
    await tx.query('update webhooks set inbox_id = null where account_id = $1 and inbox_id = $2', [inbox.account_id, inbox.id])
    await tx.query('delete from inboxes where account_id = $1 and id = $2', [inbox.account_id, inbox.id])
    await tellListChanged(tx, inbox.account_id)
    tx.signals.push({ type: 'access', account_id: inbox.account_id, user_ids: members.map(({ user_id }) => user_id) })
    return keys
  }))
  const picture = avatarKey(inbox.avatar_url)
  await Promise.all([...files, ...(picture ? [picture] : [])].map((key) => removeFile(dataDir, key)))
}
