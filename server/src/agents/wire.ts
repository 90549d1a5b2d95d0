import Type, { type Static } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { availabilities } from '../users/wire.ts'
import type { Agent } from './agents.ts'

export const roles = ['agent', 'administrator'] as const

/** A user as member of an account (application API §4.1); also `meta.assignee`, inbox members and `assignable_agents`. */
export const AgentJson = Type.Object({
  id: Id, account_id: Id, availability_status: OneOf(availabilities), auto_offline: Type.Boolean(), confirmed: Type.Boolean(), email: Text, provider: Text,
  available_name: Text, custom_attributes: Type.Optional(Json), name: Text, role: Nullable(OneOf(roles)), thumbnail: Text,
}, { $id: 'Agent' })
export const agentJson = (agent: Agent, presence: Pick<Presence, 'userStatus'>): Static<typeof AgentJson> => ({
  id: agent.id,
  account_id: agent.account_id,
  availability_status: presence.userStatus(agent.account_id, { user_id: agent.id, availability: agent.availability, auto_offline: agent.auto_offline }),
  auto_offline: agent.auto_offline,
  confirmed: agent.confirmed,
  email: agent.email,
  provider: agent.provider,
  available_name: agent.display_name || agent.name,
  ...(Object.keys(agent.custom_attributes).length === 0 ? {} : { custom_attributes: agent.custom_attributes }),
  name: agent.name,
  role: agent.role,
  thumbnail: absoluteUrl(agent.avatar_url),
})
