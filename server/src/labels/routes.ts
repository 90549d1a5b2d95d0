import Type from 'typebox'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createLabel, deleteLabel, findLabel, listLabels, updateLabel } from './labels.ts'
import { LabelJson, labelJson } from './wire.ts'

const tags = ['Labels']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  title: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), color: Type.Optional(Text),
  show_on_sidebar: Type.Optional(Nullable(Type.Boolean())),
})
const config = { root: 'label' }
const response = { 200: LabelJson }

/** Application API §4.3, below `/labels`. Everybody reads the list; one label, and every change, is for administrators. */
export async function labelRoutes(app: App): Promise<void> {
  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Object({ payload: Type.Array(LabelJson) }) } } }, async (request) =>
    ({ payload: (await listLabels(app.db.query, member(request).account.id)).map(labelJson) }))

  app.get('/:id', { onRequest: administratorsOnly, schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    labelJson(await findLabel(app.db.query, member(request).account.id, request.params.id)))

  app.post('/', { config, onRequest: administratorsOnly, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    labelJson(await createLabel(app.db, causeOf(request), member(request).account.id, request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, onRequest: administratorsOnly, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => labelJson(await updateLabel(app.db, causeOf(request), member(request).account.id, request.params.id, request.body)),
  })

  app.delete('/:id', { onRequest: administratorsOnly, schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteLabel(app.db, causeOf(request), member(request).account.id, request.params.id)
    return reply.code(200).send()
  })
}
