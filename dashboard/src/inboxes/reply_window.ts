import type { Inbox } from '../wire.ts'

const key = 'agent_reply_time_window'

/** Hours after a customer's message within which it can be answered, as they are typed; empty for any time. */
export const replyWindowOf = ({ additional_attributes }: Pick<Inbox, 'additional_attributes'>): string => String(additional_attributes[key] ?? '')

export const replyWindowProblem = (hours: string): string | null => (hours.trim() === '' || (Number.isFinite(Number(hours)) && Number(hours) > 0) ? null : 'Enter a number of hours, or nothing.')

/** The attributes of the channel with it; everything else that apps keep there stays. */
export function withReplyWindow({ additional_attributes }: Pick<Inbox, 'additional_attributes'>, hours: string): Inbox['additional_attributes'] {
  const { [key]: _, ...rest } = additional_attributes
  return hours.trim() === '' ? rest : { ...rest, [key]: Number(hours) }
}
