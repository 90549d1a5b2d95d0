import Type from 'typebox'
import type { Agent } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { findConversation } from '../conversations/find.ts'
import { member, type Member } from '../http/auth.ts'
import { Invalid } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdsInput, maybeIds } from '../http/ids.ts'
import { Empty, Id } from '../http/shapes.ts'
import { addParticipants, listParticipants, removeParticipants, setParticipants } from './participants.ts'

const tags = ['Participants']
const Params = Type.Object({ account_id: Id, conversation_id: Type.Integer() })
const Input = Type.Object({ user_ids: IdsInput })
const Agents = Type.Array(AgentJson)

/** Application API §6.5, below `/conversations/:conversation_id/participants`. */
export async function participantRoutes(app: App): Promise<void> {
  app.get('', { schema: { tags, summary: 'List', params: Params, response: { 200: Agents } } }, async (request) =>
    agentsJson(await listParticipants(app.db.query, await conversationOf(member(request), request.params))))

  app.post('', { schema: { tags, summary: 'Add', params: Params, body: Input, response: { 200: Agents } } }, async (request) =>
    agentsJson(await addParticipants(app.db, await conversationOf(member(request), request.params), readUserIds(request.body.user_ids))))

  app.route({
    method: ['PATCH', 'PUT'], url: '', schema: { tags, summary: 'Set the exact list', params: Params, body: Input, response: { 200: Agents } },
    handler: async (request) => agentsJson(await setParticipants(app.db, await conversationOf(member(request), request.params), readUserIds(request.body.user_ids))),
  })

  app.delete('', { schema: { tags, summary: 'Remove', params: Params, querystring: Input, response: { 200: Empty } } }, async (request, reply) => {
    await removeParticipants(app.db.query, await conversationOf(member(request), request.params), readUserIds(request.query.user_ids))
    return reply.send()
  })

  const agentsJson = (agents: Agent[]) => agents.map((agent) => agentJson(agent, app.presence))

  async function conversationOf(caller: Member, { conversation_id }: Type.Static<typeof Params>) {
    return (await findConversation(app.db, caller, conversation_id)).conversation
  }
}

function readUserIds(values: unknown[]): number[] {
  const ids = maybeIds(values)
  if (!ids) throw new Invalid('User must exist', ['user'])
  return ids
}
