import Type from 'typebox'
import { iso } from '../db/time.ts'
import { actor, causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, IsoTime, Nullable, OneOf, Text } from '../http/shapes.ts'
import { markConversationRead } from '../notifications/notifications.ts'
import { userSnapshot } from '../users/users.ts'
import { markSeen, markUnread, openConversation, setPriority, setStatus, signalTyping } from './conversations.ts'
import { findConversation } from './find.ts'
import { handOff } from './hand_off.ts'
import { ConversationJson } from './json.ts'
import { One, shown, tags } from './shown.ts'
import { readSnooze } from './snooze.ts'
import { priorities, statuses } from './snapshot.ts'
import { withAvailability } from './wire.ts'

/** What agents do with a conversation (application API §6.5). */
export function conversationActionRoutes(app: App): void {
  status(app)
  priority(app)
  typing(app)
  seen(app)
}

function status(app: App): void {
  const Status = Type.Object({ status: Type.Optional(OneOf(statuses)), snoozed_until: Type.Optional(Type.Unknown()) })
  const Toggled = Type.Object({
    payload: Type.Object({ success: Nullable(Type.Boolean()), conversation_id: Id, current_status: OneOf(statuses), snoozed_until: Nullable(IsoTime) }),
  }, { $id: 'ToggledStatus' })
  app.post('/:conversation_id/toggle_status', {
    config: { bots: true },
    schema: { tags, summary: 'Open, resolve, snooze or set pending', params: One, body: Status, response: { 200: Toggled } },
  }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const wanted = request.body.status ?? (found.conversation.status === 'open' ? 'resolved' : 'open')
    if (request.body.status === 'open' && request.caller.bot && found.conversation.status === 'pending') {
      const { conversation } = await handOff(app.db, causeOf(request), found)
      return { payload: { success: null, conversation_id: conversation.display_id, current_status: conversation.status, snoozed_until: null } }
    }
    const agent = member(request).role === 'agent' ? userSnapshot(request.caller.user) : null
    const { conversation } = wanted === 'open'
      ? await openConversation(app.db, causeOf(request), found, agent)
      : await setStatus(app.db, causeOf(request), found, wanted, readSnooze(wanted, request.body.snoozed_until))
    return { payload: { success: true, conversation_id: conversation.display_id, current_status: conversation.status, snoozed_until: iso(conversation.snoozed_until) } }
  })
}

function priority(app: App): void {
  const Priority = Type.Object({ priority: Type.Optional(Nullable(OneOf(priorities))) })
  app.post('/:conversation_id/toggle_priority', {
    config: { bots: true },
    schema: { tags, summary: 'Set or remove the priority', params: One, body: Priority, response: { 200: Empty } },
  }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    await setPriority(app.db, causeOf(request), found, request.body.priority ?? null)
    return reply.send()
  })
}

function typing(app: App): void {
  const Typing = Type.Object({ typing_status: Type.Optional(Text), is_private: Type.Optional(Type.Boolean()) })
  app.post('/:conversation_id/toggle_typing_status', {
    config: { bots: true },
    schema: { tags, summary: 'Say that the caller types, or no longer', params: One, body: Typing, response: { 200: Empty } },
  }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const { typing_status, is_private = false } = request.body
    if (typing_status === 'on' || typing_status === 'off') {
      await signalTyping(app.db, causeOf(request), withAvailability(found, app.presence), typing_status === 'on', actor(request.caller), is_private)
    }
    return reply.send()
  })
}

function seen(app: App): void {
  app.post('/:conversation_id/update_last_seen', { schema: { tags, summary: 'Mark as read', params: One, response: { 200: ConversationJson } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    const seen = await markSeen(app.db, causeOf(request), found, request.caller.user)
    await markConversationRead(app.db, causeOf(request), member(request), found.conversation)
    return shown(app, request, seen)
  })

  app.post('/:conversation_id/unread', { schema: { tags, summary: 'Mark as unread', params: One, response: { 200: ConversationJson } } }, async (request) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    return shown(app, request, await markUnread(app.db, causeOf(request), found))
  })
}
