import { isObject } from '../http/params.ts'
import { refused } from '../http/errors.ts'

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

const pick = (values: Record<string, unknown>, keys: string[]) =>
  Object.fromEntries(keys.filter((key) => values[key] !== undefined && !isObject(values[key])).map((key) => [key, values[key]]))
