import Type from 'typebox'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { Invalid } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdsInput, maybeIds } from '../http/ids.ts'
import { Empty, Id } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { changeInboxMembers, listInboxMembers, type Membership } from './inbox_members.ts'

const Agents = Type.Object({ payload: Type.Array(AgentJson) })
const Input = Type.Object({ inbox_id: Id, user_ids: IdsInput })
const tags = ['Inbox members']

/** Application API §3.5, below `/inbox_members`. */
export async function inboxMemberRoutes(app: App): Promise<void> {
  app.get('/:inbox_id', {
    schema: { tags, summary: 'List', params: Type.Object({ inbox_id: Id }), response: { 200: Agents } },
  }, async (request) => {
    const inbox = await findInbox(app.db, member(request), request.params.inbox_id)
    return agentsJson(await listInboxMembers(app.db.query, inbox))
  })

  app.post('/', {
    onRequest: administratorsOnly, schema: { tags, summary: 'Add', body: Input, response: { 200: Agents } },
  }, async (request) => agentsJson(await change(request, 'add', request.body)))

  app.route({
    method: ['PATCH', 'PUT'], url: '/', onRequest: administratorsOnly,
    schema: { tags, summary: 'Set the exact list', body: Input, response: { 200: Agents } },
    handler: async (request) => agentsJson(await change(request, 'set', request.body)),
  })

  app.delete('/', {
    onRequest: administratorsOnly, schema: { tags, summary: 'Remove', querystring: Input, response: { 200: Empty } },
  }, async (request, reply) => {
    await change(request, 'remove', request.query)
    return reply.code(200).send()
  })

  const agentsJson = (agents: Awaited<ReturnType<typeof listInboxMembers>>) => ({ payload: agents.map((agent) => agentJson(agent, app.presence)) })

  async function change(request: Parameters<typeof member>[0], membership: Membership, input: Type.Static<typeof Input>) {
    const inbox = await findInbox(app.db, member(request), input.inbox_id)
    return changeInboxMembers(app.db, causeOf(request), inbox, membership, readUserIds(input.user_ids))
  }
}

function readUserIds(values: unknown[]): number[] {
  const ids = maybeIds(values)
  if (!ids) throw new Invalid('User must exist', ['user'])
  return ids
}
