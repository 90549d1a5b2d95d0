import type { KeyClaim } from '../http/keys.ts'
import type { causeTypes } from './wire.ts'

/** Who made a change, and in which request. */
export interface Cause {
  type: (typeof causeTypes)[number]
  id: number | null
  name: string | null
  /** The access token that authenticated the request, if one did. */
  token_id: number | null
  request_id: string | null
  /** The acting person in the form that `performer` has on the cable (client API §7); null for clients and background work. */
  performer: Record<string, unknown> | null
  /** The Idempotency-Key that the request has claimed: the verb that does what was asked marks it in its own commit. Not part of the log. */
  key?: KeyClaim | undefined
}

export const systemCause: Cause = { type: 'system', id: null, name: null, token_id: null, request_id: null, performer: null }
