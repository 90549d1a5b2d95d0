import type { Query } from '../db/db.ts'
import { loadConversations, type ConversationSnapshot } from './snapshot.ts'

/**
 * Gives all conversations of one contact to another, with what the contact has said in them. Both contacts are held from then on.
 * `load` answers the moved conversations once their sessions have been moved, too. Whoever changes one of them at the same moment
 * finds it changed, and works on what is true now.
 */
export async function moveConversations(query: Query, accountId: number, from: number, to: number): Promise<{ load(): Promise<ConversationSnapshot[]> }> {
  // Conversations are held before their contact, as by whoever writes a message. What is started meanwhile moves in a second round.
  const first = await moveThose(query, accountId, from, to)
  await query('select 1 from contacts where account_id = $1 and id = any($2::bigint[]) order by id for update', [accountId, [from, to]])
  const ids = [...first, ...await moveThose(query, accountId, from, to)]
  await query(
    `update messages set sender_id = $3 where account_id = $1 and conversation_id = any($4::bigint[]) and sender_type = 'Contact' and sender_id = $2`,
    [accountId, from, to, ids])
  return { load: () => loadConversations(query, ids) }
}

async function moveThose(query: Query, accountId: number, from: number, to: number): Promise<number[]> {
  const moved = await query<{ id: number }>(
    `update conversations set contact_id = $3, version = version + 1, updated_at = clock_timestamp()
      where account_id = $1 and contact_id = $2 returning id`, [accountId, from, to])
  return moved.map(({ id }) => id)
}
