import Type from 'typebox'
import { findConversation } from '../conversations/find.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Id } from '../http/shapes.ts'
import { listReportingEvents } from './reporting_events.ts'
import { ReportingEventJson, reportingEventJson } from './wire.ts'

/** What was measured in one conversation, below `/conversations/:conversation_id/reporting_events` (application API §6.5). */
export async function reportingEventRoutes(app: App): Promise<void> {
  app.get('/', {
    schema: { tags: ['Conversations'], summary: 'What was measured in it', params: Type.Object({ conversation_id: Id }), response: { 200: Type.Array(ReportingEventJson) } },
  }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    return (await listReportingEvents(app.db.query, conversation)).map((event) => reportingEventJson(event, conversation.display_id))
  })
}
