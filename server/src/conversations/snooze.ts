import { readMoment, type Moment } from '../db/time.ts'
import { refused } from '../http/errors.ts'
import type { Status } from './snapshot.ts'

/** Until when a conversation is to be snoozed, as callers write it; null for no end, and beside any other status. Throws a 422 for what is no moment, as nothing would wake it. */
export function readSnooze(status: Status | undefined, value: unknown): Moment | null {
  if (status !== 'snoozed' || !value) return null
  const until = readMoment(value)
  if (until === null) throw refused(`'${String(value).slice(0, 50)}' is not a valid snoozed_until`)
  return until
}
