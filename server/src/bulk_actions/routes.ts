import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { findAgent } from '../agents/agents.ts'
import { priorities, statuses } from '../conversations/snapshot.ts'
import { readSnooze } from '../conversations/snooze.ts'
import { causeOf, member } from '../http/auth.ts'
import { HttpError, refused, unauthorized } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdsInput, maybeIds } from '../http/ids.ts'
import { Empty, Id, Nullable, OneOf, Text } from '../http/shapes.ts'
import { labelNames } from '../labels/names.ts'
import { findTeam } from '../teams/teams.ts'
import { wishForContacts, wishForConversations, type ContactChange, type ConversationChanges } from './bulk_actions.ts'

const Labels = Type.Optional(Type.Union([Type.Array(Text), Text]))
const Input = Type.Object({
  type: Type.Optional(Text), ids: Type.Optional(IdsInput), snoozed_until: Type.Optional(Type.Unknown()), action_name: Type.Optional(Text),
  fields: Type.Optional(Type.Object({
    status: Type.Optional(OneOf(statuses)), assignee_id: Type.Optional(Nullable(Type.Integer())), team_id: Type.Optional(Nullable(Type.Integer())),
    priority: Type.Optional(Nullable(OneOf(priorities))), unread: Type.Optional(Type.Boolean()),
  })),
  labels: Type.Optional(Type.Object({ add: Labels, remove: Labels })),
})
type Input = Static<typeof Input>

/** `POST /bulk_actions`: one change of many conversations or contacts, done in the background (application API §4.14). */
export async function bulkActionRoutes(app: App): Promise<void> {
  app.post('', {
    schema: { tags: ['Bulk actions'], summary: 'Change many at once', params: Type.Object({ account_id: Id }), body: Input, response: { 200: Empty } },
  }, async (request, reply) => {
    const { type, ids: named } = request.body
    if (type !== 'Conversation' && type !== 'Contact') throw new HttpError(422, { success: false })
    const ids = maybeIds(named ?? [])
    if (!ids) throw refused('ids must be a list of ids')
    if (type === 'Conversation') await wishForConversations(app.db, causeOf(request), member(request), ids, await conversationChanges(app, request, request.body))
    else await wishForContacts(app.db, causeOf(request), member(request).account.id, ids, contactChange(request, request.body))
    return reply.send()
  })
}

/** Throws NotFound for an agent or a team that the account does not have. */
async function conversationChanges(app: App, request: FastifyRequest, { fields = {}, labels = {}, snoozed_until }: Input): Promise<ConversationChanges> {
  const { status, assignee_id, team_id, priority, unread } = fields
  if (assignee_id) await findAgent(app.db.query, member(request).account.id, assignee_id)
  if (team_id) await findTeam(app.db.query, member(request), team_id)
  return {
    ...(status === undefined ? {} : { status, snoozed_until: readSnooze(status, snoozed_until) }),
    ...(assignee_id === undefined ? {} : { assignee_id: assignee_id || null }),
    ...(team_id === undefined ? {} : { team_id: team_id || null }),
    ...(priority === undefined ? {} : { priority }),
    ...(unread === undefined ? {} : { unread }),
    add_labels: labelNames(labels.add ?? []),
    remove_labels: labelNames(labels.remove ?? []),
  }
}

/** The first of the three that is asked for. Only administrators delete. */
function contactChange(request: FastifyRequest, { action_name, labels = {} }: Input): ContactChange {
  if (action_name === 'delete') {
    if (member(request).role !== 'administrator') throw unauthorized()
    return { delete: true }
  }
  const add_labels = labelNames(labels.add ?? [])
  return add_labels.length > 0 ? { add_labels } : { remove_labels: labelNames(labels.remove ?? []) }
}
