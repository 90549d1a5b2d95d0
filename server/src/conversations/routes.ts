import Type from 'typebox'
import { findCallbackHealth } from '../deliveries/deliveries.ts'
import { CallbackHealthJson, callbackHealthJson } from '../deliveries/wire.ts'
import { removeFile } from '../attachments/storage.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { isObject } from '../http/params.ts'
import { Empty, Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { setPriority } from './conversations.ts'
import { deleteConversation } from './delete.ts'
import { findConversation } from './find.ts'
import { ConversationJson, conversationJson } from './json.ts'
import { countConversations, listConversations } from './list.ts'
import { conversationActionRoutes } from './routes.actions.ts'
import { conversationAttributeRoutes } from './routes.attributes.ts'
import { One, shown, tags } from './shown.ts'
import { priorities } from './snapshot.ts'
import { startConversation, NewConversationBody } from './start.ts'

const Account = Type.Object({ account_id: Id })
const Counts = Type.Object({ mine_count: Type.Integer(), assigned_count: Type.Integer(), unassigned_count: Type.Integer(), all_count: Type.Integer() })
const Filter = Type.Object({
  status: Type.Optional(Text), assignee_type: Type.Optional(Text), inbox_id: Type.Optional(Type.Unknown()), team_id: Type.Optional(Id),
  labels: Type.Optional(Type.Array(Text)), q: Type.Optional(Text), source_id: Type.Optional(Text), conversation_type: Type.Optional(Text),
  updated_within: Type.Optional(Type.Integer()), sort_by: Type.Optional(Text), page: Type.Optional(Type.Number()),
})

/** Application API §6, below `/conversations`. */
export async function conversationRoutes(app: App): Promise<void> {
  listing(app)
  starting(app)
  one(app)
  conversationActionRoutes(app)
  conversationAttributeRoutes(app)
}

function listing(app: App): void {
  const List = Type.Object({ data: Type.Object({ meta: Counts, payload: Type.Array(ConversationJson) }) }, { $id: 'ConversationList' })
  app.get('', { schema: { tags, summary: 'List', params: Account, querystring: Filter, response: { 200: List } } }, async (request) => {
    const filter = { ...request.query, inbox_id: inboxIds(request.query.inbox_id) }
    const [meta, page] = await Promise.all([countConversations(app.db, member(request), filter), listConversations(app.db, member(request), filter)])
    return { data: { meta, payload: page.map((view) => conversationJson(view, app.presence)) } }
  })

  const onRequest = throttled(app.config.rateLimitConversationsMeta, 60, ({ caller }) => (caller.via === 'cookie' ? null : `${caller.user.id}:${caller.account!.id}`))
  app.get('/meta', {
    onRequest, schema: { tags, summary: 'Counts', params: Account, querystring: Filter, response: { 200: Type.Object({ meta: Counts }) } },
  }, async (request) => {
    const filter = { ...request.query, inbox_id: inboxIds(request.query.inbox_id) }
    return { meta: await countConversations(app.db, member(request), filter) }
  })
}

function starting(app: App): void {
  app.post('', {
    config: { files: true }, schema: { tags, summary: 'Create', params: Account, body: NewConversationBody, response: { 200: ConversationJson } },
  }, async (request) => shown(app, request, await startConversation(app, member(request), causeOf(request), request.body)))
}

function one(app: App): void {
  // Only here, as it is for one who reads the conversation: what agents must know of its callback.
  const Shown = Type.Object({ ...ConversationJson.properties, callback_health: Nullable(CallbackHealthJson) }, { $id: 'ShownConversation' })
  app.get('/:conversation_id', { schema: { tags, summary: 'Show', params: One, response: { 200: Shown } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const [conversation, health] = await Promise.all([shown(app, request, found), findCallbackHealth(app.db, found.conversation)])
    return { ...conversation, callback_health: callbackHealthJson(health) }
  })

  app.delete('/:conversation_id', {
    onRequest: administratorsOnly, schema: { tags, summary: 'Delete, with its messages', params: One, response: { 200: Empty } },
  }, async (request, reply) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    const files = await deleteConversation(app.db, causeOf(request), conversation)
    await Promise.all(files.map((key) => removeFile(app.config.dataDir, key)))
    return reply.send()
  })

  const Update = Type.Object({ priority: Type.Optional(Nullable(OneOf(priorities))) })
  app.route({
    method: ['PATCH', 'PUT'], url: '/:conversation_id',
    schema: { tags, summary: 'Update', params: One, body: Update, response: { 200: ConversationJson } },
    handler: async (request) => {
      const found = await findConversation(app.db, member(request), request.params.conversation_id)
      const { priority } = request.body
      return shown(app, request, priority === undefined ? found : await setPriority(app.db, causeOf(request), found, priority))
    },
  })
}

/** One inbox or several, as a number, a text or a list; what is no id matches nothing. */
function inboxIds(value: unknown): number[] | undefined {
  if (value === undefined || value === '' || isObject(value)) return undefined
  return [value].flat().map(Number).filter(Number.isSafeInteger)
}
