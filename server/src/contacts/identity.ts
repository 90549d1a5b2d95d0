import { hmacHex, sameText, unseal } from '../db/secrets.ts'
import { HttpError } from '../http/errors.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import type { Contact } from './contacts.ts'
import { textOrNull, uniqueColumns, type UniqueColumn } from './rules.ts'

/** What a client shows to prove who it is: its own server has signed the identifier with the inbox's HMAC key. */
export interface Proof {
  identifier?: string | null
  identifier_hash?: string | null
}

/** 401 where the incumbent breaks with 500 (client API §1.5, §11.1). */
export const hmacFailed = () => new HttpError(401, { error: 'HMAC failed: Invalid Identifier Hash Provided' })

/**
 * Whether the pair is shown and true. Throws the 401 when the hash is wrong, or missing where the inbox demands one. The hash of
 * an empty identifier names nobody and is refused (docs/compat.md).
 */
export function isProved(inbox: Inbox, { identifier, identifier_hash }: Proof): boolean {
  const hash = textOrNull(identifier_hash)
  if (hash === null && !inbox.hmac_mandatory) return false
  const name = textOrNull(identifier)
  if (hash === null || name === null || !isSigned(inbox, name, hash)) throw hmacFailed()
  return true
}

/** By the inbox's key, or by the one before it while both are in use. Both are always compared, so that the time tells nothing of which was near. */
function isSigned({ hmac_token, previous_hmac_token, previous_hmac_token_until }: Inbox, name: string, hash: string): boolean {
  const overlaps = previous_hmac_token !== null && previous_hmac_token_until !== null && Date.parse(previous_hmac_token_until) > Date.now()
  const byCurrent = sameText(hmacHex(unseal(hmac_token), name), hash)
  const byPrevious = sameText(hmacHex(unseal(overlaps ? previous_hmac_token : hmac_token), name), hash)
  return byCurrent || (overlaps && byPrevious)
}

/**
 * The contact as a client wants it, without the values of the `taken` columns: another contact has them. Nothing proves that the
 * client is that person, so neither is that contact attached nor its values taken (client API §11.5; docs/compat.md). The claim
 * is kept beside, where agents see it, and shown back to the client that made it.
 */
export function setAside(stored: Contact, wanted: Contact, taken: readonly UniqueColumn[]): Contact {
  const settled = uniqueColumns.filter((column) => wanted[column] !== stored[column])
  const others = Object.entries(wanted.additional_attributes).filter(([key]) => !settled.some((column) => key === claimKey(column)))
  const claims = taken.map((column) => [claimKey(column), wanted[column]])
  const kept = Object.fromEntries(taken.map((column) => [column, stored[column]]))
  return { ...wanted, ...kept, additional_attributes: Object.fromEntries([...others, ...claims]) }
}

const claimKey = (column: UniqueColumn) => `unverified_${column}`
