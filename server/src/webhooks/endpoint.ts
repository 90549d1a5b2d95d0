import type { Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { subscribable } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import { Invalid } from '../http/errors.ts'
import { humanName } from '../http/params.ts'

/** What inboxes and account webhooks have in common as receivers of callbacks. */
export interface EndpointKeys {
  /** Sealed. Signs callbacks. */
  secret: string
  /** Sealed. Signs them, too, until `previous_secret_until`. */
  previous_secret: string | null
  previous_secret_until: Moment | null
  /** Sealed JSON of names and values; null for none. */
  custom_headers: string | null
  /** Whether what `token_id` has caused is left out. */
  skip_own: boolean
  /** The access token that last set the address. */
  token_id: number | null
}

/** When a key that is replaced now stops working. `overlap` in seconds; null for at once. */
export const endOfOverlap = (overlap: number): Moment | null => (overlap === 0 ? null : new Date(Date.now() + overlap * 1000).toISOString())

/** Names of events to subscribe to, each once. Throws the 422 of `attribute`. */
export function readSubscriptions(value: unknown, attribute: string): string[] {
  const names = Array.isArray(value) ? [...new Set(value)] : []
  if (names.length === 0 || !names.every((name) => subscribable.includes(name))) throw new Invalid(`${humanName(attribute)} Invalid events`, [attribute])
  return names
}

/**
 * The token that an endpoint belongs to after a change by `cause`. Whoever sets the address with an access token owns it. The dashboard has none:
 * there a new address belongs to the administrator's own token, and a form that sends the old one back changes nothing.
 */
export async function owningToken(
  query: Query, cause: Cause, before: { url: string | null; token_id: number | null } | null, url: string | null | undefined,
): Promise<number | null> {
  if (url === undefined) return before?.token_id ?? null
  if (cause.token_id !== null) return cause.token_id
  if (before && before.token_id !== null && before.url === url) return before.token_id
  const [own] = await query<{ id: number }>(`select id from access_tokens where owner_type = 'User' and owner_id = $1 and $2 = 'user'`, [cause.id, cause.type])
  return own?.id ?? null
}
