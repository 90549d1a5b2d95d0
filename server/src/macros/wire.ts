import Type, { type Static } from 'typebox'
import type { ActionWebhook } from '../actions/endpoints.ts'
import { ActionJson, ActionWebhookJson, MacroFile, macroFiles, webhooksShown, type ActionFiles } from '../actions/wire.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import type { Presence } from '../cable/presence.ts'
import { Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import type { MacroView } from './macros.ts'

export const visibilities = ['personal', 'global'] as const

/** A macro (application API §4.10). */
export const MacroJson = Type.Object({
  id: Id, name: Text, visibility: Nullable(OneOf(visibilities)), created_by: Type.Optional(AgentJson), updated_by: Type.Optional(AgentJson), account_id: Id,
  actions: Type.Array(ActionJson), files: Type.Optional(Type.Array(MacroFile)), webhooks: Type.Optional(Type.Array(ActionWebhookJson)),
}, { $id: 'Macro' })
export const macroJson = (macro: MacroView, presence: Presence, files: ActionFiles, webhooks?: ActionWebhook[]): Static<typeof MacroJson> => ({
  id: macro.id,
  name: macro.name,
  visibility: macro.visibility,
  ...(macro.created_by ? { created_by: agentJson(macro.created_by, presence) } : {}),
  ...(macro.updated_by ? { updated_by: agentJson(macro.updated_by, presence) } : {}),
  account_id: macro.account_id,
  actions: macro.actions,
  ...macroFiles(macro, files),
  ...webhooksShown(webhooks),
})
