import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { ContactPush, contactPush } from '../contacts/wire.ts'
import { iso } from '../db/time.ts'
import { causeOf, member } from '../http/auth.ts'
import { tooLarge } from '../http/body.ts'
import { HttpError, Invalid, NotFound, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { isObject } from '../http/params.ts'
import { Empty, Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { UserPush, presentUser, userPush } from '../users/wire.ts'
import { MessageBody, readMessage } from './compose.ts'
import { deleteMessage } from './delete.ts'
import { findMessage, listMessages, readCursor } from './find.ts'
import { createMessage } from './messages.ts'
import { retryMessage, setMessageStatus } from './status.ts'
import { MessageJson, messageJson } from './wire.ts'

const tags = ['Messages']
const Conversation = Type.Object({ account_id: Id, conversation_id: Type.Integer() })
const One = Type.Object({ ...Conversation.properties, id: Type.Integer() })

/** Application API §7, below `/conversations/:conversation_id/messages`. */
export async function messageRoutes(app: App): Promise<void> {
  listing(app)
  creating(app)
  updating(app)
  retrying(app)
  translating(app)
  deleting(app)
}

function listing(app: App): void {
  const Window = Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()), filter_internal_messages: Type.Optional(Type.Unknown()) })
  const Meta = Type.Object({
    labels: Type.Array(Text), additional_attributes: Json, contact: ContactPush, assignee: Type.Optional(UserPush),
    agent_last_seen_at: Nullable(IsoTime), assignee_last_seen_at: Nullable(IsoTime),
  })
  const List = Type.Object({ meta: Meta, payload: Type.Array(MessageJson) }, { $id: 'MessageList' })
  app.get('', { schema: { tags, summary: 'List', params: Conversation, querystring: Window, response: { 200: List } } }, async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    const { before, after, filter_internal_messages } = request.query
    const messages = await listMessages(app.db.query, of.conversation, {
      before: readCursor(before), after: readCursor(after), public: filter_internal_messages !== undefined && filter_internal_messages !== '',
    })
    const { labels, additional_attributes, agent_last_seen_at, assignee_last_seen_at } = of.conversation
    return {
      meta: {
        labels,
        additional_attributes,
        contact: contactPush(of.contact),
        ...(of.assignee ? { assignee: userPush(presentUser(of.assignee, app.presence, of.account.id)) } : {}),
        agent_last_seen_at: iso(agent_last_seen_at),
        assignee_last_seen_at: iso(assignee_last_seen_at),
      },
      payload: messages.map((message) => messageJson(message, of, app.presence)),
    }
  })
}

function creating(app: App): void {
  app.post('', {
    config: { files: true, bots: true }, errorHandler: inOwnWords, schema: { tags, summary: 'Create', params: Conversation, body: MessageBody, response: { 200: MessageJson } },
  }, async (request) => {
    const reserve = { messages: 1, allowed: app.config.conversationMessagePerMinuteLimit }
    const of = await findConversation(app.db, member(request), request.params.conversation_id, reserve)
    const input = await readMessage(request, request.body)
    const { message, snapshot } = await createMessage(app.db, causeOf(request), of, input)
    return messageJson(message, snapshot, app.presence, input.echo_id)
  })
}

/** On this route a broken rule has the `{error}` shape alone, whoever finds it (application API §7.4). */
function inOwnWords(error: unknown): never {
  if (error === tooLarge) throw refused('Validation failed: Attachments are too large')
  throw error instanceof Invalid ? refused(`Validation failed: ${(error.body as { message: string }).message}`) : error
}

function updating(app: App): void {
  const Status = Type.Object({ status: Type.Optional(Text), external_error: Type.Optional(Text) })
  app.route({
    method: ['PATCH', 'PUT'], url: '/:id',
    schema: { tags, summary: 'Say what became of it', params: One, body: Status, response: { 200: MessageJson } },
    handler: async (request) => {
      const of = await findConversation(app.db, member(request), request.params.conversation_id)
      if (of.inbox.channel_type !== 'Channel::Api') throw new HttpError(403, { error: 'Message status update is only allowed for API inboxes' })
      const { status, external_error } = request.body
      const { message, snapshot } = await setMessageStatus(app.db, causeOf(request), of, request.params.id, status, external_error)
      return messageJson(message, snapshot, app.presence)
    },
  })
}

function retrying(app: App): void {
  app.post('/:id/retry', { schema: { tags, summary: 'Send a failed answer again', params: One, response: { 200: MessageJson } } }, async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    const { message, snapshot } = await retryMessage(app.db, causeOf(request), of, request.params.id).catch(asRefusal)
    return messageJson(message, snapshot, app.presence)
  })
}

/** Every failure of this route is a 422, an unknown message too (application API §7.6). */
function asRefusal(error: unknown): never {
  throw error instanceof NotFound ? refused('Message not found') : error
}

function translating(app: App): void {
  const Wanted = Type.Object({ target_language: Type.Optional(Text) })
  app.post('/:id/translate', {
    schema: { tags, summary: 'Translate', params: One, body: Wanted, response: { 200: Type.Union([Type.Object({ content: Nullable(Text) }), Empty]) } },
  }, async (request, reply) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    const { translations } = (await findMessage(app.db.query, conversation, request.params.id)).content_attributes
    const { target_language = '' } = request.body
    if (isObject(translations) && Object.hasOwn(translations, target_language)) return reply.send(undefined)
    // Nobody is asked to translate yet, and a text that was never tried must not look like one without words.
    throw refused('Messages cannot be translated: no provider of translations is set up')
  })
}

function deleting(app: App): void {
  app.delete('/:id', { schema: { tags, summary: 'Delete', params: One, response: { 200: MessageJson } } }, async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    const { message, snapshot } = await deleteMessage(app.db, app.config.dataDir, causeOf(request), of, request.params.id)
    return messageJson(message, snapshot, app.presence)
  })
}
