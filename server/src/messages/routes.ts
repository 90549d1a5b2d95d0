import Type from 'typebox'
import { removeFile } from '../attachments/storage.ts'
import { changeConversation } from '../conversations/change.ts'
import { replaceMessage } from '../conversations/effects.ts'
import { findConversation } from '../conversations/find.ts'
import { ContactPush, contactPush } from '../contacts/wire.ts'
import { iso, now } from '../db/time.ts'
import { causeOf, member } from '../http/auth.ts'
import { HttpError, Invalid, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import { UserPush, userPush } from '../users/wire.ts'
import { MessageBody, readMessage } from './compose.ts'
import { findMessage, listMessages } from './find.ts'
import { activity } from './message.ts'
import { createMessage } from './messages.ts'
import { cursor } from './routes.public.ts'
import { setMessageStatus } from './status.ts'
import { MessageJson, messageJson } from './wire.ts'

const Conversation = Type.Object({ account_id: Id, conversation_id: Type.Integer() })
const One = Type.Object({ ...Conversation.properties, id: Type.Integer() })

/** Application API §7. */
export async function messageRoutes(app: App): Promise<void> {
  const Window = Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()), filter_internal_messages: Type.Optional(Type.Unknown()) })
  const List = Type.Object({
    meta: Type.Object({
      labels: Type.Array(Text), additional_attributes: Json, contact: ContactPush, assignee: Type.Optional(UserPush),
      agent_last_seen_at: Nullable(IsoTime), assignee_last_seen_at: Nullable(IsoTime),
    }),
    payload: Type.Array(MessageJson),
  }, { $id: 'MessageList' })
  app.get('', { schema: { params: Conversation, querystring: Window, response: { 200: List } } }, async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    const { before, after, filter_internal_messages } = request.query
    const messages = await listMessages(app.db.query, of.conversation, {
      before: cursor(before), after: cursor(after), public: filter_internal_messages !== undefined && filter_internal_messages !== '',
    })
    return {
      meta: {
        labels: of.conversation.labels,
        additional_attributes: of.conversation.additional_attributes,
        contact: contactPush(of.contact),
        ...(of.assignee ? { assignee: userPush(of.assignee) } : {}),
        agent_last_seen_at: iso(of.conversation.agent_last_seen_at),
        assignee_last_seen_at: iso(of.conversation.assignee_last_seen_at),
      },
      payload: messages.map((message) => messageJson(message, of)),
    }
  })

  app.post('', { config: { files: true }, schema: { params: Conversation, body: MessageBody, response: { 200: MessageJson } } }, async (request) => {
    const reserve = { messages: 1, allowed: app.config.conversationMessagePerMinuteLimit }
    const of = await findConversation(app.db, member(request), request.params.conversation_id, reserve)
    const input = await readMessage(app.db, member(request), of, request.body)
    const { message, snapshot } = await createMessage(app.db, causeOf(request), of, input).catch(inOwnWords)
    return messageJson(message, snapshot, input.echo_id)
  })

  const Status = Type.Object({ status: Type.Optional(Text), external_error: Type.Optional(Text) })
  const update = { schema: { params: One, body: Status, response: { 200: MessageJson } } }
  app.route({ method: ['PATCH', 'PUT'], url: '/:id', ...update, handler: async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    if (of.inbox.channel_type !== 'Channel::Api') throw new HttpError(403, { error: 'Message status update is only allowed for API inboxes' })
    const { status, external_error } = request.body
    const { message, snapshot } = await setMessageStatus(app.db, causeOf(request), of, request.params.id, status, external_error)
    return messageJson(message, snapshot)
  } })

  app.delete('/:id', { schema: { params: One, response: { 200: MessageJson } } }, async (request) => {
    const of = await findConversation(app.db, member(request), request.params.conversation_id)
    const { message, snapshot, files } = await changeConversation(app.db, causeOf(request), of, async (change) => {
      const before = await findMessage(app.db.query, of.conversation, request.params.id)
      if (before.message_type === activity) throw refused('Activity messages cannot be deleted')
      change.removedAttachments.push(...before.attachments.map(({ id }) => id))
      const after = {
        ...before, content: 'This message was deleted', content_type: 'text' as const, content_attributes: { deleted: true }, attachments: [], updated_at: now(),
      }
      replaceMessage(change, before, after)
      return { message: after, snapshot: change.snapshot, files: before.attachments }
    })
    await Promise.all(files.map(({ blob_key }) => removeFile(app.config.dataDir, blob_key)))
    return messageJson(message, snapshot)
  })
}

/** On this route a broken rule has the `{error}` shape alone (application API §7.4). */
function inOwnWords(error: unknown): never {
  throw error instanceof Invalid ? refused(`Validation failed: ${(error.body as { message: string }).message}`) : error
}
