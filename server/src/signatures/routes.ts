import Type from 'typebox'
import { administratorsOnly, member } from '../http/auth.ts'
import { NotFound, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { checkCallback } from './callback.ts'
import { checkIdentity } from './identity.ts'
import { listKeys } from './keys.ts'
import { isOf } from './match.ts'
import { reasons } from './reasons.ts'

const words = (description: string) => Type.Optional(Nullable(Type.String({ description })))
const Pair = Type.Object({
  secret: words('The key that the receiver uses; without it the endpoint’s own'),
  endpoint_kind: Type.Optional(OneOf(['inbox', 'webhook', 'agent_bot'])), endpoint_id: Type.Optional(Id),
  body: words('The body as it was received, as text'), headers: Type.Optional(Json), signature: words('In place of headers'), timestamp: words('In place of headers'),
  identifier: words('With identifier_hash, in place of a callback'), identifier_hash: words('What a client shows to prove its identifier'),
}, { $id: 'SignaturePair' })
const VerdictJson = Type.Object({ valid: Type.Boolean(), reason: OneOf(reasons), explanation: Text }, { $id: 'SignatureVerdict' })

/** Longer than callbacks are: each is hashed with every key of the account. */
const longestBody = 262_144

/** `/signature_check`: why a signature does not fit. Nothing of it is kept, and no key is answered. */
export async function signatureRoutes(app: App): Promise<void> {
  app.post('/', {
    onRequest: [administratorsOnly, throttled(60, 60, (request) => `${member(request).account.id}`)],
    schema: { tags: ['Webhooks'], summary: 'Check a signature', body: Pair, response: { 200: VerdictJson } },
  }, async (request) => {
    const { secret, endpoint_kind, endpoint_id, body, headers, signature, timestamp, identifier, identifier_hash } = request.body
    const isIdentity = identifier_hash !== undefined || identifier !== undefined
    if (!isIdentity && typeof body !== 'string') throw refused('body must be the text that was received')
    if ((body?.length ?? 0) > longestBody) throw refused(`body is too long (maximum is ${longestBody} characters)`)
    const endpoint = endpoint_id === undefined ? null : { kind: endpoint_kind ?? 'inbox', id: endpoint_id }
    const keys = await listKeys(app.db.query, member(request).account.id, endpoint)
    if (endpoint && !keys.some((key) => isOf(key, endpoint))) throw new NotFound()
    return isIdentity
      ? checkIdentity({ secret, endpoint, identifier: identifier ?? '', identifier_hash: identifier_hash ?? '' }, keys, Date.now())
      : checkCallback({ secret, endpoint, body: body!, headers, signature, timestamp }, keys, Date.now())
  })
}
