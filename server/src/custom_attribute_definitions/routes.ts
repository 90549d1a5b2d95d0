import Type from 'typebox'
import { administratorsOnly, member } from '../http/auth.ts'
import { ChoiceInput } from '../http/choices.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createDefinition, deleteDefinition, findDefinition, listDefinitions, readModel, updateDefinition } from './custom_attribute_definitions.ts'
import { attributeModels, CustomAttributeDefinitionJson, customAttributeDefinitionJson, displayTypes } from './wire.ts'

const tags = ['Custom attribute definitions']
const One = Type.Object({ id: Id })
const text = Type.Optional(Nullable(Text))
const Input = Type.Object({
  attribute_display_name: text, attribute_display_type: ChoiceInput(displayTypes), attribute_description: text, attribute_key: text, regex_pattern: text, regex_cue: text,
  attribute_values: Type.Optional(Type.Array(Text)), attribute_model: ChoiceInput(attributeModels),
  enforced: Type.Optional(Type.Boolean()),
})
const config = { root: 'custom_attribute_definition' }
const response = { 200: CustomAttributeDefinitionJson }

/** Application API §4.5, below `/custom_attribute_definitions`. Everybody reads them, administrators write them. */
export async function customAttributeDefinitionRoutes(app: App): Promise<void> {
  app.get('/', {
    schema: { tags, summary: 'List', querystring: Type.Object({ attribute_model: ChoiceInput(attributeModels) }), response: { 200: Type.Array(CustomAttributeDefinitionJson) } },
  }, async (request) =>
    (await listDefinitions(app.db.query, member(request).account.id, readModel(request.query.attribute_model))).map(customAttributeDefinitionJson))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    customAttributeDefinitionJson(await findDefinition(app.db.query, member(request).account.id, request.params.id)))

  app.post('/', { config, onRequest: administratorsOnly, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    customAttributeDefinitionJson(await createDefinition(app.db.query, member(request).account.id, request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, onRequest: administratorsOnly, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => customAttributeDefinitionJson(await updateDefinition(app.db.query, member(request).account.id, request.params.id, request.body)),
  })

  app.delete('/:id', { onRequest: administratorsOnly, schema: { tags, summary: 'Delete', params: One, response: { 204: Empty } } }, async (request, reply) => {
    await deleteDefinition(app.db.query, member(request).account.id, request.params.id)
    return reply.code(204).send()
  })
}
