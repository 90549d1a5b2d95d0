import Type from 'typebox'
import { findOwnConversation } from '../conversations/find.ts'
import { contactCause } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { uploadsOf } from './files.ts'
import { listMessages, readCursor } from './find.ts'
import { incoming } from './message.ts'
import { createMessage } from './messages.ts'
import { readSubmittedValues, submitValues } from './submitted.ts'
import { PublicMessage, publicMessage } from './wire.ts'

const tags = ['Client API: messages']
const Conversation = Type.Object({ inbox_id: Text, contact_id: Text, conversation_id: Type.Integer() })
const One = Type.Object({ ...Conversation.properties, id: Type.Integer() })

/** Client API §4. */
export async function publicMessageRoutes(app: App): Promise<void> {
  const Window = Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) })
  app.get('', {
    schema: { tags, summary: 'List messages', params: Conversation, querystring: Window, response: { 200: Type.Array(PublicMessage) } },
  }, async ({ params, query }) => {
    const of = await findOwnConversation(app.db, params)
    const messages = await listMessages(app.db.query, of.conversation, { before: readCursor(query.before), after: readCursor(query.after), public: true })
    return messages.map((message) => publicMessage(message, of))
  })

  const Creation = Type.Object({ content: Type.Optional(Text), echo_id: Type.Optional(Type.Unknown()), attachments: Type.Optional(Type.Unknown()) })
  app.post('', {
    config: { files: true }, schema: { tags, summary: 'Write a message', params: Conversation, body: Creation, response: { 200: PublicMessage } },
  }, async (request) => {
    const { content = null, echo_id, attachments } = request.body
    const reserve = { messages: 1, allowed: app.config.conversationMessagePerMinuteLimit }
    const of = await findOwnConversation(app.db, request.params, reserve)
    const { message, snapshot } = await createMessage(app.db, contactCause(request, of.contact), of, {
      message_type: incoming, content, echo_id: isScalar(echo_id) ? echo_id : undefined, files: uploadsOf(attachments), sender: null,
    })
    return publicMessage(message, snapshot)
  })

  const Submission = Type.Object({ submitted_values: Type.Optional(Type.Unknown()) })
  app.route({
    method: ['PATCH', 'PUT'], url: '/:id',
    schema: { tags, summary: 'Fill in what a message asks for', params: One, body: Submission, response: { 200: PublicMessage } },
    handler: async (request) => {
      const of = await findOwnConversation(app.db, request.params)
      const values = readSubmittedValues(request.body.submitted_values)
      const { message, snapshot } = await submitValues(app.db, contactCause(request, of.contact), of, request.params.id, values)
      return publicMessage(message, snapshot)
    },
  })
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
