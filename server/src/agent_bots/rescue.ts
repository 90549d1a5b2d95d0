import { loadConversation } from '../conversations/snapshot.ts'
import { takeFromBot } from '../conversations/hand_off.ts'
import type { Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'

interface Waiting {
  id: number
  conversation_id: number
  /** Whether the account leaves its conversations with the bot whatever happens. */
  keeps: boolean
}

/** Tries after which a bot counts as out of reach for this message: as many as the incumbent makes (webhooks §5). */
const mostTries = 3
/** However few tries there were: callbacks to a bot that fails wait for each other. */
const longestWait = '30 s'
const batch = 200

// Paused and switched-off bots get nothing at all, so their conversations do not wait for anything.
const overdue = `
  select d.id, d.conversation_id, coalesce((a.settings ->> 'keep_pending_on_bot_failure')::boolean, false) as keeps
    from deliveries d
    join accounts a on a.id = d.account_id
    left join endpoint_states s on s.endpoint_kind = d.endpoint_kind and s.endpoint_id = d.endpoint_id
   where d.endpoint_kind = 'agent_bot' and not d.is_seen_to and d.state in ('pending', 'failed') and d.event in ('message_created', 'message_updated')
     and (d.state = 'failed' or d.attempts >= ${mostTries} or (s.failing_since is not null and d.created_at < now() - interval '${longestWait}') or s.paused_at is not null or s.disabled_at is not null)
   order by d.id limit ${batch}`

/**
 * A customer whose message the bot does not take must not wait with it: people get the pending conversation (webhooks §5), unless the account's setting
 * `keep_pending_on_bot_failure` says otherwise. The callback itself goes on being tried. Several servers may do this at once.
 */
export async function rescueFromBots(db: Db, stop?: AbortSignal): Promise<void> {
  for (;;) {
    const waiting = await db.query<Waiting>(overdue, [])
    for (const { conversation_id, keeps } of waiting) {
      if (stop?.aborted) return
      const loaded = keeps ? null : await loadConversation(db.query, conversation_id, 1)
      if (loaded) await takeFromBot(db, systemCause, loaded)
    }
    await db.query('update deliveries set is_seen_to = true where id = any($1::bigint[])', [waiting.map(({ id }) => id)])
    if (waiting.length < batch) return
  }
}
