import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { maybeBot } from '../agent_bots/agent_bots.ts'
import { SlimBot, slimBot } from '../agent_bots/wire.ts'
import { maybeAgent } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { findMisfits } from '../custom_attribute_definitions/fit.ts'
import { iso } from '../db/time.ts'
import { causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { IdInput, readId } from '../http/ids.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { labelNames } from '../labels/names.ts'
import { maybeTeamRow } from '../teams/teams.ts'
import { userSnapshot } from '../users/users.ts'
import { assign, assignBot, assignTeam } from './assignment.ts'
import { setCustomAttributes, setLabels } from './conversations.ts'
import { findConversation } from './find.ts'
import { One, tags } from './shown.ts'
import type { LoadedConversation } from './snapshot.ts'

/** Assignee, labels and custom attributes of a conversation (application API §6.5). */
export function conversationAttributeRoutes(app: App): void {
  assignments(app)
  labels(app)
  customAttributes(app)
}

/** A team as the incumbent's table has it. */
const TeamRow = Type.Object({
  id: Id, name: Text, description: Nullable(Text), allow_auto_assign: Type.Boolean(), account_id: Id, created_at: IsoTime, updated_at: IsoTime,
}, { $id: 'TeamRow' })

function assignments(app: App): void {
  const Assignment = Type.Object({
    assignee_id: Type.Optional(IdInput), assignee_type: Type.Optional(Nullable(Text)), team_id: Type.Optional(IdInput),
  })
  app.post('/:conversation_id/assignments', {
    config: { bots: true },
    schema: { tags, summary: 'Assign to an agent, a bot, a team, or to nobody', params: One, body: Assignment, response: { 200: Nullable(Type.Union([AgentJson, SlimBot, TeamRow])) } },
  }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { assignee_id, assignee_type, team_id } = request.body
    if (assignee_type === 'AgentBot') return await assignToBot(app, request, found, readId(assignee_id) ?? 0) ?? nobody(reply)
    if (assignee_id !== undefined) return await assignToAgent(app, request, found, readId(assignee_id) ?? 0) ?? nobody(reply)
    if (team_id !== undefined) return await assignToTeam(app, request, found, readId(team_id) ?? 0) ?? nobody(reply)
    return nobody(reply)
  })
}

/** An unknown user unassigns, as the incumbent has it. */
async function assignToAgent(app: App, request: FastifyRequest, found: LoadedConversation, id: number) {
  const agent = id ? await maybeAgent(app.db.query, member(request).account.id, id) : null
  await assign(app.db, causeOf(request), found, agent && userSnapshot(agent))
  return agent && agentJson(agent, app.presence)
}

/** An unknown bot changes nothing. */
async function assignToBot(app: App, request: FastifyRequest, found: LoadedConversation, id: number) {
  const bot = await maybeBot(app.db.query, member(request).account.id, id)
  if (bot) await assignBot(app.db, causeOf(request), found, bot)
  return bot && slimBot(bot)
}

/** An unknown team takes it from its team. */
async function assignToTeam(app: App, request: FastifyRequest, found: LoadedConversation, id: number) {
  const team = await maybeTeamRow(app.db.query, member(request).account.id, id)
  await assignTeam(app.db, causeOf(request), found, team)
  return team && { ...team, created_at: iso(team.created_at), updated_at: iso(team.updated_at) }
}

function labels(app: App): void {
  const Labels = Type.Object({ payload: Type.Array(Text) })
  app.get('/:conversation_id/labels', { config: { bots: true }, schema: { tags, summary: 'Its labels', params: One, response: { 200: Labels } } }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    return { payload: conversation.labels }
  })

  const NewLabels = Type.Object({ labels: Type.Optional(Type.Array(Text)) })
  app.post('/:conversation_id/labels', { config: { bots: true }, schema: { tags, summary: 'Replace its labels', params: One, body: NewLabels, response: { 200: Labels } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { conversation } = await setLabels(app.db, causeOf(request), found, labelNames(request.body.labels ?? []))
    return { payload: conversation.labels }
  })
}

function customAttributes(app: App): void {
  const Attributes = Type.Object({ custom_attributes: Json })
  const Wanted = Type.Object({ ...Attributes.properties, merge: Type.Optional(Type.Boolean({ description: 'Keep the attributes that are not named' })) })
  app.post('/:conversation_id/custom_attributes', {
    config: { bots: true }, schema: { tags, summary: 'Replace its custom attributes', params: One, body: Wanted, response: { 200: Attributes } },
  }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { custom_attributes, merge } = request.body
    const misfits = await findMisfits(app.db.query, member(request).account.id, 'conversation_attribute', custom_attributes)
    const { conversation } = await setCustomAttributes(app.db, causeOf(request), found, misfits, (stored) => (merge ? { ...stored, ...custom_attributes } : custom_attributes))
    return { custom_attributes: conversation.custom_attributes }
  })

  const Unwanted = Type.Object({ custom_attributes: Type.Array(Text) })
  app.post('/:conversation_id/destroy_custom_attributes', {
    schema: { tags, summary: 'Remove some of its custom attributes', params: One, body: Unwanted, response: { 200: Attributes } },
  }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { custom_attributes: unwanted } = request.body
    const { conversation } = await setCustomAttributes(app.db, causeOf(request), found, new Map(), (stored) =>
      Object.fromEntries(Object.entries(stored).filter(([key]) => !unwanted.includes(key))))
    return { custom_attributes: conversation.custom_attributes }
  })
}

/** `null` as JSON, which clients parse; an answer of null would be an empty one. */
const nobody = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').send('null')
