import type { Logger } from 'pino'
import { isUnavailable, type Query } from '../db/db.ts'
import { transact } from '../events/emit.ts'
import { HttpError, NotFound } from '../http/errors.ts'
import { takeKey } from '../http/keys.ts'
import type { Acting } from './acting.ts'
import type { Action } from './actions.ts'
import { actionsOf } from './perform.ts'

/** What became of one action: in words for whoever reads the log. */
export interface Step {
  action_name: string
  state: 'done' | 'failed'
  text: string
}

/** Where one action of a list stands: it is done once, however often the process ends in between. */
export interface Place {
  /** The key under which it writes a message. */
  scope: string
  key: string
  /** Notes what became of it; false when somebody has done so already. */
  note: (query: Query, step: Step) => Promise<boolean>
}

export type Log = Pick<Logger, 'error'>

/** Another process has gone on with this list: this one leaves it. */
export const alreadyDone = new HttpError(409, { error: 'already done' })

/** Does the action and notes what became of it: what cannot be done is told, and no error. Throws `alreadyDone`, and when the database is away. */
export async function performOnce(log: Log, acting: Omit<Acting, 'causeOnce' | 'within'>, { action_name, action_params }: Action, place: Place): Promise<Step> {
  const { db, cause } = acting
  let isNoted = false
  const note = async (query: Query, step: Step) => {
    if (!(await place.note(query, step))) throw alreadyDone
  }
  const step = await attempt(log, action_name, () => actionsOf[action_name]({
    ...acting,
    causeOnce: async () => ({ ...cause, key: await takeKey(db.query, place.scope, place.key) }),
    async within(work) {
      const text = await transact(db, cause, async (tx) => {
        const told = await work(tx)
        await note(tx.query, { action_name, state: 'done', text: told })
        return told
      })
      isNoted = true
      return text
    },
  }, action_params))
  if (!isNoted) await note(db.query, step)
  return step
}

async function attempt(log: Log, action_name: string, work: () => Promise<string>): Promise<Step> {
  try {
    return { action_name, state: 'done', text: await work() }
  } catch (error) {
    // The database is away, or another process has taken over.
    if (isUnavailable(error) || (error instanceof HttpError && error.status === 409)) throw error
    if (!(error instanceof HttpError || error instanceof NotFound)) log.error({ err: error, action_name }, 'an action has failed')
    return { action_name, state: 'failed', text: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotFound) return 'not found'
  if (!(error instanceof HttpError)) return 'internal error'
  const { message, error: text } = error.body as { message?: string; error?: string }
  return message ?? String(text ?? error.body)
}
