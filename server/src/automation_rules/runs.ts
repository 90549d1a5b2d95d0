import type { Step } from '../actions/once.ts'
import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { runStates } from './wire.ts'

/** A rule that met an event: at most one per pair. */
export interface AutomationRun {
  id: number
  account_id: number
  rule_id: number
  event_id: number
  /** Row id; `display_id` is the number within the account. */
  conversation_id: number
  display_id: number
  state: (typeof runStates)[number]
  reason: string | null
  steps: Step[]
  created_at: Moment
  finished_at: Moment | null
}

export const runsPerPage = 25

/** The log of a rule, newest first; `before`: only those with a smaller id. */
export function listRuns(query: Query, rule: { account_id: number; id: number }, before: number | undefined): Promise<AutomationRun[]> {
  return query<AutomationRun>(
    `select r.*, c.display_id from automation_runs r join conversations c on c.id = r.conversation_id
      where r.account_id = $1 and r.rule_id = $2 and r.id < $3 order by r.id desc limit ${runsPerPage}`,
    [rule.account_id, rule.id, before ?? Number.MAX_SAFE_INTEGER])
}

/** `occurred_at`: when the event happened. */
export type Met = Pick<AutomationRun, 'account_id' | 'rule_id' | 'event_id' | 'conversation_id'> & { occurred_at: Moment }

/** Begins the run, or goes on with the one that was begun before the process ended. */
export async function beginRun(query: Query, { account_id, rule_id, event_id, conversation_id, occurred_at }: Met): Promise<AutomationRun> {
  const values = [account_id, rule_id, event_id, conversation_id, occurred_at]
  await query('insert into automation_runs (account_id, rule_id, event_id, conversation_id, occurred_at) values ($1, $2, $3, $4, $5) on conflict (rule_id, event_id) do nothing', values)
  const [run] = await query<AutomationRun>('select * from automation_runs where account_id = $1 and rule_id = $2 and event_id = $3', values.slice(0, 3))
  return run!
}

/** Writes down what became of the action with this index; false when somebody has done so already. */
export async function addStep(query: Query, run: { id: number }, index: number, step: Step): Promise<boolean> {
  const added = await query(
    'update automation_runs set steps = steps || $2::jsonb where id = $1 and jsonb_array_length(steps) = $3 returning 1', [run.id, JSON.stringify([step]), index])
  return added.length > 0
}

/** `reason`: why it was stopped before it did anything. */
export async function endRun(query: Query, run: { id: number }, state: AutomationRun['state'], reason: string | null = null): Promise<void> {
  await query(`update automation_runs set state = $2, reason = $3, finished_at = now() where id = $1 and state = 'running'`, [run.id, state, reason])
}

/** How often the rule has met this conversation within the minute before this event. */
export async function countRecentRuns(query: Query, { rule_id, conversation_id, occurred_at }: Met): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*) from automation_runs
      where conversation_id = $1 and rule_id = $2 and coalesce(occurred_at, created_at) > $3::timestamptz - interval '1 minute' and state <> 'stopped'`,
    [conversation_id, rule_id, occurred_at])
  return row!.count
}

/** Deletes what rules did before these days, as the events are gone by then. */
export async function forgetOldRuns(query: Query, days: number): Promise<void> {
  await query(`delete from automation_runs where created_at < now() - make_interval(days => $1::int) and state <> 'running'`, [days])
}
