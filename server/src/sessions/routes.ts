import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { iso } from '../db/time.ts'
import { systemCause } from '../events/cause.ts'
import { causeOf, maybeCaller } from '../http/auth.ts'
import { HttpError } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IsoTime, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { findProfile, ownTokens } from '../profile/profile.ts'
import { ProfileJson, profileJson } from '../profile/wire.ts'
import { maybeEmail } from '../users/users.ts'
import { forgetSession, giveSession } from './credentials.ts'
import { endSession, maybeSignIn, startSession } from './sessions.ts'

const tags = ['Sessions']
const Credentials = Type.Object({ email: Type.Optional(Text), password: Type.Optional(Text) })
const SignedIn = Type.Object({ data: ProfileJson })
const Valid = Type.Object({
  payload: Type.Object({ success: Type.Literal(true), data: Type.Object({ ...ProfileJson.properties, created_at: IsoTime }) }),
})

const failure = (status: number, text: string) => new HttpError(status, { success: false, errors: [text] })
const wrongCredentials = failure(401, 'Invalid login credentials. Please try again.')
const invalidSession = failure(401, 'Invalid login credentials')
const notSignedIn = failure(404, 'User was not found or was not logged in.')

/** Signing in and out with e-mail and password (application API §1.3). */
export async function sessionRoutes(app: App): Promise<void> {
  app.post('/sign_in', {
    schema: { body: Credentials, response: { 200: SignedIn }, summary: 'Sign in', tags },
    onRequest: throttled(5, 5 * 60, (request) => request.ip),
    preHandler: throttled(10, 15 * 60, (request) => maybeEmail((request.body as { email?: string }).email)),
  }, async (request, reply) => {
    const user = await maybeSignIn(app.db.query, request.body.email, request.body.password)
    if (!user) throw wrongCredentials
    giveSession(request, reply, await startSession(app.db, systemCause, user.id, request.headers['user-agent']), user.email)
    const profile = await findProfile(app.db.query, user.id)
    return { data: profileJson(profile, app.presence, await ownTokens(app.db.query, profile)) }
  })

  app.delete('/sign_out', {
    schema: { response: { 200: Type.Object({ success: Type.Literal(true) }) }, summary: 'Sign out', tags },
  }, async (request, reply) => {
    forgetSession(reply)
    const caller = await maybeSession(request)
    if (!caller) throw notSignedIn
    request.caller = caller
    await endSession(app.db, causeOf(request), caller.user.id, caller.session_id)
    return { success: true as const }
  })

  app.get('/validate_token', { schema: { response: { 200: Valid }, summary: 'Check a session', tags } }, async (request) => {
    const caller = await maybeSession(request)
    if (!caller) throw invalidSession
    const profile = await findProfile(app.db.query, caller.user.id)
    const tokens = caller.via === 'cookie' ? {} : await ownTokens(app.db.query, profile)
    return { payload: { success: true as const, data: { ...profileJson(profile, app.presence, tokens), created_at: iso(profile.created_at) } } }
  })
}

/** The caller of these routes is a session; an access token has none to check or to end. */
async function maybeSession(request: FastifyRequest) {
  const caller = await maybeCaller(request)
  return caller && caller.session_id !== null ? { ...caller, session_id: caller.session_id } : null
}
