import { createHmac, timingSafeEqual } from 'node:crypto'
import { sameText } from '../db/secrets.ts'
import type { Reason } from './reasons.ts'

/** A key that this account has, in clear. */
export interface KnownKey {
  kind: 'secret' | 'previous_secret' | 'hmac_token' | 'previous_hmac_token'
  endpoint: EndpointName
  value: string
  /** Milliseconds since 1970 until which a previous one counts; null for a current one. */
  until: number | null
}

export interface EndpointName {
  kind: string
  id: number
  name: string
}

/** A key that may have signed. `known`: which one it is; `fault`: what is wrong with using it in this form. */
export interface Candidate {
  key: Buffer
  known: KnownKey | null
  fault: Reason | null
}

/** A text that may have been signed; `fault`: what is wrong with signing that one. */
export interface Reading {
  text: string
  fault: Reason | null
}

export interface Signature {
  digests: Buffer[]
  encoding: 'hex' | 'upper_hex' | 'base64'
  /** `sha256=` or `v1,` before it, if any. */
  prefix: 'sha256' | 'v1' | null
}

/** A signature as it was pasted; null for what is none. Several of Standard Webhooks may stand side by side. */
export function readSignature(text: string): Signature | null {
  const words = text.trim().split(/\s+/)
  const versioned = words.filter((word) => word.startsWith('v1,'))
  if (versioned.length > 0) return decode(versioned.map((word) => word.slice(3)), 'v1')
  const prefixed = /^sha256=/i.test(words[0]!)
  return words.length === 1 ? decode([words[0]!.replace(/^sha256=/i, '')], prefixed ? 'sha256' : null) : null
}

function decode(texts: string[], prefix: Signature['prefix']): Signature | null {
  const [first = ''] = texts
  if (/^[0-9a-f]{64}$/i.test(first)) return { digests: texts.map((text) => Buffer.from(text, 'hex')), encoding: /[A-F]/.test(first) ? 'upper_hex' : 'hex', prefix }
  if (/^[\w+/-]{43}=?$/.test(first)) return { digests: texts.map((text) => Buffer.from(text, 'base64')), encoding: 'base64', prefix }
  return null
}

/** The first candidate and reading, in this order, that one of the digests was made of. Every comparison takes the same time. */
export function findMatch(digests: readonly Buffer[], candidates: readonly Candidate[], readings: readonly Reading[]): { candidate: Candidate; reading: Reading } | null {
  for (const candidate of candidates) {
    for (const reading of readings) {
      const made = createHmac('sha256', candidate.key).update(reading.text).digest()
      if (digests.filter((digest) => digest.length === made.length && timingSafeEqual(digest, made)).length > 0) return { candidate, reading }
    }
  }
  return null
}

/** Which of the account's keys this text is; all are compared, whichever it is. */
export function identify(text: string, keys: readonly KnownKey[]): KnownKey | null {
  let known: KnownKey | null = null
  for (const key of keys) if (sameText(key.value, text)) known ??= key
  return known
}

export const isOf = ({ endpoint }: KnownKey, wanted: Pick<EndpointName, 'kind' | 'id'> | null) => wanted === null || (endpoint.kind === wanted.kind && endpoint.id === wanted.id)
