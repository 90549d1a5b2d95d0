import { createHmac } from 'node:crypto'
import { unescape } from 'node:querystring'
import manifest from '../../package.json' with { type: 'json' }
import { hmacHex } from '../db/secrets.ts'

/** What a request's headers are made of. Secrets are unsealed. */
export interface Signed {
  secret: string
  /** The one before, while both are in use. */
  previous_secret?: string | null
  /** The same for every try of a delivery. */
  uuid: string
  body: string
  /** The endpoint's own (webhooks/headers.ts). */
  custom_headers?: Record<string, string> | null
}

/**
 * All headers of one callback: Chatwoot's (webhooks §4), and the three of Standard Webhooks. During an overlap the old secret signs the same bytes:
 * in a header of its own there, as a second signature here. `timestamp` in seconds.
 */
export function callbackHeaders(url: URL, request: Signed, timestamp: number): Record<string, string> {
  const { secret, previous_secret, uuid, body, custom_headers } = request
  const secrets = previous_secret ? [secret, previous_secret] : [secret]
  const [signature, previous] = secrets.map((each) => `sha256=${hmacHex(each, `${timestamp}.${body}`)}`)
  return {
    ...basicCredentials(url, custom_headers),
    ...custom_headers,
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'User-Agent': `Parley/${manifest.version}`,
    'X-Chatwoot-Delivery': uuid,
    'X-Chatwoot-Timestamp': String(timestamp),
    'X-Chatwoot-Signature': signature!,
    ...(previous ? { 'X-Chatwoot-Signature-Previous': previous } : {}),
    'webhook-id': uuid,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((each) => standardSignature(each, `${uuid}.${timestamp}.${body}`)).join(' '),
  }
}

const standardSignature = (secret: string, text: string) => `v1,${createHmac('sha256', secret).update(text).digest('base64')}`

/** User and password of the address, a bare % in them as it is, unless the endpoint has an Authorization of its own. */
function basicCredentials(url: URL, headers: Signed['custom_headers']): Record<string, string> {
  const user = `${unescape(url.username)}:${unescape(url.password)}`
  if (user === ':' || Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization')) return {}
  return { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }
}
