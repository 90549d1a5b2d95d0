import Type from 'typebox'
import type { App } from '../http/fastify.ts'
import { findInboxByIdentifier } from './inboxes.ts'
import { PublicInbox, publicInbox } from './wire.ts'

/** Client API §2.1. */
export async function publicInboxRoutes(app: App): Promise<void> {
  app.get('/', {
    schema: { tags: ['Client API'], summary: 'The inbox', params: Type.Object({ inbox_id: Type.String() }), response: { 200: PublicInbox } },
  }, async (request) => publicInbox(await findInboxByIdentifier(app.db, request.params.inbox_id)))
}
