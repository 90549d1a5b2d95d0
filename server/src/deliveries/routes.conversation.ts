import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Id } from '../http/shapes.ts'
import { listAttempts, listOfConversation } from './deliveries.ts'
import { DeliveryGlance, deliveryGlance } from './wire.ts'

/** What became of a conversation's callbacks, below `/conversations/:conversation_id/deliveries`: for everybody who works in its inbox. */
export async function conversationDeliveryRoutes(app: App): Promise<void> {
  const Conversation = Type.Object({ account_id: Id, conversation_id: Type.Integer() })
  const Filter = Type.Object({ message_id: Type.Optional(Id) })
  const List = Type.Object({ payload: Type.Array(DeliveryGlance) }, { $id: 'ConversationDeliveryList' })
  const schema = { tags: ['Deliveries'], summary: 'Callbacks of a conversation or a message', params: Conversation, querystring: Filter, response: { 200: List } }
  app.get('', { schema }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    const deliveries = await listOfConversation(app.db, conversation.account_id, conversation.id, request.query.message_id)
    const attempts = await listAttempts(app.db, deliveries.map(({ id }) => id))
    return { payload: deliveries.map((delivery) => deliveryGlance(delivery, attempts.get(delivery.id)!)) }
  })
}
