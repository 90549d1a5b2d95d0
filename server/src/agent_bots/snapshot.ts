/** What payloads show of a bot, as sender and as assignee. */
export interface BotSnapshot {
  type: 'agent_bot'
  id: number
  /** Null for a bot of the installation, which is every account's. */
  account_id: number | null
  name: string | null
  description: string | null
  outgoing_url: string | null
  bot_type: string
  avatar_url: string
}

export const botColumns = `'type', 'agent_bot', 'id', b.id, 'account_id', b.account_id, 'name', b.name, 'description', b.description,
  'outgoing_url', b.outgoing_url, 'bot_type', b.bot_type, 'avatar_url', b.avatar_url`

/** One bot `b` as payloads show it. */
export const botObject = `json_build_object(${botColumns})`

export const isBot = (sender: { type?: string } | object): sender is BotSnapshot => 'type' in sender && sender.type === 'agent_bot'
