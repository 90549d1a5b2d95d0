import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkCallback, type CallbackPair } from './callback.ts'
import { checkIdentity, type IdentityPair } from './identity.ts'
import type { KnownKey } from './match.ts'
import type { Reason } from './reasons.ts'

const now = Date.parse('2026-09-21T12:00:00Z')
const timestamp = String(now / 1000 - 10)
const id = 'f2f4b9d0-0000-4000-8000-000000000001'
const body = '{"id":7,"content":"größe & <b>/path</b> 😀","private":false}'

const shop = { kind: 'inbox', id: 1, name: 'Shop' }
const app = { kind: 'inbox', id: 2, name: 'App' }
const crm = { kind: 'webhook', id: 1, name: 'CRM' }
const keys: KnownKey[] = [
  { kind: 'secret', endpoint: shop, value: 'ShopSecret11111111111111', until: null },
  { kind: 'previous_secret', endpoint: shop, value: 'ShopBefore11111111111111', until: now + 60_000 },
  { kind: 'hmac_token', endpoint: shop, value: 'ShopHmac1111111111111111', until: null },
  { kind: 'previous_hmac_token', endpoint: shop, value: 'ShopHmacBefore1111111111', until: now + 60_000 },
  { kind: 'secret', endpoint: app, value: 'AppSecret222222222222222', until: null },
  { kind: 'previous_secret', endpoint: app, value: 'AppBefore222222222222222', until: now - 1 },
  { kind: 'hmac_token', endpoint: app, value: 'AppHmac22222222222222222', until: null },
  { kind: 'previous_hmac_token', endpoint: app, value: 'AppHmacBefore22222222222', until: null },
  { kind: 'secret', endpoint: crm, value: 'CrmSecret333333333333333', until: null },
]
const [secret, previous, hmacToken, previousHmac, appSecret, appBefore, appHmac, appHmacBefore, crmSecret] = keys.map(({ value }) => value) as [string, ...string[]] & string[]

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text)
const sign = (key: string | Buffer, text = `${timestamp}.${body}`) => `sha256=${hmac(key, text).digest('hex')}`
const standard = (key: string | Buffer, text = `${id}.${timestamp}.${body}`) => `v1,${hmac(key, text).digest('base64')}`
const whsec = (key: string) => `whsec_${Buffer.from(key).toString('base64')}`
const chatwoot = (signature: string, further = {}) => ({ headers: { 'X-Chatwoot-Timestamp': timestamp, 'X-Chatwoot-Signature': signature, ...further } })
const webhook = (signature: string, further = {}) => ({ headers: { 'Webhook-Id': id, 'Webhook-Timestamp': timestamp, 'Webhook-Signature': signature, ...further } })

