import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { unauthorized } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdsInput, maybeIds } from '../http/ids.ts'
import { Empty, Id } from '../http/shapes.ts'
import { changeTeamMembers, listTeamMembers, type TeamMembership } from './team_members.ts'
import { findTeam } from './teams.ts'

const tags = ['Teams']
const Team = Type.Object({ team_id: Id })
const Input = Type.Object({ user_ids: IdsInput })
const response = { 200: Type.Array(AgentJson) }

/** Who is in a team: application API §4.2, below `/teams/:team_id/team_members`. */
export async function teamMemberRoutes(app: App): Promise<void> {
  const shown = (agents: Awaited<ReturnType<typeof listTeamMembers>>) => agents.map((agent) => agentJson(agent, app.presence))

  app.get('/', { schema: { tags, summary: 'List the members', params: Team, response } }, async (request) =>
    shown(await listTeamMembers(app.db.query, await findTeam(app.db.query, member(request), request.params.team_id))))

  app.post('/', { onRequest: administratorsOnly, schema: { tags, summary: 'Add members', params: Team, body: Input, response } }, async (request) =>
    shown(await change(request, request.params.team_id, 'add', request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/', onRequest: administratorsOnly,
    schema: { tags, summary: 'Set the exact list of members', params: Team, body: Input, response },
    handler: async (request) => shown(await change(request, request.params.team_id, 'set', request.body)),
  })

  app.delete('/', {
    onRequest: administratorsOnly, schema: { tags, summary: 'Remove members', params: Team, querystring: Input, response: { 200: Empty } },
  }, async (request, reply) => {
    await change(request, request.params.team_id, 'remove', request.query)
    return reply.code(200).send()
  })

  async function change(request: FastifyRequest, teamId: number, membership: TeamMembership, { user_ids }: Type.Static<typeof Input>) {
    const team = await findTeam(app.db.query, member(request), teamId)
    const ids = maybeIds(user_ids)
    if (!ids) throw unauthorized('Invalid User IDs')
    return changeTeamMembers(app.db, causeOf(request), team, membership, ids)
  }
}
