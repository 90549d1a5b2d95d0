import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { findAgent } from '../agents/agents.ts'
import { AgentJson, agentJson } from '../agents/wire.ts'
import { causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { isObject } from '../http/params.ts'
import { Empty, Id, IsoTime, Json, Nullable, OneOf, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { userSnapshot } from '../users/users.ts'
import {
  assign, markSeen, markUnread, openConversation, setCustomAttributes, setLabels, setPriority, setStatus, signalTyping,
} from './conversations.ts'
import { findConversation } from './find.ts'
import { ConversationJson, conversationJson } from './json.ts'
import { countConversations, listConversations, viewConversation } from './list.ts'
import { startConversation, NewConversationBody } from './start.ts'
import { priorities, statuses, type ConversationSnapshot } from './snapshot.ts'

const Account = Type.Object({ account_id: Id })
const One = Type.Object({ account_id: Id, conversation_id: Type.Integer() })
const Counts = Type.Object({ mine_count: Type.Integer(), assigned_count: Type.Integer(), unassigned_count: Type.Integer(), all_count: Type.Integer() })
const Filter = Type.Object({
  status: Type.Optional(Text), assignee_type: Type.Optional(Text), inbox_id: Type.Optional(Type.Unknown()), team_id: Type.Optional(Id),
  labels: Type.Optional(Type.Array(Text)), q: Type.Optional(Text), source_id: Type.Optional(Text), conversation_type: Type.Optional(Text),
  updated_within: Type.Optional(Type.Integer()), sort_by: Type.Optional(Text), page: Type.Optional(Type.Number()),
})

/** Application API §6. */
export async function conversationRoutes(app: App): Promise<void> {
  const shown = async ({ conversation }: Pick<ConversationSnapshot, 'conversation'>) =>
    conversationJson(await viewConversation(app.db.query, conversation.id), app.presence)

  const List = Type.Object({ data: Type.Object({ meta: Counts, payload: Type.Array(ConversationJson) }) }, { $id: 'ConversationList' })
  app.get('', { schema: { params: Account, querystring: Filter, response: { 200: List } } }, async (request) => {
    const filter = { ...request.query, inbox_id: inboxIds(request.query.inbox_id) }
    const [meta, page] = await Promise.all([countConversations(app.db, member(request), filter), listConversations(app.db, member(request), filter)])
    return { data: { meta, payload: page.map((view) => conversationJson(view, app.presence)) } }
  })

  const limit = throttled(app.config.rateLimitConversationsMeta, 60, ({ caller }) => (caller.via === 'cookie' ? null : `${caller.user.id}:${caller.account!.id}`))
  const Meta = Type.Object({ meta: Counts })
  app.get('/meta', { onRequest: limit, schema: { params: Account, querystring: Filter, response: { 200: Meta } } }, async (request) =>
    ({ meta: await countConversations(app.db, member(request), { ...request.query, inbox_id: inboxIds(request.query.inbox_id) }) }))

  app.post('', { config: { files: true }, schema: { params: Account, body: NewConversationBody, response: { 200: ConversationJson } } }, async (request) =>
    shown(await startConversation(app, member(request), causeOf(request), request.body)))

  app.get('/:conversation_id', { schema: { params: One, response: { 200: ConversationJson } } }, async (request) =>
    shown(await findConversation(app.db, member(request), request.params.conversation_id)))

  const Update = Type.Object({ priority: Type.Optional(Nullable(OneOf(priorities))) })
  const update = { schema: { params: One, body: Update, response: { 200: ConversationJson } } }
  app.route({ method: ['PATCH', 'PUT'], url: '/:conversation_id', ...update, handler: async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { priority } = request.body
    return shown(priority === undefined ? found : await setPriority(app.db, causeOf(request), found, priority))
  } })

  const Status = Type.Object({ status: Type.Optional(OneOf(statuses)), snoozed_until: Type.Optional(Nullable(Type.Number())) })
  const Toggled = Type.Object({
    payload: Type.Object({ success: Type.Boolean(), conversation_id: Id, current_status: OneOf(statuses), snoozed_until: Nullable(IsoTime) }),
  }, { $id: 'ToggledStatus' })
  app.post('/:conversation_id/toggle_status', { schema: { params: One, body: Status, response: { 200: Toggled } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { snoozed_until } = request.body
    const status = request.body.status ?? (found.conversation.status === 'open' ? 'resolved' : 'open')
    const agent = member(request).role === 'agent' ? userSnapshot(request.caller.user) : null
    const { conversation } = status === 'open'
      ? await openConversation(app.db, causeOf(request), found, agent)
      : await setStatus(app.db, causeOf(request), found, status, snoozed_until ? moment(snoozed_until) : null)
    const until = conversation.snoozed_until === null ? null : new Date(conversation.snoozed_until).toISOString()
    return { payload: { success: true, conversation_id: conversation.display_id, current_status: conversation.status, snoozed_until: until } }
  })

  const Priority = Type.Object({ priority: Type.Optional(Nullable(OneOf(priorities))) })
  app.post('/:conversation_id/toggle_priority', { schema: { params: One, body: Priority, response: { 200: Empty } } }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    await setPriority(app.db, causeOf(request), found, request.body.priority ?? null)
    return reply.send()
  })

  const Typing = Type.Object({ typing_status: Type.Optional(Text), is_private: Type.Optional(Type.Boolean()) })
  app.post('/:conversation_id/toggle_typing_status', { schema: { params: One, body: Typing, response: { 200: Empty } } }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { typing_status, is_private = false } = request.body
    if (typing_status === 'on' || typing_status === 'off') {
      await signalTyping(app.db, causeOf(request), found, typing_status === 'on', userSnapshot(request.caller.user), is_private)
    }
    return reply.send()
  })

  app.post('/:conversation_id/update_last_seen', { schema: { params: One, response: { 200: ConversationJson } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    return shown(await markSeen(app.db, causeOf(request), found, request.caller.user))
  })

  app.post('/:conversation_id/unread', { schema: { params: One, response: { 200: ConversationJson } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    return shown(await markUnread(app.db, causeOf(request), found))
  })

  const Attributes = Type.Object({ custom_attributes: Json })
  app.post('/:conversation_id/custom_attributes', { schema: { params: One, body: Attributes, response: { 200: Attributes } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { conversation } = await setCustomAttributes(app.db, causeOf(request), found, request.body.custom_attributes)
    return { custom_attributes: conversation.custom_attributes }
  })

  const Labels = Type.Object({ payload: Type.Array(Text) })
  app.get('/:conversation_id/labels', { schema: { params: One, response: { 200: Labels } } }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    return { payload: conversation.labels }
  })
  const LabelsBody = Type.Object({ labels: Type.Optional(Type.Array(Text)) })
  app.post('/:conversation_id/labels', { schema: { params: One, body: LabelsBody, response: { 200: Labels } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { conversation } = await setLabels(app.db, causeOf(request), found, request.body.labels ?? [])
    return { payload: conversation.labels }
  })

  const Assignment = Type.Object({ assignee_id: Type.Optional(Nullable(Type.Integer())) })
  app.post('/:conversation_id/assignments', { schema: { params: One, body: Assignment, response: { 200: Nullable(AgentJson) } } }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { assignee_id } = request.body
    if (assignee_id === undefined) return nobody(reply)
    // An unknown user unassigns, as the incumbent has it (application API §6.5).
    const agent = assignee_id ? await findAgent(app.db.query, member(request).account.id, assignee_id).catch(() => null) : null
    await assign(app.db, causeOf(request), found, agent && userSnapshot(agent))
    return agent ? agentJson(agent, app.presence) : nobody(reply)
  })
}

/** `null` as JSON, which clients parse; an answer of null would be an empty one. */
const nobody = (reply: FastifyReply) => reply.type('application/json; charset=utf-8').send('null')

/** Unix seconds → a moment; what no calendar holds is no time. */
function moment(seconds: number): string | null {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? null : date.toISOString()
}

/** One inbox or several, as a number, a text or a list; what is no id matches nothing. */
function inboxIds(value: unknown): number[] | undefined {
  if (value === undefined || value === '' || isObject(value)) return undefined
  return [value].flat().map(Number).filter(Number.isSafeInteger)
}
