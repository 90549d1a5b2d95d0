import { findMatch, identify, isOf, readSignature, type Candidate, type EndpointName, type KnownKey, type Reading, type Signature } from './match.ts'
import { verdict, type Reason, type Verdict } from './reasons.ts'
import { bodySpellings } from './spellings.ts'

/** What somebody pasted: a callback as it was received, and what it was verified with. */
export interface CallbackPair {
  /** The secret that the receiver has; without it the endpoint's own, or any of the account's. */
  secret?: string | null
  endpoint?: Pick<EndpointName, 'kind' | 'id'> | null
  body: string
  headers?: Record<string, unknown>
  /** In place of `headers`. */
  signature?: string | null
  timestamp?: string | null
}

/** Seconds by which receivers let a timestamp differ. */
const tolerance = 300

/** Says whether the signature of a callback fits, and if not, why (webhooks §4). `keys` are the account's, in clear; `now` in milliseconds. */
export function checkCallback(pair: CallbackPair, keys: readonly KnownKey[], now: number): Verdict {
  const pasted = readPasted(pair)
  if (pasted.texts.length === 0) return verdict('signature_missing')
  const signatures = pasted.texts.map(readSignature).filter((each) => each !== null)
  const [signature] = signatures
  if (!signature) return verdict('signature_unreadable')
  const digests = signatures.flatMap((each) => each.digests)
  const isStandard = signature.prefix === 'v1'
  const endpoint = pair.endpoint ?? null
  const own = pair.secret ? givenKeys(pair.secret, isStandard, keys, endpoint) : keys.filter((key) => isCallbackKey(key) && isOf(key, endpoint)).map(asCandidate)
  const readings = readingsOf(pasted, pair.body, isStandard)
  const found = findMatch(digests, own, readings)
  if (!found) {
    const signer = findMatch(digests, keys.map(asCandidate), readings.slice(0, 1))?.candidate.known ?? null
    return whyNoMatch(pasted, isStandard, pair.secret ? own[0]!.known : undefined, signer, endpoint)
  }
  const { known, fault } = found.candidate
  if (known === null && endpoint) return verdict('unknown_secret')
  const wrongKey = known && blame(known, endpoint)
  if (wrongKey) return wrongKey
  const isPrevious = known?.kind === 'previous_secret'
  if (isPrevious && (known.until ?? 0) <= now) return verdict('previous_secret', known.endpoint, false)
  const reason = fault ?? found.reading.fault ?? formFault(signature, isStandard) ?? ageFault(pasted.timestamp, now)
  if (reason) return verdict(reason)
  return isPrevious ? verdict('previous_secret', known.endpoint, true) : verdict('fits', known?.endpoint)
}

interface Pasted {
  texts: string[]
  timestamp: string | null
  id: string | null
}

/** Chatwoot's headers come first, unless the secret is one for Standard Webhooks. */
function readPasted({ secret, headers = {}, signature, timestamp }: CallbackPair): Pasted {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value).trim()]))
  const header = (name: string) => byName.get(name) || null
  const id = header('webhook-id')
  if (signature) return { texts: [signature], timestamp: timestamp?.trim() || header('x-chatwoot-timestamp') || header('webhook-timestamp'), id }
  const chatwoot = [header('x-chatwoot-signature'), header('x-chatwoot-signature-previous')].filter((text) => text !== null)
  const standard = header('webhook-signature')
  return standard !== null && (chatwoot.length === 0 || secret?.trim().startsWith('whsec_'))
    ? { texts: [standard], timestamp: header('webhook-timestamp') ?? header('x-chatwoot-timestamp'), id }
    : { texts: chatwoot, timestamp: timestamp?.trim() || header('x-chatwoot-timestamp') || header('webhook-timestamp'), id }
}

const isCallbackKey = ({ kind }: KnownKey) => kind === 'secret' || kind === 'previous_secret'
const asCandidate = (known: KnownKey): Candidate => ({ key: Buffer.from(known.value), known, fault: null })

