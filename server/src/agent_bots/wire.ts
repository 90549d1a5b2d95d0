import Type, { type Static } from 'typebox'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Nullable, Text } from '../http/shapes.ts'
import type { BotSnapshot } from './snapshot.ts'

/** A bot as sender and as assignee in events (application API §7.1, webhooks §6.1). */
export const BotPush = Type.Object({ id: Id, name: Nullable(Text), avatar_url: Text, type: Type.Literal('agent_bot') }, { $id: 'BotPush' })
export const botPush = (bot: BotSnapshot): Static<typeof BotPush> => ({ id: bot.id, name: bot.name, avatar_url: absoluteUrl(bot.avatar_url), type: 'agent_bot' })

/** A bot in callbacks (webhooks §6.1). */
export const BotWebhook = Type.Object({ id: Id, name: Nullable(Text), type: Type.Literal('agent_bot') }, { $id: 'BotWebhook' })
export const botWebhook = (bot: BotSnapshot): Static<typeof BotWebhook> => ({ id: bot.id, name: bot.name, type: 'agent_bot' })

/** A bot as assignee of the agents' API (application API §4.8). */
export const SlimBot = Type.Object({
  id: Id, name: Nullable(Text), description: Nullable(Text), thumbnail: Text, outgoing_url: Type.Optional(Nullable(Text)), bot_type: Text,
}, { $id: 'SlimAgentBot' })
export const slimBot = (bot: BotSnapshot): Static<typeof SlimBot> => ({
  id: bot.id,
  name: bot.name,
  description: bot.description,
  thumbnail: absoluteUrl(bot.avatar_url),
  ...(bot.account_id === null ? {} : { outgoing_url: bot.outgoing_url }),
  bot_type: bot.bot_type,
})
