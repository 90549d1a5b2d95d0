import type { Query } from '../db/db.ts'
import { readId } from '../http/ids.ts'
import type { Message } from './message.ts'

type Attributes = Record<string, unknown>

/** A quote may name the message by its id or by its outside id: both are stored, or null where it is not in the conversation (application API §7.4). */
export async function withQuote(query: Query, conversation: Pick<Message, 'account_id' | 'inbox_id'> & { id: number }, attributes: Attributes): Promise<Attributes> {
  const { in_reply_to, in_reply_to_external_id } = attributes
  if (!in_reply_to && !in_reply_to_external_id) return attributes
  const [quoted] = await query<{ id: number; source_id: string | null }>(
    in_reply_to
      ? 'select id, source_id from messages where account_id = $1 and inbox_id = $2 and conversation_id = $3 and id = $4'
      : `select id, source_id from messages
          where account_id = $1 and inbox_id = $2 and conversation_id = $3 and md5(source_id) = md5($4) and source_id = $4 order by id desc limit 1`,
    [conversation.account_id, conversation.inbox_id, conversation.id, in_reply_to ? readId(in_reply_to) : String(in_reply_to_external_id)])
  return { ...attributes, in_reply_to: quoted?.id ?? null, in_reply_to_external_id: quoted?.source_id ?? null }
}
