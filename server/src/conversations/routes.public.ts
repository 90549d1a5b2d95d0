import Type from 'typebox'
import { findSession, guardVerified } from '../contacts/sessions.ts'
import { contactCause } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Json, Text } from '../http/shapes.ts'
import { publicHistories } from '../messages/find.ts'
import { listOwnConversations } from './list.public.ts'
import { markSeenByContact, setStatus, signalTyping } from './conversations.ts'
import { createConversation } from './create.ts'
import { findOwnConversation } from './find.ts'
import { placeIn } from './place.ts'
import type { ConversationSnapshot } from './snapshot.ts'
import { PublicConversation, publicConversation } from './wire.ts'

const tags = ['Client API: conversations']
const Contact = Type.Object({ inbox_id: Text, contact_id: Text })
const One = Type.Object({ inbox_id: Text, contact_id: Text, conversation_id: Type.Integer() })

/** Client API §3. */
export async function publicConversationRoutes(app: App): Promise<void> {
  listing(app)
  starting(app)
  one(app)
  signalling(app)
}

async function withHistory(app: App, of: Pick<ConversationSnapshot, 'account' | 'contact' | 'conversation'>) {
  const histories = await publicHistories(app.db.query, of.account.id, [of.conversation.id])
  return publicConversation(of, histories.get(of.conversation.id) ?? [])
}

function listing(app: App): void {
  app.get('', { schema: { tags, summary: 'List conversations', params: Contact, response: { 200: Type.Array(PublicConversation) } } }, async ({ params }) => {
    const session = await findSession(app.db, params.inbox_id, params.contact_id)
    guardVerified(session)
    const conversations = await listOwnConversations(app.db, session)
    const histories = await publicHistories(app.db.query, session.account.id, conversations.map(({ id }) => id))
    return conversations.map((conversation) => publicConversation({ contact: session.contact, conversation }, histories.get(conversation.id) ?? []))
  })
}

function starting(app: App): void {
  const Creation = Type.Object({ custom_attributes: Type.Optional(Json) })
  app.post('', { schema: { tags, summary: 'Start a conversation', params: Contact, body: Creation, response: { 200: PublicConversation } } }, async (request) => {
    const session = await findSession(app.db, request.params.inbox_id, request.params.contact_id)
    guardVerified(session)
    const { custom_attributes } = request.body
    return withHistory(app, await createConversation(app.db, contactCause(request, session.contact), placeIn(session), { custom_attributes }))
  })
}

function one(app: App): void {
  app.get('/:conversation_id', { schema: { tags, summary: 'Show a conversation', params: One, response: { 200: PublicConversation } } }, async ({ params }) =>
    withHistory(app, await findOwnConversation(app.db, params)))

  // It only ever resolves; twice is harmless (quirk 26).
  app.post('/:conversation_id/toggle_status', { schema: { tags, summary: 'Resolve a conversation', params: One, response: { 200: PublicConversation } } }, async (request) => {
    const conversation = await findOwnConversation(app.db, request.params)
    return withHistory(app, await setStatus(app.db, contactCause(request, conversation.contact), conversation, 'resolved'))
  })
}

/** What says something of the moment and answers nothing. */
function signalling(app: App): void {
  const Typing = Type.Object({ typing_status: Type.Optional(Text) })
  app.post('/:conversation_id/toggle_typing', { schema: { tags, summary: 'Say that the customer types, or no longer', params: One, body: Typing, response: { 200: Empty } } }, async (request, reply) => {
    const conversation = await findOwnConversation(app.db, request.params)
    const { typing_status } = request.body
    if (typing_status === 'on' || typing_status === 'off') {
      await signalTyping(app.db, contactCause(request, conversation.contact), conversation, typing_status === 'on', null, false)
    }
    return reply.send()
  })

  app.post('/:conversation_id/update_last_seen', { schema: { tags, summary: 'Say that the customer has read', params: One, response: { 200: Empty } } }, async (request, reply) => {
    const conversation = await findOwnConversation(app.db, request.params)
    await markSeenByContact(app.db, contactCause(request, conversation.contact), conversation)
    return reply.send()
  })
}