const callbacks: [string, Omit<CallbackPair, 'body'> & { body?: string }, Reason, boolean?][] = [
  ['headers as they came', { endpoint: shop, ...chatwoot(sign(secret)) }, 'fits', true],
  ['a signature by itself', { endpoint: shop, signature: sign(secret), timestamp }, 'fits', true],
  ['a secret by itself', { secret, ...chatwoot(sign(secret)) }, 'fits', true],
  ['neither secret nor endpoint', chatwoot(sign(crmSecret!)), 'fits', true],
  ['a secret of somewhere else, which nobody has said to be ours', { secret: 'elsewhere', ...chatwoot(sign('elsewhere')) }, 'fits', true],
  ['the headers of an overlap, with the old secret', { secret: previous, endpoint: shop, ...chatwoot(sign(secret), { 'X-Chatwoot-Signature-Previous': sign(previous!) }) }, 'previous_secret', true],
  ['the headers of an overlap, with the new secret', { secret, endpoint: shop, ...chatwoot(sign(secret), { 'X-Chatwoot-Signature-Previous': sign(previous!) }) }, 'fits', true],
  ['the old secret on the new signature alone', { secret: previous, endpoint: shop, ...chatwoot(sign(secret)) }, 'previous_secret', false],
  ['the new secret on an old signature', { secret, endpoint: shop, ...chatwoot(sign(previous!)) }, 'previous_secret', false],
  ['an old secret after its overlap', { endpoint: app, ...chatwoot(sign(appBefore!)) }, 'previous_secret', false],
  ['the HMAC token in place of the secret', { secret: hmacToken, endpoint: shop, ...chatwoot(sign(secret)) }, 'hmac_token'],
  ['what the receiver signed with the HMAC token', { endpoint: shop, ...chatwoot(sign(hmacToken!)) }, 'hmac_token'],
  ['both made with the HMAC token', { secret: hmacToken, ...chatwoot(sign(hmacToken!)) }, 'hmac_token'],
  ['the old HMAC token', { secret: previousHmac, ...chatwoot(sign(secret)) }, 'hmac_token'],
  ['the secret of the other inbox', { secret: appSecret, endpoint: shop, ...chatwoot(sign(secret)) }, 'other_endpoint'],
  ['a callback of the other inbox', { endpoint: shop, ...chatwoot(sign(appSecret!)) }, 'other_endpoint'],
  ['the webhook’s secret on a callback of the inbox', { secret: crmSecret, ...chatwoot(sign(secret)) }, 'other_endpoint'],
  ['both of the other endpoint', { secret: crmSecret, endpoint: shop, ...chatwoot(sign(crmSecret!)) }, 'other_endpoint'],
  ['a secret that nobody knows', { secret: 'elsewhere', endpoint: shop, ...chatwoot(sign(secret)) }, 'unknown_secret'],
  ['a pair that is right, but not of this endpoint', { secret: 'elsewhere', endpoint: shop, ...chatwoot(sign('elsewhere')) }, 'unknown_secret'],
  ['whsec_ where the plain secret belongs', { secret: whsec(secret), endpoint: shop, ...chatwoot(sign(secret)) }, 'secret_form'],
  ['whsec_ taken literally', { secret: whsec(secret), endpoint: shop, ...chatwoot(sign(whsec(secret))) }, 'secret_form'],
  ['the plain secret where whsec_ belongs', { secret, endpoint: shop, ...webhook(standard(secret)) }, 'secret_form'],
  ['the plain secret decoded', { secret, endpoint: shop, ...webhook(standard(Buffer.from(secret, 'base64'))) }, 'secret_form'],
  ['a secret with a line break', { secret: `${secret}\n`, endpoint: shop, ...chatwoot(sign(secret)) }, 'secret_has_spaces'],
  ['a body that was parsed and written again', { endpoint: shop, ...chatwoot(sign(secret)), body: JSON.stringify(JSON.parse(body), null, 2) }, 'body_reserialised'],
  ['a body as Python writes it', { endpoint: shop, ...chatwoot(sign(secret)), body: '{"id": 7, "content": "gr\\u00f6\\u00dfe & <b>/path</b> \\ud83d\\ude00", "private": false}' }, 'body_reserialised'],
  ['a signature over what Python writes', { endpoint: shop, ...chatwoot(sign(secret, `${timestamp}.{"id": 7, "content": "gr\\u00f6\\u00dfe & <b>/path</b> \\ud83d\\ude00", "private": false}`)) }, 'body_reserialised'],
  ['a signature over what PHP writes', { endpoint: shop, ...chatwoot(sign(secret, `${timestamp}.{"id":7,"content":"gr\\u00f6\\u00dfe & <b>\\/path<\\/b> \\ud83d\\ude00","private":false}`)) }, 'body_reserialised'],
  ['a signature over what Go writes', { endpoint: shop, ...chatwoot(sign(secret, `${timestamp}.{"content":"größe \\u0026 \\u003cb\\u003e/path\\u003c/b\\u003e 😀","id":7,"private":false}`)) }, 'body_reserialised'],
  ['a body with a line break at its end', { endpoint: shop, ...chatwoot(sign(secret)), body: `${body}\n` }, 'body_trimmed'],
  ['a signature over the body alone', { endpoint: shop, ...chatwoot(sign(secret, body)) }, 'timestamp_not_signed'],
  ['the body alone, without any timestamp', { endpoint: shop, signature: sign(secret, body) }, 'timestamp_not_signed'],
  ['a timestamp left out', { endpoint: shop, signature: sign(secret) }, 'timestamp_missing'],
  ['a timestamp of yesterday', { endpoint: shop, signature: sign(secret, `${now / 1000 - 86_400}.${body}`), timestamp: `${now / 1000 - 86_400}` }, 'timestamp_too_old'],
  ['a timestamp in milliseconds', { endpoint: shop, signature: sign(secret, `${now}.${body}`), timestamp: `${now}` }, 'timestamp_in_future'],
  ['a timestamp that is none', { endpoint: shop, signature: sign(secret, `noon.${body}`), timestamp: 'noon' }, 'timestamp_missing'],
  ['no prefix', { endpoint: shop, ...chatwoot(sign(secret).slice(7)) }, 'prefix_missing'],
  ['base64', { endpoint: shop, ...chatwoot(hmac(secret, `${timestamp}.${body}`).digest('base64')) }, 'base64_instead_of_hex'],
  ['base64 after the prefix', { endpoint: shop, ...chatwoot(`sha256=${hmac(secret, `${timestamp}.${body}`).digest('base64url')}`) }, 'base64_instead_of_hex'],
  ['upper case', { endpoint: shop, ...chatwoot(`sha256=${sign(secret).slice(7).toUpperCase()}`) }, 'upper_case_hex'],
  ['Standard Webhooks', { secret: whsec(secret), endpoint: shop, ...webhook(standard(secret)) }, 'fits', true],
  ['Standard Webhooks of an endpoint', { endpoint: shop, ...webhook(standard(secret)) }, 'fits', true],
  ['the second signature of Standard Webhooks', { secret: whsec(previous!), ...webhook(`${standard(secret)} ${standard(previous!)}`) }, 'previous_secret', true],
  ['Standard Webhooks beside Chatwoot’s', { secret: whsec(secret), headers: { ...webhook(standard(secret)).headers, ...chatwoot(sign(secret)).headers } }, 'fits', true],
  ['Standard Webhooks in hex', { endpoint: shop, ...webhook(`v1,${sign(secret, `${id}.${timestamp}.${body}`).slice(7)}`) }, 'hex_instead_of_base64'],
  ['Standard Webhooks without its id', { endpoint: shop, ...webhook(standard(secret), { 'Webhook-Id': '' }) }, 'webhook_id_missing'],
  ['the text of one form under the header of the other', { endpoint: shop, ...chatwoot(sign(secret, `${id}.${timestamp}.${body}`), { 'webhook-id': id }) }, 'standard_webhooks'],
  ['the other way round', { endpoint: shop, ...webhook(standard(secret, `${timestamp}.${body}`)) }, 'standard_webhooks'],
  ['no signature', { endpoint: shop, headers: { 'x-chatwoot-timestamp': timestamp } }, 'signature_missing'],
  ['no headers', { endpoint: shop }, 'signature_missing'],
  ['something else', { endpoint: shop, ...chatwoot('sha256=oops') }, 'signature_unreadable'],
  ['another body', { endpoint: shop, ...chatwoot(sign(secret)), body: '{"id":8}' }, 'no_match'],
  ['no JSON', { endpoint: shop, ...chatwoot(sign(secret)), body: '{"id":' }, 'no_match'],
]

