import Type from 'typebox'
import { subscribable } from '../events/catalogue.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { OverlapInput, readOverlap } from '../http/overlap.ts'
import { Empty, Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { createWebhook, deleteWebhook, findWebhook, listWebhooks, resetWebhookSecret, updateWebhook, type WebhookInput } from './webhooks.ts'
import { CustomHeadersInput, WebhookJson, webhookJson } from './wire.ts'

const Params = Type.Object({ id: Id })
const Input = Type.Object({
  url: Type.Optional(Nullable(Text)), name: Type.Optional(Nullable(Text)), inbox_id: Type.Optional(Nullable(Id)),
  // Read as it comes: whatever is no list of these is a 422, never dropped (application API §4.7).
  subscriptions: Type.Optional(Type.Unsafe<unknown>({ type: 'array', minItems: 1, items: OneOf(subscribable) })),
  skip_own: Type.Optional(Type.Boolean()), custom_headers: CustomHeadersInput,
})
const One = Type.Object({ payload: Type.Object({ webhook: WebhookJson }) })
const tags = ['Webhooks']
const config = { root: 'webhook' }

/** Application API §4.7, below `/webhooks`. Administrators only, reading included. */
export async function webhookRoutes(app: App): Promise<void> {
  app.addHook('onRequest', administratorsOnly)

  app.get('/', {
    schema: { tags, summary: 'List', response: { 200: Type.Object({ payload: Type.Object({ webhooks: Type.Array(WebhookJson) }) }) } },
  }, async (request) => ({ payload: { webhooks: (await listWebhooks(app.db, member(request).account.id)).map(webhookJson) } }))

  app.post('/', { config, schema: { tags, summary: 'Create', body: Input, response: { 200: One } } }, async (request) => {
    await checkInbox(request, request.body)
    return { payload: { webhook: webhookJson(await createWebhook(app.db, causeOf(request), member(request).account.id, request.body)) } }
  })

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: Params, body: Input, response: { 200: One } },
    handler: async (request) => {
      const webhook = await findWebhook(app.db, member(request).account.id, request.params.id)
      await checkInbox(request, request.body)
      return { payload: { webhook: webhookJson(await updateWebhook(app.db, causeOf(request), webhook, request.body)) } }
    },
  })

  app.post('/:id/reset_secret', {
    config, schema: { tags, summary: 'New secret', params: Params, body: OverlapInput, response: { 200: One } },
  }, async (request) => {
    const overlap = readOverlap(request.body)
    const webhook = await findWebhook(app.db, member(request).account.id, request.params.id)
    return { payload: { webhook: webhookJson(await resetWebhookSecret(app.db, webhook, overlap)) } }
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: Params, response: { 200: Empty } } }, async (request, reply) => {
    await deleteWebhook(app.db, await findWebhook(app.db, member(request).account.id, request.params.id))
    return reply.code(200).send()
  })

  async function checkInbox(request: Parameters<typeof member>[0], { inbox_id }: WebhookInput): Promise<void> {
    if (inbox_id) await findInbox(app.db, member(request), inbox_id)
  }
}
