import type { Query } from '../db/db.ts'

/**
 * Deletes all conversations of an inbox or a contact with their messages. Answers the keys of the files that were attached.
 * The conversations go first: a message that is being written at the same moment then finds no conversation to change.
 */
export async function deleteConversations(query: Query, accountId: number, of: { inbox_id: number } | { contact_id: number }): Promise<string[]> {
  const [column, id] = 'inbox_id' in of ? ['inbox_id', of.inbox_id] : ['contact_id', of.contact_id]
  const gone = await query<{ id: number }>(`delete from conversations where account_id = $1 and ${column} = $2 returning id`, [accountId, id])
  const ids = gone.map((conversation) => conversation.id)
  const files = await query<{ blob_key: string }>(
    `with gone as (delete from messages where account_id = $1 and conversation_id = any($2::bigint[]) returning id)
     delete from attachments f using gone where f.account_id = $1 and f.message_id = gone.id returning f.blob_key`, [accountId, ids])
  return files.map(({ blob_key }) => blob_key)
}
