import Type from 'typebox'
import { findOwnConversation } from '../conversations/find.ts'
import { changeConversation } from '../conversations/change.ts'
import { replaceMessage } from '../conversations/effects.ts'
import { now } from '../db/time.ts'
import { contactCause } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { uploadsOf } from './files.ts'
import { findMessage, listMessages } from './find.ts'
import { incoming, isPublic } from './message.ts'
import { createMessage } from './messages.ts'
import { readSubmittedValues } from './submitted.ts'
import { PublicMessage, publicMessage } from './wire.ts'

const Conversation = Type.Object({ inbox_id: Text, contact_id: Text, conversation_id: Type.Integer() })
const One = Type.Object({ ...Conversation.properties, id: Type.Integer() })

/** Client API §4. */
export async function publicMessageRoutes(app: App): Promise<void> {
  const Window = Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) })
  app.get('', { schema: { params: Conversation, querystring: Window, response: { 200: Type.Array(PublicMessage) } } }, async ({ params, query }) => {
    const of = await findOwnConversation(app.db, params)
    const messages = await listMessages(app.db.query, of.conversation, { before: cursor(query.before), after: cursor(query.after), public: true })
    return messages.map((message) => publicMessage(message, of))
  })

  const Creation = Type.Object({ content: Type.Optional(Text), echo_id: Type.Optional(Type.Unknown()), attachments: Type.Optional(Type.Unknown()) })
  app.post('', { config: { files: true }, schema: { params: Conversation, body: Creation, response: { 200: PublicMessage } } }, async (request) => {
    const { content = null, echo_id, attachments } = request.body
    const reserve = { messages: 1, allowed: app.config.conversationMessagePerMinuteLimit }
    const of = await findOwnConversation(app.db, request.params, reserve)
    const cause = contactCause(request, of.contact)
    const { message, snapshot } = await createMessage(app.db, cause, of, {
      message_type: incoming, content, echo_id: isScalar(echo_id) ? echo_id : undefined, files: uploadsOf(attachments), sender: null,
    })
    return publicMessage(message, snapshot)
  })

  const Submission = Type.Object({ submitted_values: Type.Optional(Type.Unknown()) })
  const update = { schema: { params: One, body: Submission, response: { 200: PublicMessage } } }
  app.route({ method: ['PATCH', 'PUT'], url: '/:id', ...update, handler: async (request) => {
    const of = await findOwnConversation(app.db, request.params)
    const submitted_values = readSubmittedValues(request.body.submitted_values)
    return changeConversation(app.db, contactCause(request, of.contact), of, async (change) => {
      const before = await findMessage(app.db.query, of.conversation, request.params.id)
      // The incumbent shows private notes here to whoever guesses their id (client API §11.7).
      if (!isPublic(before)) throw new NotFound()
      if (submitted_values === undefined) return publicMessage(before, of)
      const after = { ...before, content_attributes: { ...before.content_attributes, submitted_values }, updated_at: now() }
      replaceMessage(change, before, after)
      return publicMessage(after, change.snapshot)
    })
  } })
}

/** A message id from the query; what is no number behaves like 0 (client API §4.2). */
export function cursor(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined
  const id = Number(value)
  return Number.isSafeInteger(id) && id > 0 ? id : 0
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)
