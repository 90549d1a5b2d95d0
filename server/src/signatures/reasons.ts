import type { EndpointName } from './match.ts'

interface Names {
  /** Whose key it is. */
  endpoint?: EndpointName | undefined
}

const words: Record<string, string> = { inbox: 'inbox', agent_bot: 'bot' }
const named = ({ endpoint }: Names) => (endpoint ? `${words[endpoint.kind] ?? 'webhook'} “${endpoint.name}” (${endpoint.id})` : 'this endpoint')

/** Why a pair fits or does not, in words for the person who looks for the mistake. */
const texts = {
  fits: (names: Names) => `The signature fits${names.endpoint ? `: it is signed with the key of the ${named(names)}` : ''}.`,
  previous_secret: (names: Names) => `This is the previous secret of the ${named(names)}. It counts only while the overlap that was chosen with the reset lasts, and for X-Chatwoot-Signature-Previous.`,
  previous_hmac_token: (names: Names) => `This is the previous HMAC token of the ${named(names)}. It counts only while the overlap that was chosen with its rotation lasts.`,
  hmac_token: (names: Names) => `This is the HMAC token of the ${named(names)}. It proves who a contact is; callbacks are signed with the secret.`,
  callback_secret: (names: Names) => `This is the callback secret of the ${named(names)}. Who a contact is, is proved with the HMAC token of the inbox.`,
  other_endpoint: (names: Names) => `This key belongs to the ${named(names)}, which is another endpoint. Each endpoint has its own.`,
  unknown_secret: () => 'The secret is none of those that this account has now.',
  secret_form: () => 'The right secret in the wrong form: X-Chatwoot-Signature is made with the secret as it is shown, webhook-signature by libraries of Standard Webhooks with webhook_secret (whsec_…).',
  secret_has_spaces: () => 'The secret has white space around it. Without that, the signature fits.',
  body_reserialised: () => 'The signature is over another spelling of the same JSON. Sign and verify the bytes as they were received, before any parsing.',
  body_trimmed: () => 'The signature is over the body with other white space at its ends or other line breaks. Sign and verify the bytes as they were received.',
  timestamp_not_signed: () => 'The timestamp is missing from the signed text, which is the timestamp, a dot, and the body.',
  timestamp_missing: () => 'The timestamp is missing: it is part of the signed text, and comes in Unix seconds in X-Chatwoot-Timestamp or webhook-timestamp.',
  timestamp_too_old: () => 'The signature fits, but its timestamp is more than five minutes old: a receiver that looks at the age refuses it. Each try has a fresh one.',
  timestamp_in_future: () => 'The signature fits, but its timestamp is more than five minutes ahead, or not in seconds.',
  prefix_missing: () => 'The signature fits, but X-Chatwoot-Signature begins with sha256= before the hex digits.',
  prefix_not_wanted: () => 'The hash fits, but identifier_hash is the hex digits alone, without sha256= before them.',
  base64_instead_of_hex: () => 'The signature fits, but it is written in base64: here it is lower-case hex.',
  hex_instead_of_base64: () => 'The signature fits, but it is written in hex: in webhook-signature it is base64.',
  upper_case_hex: () => 'The signature fits, but its hex digits are upper case: here they are lower case.',
  standard_webhooks: () => 'This mixes two forms: X-Chatwoot-Signature is sha256= and hex over timestamp.body, webhook-signature is v1, and base64 over id.timestamp.body.',
  signature_missing: () => 'There is no signature to check.',
  signature_unreadable: () => 'This is no HMAC-SHA256 signature: 64 hex digits or 44 characters of base64.',
  webhook_id_missing: () => 'The webhook-id is missing: it begins the text that webhook-signature is over.',
  identifier_missing: () => 'There is no identifier. The hash of an empty one is refused.',
  identifier_differs: () => 'The hash is of the same identifier in another spelling: other upper and lower case, or white space around it.',
  not_keyed: () => 'This is a plain SHA-256 of the identifier. It must be an HMAC-SHA256 with the HMAC token of the inbox as key.',
  no_match: () => 'Nothing fits: neither with another key of this account nor with a body in another spelling. The text was changed, or signed with a key from elsewhere.',
} satisfies Record<string, (names: Names) => string>

export type Reason = keyof typeof texts
export const reasons = Object.keys(texts) as Reason[]

export interface Verdict {
  valid: boolean
  reason: Reason
  explanation: string
}

export const verdict = (reason: Reason, endpoint?: EndpointName, valid = reason === 'fits'): Verdict => ({ valid, reason, explanation: texts[reason]({ endpoint }) })
