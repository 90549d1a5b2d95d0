import Type from 'typebox'
import { findCallbackHealth } from '../deliveries/deliveries.ts'
import { CallbackHealthJson, callbackHealthJson } from '../deliveries/wire.ts'
import { removeFile } from '../attachments/storage.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, OneOf } from '../http/shapes.ts'
import { setPriority } from './conversations.ts'
import { deleteConversation } from './delete.ts'
import { findConversation } from './find.ts'
import { ConversationJson } from './json.ts'
import { conversationActionRoutes } from './routes.actions.ts'
import { conversationAttributeRoutes } from './routes.attributes.ts'
import { conversationExtraRoutes } from './routes.extras.ts'
import { conversationListRoutes } from './routes.lists.ts'
import { One, shown, tags } from './shown.ts'
import { priorities } from './snapshot.ts'
import { startConversation, NewConversationBody } from './start.ts'

const Account = Type.Object({ account_id: Id })

/** Application API §6, below `/conversations`. */
export async function conversationRoutes(app: App): Promise<void> {
  conversationListRoutes(app)
  starting(app)
  one(app)
  conversationActionRoutes(app)
  conversationAttributeRoutes(app)
  conversationExtraRoutes(app)
}

function starting(app: App): void {
  app.post('', {
    config: { files: true, bots: true }, schema: { tags, summary: 'Create', params: Account, body: NewConversationBody, response: { 200: ConversationJson } },
  }, async (request) => shown(app, request, await startConversation(app, request, request.body)))
}

function one(app: App): void {
  // Only here, as it is for one who reads the conversation: what agents must know of its callback.
  const Shown = Type.Object({ ...ConversationJson.properties, callback_health: Nullable(CallbackHealthJson) }, { $id: 'ShownConversation' })
  app.get('/:conversation_id', { config: { bots: true }, schema: { tags, summary: 'Show', params: One, response: { 200: Shown } } }, async (request) => {
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
    method: ['PATCH', 'PUT'], url: '/:conversation_id', config: { bots: true },
    schema: { tags, summary: 'Update', params: One, body: Update, response: { 200: ConversationJson } },
    handler: async (request) => {
      const found = await findConversation(app.db, member(request), request.params.conversation_id)
      const { priority } = request.body
      return shown(app, request, priority === undefined ? found : await setPriority(app.db, causeOf(request), found, priority))
    },
  })
}
