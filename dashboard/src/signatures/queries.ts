import { accountPath, post } from '../api.ts'
import type { Wire } from '../wire.ts'

/** A callback, or the proof of an identifier, as it was received. */
export type SignaturePair = { endpoint_kind?: string; endpoint_id?: number; secret?: string } & (
  | { headers: Record<string, string>; body: string }
  | { identifier: string; identifier_hash: string }
)

export type Verdict = Wire<'SignatureVerdict'>

export const checkSignature = (accountId: number, pair: SignaturePair) => post<Verdict>(accountPath(accountId, 'signature_check'), pair)
