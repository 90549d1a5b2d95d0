import Type, { type Static } from 'typebox'
import type { AccessToken } from '../access_tokens/access_tokens.ts'
import { unseal } from '../db/secrets.ts'
import { iso } from '../db/time.ts'
import type { Role } from '../http/auth.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { endpointJson, endpointProperties } from '../webhooks/wire.ts'
import type { AgentBot, OwnedBot } from './agent_bots.ts'

/** What of the bot's keys is shown: to administrators of its own account, all. */
const own = Type.Partial(Type.Object(endpointProperties)).properties

const shownBot = {
  id: Id, name: Nullable(Text), description: Nullable(Text), thumbnail: Text, outgoing_url: Type.Optional(Nullable(Text)), bot_type: Text, bot_config: Json,
  account_id: Nullable(Id),
}

/** A bot of the agents' API (application API §4.8). Of a system bot, accounts see neither where it is nor its keys. */
export const AgentBotJson = Type.Object({
  ...shownBot, access_token: Type.Optional(Text), secret: Type.Optional(Text), system_bot: Type.Boolean(), ...own,
}, { $id: 'AgentBot' })
export const agentBotJson = (bot: OwnedBot, role: Role | null): Static<typeof AgentBotJson> => ({
  ...shown(bot),
  ...(bot.token ? { access_token: bot.token.token } : {}),
  ...keys(bot, role),
})

/** The same where an inbox says which bot it has: there the token is the whole record (application API §3.1). */
export const InboxBotJson = Type.Object({
  ...shownBot,
  access_token: Type.Optional(Type.Object({ id: Id, owner_type: Text, owner_id: Id, token: Text, created_at: IsoTime, updated_at: IsoTime })),
  secret: Type.Optional(Text), system_bot: Type.Boolean(), ...own,
}, { $id: 'InboxAgentBot' })
export const inboxBotJson = (bot: OwnedBot, role: Role | null): Static<typeof InboxBotJson> => ({
  ...shown(bot),
  ...(bot.token ? { access_token: tokenRecord(bot.token) } : {}),
  ...keys(bot, role),
})

const shown = (bot: OwnedBot) => ({
  id: bot.id,
  name: bot.name,
  description: bot.description,
  thumbnail: absoluteUrl(bot.avatar_url),
  ...(bot.account_id === null ? {} : { outgoing_url: bot.outgoing_url }),
  bot_type: bot.bot_type,
  bot_config: bot.bot_config,
  account_id: bot.account_id,
})

function keys(bot: OwnedBot, role: Role | null) {
  const system_bot = bot.account_id === null
  const isShown = !system_bot && role === 'administrator'
  return { ...(isShown ? { secret: unseal(bot.secret) } : {}), system_bot, ...(isShown ? endpointJson(bot) : {}) }
}

const tokenRecord = ({ id, owner_type, owner_id, token, created_at, updated_at }: AccessToken) =>
  ({ id, owner_type, owner_id, token, created_at: iso(created_at), updated_at: iso(updated_at) })

/** A bot of the platform API (application API §8.1). */
export const PlatformBot = Type.Object({
  id: Id, name: Nullable(Text), description: Nullable(Text), outgoing_url: Nullable(Text), account_id: Nullable(Id), access_token: Text,
}, { $id: 'PlatformAgentBot' })
export const platformBot = (bot: AgentBot, token: AccessToken): Static<typeof PlatformBot> => ({
  id: bot.id,
  name: bot.name,
  description: bot.description,
  outgoing_url: bot.outgoing_url,
  account_id: bot.account_id,
  access_token: token.token,
})
