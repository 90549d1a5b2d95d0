import { isDeepStrictEqual } from 'node:util'
import { changeConversation } from '../conversations/change.ts'
import { replaceMessage } from '../conversations/effects.ts'
import type { LoadedConversation } from '../conversations/snapshot.ts'
import { checkOpen, recordAnswer } from '../csat/answer.ts'
import type { Db } from '../db/db.ts'
import { now } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { NotFound, refused } from '../http/errors.ts'
import { isObject } from '../http/params.ts'
import { findMessage } from './find.ts'
import { isPublic } from './message.ts'

/** Keeps what a customer has filled in with the message that asked for it; undefined changes nothing. Throws NotFound, and 422 for a survey that is over. */
export function submitValues(db: Db, cause: Cause, of: LoadedConversation, id: number, submitted_values: unknown) {
  return changeConversation(db, cause, of, async (change) => {
    const before = await findMessage(db.query, of.conversation, id)
    // The incumbent shows private notes here to whoever guesses their id (client API §11.7).
    if (!isPublic(before)) throw new NotFound()
    checkOpen(before)
    // Sent again, it is no change.
    if (submitted_values === undefined || isDeepStrictEqual(submitted_values, before.content_attributes.submitted_values)) return { message: before, snapshot: change.snapshot }
    const after = { ...before, content_attributes: { ...before.content_attributes, submitted_values }, updated_at: now() }
    recordAnswer(change, after)
    replaceMessage(change, before, after)
    return { message: after, snapshot: change.snapshot }
  })
}

/**
 * What a customer filled in (client API §4.6): a list of `{name, title, value}`, or the answer of a satisfaction survey.
 * Other keys are dropped. Undefined when nothing was sent.
 */
export function readSubmittedValues(values: unknown): unknown {
  if (values === undefined || values === null) return undefined
  if (Array.isArray(values)) return values.filter(isObject).map((item) => pick(item, ['name', 'title', 'value']))
  if (!isObject(values)) throw refused('submitted_values must be a list or an object')
  const answer = values.csat_survey_response
  return isObject(answer) ? { csat_survey_response: pick(answer, ['rating', 'feedback_message']) } : undefined
}

/** An object or a list where one value stands is dropped (client API §1.2). */
const pick = (values: Record<string, unknown>, keys: string[]) =>
  Object.fromEntries(keys.filter((key) => values[key] !== undefined && (values[key] === null || typeof values[key] !== 'object')).map((key) => [key, values[key]]))
