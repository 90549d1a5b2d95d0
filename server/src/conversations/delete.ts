import { unlessDeadlocked, type Db, type Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { emit, transact } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { loadConversation, snapshotOf } from './snapshot.ts'

type Of = { inbox_id: number } | { contact_id: number }

/** Deletes one conversation with its messages. Answers the keys of the files that were attached. Throws NotFound. */
export function deleteConversation(db: Db, cause: Cause, { account_id, id }: { account_id: number; id: number }): Promise<string[]> {
  return unlessDeadlocked(() => transact(db, cause, async (tx) => {
    await tx.query('select 1 from conversations where account_id = $1 and id = $2 for update', [account_id, id])
    const loaded = await loadConversation(tx.query, id)
    if (!loaded) throw new NotFound()
    emit(tx, 'conversation.deleted', snapshotOf(loaded), null, loaded.conversation.event_sequence + 1)
    return deleteThose(tx.query, account_id, { id })
  }))
}

/**
 * Deletes all conversations of an inbox or a contact with their messages, right before it goes itself. Answers the keys of the
 * files that were attached. The conversations go first: a message that is being written at the same moment then finds no
 * conversation to change.
 */
export async function deleteConversations(query: Query, accountId: number, of: Of): Promise<string[]> {
  const files = await deleteThose(query, accountId, of)
  // What has been started meanwhile goes in a second round: from here on, nothing can be.
  const [table, id] = 'inbox_id' in of ? ['inboxes', of.inbox_id] : ['contacts', of.contact_id]
  await query(`select 1 from ${table} where account_id = $1 and id = $2 for update`, [accountId, id])
  return [...files, ...await deleteThose(query, accountId, of)]
}

async function deleteThose(query: Query, accountId: number, of: Of | { id: number }): Promise<string[]> {
  const [[column, id]] = Object.entries(of) as [[string, number]]
  const gone = await query<{ id: number }>(`delete from conversations where account_id = $1 and ${column} = $2 returning id`, [accountId, id])
  const ids = gone.map((conversation) => conversation.id)
  const files = await query<{ blob_key: string }>(
    `with gone as (delete from messages where account_id = $1 and conversation_id = any($2::bigint[]) returning id, inbox_id, conversation_id, source_id, created_at),
     unsaid as (delete from message_texts t using gone where t.message_id = gone.id),
     measured as (delete from reporting_events where account_id = $1 and conversation_id = any($2::bigint[])),
     counted as (delete from reporting_messages r using gone where r.account_id = $1 and r.created_at = gone.created_at and r.conversation_id = gone.conversation_id),
     known as (delete from message_source_ids s using gone
       where s.account_id = $1 and s.inbox_id = gone.inbox_id and s.source_digest = encode(sha256(convert_to(gone.source_id, 'UTF8')), 'hex') and s.message_id = gone.id)
     delete from attachments f using gone where f.account_id = $1 and f.message_id = gone.id returning f.blob_key`, [accountId, ids])
  return files.map(({ blob_key }) => blob_key)
}
