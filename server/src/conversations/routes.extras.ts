import Type from 'typebox'
import { ListedAttachment, listConversationAttachments, listedAttachment } from '../attachments/list.ts'
import { causeOf, member } from '../http/auth.ts'
import { refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Nullable, Text } from '../http/shapes.ts'
import { throttledBy } from '../http/throttle.ts'
import { requireMail } from '../mail/mails.ts'
import { maybeEmail } from '../users/users.ts'
import { findConversation } from './find.ts'
import { setMuted } from './mute.ts'
import { One, tags } from './shown.ts'
import { mailTranscript, transcriptLimit } from './transcript.ts'

/** Muting, the transcript and the files of a conversation (application API §6.5). */
export function conversationExtraRoutes(app: App): void {
  muting(app)
  transcript(app)
  files(app)
}

function muting(app: App): void {
  for (const [action, muted, summary] of [['mute', true, 'Block its contact and resolve it'], ['unmute', false, 'Let its contact in again']] as const) {
    app.post(`/:conversation_id/${action}`, { schema: { tags, summary, params: One, response: { 200: Empty } } }, async (request, reply) => {
      const found = await findConversation(app.db, member(request), request.params.conversation_id)
      await setMuted(app.db, causeOf(request), found, muted)
      return reply.send()
    })
  }
}

function transcript(app: App): void {
  const perHour = throttledBy(transcriptLimit(app.config), ({ caller }) => String(caller.account!.id))
  app.post('/:conversation_id/transcript', {
    onRequest: perHour, schema: { tags, summary: 'Send what was said by e-mail', params: One, body: Type.Object({ email: Type.Optional(Nullable(Text)) }), response: { 200: Empty } },
  }, async (request, reply) => {
    const found = await findConversation(app.db, member(request), request.params.conversation_id)
    if (!request.body.email?.trim()) throw refused('email param missing')
    const email = maybeEmail(request.body.email)
    if (email === null) throw refused('Invalid email address')
    requireMail(app.config)
    await mailTranscript(app.db.query, found, email)
    return reply.send()
  })
}

function files(app: App): void {
  const Files = Type.Object({ meta: Type.Object({ total_count: Type.Integer() }), payload: Type.Array(ListedAttachment) })
  app.get('/:conversation_id/attachments', {
    schema: { tags, summary: 'Its files', params: One, querystring: Type.Object({ page: Type.Optional(Type.Unknown()) }), response: { 200: Files } },
  }, async (request) => {
    const { conversation } = await findConversation(app.db, member(request), request.params.conversation_id)
    const { total_count, attachments } = await listConversationAttachments(app.db.query, conversation, request.query.page)
    return { meta: { total_count }, payload: attachments.map((found) => listedAttachment(found, app.presence)) }
  })
}
