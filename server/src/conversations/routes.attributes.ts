import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { maybeAgent } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Json, Nullable, Text } from '../http/shapes.ts'
import { labelNames } from '../labels/names.ts'
import { userSnapshot } from '../users/users.ts'
import { assign } from './assignment.ts'
import { setCustomAttributes, setLabels } from './conversations.ts'
import { findConversation } from './find.ts'
import { One, tags } from './shown.ts'

/** Assignee, labels and custom attributes of a conversation (application API §6.5). */
export function conversationAttributeRoutes(app: App): void {
  assignments(app)
  labels(app)
  customAttributes(app)
}

function assignments(app: App): void {
  const Assignment = Type.Object({ assignee_id: Type.Optional(Nullable(Type.Integer())) })
  app.post('/:conversation_id/assignments', {
    schema: { tags, summary: 'Assign to an agent, or to nobody', params: One, body: Assignment, response: { 200: Nullable(AgentJson) } },
  }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { assignee_id } = request.body
    if (assignee_id === undefined) return nobody(reply)
    // An unknown user unassigns, as the incumbent has it.
    const agent = assignee_id ? await maybeAgent(app.db.query, member(request).account.id, assignee_id) : null
    await assign(app.db, causeOf(request), found, agent && userSnapshot(agent))
    return agent ? agentJson(agent, app.presence) : nobody(reply)
  })
}

function labels(app: App): void {
  const Labels = Type.Object({ payload: Type.Array(Text) })
  app.get('/:conversation_id/labels', { schema: { tags, summary: 'Its labels', params: One, response: { 200: Labels } } }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    return { payload: conversation.labels }
  })

  const NewLabels = Type.Object({ labels: Type.Optional(Type.Union([Type.Array(Text), Text])) })
  app.post('/:conversation_id/labels', { schema: { tags, summary: 'Replace its labels', params: One, body: NewLabels, response: { 200: Labels } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { conversation } = await setLabels(app.db, causeOf(request), found, labelNames(request.body.labels ?? []))
    return { payload: conversation.labels }
  })
}

function customAttributes(app: App): void {
  const Attributes = Type.Object({ custom_attributes: Json })
  app.post('/:conversation_id/custom_attributes', {
    schema: { tags, summary: 'Replace its custom attributes', params: One, body: Attributes, response: { 200: Attributes } },
  }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { conversation } = await setCustomAttributes(app.db, causeOf(request), found, request.body.custom_attributes)
    return { custom_attributes: conversation.custom_attributes }
  })
}

/** `null` as JSON, which clients parse; an answer of null would be an empty one. */
const nobody = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').send('null')
