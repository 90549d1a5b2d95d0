import type { Change } from '../conversations/change.ts'
import { refused } from '../http/errors.ts'
import { checkLength } from '../http/lengths.ts'
import { isObject } from '../http/params.ts'
import type { Message } from '../messages/message.ts'

const openDays = 14
const day = 86_400_000
const longestFeedback = 20_000

/** Whether a survey takes no answer any more: more than fourteen days, counted by dates in UTC (client API §4.6). */
export const isOver = ({ content_type, created_at }: Message): boolean =>
  content_type === 'input_csat' && Math.floor(Date.now() / day) - Math.floor(Date.parse(created_at) / day) > openDays

/** Throws the 422 of a survey that is over. */
export function checkOpen(message: Message): void {
  if (isOver(message)) throw refused(`You cannot update the CSAT survey after ${openDays} days`)
}

/**
 * Writes down what a survey was answered with, in the change that keeps it with the message. Answered again, the new answer takes the place of the
 * old. A rating that is none from 1 to 5 stays with the message alone (client API §4.6). Throws Invalid for too long a feedback.
 */
export function recordAnswer(change: Change, message: Message): void {
  const { rating, feedback } = answerIn(message)
  checkLength(feedback, 'feedback_message', longestFeedback)
  if (rating === null) return
  const { account_id, id, assignee_id } = change.snapshot.conversation
  change.also.push((value) => `answered as (
    insert into csat_survey_responses (account_id, conversation_id, message_id, rating, feedback_message, assigned_agent_id)
    select ${value(account_id)}::bigint, ${value(id)}::bigint, ${value(message.id)}::bigint, ${value(rating)}::smallint, ${value(feedback)}::text, ${value(assignee_id)}::bigint
      from changed
        on conflict (message_id) do update set rating = excluded.rating, feedback_message = excluded.feedback_message, updated_at = now())`)
}

/** The answer that a survey's message holds; no rating for one that cannot count. */
function answerIn({ content_type, content_attributes: { submitted_values } }: Message): { rating: number | null; feedback: string | null } {
  const answer = content_type === 'input_csat' && isObject(submitted_values) ? submitted_values.csat_survey_response : undefined
  if (!isObject(answer)) return { rating: null, feedback: null }
  const { rating, feedback_message } = answer
  const number = typeof rating === 'number' || (typeof rating === 'string' && rating.trim() !== '') ? Number(rating) : 0
  const feedback = typeof feedback_message === 'string' ? feedback_message : typeof feedback_message === 'number' ? String(feedback_message) : ''
  return { rating: [1, 2, 3, 4, 5].includes(number) ? number : null, feedback: feedback.trim() === '' ? null : feedback }
}