/** A secret in the forms that people and libraries make of it; only one of them is right for each kind of signature. */
function givenKeys(secret: string, isStandard: boolean, keys: readonly KnownKey[], endpoint: CallbackPair['endpoint']): Candidate[] {
  const plain = secret.trim()
  const coded = plain.startsWith('whsec_') ? plain.slice('whsec_'.length) : null
  const decoded = Buffer.from(coded ?? plain, 'base64')
  const ofEndpointFirst = keys.toSorted((a, b) => Number(isOf(b, endpoint ?? null)) - Number(isOf(a, endpoint ?? null)))
  const known = identify(coded === null ? plain : decoded.toString('utf8'), ofEndpointFirst)
  const forms: [Buffer, Reason | null][] = isStandard
    ? [[decoded, coded === null ? 'secret_form' : null], [Buffer.from(plain), 'secret_form']]
    : [[Buffer.from(secret), coded === null ? null : 'secret_form'], [Buffer.from(plain), 'secret_has_spaces'], [decoded, 'secret_form'], [Buffer.from(coded ?? plain), 'secret_form']]
  return forms.map(([key, fault]) => ({ key, known, fault }))
}

/** What may have been signed, with what is wrong with it; the first is what should have been. */
function readingsOf({ timestamp, id }: Pasted, body: string, isStandard: boolean): Reading[] {
  const bodies = bodySpellings(body)
  const chatwoot = timestamp === null ? [] : bodies.map(({ text, fault }) => ({ text: `${timestamp}.${text}`, fault }))
  const standard = timestamp === null || id === null ? [] : bodies.map(({ text, fault }) => ({ text: `${id}.${timestamp}.${text}`, fault }))
  const bare = bodies.map(({ text }) => ({ text, fault: 'timestamp_not_signed' as const }))
  const mixed = (isStandard ? chatwoot : standard).map(({ text }) => ({ text, fault: 'standard_webhooks' as const }))
  return [...(isStandard ? standard : chatwoot), ...bare, ...mixed]
}

/** Why this key is none that callbacks of this endpoint are signed with. */
function blame(known: KnownKey, endpoint: CallbackPair['endpoint']): Verdict | null {
  if (!isCallbackKey(known)) return verdict('hmac_token', known.endpoint)
  return isOf(known, endpoint ?? null) ? null : verdict('other_endpoint', known.endpoint)
}

/** `given` is the key that was pasted: null for one that nobody here knows, undefined when none was. `signer` is the one that has signed. */
function whyNoMatch(
  { timestamp, id }: Pasted, isStandard: boolean, given: KnownKey | null | undefined, signer: KnownKey | null, endpoint: EndpointName | CallbackPair['endpoint'],
): Verdict {
  const wrongKey = (given && blame(given, endpoint)) ?? (signer && blame(signer, endpoint ?? given?.endpoint))
  if (wrongKey) return wrongKey
  const previous = [given, signer].find((key) => key?.kind === 'previous_secret')
  if (previous) return verdict('previous_secret', previous.endpoint, false)
  if (timestamp === null) return verdict('timestamp_missing')
  if (isStandard && id === null) return verdict('webhook_id_missing')
  return verdict(given === null ? 'unknown_secret' : 'no_match')
}

function formFault({ encoding, prefix }: Signature, isStandard: boolean): Reason | null {
  if (isStandard) return encoding === 'base64' ? null : 'hex_instead_of_base64'
  if (encoding === 'base64') return 'base64_instead_of_hex'
  if (encoding === 'upper_hex') return 'upper_case_hex'
  return prefix === null ? 'prefix_missing' : null
}

function ageFault(timestamp: string | null, now: number): Reason | null {
  const age = now / 1000 - Number(timestamp)
  if (Number.isNaN(age)) return 'timestamp_missing'
  if (age > tolerance) return 'timestamp_too_old'
  return age < -tolerance ? 'timestamp_in_future' : null
}
