import type { Query } from '../db/db.ts'
import { messageObject, type Conversation } from '../conversations/snapshot.ts'
import { NotFound } from '../http/errors.ts'
import { activity, type MessageSnapshot } from './message.ts'

type Of = Pick<Conversation, 'id' | 'account_id'>

export interface Window {
  before?: number
  after?: number
  /** Only what the contact may see: no private notes, no activity lines. */
  public?: boolean
}

/**
 * A window of a conversation's messages, oldest first: the latest 20, the 20 before an id, the 100 after one, or up to 1000
 * between two, the lower included (application API §7.5).
 */
export async function listMessages(query: Query, conversation: Of, { before, after, public: publicOnly = false }: Window): Promise<MessageSnapshot[]> {
  const filter = `m.account_id = $1 and m.conversation_id = $2 ${publicOnly ? `and not m.private and m.message_type <> ${activity}` : ''}`
  const values: unknown[] = [conversation.account_id, conversation.id]
  if (after === undefined) {
    const rows = await query(`select ${messageObject} as message from messages m where ${filter} and m.id < $3 order by m.id desc limit 20`,
      [...values, before ?? Number.MAX_SAFE_INTEGER])
    return rows.map(({ message }) => message as MessageSnapshot).toReversed()
  }
  const between = before === undefined ? 'm.id > $3 and m.id < $4' : 'm.id >= $3 and m.id < $4'
  const rows = await query(`select ${messageObject} as message from messages m where ${filter} and ${between} order by m.id limit $5`,
    [...values, after, before ?? Number.MAX_SAFE_INTEGER, before === undefined ? 100 : 1000])
  return rows.map(({ message }) => message as MessageSnapshot)
}

/** A message id from a query; what is no number behaves like 0 (client API §4.2). */
export function readCursor(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined
  const id = Number(value)
  return Number.isSafeInteger(id) && id > 0 ? id : 0
}

/** One message of a conversation. Throws NotFound. */
export async function findMessage(query: Query, conversation: Of, id: number): Promise<MessageSnapshot> {
  const [row] = await query(`select ${messageObject} as message from messages m where m.account_id = $1 and m.conversation_id = $2 and m.id = $3`,
    [conversation.account_id, conversation.id, id])
  if (!row) throw new NotFound()
  return row.message as MessageSnapshot
}

/** The public history of several conversations, each oldest first, as the client API embeds it whole (client API §3.1). */
export async function publicHistories(query: Query, accountId: number, conversationIds: number[]): Promise<Map<number, MessageSnapshot[]>> {
  const rows = await query(
    `select m.conversation_id, json_agg(${messageObject} order by m.id) as messages from messages m
      where m.account_id = $1 and m.conversation_id = any($2::bigint[]) and not m.private and m.message_type <> ${activity} group by m.conversation_id`,
    [accountId, conversationIds])
  return new Map(rows.map(({ conversation_id, messages }) => [conversation_id as number, messages as MessageSnapshot[]]))
}
