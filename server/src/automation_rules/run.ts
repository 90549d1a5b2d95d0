import type { Logger } from 'pino'
import type { Acting } from '../actions/acting.ts'
import { actionsOf } from '../actions/perform.ts'
import { type Db, isOrphan, isUnavailable } from '../db/db.ts'
import type { Config } from '../config.ts'
import type { ActionEvent, MessageSubject } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import type { Consumer } from '../events/consumers.ts'
import { transact, type ToldEvent } from '../events/emit.ts'
import { HttpError, NotFound } from '../http/errors.ts'
import { takeKey } from '../http/keys.ts'
import { activity } from '../messages/message.ts'
import { matches } from './conditions.ts'
import { type AutomationRule, ownerOf } from './rules.ts'
import { addStep, type AutomationRun, beginRun, countRecentRuns, endRun, type Step } from './runs.ts'

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
      await runRule(parts, rule, event, { account_id: account.id, rule_id: rule.id, event_id: event.id, conversation_id: conversation.id })
    } catch (error) {
      // The conversation or the rule has been deleted meanwhile.
      if (!isOrphan(error)) throw error
    }
  }
}

type Met = Pick<AutomationRun, 'account_id' | 'rule_id' | 'event_id' | 'conversation_id'>

/** Runs of one rule in one conversation within a minute: more go round in a circle, by way of a program outside. */
const mostPerMinute = 30

async function runRule(parts: Parts, rule: AutomationRule, { cause }: ToldEvent, met: Met): Promise<void> {
  const { db, log } = parts
  const recent = await countRecentRuns(db.query, met)
  const run = await beginRun(db.query, met)
  if (run.state !== 'running') return
  const reason = whyStopped(rule, cause, run.steps.length > 0 ? 0 : recent)
  if (reason !== null) return endRun(db.query, run, 'stopped', reason)
  for (let index = run.steps.length; index < rule.actions.length; index++) {
    const { action_name, action_params } = rule.actions[index]!
    const acting = actingOf(parts, rule, run, index)
    const step = await attempt(log, action_name, () => actionsOf[action_name](acting, action_params))
    if (step.state === 'failed' || !acting.isRecorded) await addStep(db.query, run, index, step)
    run.steps.push(step)
  }
  await endRun(db.query, run, run.steps.some(({ state }) => state === 'failed') ? 'failed' : 'done')
}

/** What rules cause starts no rule: they would answer each other for ever. */
function whyStopped(rule: AutomationRule, cause: ToldEvent['cause'], recent: number): string | null {
  if (cause.type === 'automation') return cause.id === rule.id ? 'the rule itself has caused this event' : `another rule has caused this event: ${cause.name ?? cause.id}`
  return recent >= mostPerMinute ? `the rule has run ${mostPerMinute} times within a minute in this conversation` : null
}

/** What cannot be done is told in the log, and the next action follows. */
async function attempt(log: Logger, action_name: string, work: () => Promise<string>): Promise<Step> {
  try {
    return { action_name, state: 'done', text: await work() }
  } catch (error) {
    // The database is away, or another process has taken over.
    if (isUnavailable(error) || (error instanceof HttpError && error.status === 409)) throw error
    if (!(error instanceof HttpError || error instanceof NotFound)) log.error({ err: error, action_name }, 'an action of a rule has failed')
    return { action_name, state: 'failed', text: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotFound) return 'not found'
  if (!(error instanceof HttpError)) return 'internal error'
  const { message, error: text } = error.body as { message?: string; error?: string }
  return message ?? String(text ?? error.body)
}

/** How the actions of a rule are done: each once, however often the process ends in between. */
function actingOf({ db, config }: Parts, rule: AutomationRule, run: AutomationRun, index: number): Acting & { readonly isRecorded: boolean } {
  const cause: Cause = { type: 'automation', id: rule.id, name: rule.name, token_id: null, request_id: null, performer: null }
  let isRecorded = false
  return {
    db, config, cause, account_id: rule.account_id, conversation_id: run.conversation_id, author: null, owner: ownerOf(rule),
    content_attributes: { automation_rule_id: rule.id }, webhook_event: `automation_event.${rule.event_name}` as ActionEvent,
    async causeOnce() {
      return { ...cause, key: await takeKey(db.query, `automation:${rule.id}`, `${run.event_id}:${index}`) }
    },
    async within(work) {
      const text = await transact(db, cause, async (tx) => {
        const told = await work(tx)
        if (!(await addStep(tx.query, run, index, { action_name: rule.actions[index]!.action_name, state: 'done', text: told }))) throw alreadyDone
        return told
      })
      isRecorded = true
      return text
    },
    get isRecorded() {
      return isRecorded
    },
  }
}

/** Another process has gone on with this run: this one leaves it. */
const alreadyDone = new HttpError(409, { error: 'already done' })
