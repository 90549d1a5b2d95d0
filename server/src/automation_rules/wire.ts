import Type, { type Static } from 'typebox'
import type { ActionWebhook } from '../actions/endpoints.ts'
import { ActionJson, ActionWebhookJson, RuleFile, ruleFiles, webhooksShown, type ActionFiles } from '../actions/wire.ts'
import { iso, unix } from '../db/time.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import type { AutomationRule } from './rules.ts'
import type { AutomationRun } from './runs.ts'

export const runStates = ['running', 'done', 'failed', 'stopped'] as const
export const stepStates = ['done', 'failed'] as const

/** A rule (application API §4.9). */
export const AutomationRuleJson = Type.Object({
  id: Id, account_id: Id, name: Text, description: Nullable(Text), event_name: Text, conditions: Type.Array(Json), actions: Type.Array(ActionJson),
  created_on: UnixTime, active: Type.Boolean(), files: Type.Optional(Type.Array(RuleFile)),
  webhooks: Type.Optional(Type.Array(ActionWebhookJson)),
}, { $id: 'AutomationRule' })
export const automationRuleJson = (rule: AutomationRule, files: ActionFiles, webhooks?: ActionWebhook[]): Static<typeof AutomationRuleJson> => ({
  id: rule.id,
  account_id: rule.account_id,
  name: rule.name,
  description: rule.description,
  event_name: rule.event_name,
  conditions: rule.conditions,
  actions: rule.actions,
  created_on: unix(rule.created_at),
  active: rule.active,
  ...ruleFiles(rule, files),
  ...webhooksShown(webhooks),
})

/** What a rule did when it met an event. `reason` says why it was stopped. */
export const AutomationRunJson = Type.Object({
  id: Id, event_id: Id, conversation_id: Id, state: OneOf(runStates), reason: Nullable(Text),
  steps: Type.Array(Type.Object({ action_name: Text, state: OneOf(stepStates), text: Text })), created_at: IsoTime, finished_at: Nullable(IsoTime),
}, { $id: 'AutomationRun' })
export const automationRunJson = (run: AutomationRun): Static<typeof AutomationRunJson> => ({
  id: run.id,
  event_id: run.event_id,
  conversation_id: run.display_id,
  state: run.state,
  reason: run.reason,
  steps: run.steps.map(({ action_name, state, text }) => ({ action_name, state, text })),
  created_at: iso(run.created_at),
  finished_at: iso(run.finished_at),
})
