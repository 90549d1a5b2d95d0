import type { Action } from '../actions/actions.ts'
import { alreadyDone, performOnce, type Log } from '../actions/once.ts'
import { maybeAgent } from '../agents/agents.ts'
import type { Config } from '../config.ts'
import { visibleTo } from '../conversations/conditions.ts'
import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import type { Member } from '../http/auth.ts'
import { markKey } from '../http/keys.ts'
import { ring } from '../jobs/bell.ts'
import { endTurn, passTurn, takeTurn } from '../jobs/turns.ts'
import { userSnapshot } from '../users/users.ts'
import type { Macro } from './macros.ts'

interface Parts {
  db: Db
  config: Config
  log: Log
}

/** A macro that is run. `done` of the conversations are dealt with, and `steps` actions in the next one. */
interface MacroRun {
  id: number
  account_id: number
  macro_id: number
  user_id: number
  /** As they were when it was asked for. */
  actions: Action[]
  /** Row ids. */
  ids: number[]
  done: number
  steps: number
  cause: Cause
}

export const runningMacros = 'run macros'

/** So many conversations are done before the answer, or in one turn. */
const atOnce = 20
/** In seconds: longer than an action takes. Who stops in the middle leaves the rest to others after that. */
const claimedFor = 60

/**
 * Does the actions one after the other in each of these conversations that the member sees; one that cannot be done is passed over. What is
 * noted down here is done, also after a crash. Few conversations are done when this returns, many go on behind it.
 */
export async function runMacro(parts: Parts, cause: Cause, member: Member, macro: Macro, displayIds: number[]): Promise<void> {
  const run = await noteRun(parts.db, cause, member, macro, displayIds)
  if (run && run.ids.length <= atOnce) await goOn(parts, run)
  else ring(parts.db, runningMacros)
}

/** Goes on with those that are too long for a request, and with what a stopped server has left, of the accounts in turn. */
export async function goOnWithMacros(parts: Parts, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const run = await takeTurn<MacroRun>(parts.db.query, 'macro_runs', claimedFor, 'q.*')
    if (!run) return
    await goOn(parts, run)
  }
}

/** Null for a request that was carried out before, and where there is nothing to do. */
function noteRun(db: Db, by: Cause, member: Member, { id, actions }: Macro, displayIds: number[]): Promise<MacroRun | null> {
  // The key of a request stands for one message, and a macro may write several.
  const { key, ...cause } = by
  return db.transaction(async (query) => {
    const ids = await visibleIds(query, member, displayIds)
    if (key?.outcome?.macro_run_id !== undefined || ids.length === 0 || actions.length === 0) return null
    const [run] = await query<MacroRun>(
      `insert into macro_runs (account_id, macro_id, user_id, actions, ids, cause, claimed_until)
       values ($1, $2, $3, $4, $5, $6, case when $7 then now() + make_interval(secs => ${claimedFor}) end) returning *`,
      [member.account.id, id, member.user.id, JSON.stringify(actions), ids, JSON.stringify(cause), ids.length <= atOnce])
    if (key) await markKey(query, key, { macro_run_id: run!.id })
    return run!
  })
}

/** Row ids in the order of the numbers that were named. */
async function visibleIds(query: Query, member: Member, displayIds: number[]): Promise<number[]> {
  const values: unknown[] = [member.account.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const named = value(displayIds)
  const rows = await query<{ id: number }>(
    `select c.id from conversations c where ${['c.account_id = $1', `c.display_id = any(${named}::bigint[])`, ...visibleTo(member, value)].join(' and ')}
      order by array_position(${named}::bigint[], c.display_id)`, values)
  return rows.map(({ id }) => id)
}

/** One turn. Who has left the account does nothing there any more, and another process that has taken over goes on alone. */
async function goOn(parts: Parts, run: MacroRun): Promise<void> {
  const { query } = parts.db
  const agent = await maybeAgent(query, run.account_id, run.user_id)
  const end = agent ? Math.min(run.done + atOnce, run.ids.length) : run.ids.length
  try {
    if (agent) for (; run.done < end; run.done++) await runIn(parts, run, run.ids[run.done]!, userSnapshot(agent))
  } catch (error) {
    if (error === alreadyDone) return
    throw error
  }
  if (end < run.ids.length) await passTurn(query, 'macro_runs', run.id)
  else await endTurn(query, 'macro_runs', run.id)
}

async function runIn({ db, config, log }: Parts, run: MacroRun, conversation_id: number, author: ReturnType<typeof userSnapshot>): Promise<void> {
  const { account_id, cause } = run
  const owner = { type: 'macro' as const, account_id, id: run.macro_id }
  const acting = { db, config, cause, account_id, conversation_id, author, owner, content_attributes: {}, webhook_event: 'macro.executed' as const }
  for (; run.steps < run.actions.length; run.steps++) {
    const { done, steps } = run
    await performOnce(log, acting, run.actions[steps]!, { scope: `macro run ${run.id}`, key: `${done}:${steps}`, note: (query) => advance(query, run, done, steps + 1) })
  }
  if (!(await advance(db.query, run, run.done + 1, 0))) throw alreadyDone
  run.steps = 0
}

/** False when the run is further on already, or its macro has been deleted. */
async function advance(query: Query, { id, done, steps }: MacroRun, nextDone: number, nextSteps: number): Promise<boolean> {
  const moved = await query(
    `update macro_runs set done = $4, steps = $5, claimed_until = now() + make_interval(secs => ${claimedFor}) where id = $1 and done = $2 and steps = $3 returning 1`,
    [id, done, steps, nextDone, nextSteps])
  return moved.length > 0
}
