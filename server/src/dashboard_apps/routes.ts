import Type from 'typebox'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Text } from '../http/shapes.ts'
import { createDashboardApp, deleteDashboardApp, findDashboardApp, listDashboardApps, updateDashboardApp } from './dashboard_apps.ts'
import { DashboardAppJson, dashboardAppJson } from './wire.ts'

const tags = ['Dashboard apps']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  title: Type.Optional(Text),
  // Read as it comes: what is no such list is a 422, never dropped.
  content: Type.Optional(Type.Unsafe<unknown>({
    type: 'array', minItems: 1, maxItems: 20, items: { type: 'object', required: ['url', 'type'], properties: { url: { type: 'string', format: 'uri' }, type: { const: 'frame' } } },
  })),
})
const config = { root: 'dashboard_app' }
const response = { 200: DashboardAppJson }

/** Application API §4.14, below `/dashboard_apps`: every member reads and writes them. */
export async function dashboardAppRoutes(app: App): Promise<void> {
  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Array(DashboardAppJson) } } }, async (request) =>
    (await listDashboardApps(app.db.query, member(request).account.id)).map(dashboardAppJson))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    dashboardAppJson(await findDashboardApp(app.db.query, member(request).account.id, request.params.id)))

  app.post('/', { config, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    dashboardAppJson(await createDashboardApp(app.db.query, member(request).account.id, request.caller.user.id, request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => dashboardAppJson(await updateDashboardApp(app.db.query, member(request).account.id, request.params.id, request.body)),
  })

  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 204: Empty } } }, async (request, reply) => {
    await deleteDashboardApp(app.db.query, member(request).account.id, request.params.id)
    return reply.code(204).send()
  })
}
