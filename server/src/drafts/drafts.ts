import type { Query } from '../db/db.ts'
import type { Conversation } from '../conversations/snapshot.ts'
import { Invalid } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { contentLimit } from '../messages/message.ts'

type Of = Pick<Conversation, 'id' | 'account_id'>

/** What somebody has begun to write in a conversation, shared by all agents (application API §6.5). Null when there is nothing. */
export async function maybeDraft(query: Query, { account_id, id }: Of): Promise<string | null> {
  const [draft] = await query<{ message: string }>('select message from draft_messages where account_id = $1 and conversation_id = $2', [account_id, id])
  return draft?.message ?? null
}

/** Throws Invalid for a text that no message could hold. */
export async function keepDraft(query: Query, { account_id, id }: Of, message: string): Promise<void> {
  if (isLonger(message, contentLimit)) throw new Invalid(`Message is too long (maximum is ${contentLimit} characters)`, ['message'])
  await query(
    `insert into draft_messages (conversation_id, account_id, message) values ($1, $2, $3)
     on conflict (conversation_id) do update set message = excluded.message, updated_at = now()`, [id, account_id, message])
}

export async function dropDraft(query: Query, { account_id, id }: Of): Promise<void> {
  await query('delete from draft_messages where account_id = $1 and conversation_id = $2', [account_id, id])
}
