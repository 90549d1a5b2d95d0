import { createHash, timingSafeEqual } from 'node:crypto'
import { findMatch, identify, isOf, readSignature, type EndpointName, type KnownKey, type Reading, type Signature } from './match.ts'
import { verdict, type Reason, type Verdict } from './reasons.ts'

/** What a customer's client was given to prove who it is. */
export interface IdentityPair {
  /** The HMAC token that it was made with; without it the inbox's own, or any of the account's. */
  secret?: string | null
  endpoint?: Pick<EndpointName, 'kind' | 'id'> | null
  identifier: string
  identifier_hash: string
}

/** Says whether the hash proves the identifier, and if not, why (client API §1.5). `keys` are the account's, in clear; `now` in milliseconds. */
export function checkIdentity({ secret, endpoint = null, identifier, identifier_hash }: IdentityPair, keys: readonly KnownKey[], now: number): Verdict {
  if (identifier.trim() === '') return verdict('identifier_missing')
  if (identifier_hash.trim() === '') return verdict('signature_missing')
  const signature = readSignature(identifier_hash)
  if (!signature) return verdict('signature_unreadable')
  const own = secret
    ? [secret, secret.trim()].map((text, index) => ({ key: Buffer.from(text), known: identify(text, keys), fault: index === 1 ? 'secret_has_spaces' as const : null }))
    : keys.filter((key) => isIdentityKey(key) && isOf(key, endpoint)).map(asCandidate)
  const readings = readingsOf(identifier)
  const found = findMatch(signature.digests, own, readings)
  if (!found) {
    const signer = findMatch(signature.digests, keys.map(asCandidate), readings)?.candidate.known ?? null
    return whyNoMatch(signature, readings, secret ? own[0]!.known ?? own[1]!.known : undefined, signer, endpoint)
  }
  const { known, fault } = found.candidate
  if (known === null && endpoint) return verdict('unknown_secret')
  const wrongKey = known && blame(known, endpoint)
  if (wrongKey) return wrongKey
  const reason = fault ?? found.reading.fault ?? formFault(signature)
  if (reason) return verdict(reason)
  return known?.kind === 'previous_hmac_token' ? verdict('previous_hmac_token', known.endpoint, (known.until ?? 0) > now) : verdict('fits', known?.endpoint)
}

const isIdentityKey = ({ kind }: KnownKey) => kind === 'hmac_token' || kind === 'previous_hmac_token'
const asCandidate = (known: KnownKey) => ({ key: Buffer.from(known.value), known, fault: null })

const readingsOf = (identifier: string): Reading[] => [
  { text: identifier, fault: null },
  ...[identifier.trim(), identifier.toLowerCase(), identifier.trim().toLowerCase()].map((text) => ({ text, fault: 'identifier_differs' as const })),
]

function blame(known: KnownKey, endpoint: IdentityPair['endpoint']): Verdict | null {
  if (!isIdentityKey(known)) return verdict('callback_secret', known.endpoint)
  return isOf(known, endpoint ?? null) ? null : verdict('other_endpoint', known.endpoint)
}

/** `given`: null for a key that nobody here knows, undefined when none was pasted. */
function whyNoMatch({ digests }: Signature, readings: Reading[], given: KnownKey | null | undefined, signer: KnownKey | null, endpoint: IdentityPair['endpoint']): Verdict {
  const wrongKey = (given && blame(given, endpoint)) ?? (signer && blame(signer, endpoint ?? given?.endpoint))
  if (wrongKey) return wrongKey
  const previous = [given, signer].find((key) => key?.kind === 'previous_hmac_token')
  if (previous) return verdict('previous_hmac_token', previous.endpoint, false)
  const plain = readings.map(({ text }) => createHash('sha256').update(text).digest())
  if (digests.some((digest) => plain.some((each) => digest.length === each.length && timingSafeEqual(digest, each)))) return verdict('not_keyed')
  return verdict(given === null ? 'unknown_secret' : 'no_match')
}

function formFault({ encoding, prefix }: Signature): Reason | null {
  if (encoding === 'base64') return 'base64_instead_of_hex'
  if (encoding === 'upper_hex') return 'upper_case_hex'
  return prefix === null ? null : 'prefix_not_wanted'
}
