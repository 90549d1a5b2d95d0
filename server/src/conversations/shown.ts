import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from '../http/fastify.ts'
import { Id } from '../http/shapes.ts'
import { conversationJson } from './json.ts'
import { viewConversation } from './view.ts'
import type { ConversationSnapshot } from './snapshot.ts'

// What the routes of conversations share.
export const tags = ['Conversations']
export const One = Type.Object({ account_id: Id, conversation_id: Type.Integer() })

/** A conversation as the agents' API answers it, read anew. */
export const shown = async (app: App, request: FastifyRequest, { conversation }: Pick<ConversationSnapshot, 'conversation'>) =>
  conversationJson(await viewConversation(app.db.query, conversation.id, request.caller.user.id), app.presence)
