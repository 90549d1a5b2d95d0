import Type from 'typebox'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createCannedResponse, deleteCannedResponse, listCannedResponses, updateCannedResponse } from './canned_responses.ts'
import { CannedResponseJson, cannedResponseJson } from './wire.ts'

const tags = ['Canned responses']
const One = Type.Object({ id: Id })
const Input = Type.Object({ short_code: Type.Optional(Nullable(Text)), content: Type.Optional(Nullable(Text)) })
const config = { root: 'canned_response' }
const response = { 200: CannedResponseJson }

/** Application API §4.4, below `/canned_responses`: every member reads and writes them. There is none to show alone. */
export async function cannedResponseRoutes(app: App): Promise<void> {
  app.get('/', {
    schema: { tags, summary: 'List or search', querystring: Type.Object({ search: Type.Optional(Text) }), response: { 200: Type.Array(CannedResponseJson) } },
  }, async (request) => (await listCannedResponses(app.db.query, member(request).account.id, request.query.search)).map(cannedResponseJson))

  app.post('/', { config, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    cannedResponseJson(await createCannedResponse(app.db.query, member(request).account.id, request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => cannedResponseJson(await updateCannedResponse(app.db.query, member(request).account.id, request.params.id, request.body)),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteCannedResponse(app.db.query, member(request).account.id, request.params.id)
    return reply.code(200).send()
  })
}
