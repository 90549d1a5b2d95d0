import type { Logger } from 'pino'
import { performOnce } from '../actions/once.ts'
import { type Db, isOrphan } from '../db/db.ts'
import type { Config } from '../config.ts'
import type { ActionEvent, MessageSubject } from '../events/catalogue.ts'
import type { Consumer } from '../events/consumers.ts'
import type { ToldEvent } from '../events/emit.ts'
import { activity } from '../messages/message.ts'
import { matches } from './conditions.ts'
import { type AutomationRule, ownerOf } from './rules.ts'
import { addStep, type AutomationRun, beginRun, countRecentRuns, endRun, type Met } from './runs.ts'

interface Parts {
  db: Db
  config: Config
  log: Logger
}

/** Which rules an event is for, by their `event_name`; none for most. */
export function ruleEvents({ name, subject }: Pick<ToldEvent, 'name' | 'subject'>): string[] {
  if (name === 'conversation.created') return ['conversation_created']
  if (name === 'conversation.updated') return ['conversation_updated']
  if (name === 'conversation.status_changed') return { open: ['conversation_opened'], resolved: ['conversation_resolved'] }[subject.conversation.status as string] ?? []
  return name === 'message.created' && (subject as MessageSubject).message.message_type !== activity ? ['message_created'] : []
}

/** Runs the rules of all accounts on the event log. While there is no active rule, nothing is read. */
export const automation = (parts: Parts): Consumer => ({
  name: 'automation',
  names: ['conversation.created', 'conversation.updated', 'conversation.status_changed', 'message.created'],
  where: 'exists (select from automation_rules r where r.active and r.account_id = e.account_id)',
  isWanted: async () => (await parts.db.query('select 1 from automation_rules where active limit 1', [])).length > 0,
  handle: (event) => runRules(parts, event),
})

async function runRules(parts: Parts, event: ToldEvent): Promise<void> {
  const names = ruleEvents(event)
  if (names.length === 0) return
  const { account, conversation } = event.subject
  const rules = await parts.db.query<AutomationRule>(
    'select * from automation_rules where active and account_id = $1 and event_name = any($2) and after_event_id < $3 order by id', [account.id, names, event.id])
  for (const rule of rules) {
    if (!matches(rule.conditions, { ...event.subject, changes: event.changes })) continue
    try {
      await runRule(parts, rule, event, { account_id: account.id, rule_id: rule.id, event_id: event.id, conversation_id: conversation.id, occurred_at: event.occurred_at })
    } catch (error) {
      // The conversation or the rule has been deleted meanwhile.
      if (!isOrphan(error)) throw error
    }
  }
}

/** Runs of one rule in one conversation within a minute: more go round in a circle, by way of a program outside. */
const mostPerMinute = 30

async function runRule(parts: Parts, rule: AutomationRule, { cause }: ToldEvent, met: Met): Promise<void> {
  const { db, log } = parts
  const recent = await countRecentRuns(db.query, met)
  const run = await beginRun(db.query, met)
  if (run.state !== 'running') return
  const reason = whyStopped(rule, cause, run.steps.length > 0 ? 0 : recent)
  if (reason !== null) return endRun(db.query, run, 'stopped', reason)
  const acting = actingOf(parts, rule, run)
  for (let index = run.steps.length; index < rule.actions.length; index++) {
    run.steps.push(await performOnce(log, acting, rule.actions[index]!, {
      scope: `automation:${rule.id}`, key: `${run.event_id}:${index}`, note: (query, step) => addStep(query, run, index, step),
    }))
  }
  await endRun(db.query, run, run.steps.some(({ state }) => state === 'failed') ? 'failed' : 'done')
}

/** What rules cause starts no rule: they would answer each other for ever. */
function whyStopped(rule: AutomationRule, cause: ToldEvent['cause'], recent: number): string | null {
  if (cause.type === 'automation') return cause.id === rule.id ? 'the rule itself has caused this event' : `another rule has caused this event: ${cause.name ?? cause.id}`
  return recent >= mostPerMinute ? `the rule has run ${mostPerMinute} times within a minute in this conversation` : null
}

/** In whose name the actions of a rule are done. */
const actingOf = ({ db, config }: Parts, rule: AutomationRule, run: AutomationRun) => ({
  db, config, cause: { type: 'automation' as const, id: rule.id, name: rule.name, token_id: null, request_id: null, performer: null },
  account_id: rule.account_id, conversation_id: run.conversation_id, author: null, owner: ownerOf(rule),
  content_attributes: { automation_rule_id: rule.id }, webhook_event: `automation_event.${rule.event_name}` as ActionEvent,
})
