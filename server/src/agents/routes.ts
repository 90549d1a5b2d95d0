import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, OneOf, Text } from '../http/shapes.ts'
import { availabilities } from '../users/wire.ts'
import { findAgent, listAgents } from './agents.ts'
import { addAgent, addAgents, removeAgent, updateAgent } from './changes.ts'
import { AgentJson, agentJson, roles } from './wire.ts'

const tags = ['Agents']
const AgentId = Type.Object({ id: Id })
const Membership = { name: Type.Optional(Text), role: Type.Optional(OneOf(roles)), availability: Type.Optional(OneOf(availabilities)), auto_offline: Type.Optional(Type.Boolean()) }
const NewAgent = Type.Object({ email: Text, ...Membership, password: Type.Optional(Text) })
const mostAtOnce = 1000

/** Who works in an account (application API §4.1). A new user is invited by mail where there is a mail server; a `password` given on creation lets one in without (docs/compat.md). */
export async function agentRoutes(app: App): Promise<void> {
  const wrapped = { root: 'agent' }
  const workplace = (request: FastifyRequest) => ({ account: member(request).account, config: app.config })

  app.get('/', { schema: { response: { 200: Type.Array(AgentJson) }, summary: 'List agents', tags } }, async (request) =>
    (await listAgents(app.db.query, member(request).account.id)).map((agent) => agentJson(agent, app.presence)))

  app.post('/', {
    schema: { body: NewAgent, response: { 200: AgentJson }, summary: 'Add an agent', tags }, config: wrapped, onRequest: administratorsOnly,
  }, async (request) => agentJson(await addAgent(app.db, causeOf(request), workplace(request), request.body), app.presence))

  app.post('/bulk_create', {
    schema: { body: Type.Object({ emails: Type.Array(Text) }), response: { 200: Empty }, summary: 'Add agents by their addresses', tags },
    onRequest: administratorsOnly,
  }, async (request, reply) => {
    if (request.body.emails.length > mostAtOnce) throw refused(`emails may hold ${mostAtOnce} addresses at most`)
    await addAgents(app.db, causeOf(request), workplace(request), request.body.emails)
    return reply.send()
  })

  app.route({
    method: ['PATCH', 'PUT'],
    url: '/:id',
    schema: { params: AgentId, body: Type.Object(Membership), response: { 200: AgentJson }, summary: 'Update an agent', tags },
    config: wrapped,
    onRequest: administratorsOnly,
    handler: async (request) => {
      const agent = await findAgent(app.db.query, member(request).account.id, request.params.id)
      return agentJson(await updateAgent(app.db, causeOf(request), agent, request.body), app.presence)
    },
  })

  app.delete('/:id', {
    schema: { params: AgentId, response: { 200: Empty }, summary: 'Remove an agent from the account', tags }, onRequest: administratorsOnly,
  }, async (request, reply) => {
    await removeAgent(app.db, causeOf(request), await findAgent(app.db.query, member(request).account.id, request.params.id))
    return reply.send()
  })
}
