import type { Query } from '../db/db.ts'

/**
 * Takes conversations from an assignee that is about to be no more: a user in these accounts, or a bot wherever it is. Nothing is told of it, and
 * whoever changes one of them at the same moment works on what is true now.
 */
export async function releaseConversations(query: Query, of: { user_id: number; account_ids: number[] } | { bot_id: number }): Promise<void> {
  const changed = 'version = version + 1, updated_at = clock_timestamp()'
  if ('bot_id' in of) await query(`update conversations set assignee_agent_bot_id = null, ${changed} where assignee_agent_bot_id = $1`, [of.bot_id])
  else await query(`update conversations set assignee_id = null, ${changed} where account_id = any($2::bigint[]) and assignee_id = $1`, [of.user_id, of.account_ids])
}
