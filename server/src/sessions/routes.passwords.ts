import Type from 'typebox'
import { systemCause } from '../events/cause.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { requireMail } from '../mail/mails.ts'
import { findProfile } from '../profile/profile.ts'
import { maybeEmail } from '../users/users.ts'
import { signedIn } from './credentials.ts'
import { mailReset, repeatInvitation, resetPassword } from './resets.ts'
import { SignedIn } from './wire.ts'

const tags = ['Sessions']
const Address = Type.Object({ email: Type.Optional(Text) })
const NewPassword = Type.Object({ reset_password_token: Type.Optional(Text), password: Type.Optional(Text), password_confirmation: Type.Optional(Text) })
const Message = Type.Object({ message: Text })
const answer = { message: 'Request for password reset is successful. A email with instructions will be sent to your email if it exists.' }

const perHour = () => throttled(5, 60 * 60, (request) => maybeEmail((request.body as { email?: string }).email))

/** A new password by mail, below `/auth` (application API §1.3). Without a mail server the request for one is refused instead of promised. */
export function passwordRoutes(app: App): void {
  app.post('/password', {
    schema: { body: Address, response: { 200: Message }, summary: 'Ask for a new password by mail', tags },
    onRequest: throttled(5, 30 * 60, (request) => request.ip), preHandler: perHour(),
  }, async (request) => {
    requireMail(app.config)
    await mailReset(app.db, app.config, request.body.email)
    return answer
  })

  app.route({
    method: ['PUT', 'PATCH'], url: '/password', schema: { body: NewPassword, response: { 200: SignedIn }, summary: 'Set a new password', tags },
    handler: async (request, reply) => {
      const userId = await resetPassword(app.db, request.body)
      return signedIn(app, request, reply, await findProfile(app.db.query, userId))
    },
  })
}

/** `/resend_confirmation`: the invitation once more. The answer tells nobody whether there is one. */
export async function confirmationRoutes(app: App): Promise<void> {
  app.post('/', {
    schema: { body: Address, response: { 200: Empty }, summary: 'Send the invitation again', tags },
    onRequest: throttled(5, 30 * 60, (request) => request.ip), preHandler: perHour(),
  }, async (request, reply) => {
    await repeatInvitation(app.db, app.config, systemCause, request.body.email)
    return reply.send()
  })
}
