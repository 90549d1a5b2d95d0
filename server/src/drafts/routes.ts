import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Text } from '../http/shapes.ts'
import { dropDraft, keepDraft, maybeDraft } from './drafts.ts'

const tags = ['Drafts']
const Params = Type.Object({ account_id: Id, conversation_id: Type.Integer() })

/** Application API §6.5, below `/conversations/:conversation_id/draft_messages`. */
export async function draftRoutes(app: App): Promise<void> {
  const Draft = Type.Object({ has_draft: Type.Boolean(), message: Type.Optional(Text) })
  app.get('', { schema: { tags, summary: 'Show', params: Params, response: { 200: Draft } } }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    const message = await maybeDraft(app.db.query, conversation)
    return message === null ? { has_draft: false } : { has_draft: true, message }
  })

  app.route({
    method: ['PATCH', 'PUT'], url: '', config: { root: 'draft_message' },
    schema: { tags, summary: 'Keep', params: Params, body: Type.Object({ message: Type.Optional(Text) }), response: { 200: Empty } },
    handler: async (request, reply) => {
      const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
      await keepDraft(app.db.query, conversation, request.body.message ?? '')
      return reply.send()
    },
  })

  app.delete('', { schema: { tags, summary: 'Drop', params: Params, response: { 200: Empty } } }, async (request, reply) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    await dropDraft(app.db.query, conversation)
    return reply.send()
  })
}
