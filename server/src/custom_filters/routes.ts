import Type from 'typebox'
import { member } from '../http/auth.ts'
import { ChoiceInput } from '../http/choices.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Json, Text } from '../http/shapes.ts'
import { createCustomFilter, deleteCustomFilter, findCustomFilter, listCustomFilters, updateCustomFilter } from './custom_filters.ts'
import { CustomFilterJson, customFilterJson, filterTypes } from './wire.ts'

const tags = ['Custom filters']
const One = Type.Object({ id: Id })
const Input = Type.Object({ name: Type.Optional(Text), filter_type: ChoiceInput(filterTypes), query: Type.Optional(Json) })
const config = { root: 'custom_filter' }
const response = { 200: CustomFilterJson }

/** Application API §4.6, below `/custom_filters`: views that a user has saved, for that user alone. */
export async function customFilterRoutes(app: App): Promise<void> {
  app.get('/', {
    schema: { tags, summary: 'List the own', querystring: Type.Object({ filter_type: ChoiceInput(filterTypes) }), response: { 200: Type.Array(CustomFilterJson) } },
  }, async (request) => (await listCustomFilters(app.db.query, member(request), request.query.filter_type)).map(customFilterJson))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    customFilterJson(await findCustomFilter(app.db.query, member(request), request.params.id)))

  app.post('/', { config, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    customFilterJson(await createCustomFilter(app.db, member(request), request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => customFilterJson(await updateCustomFilter(app.db.query, member(request), request.params.id, request.body)),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 204: Empty } } }, async (request, reply) => {
    await deleteCustomFilter(app.db.query, member(request), request.params.id)
    return reply.code(204).send()
  })
}
