import type { Query } from '../db/db.ts'
import { spanValues } from './metrics.ts'
import type { Span } from './span.ts'

export interface BotMetrics {
  conversation_count: number
  message_count: number
  /** Whole percent of the conversations. */
  resolution_rate: number
  handoff_rate: number
}

/** How bots fare in the inboxes that have one: the conversations begun there, what was sent in those, and how many of all ended with the bot or were handed over. */
export async function findBotMetrics(query: Query, accountId: number, span: Span | null): Promise<BotMetrics> {
  if (!span) return { conversation_count: 0, message_count: 0, resolution_rate: 0, handoff_rate: 0 }
  const values: unknown[] = []
  const { account, since, until } = spanValues(accountId, span, values)
  const within = `r.account_id = ${account} and r.created_at >= ${since} and r.created_at < ${until}`
  const [row] = await query<Record<'conversations' | 'messages' | 'resolved' | 'handed_over', number>>(
    `with begun as materialized (
       select r.conversation_id from reporting_events r join inboxes i on i.id = r.inbox_id and i.agent_bot_id is not null where ${within} and r.name = 'conversation_created')
     select (select count(*)::int from begun) as conversations,
            (select count(*)::int from reporting_messages r join begun on begun.conversation_id = r.conversation_id where ${within} and r.message_type = 1) as messages,
            (select count(distinct r.conversation_id)::int from reporting_events r where ${within} and r.name = 'conversation_bot_resolved') as resolved,
            (select count(distinct r.conversation_id)::int from reporting_events r where ${within} and r.name = 'conversation_bot_handoff') as handed_over`, values)
  const { conversations, messages, resolved, handed_over } = row!
  const percent = (count: number) => (conversations === 0 ? 0 : Math.floor(count / conversations * 100))
  return { conversation_count: conversations, message_count: messages, resolution_rate: percent(resolved), handoff_rate: percent(handed_over) }
}
