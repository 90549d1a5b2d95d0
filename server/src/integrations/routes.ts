import Type from 'typebox'
import { administratorsOnly } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, Text } from '../http/shapes.ts'

const tags = ['Integrations']
const One = Type.Object({ id: Id })

/**
 * Application API §4.13, below `/integrations`. There are no apps to integrate with here (webhooks, bots and dashboard apps do what is needed), so their list
 * is empty and nothing of them can be found.
 */
export async function integrationRoutes(app: App): Promise<void> {
  const nothing = async (): Promise<never> => { throw new NotFound() }

  app.get('/apps', { schema: { tags, summary: 'List: there are none', response: { 200: Type.Object({ payload: Type.Array(Type.Object({})) }) } } }, async () => ({ payload: [] }))
  app.get('/apps/:id', { schema: { tags, summary: 'There are none', params: Type.Object({ id: Text }) } }, nothing)

  const writes = { onRequest: administratorsOnly }
  app.post('/hooks', { ...writes, schema: { tags, summary: 'There is no app to hook into' } }, nothing)
  app.route({ method: ['PATCH', 'PUT'], url: '/hooks/:id', ...writes, schema: { tags, summary: 'There are none', params: One }, handler: nothing })
  app.delete('/hooks/:id', { ...writes, schema: { tags, summary: 'There are none', params: One } }, nothing)
  app.post('/hooks/:id/process_event', { schema: { tags, summary: 'There are none', params: One } }, nothing)
}