test.each(callbacks)('%s', (_, pair, reason, valid = false) => {
  const answer = checkCallback({ body, ...pair }, keys, now)
  expect(answer).toMatchObject({ reason, valid })
  expect(answer.explanation).not.toBe('')
  for (const { value } of keys) expect(JSON.stringify(answer)).not.toContain(value)
})

const hash = (key: string, identifier = 'omar-7') => hmac(key, identifier).digest('hex')

const identities: [string, Partial<IdentityPair>, Reason, boolean?][] = [
  ['the inbox’s token', { endpoint: shop, identifier_hash: hash(hmacToken!) }, 'fits', true],
  ['any inbox’s token', { identifier_hash: hash(appHmac!) }, 'fits', true],
  ['the token pasted', { secret: hmacToken, endpoint: shop, identifier_hash: hash(hmacToken!) }, 'fits', true],
  ['the old token within its overlap', { endpoint: shop, identifier_hash: hash(previousHmac!) }, 'previous_hmac_token', true],
  ['the old token after its overlap', { endpoint: app, identifier_hash: hash(appHmacBefore!) }, 'previous_hmac_token', false],
  ['the old token pasted beside a hash of the new', { secret: previousHmac, endpoint: shop, identifier_hash: hash(hmacToken!) }, 'previous_hmac_token', false],
  ['the callback secret', { endpoint: shop, identifier_hash: hash(secret) }, 'callback_secret'],
  ['the callback secret pasted', { secret, endpoint: shop, identifier_hash: hash(hmacToken!) }, 'callback_secret'],
  ['the other inbox’s token', { endpoint: shop, identifier_hash: hash(appHmac!) }, 'other_endpoint'],
  ['the other inbox’s token pasted', { secret: appHmac, endpoint: shop, identifier_hash: hash(appHmac!) }, 'other_endpoint'],
  ['a token that nobody knows', { secret: 'elsewhere', endpoint: shop, identifier_hash: hash('elsewhere') }, 'unknown_secret'],
  ['a token that nobody knows, and a hash of ours', { secret: 'elsewhere', endpoint: shop, identifier_hash: hash(hmacToken!) }, 'unknown_secret'],
  ['another spelling', { endpoint: shop, identifier: ' Omar-7 ', identifier_hash: hash(hmacToken!) }, 'identifier_differs'],
  ['the prefix of callbacks', { endpoint: shop, identifier_hash: `sha256=${hash(hmacToken!)}` }, 'prefix_not_wanted'],
  ['base64', { endpoint: shop, identifier_hash: hmac(hmacToken!, 'omar-7').digest('base64') }, 'base64_instead_of_hex'],
  ['upper case', { endpoint: shop, identifier_hash: hash(hmacToken!).toUpperCase() }, 'upper_case_hex'],
  ['no key at all', { endpoint: shop, identifier_hash: createHash('sha256').update('omar-7').digest('hex') }, 'not_keyed'],
  ['no identifier', { endpoint: shop, identifier: ' ', identifier_hash: hash(hmacToken!, ' ') }, 'identifier_missing'],
  ['no hash', { endpoint: shop, identifier_hash: '' }, 'signature_missing'],
  ['something else', { endpoint: shop, identifier_hash: 'oops' }, 'signature_unreadable'],
  ['somebody else', { endpoint: shop, identifier_hash: hash(hmacToken!, 'noah-8') }, 'no_match'],
]

test.each(identities)('identity: %s', (_, pair, reason, valid = false) => {
  const answer = checkIdentity({ identifier: 'omar-7', identifier_hash: '', ...pair }, keys, now)
  expect(answer).toMatchObject({ reason, valid })
  for (const { value } of keys) expect(JSON.stringify(answer)).not.toContain(value)
})
