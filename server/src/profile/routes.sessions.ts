import Type from 'typebox'
import { causeOf } from '../http/auth.ts'
import { HttpError, refused } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { endSession, listSessions } from '../sessions/sessions.ts'
import { SessionJson, sessionJson } from '../sessions/wire.ts'

const tags = ['Profile']

/** Where the caller is signed in, below `/api/v1/profile/sessions` (application API §1.4). */
export async function ownSessionRoutes(app: App): Promise<void> {
  app.get('/', { schema: { response: { 200: Type.Array(SessionJson) }, summary: 'List the own sessions', tags } }, async ({ caller }) =>
    (await listSessions(app.db.query, caller.user.id)).map((session) => sessionJson(session, caller.session_id)))

  app.delete('/:id', { schema: { params: Type.Object({ id: Id }), response: { 200: Empty }, summary: 'End a session', tags } }, async (request, reply) => {
    const { caller, params } = request
    if (params.id === caller.session_id) throw refused('You cannot revoke the current session.')
    await endSession(app.db, causeOf(request), caller.user.id, params.id)
    return reply.send()
  })
}

const notAvailable = new HttpError(403, { error: 'MFA feature is not available. Please configure encryption keys.' })

/** There is no second factor here: these say so as the incumbent does where the feature is off (application API §1.4). */
export async function secondFactorRoutes(app: App): Promise<void> {
  const onRequest = throttled(5, 60, (request) => request.ip)
  const schema = { response: { 200: Empty }, summary: 'Second factor (not available)', tags }
  const refuse = async () => { throw notAvailable }
  app.get('/', { schema }, refuse)
  app.post('/', { schema }, refuse)
  app.delete('/', { schema, onRequest }, refuse)
  app.post('/verify', { schema, onRequest }, refuse)
  app.post('/backup_codes', { schema, onRequest }, refuse)
}
