import Type from 'typebox'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { createTeam, deleteTeam, findTeam, listTeams, updateTeam } from './teams.ts'
import { TeamJson, teamJson } from './wire.ts'

const tags = ['Teams']
const One = Type.Object({ id: Id })
const Input = Type.Object({
  name: Type.Optional(Nullable(Text)), description: Type.Optional(Nullable(Text)), allow_auto_assign: Type.Optional(Type.Boolean()),
})
const config = { root: 'team' }
const response = { 200: TeamJson }

/** Application API §4.2, below `/teams`. Everybody reads them, administrators write them. */
export async function teamRoutes(app: App): Promise<void> {
  app.get('/', { schema: { tags, summary: 'List', response: { 200: Type.Array(TeamJson) } } }, async (request) =>
    (await listTeams(app.db.query, member(request))).map(teamJson))

  app.get('/:id', { schema: { tags, summary: 'Show', params: One, response } }, async (request) =>
    teamJson(await findTeam(app.db.query, member(request), request.params.id)))

  app.post('/', { config, onRequest: administratorsOnly, schema: { tags, summary: 'Create', body: Input, response } }, async (request) =>
    teamJson(await createTeam(app.db, causeOf(request), member(request), request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/:id', config, onRequest: administratorsOnly, schema: { tags, summary: 'Update', params: One, body: Input, response },
    handler: async (request) => teamJson(await updateTeam(app.db, causeOf(request), member(request), request.params.id, request.body)),
  })

  app.delete('/:id', { onRequest: administratorsOnly, schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    await deleteTeam(app.db, causeOf(request), member(request), request.params.id)
    return reply.code(200).send()
  })
}
