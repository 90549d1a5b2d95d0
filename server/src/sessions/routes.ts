import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { systemCause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { causeOf, maybeCaller } from '../http/auth.ts'
import { HttpError, NotFound, unauthorized } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { Id, IsoTime, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { findProfile, ownTokens } from '../profile/profile.ts'
import { ProfileJson, profileJson } from '../profile/wire.ts'
import { maybeEmail, type User } from '../users/users.ts'
import { forgetSession, signedIn } from './credentials.ts'
import { redeemSignInLink } from './links.ts'
import { passwordRoutes } from './routes.passwords.ts'
import { endOtherSessions, endSession, listSessions, maybeSignIn } from './sessions.ts'
import { OpenSessionJson, openSessionJson, SignedIn } from './wire.ts'

const tags = ['Sessions']
const Credentials = Type.Object({
  email: Type.Optional(Text), password: Type.Optional(Text), sso_auth_token: Type.Optional(Text), mfa_token: Type.Optional(Text),
  revoke_session_id: Type.Optional(Id), revoke_all_sessions: Type.Optional(Type.Boolean()),
})
const TooMany = Type.Object({ sessions_limit_reached: Type.Literal(true), sessions: Type.Array(OpenSessionJson) })
const Valid = Type.Object({
  payload: Type.Object({ success: Type.Literal(true), data: Type.Object({ ...ProfileJson.properties, created_at: IsoTime }) }),
})

const failure = (status: number, text: string) => new HttpError(status, { success: false, errors: [text] })
const wrongCredentials = failure(401, 'Invalid login credentials. Please try again.')
const invalidSession = failure(401, 'Invalid login credentials')
const notSignedIn = failure(404, 'User was not found or was not logged in.')

type SignIn = Static<typeof Credentials>
const bodyOf = (request: FastifyRequest) => request.body as SignIn
const isSecondStep = (request: FastifyRequest) => bodyOf(request).mfa_token !== undefined

/** Signing in and out (application API §1.3). A second factor is never asked for, so nobody holds a token for one. */
export async function sessionRoutes(app: App): Promise<void> {
  app.post('/sign_in', {
    schema: { body: Credentials, response: { 200: SignedIn, 409: TooMany }, summary: 'Sign in', tags },
    preHandler: [
      throttled(5, 5 * 60, (request) => (isSecondStep(request) ? null : request.ip)),
      throttled(10, 15 * 60, (request) => (isSecondStep(request) ? null : maybeEmail(bodyOf(request).email))),
      throttled(10, 60, (request) => (isSecondStep(request) ? request.ip : null)),
      throttled(10, 60, (request) => bodyOf(request).mfa_token ?? null),
    ],
  }, async (request, reply) => {
    if (isSecondStep(request)) throw unauthorized('Invalid or expired MFA token')
    const user = await userOf(app, request.body)
    if (!user) throw wrongCredentials
    // Whoever comes by a link may have no password to try again with: the oldest session ends instead.
    if (request.body.sso_auth_token === undefined) await makeRoom(app, request, user)
    return signedIn(app, request, reply, user)
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

  passwordRoutes(app)
}

const userOf = (app: App, { email, password, sso_auth_token }: SignIn): Promise<User | null> =>
  (sso_auth_token === undefined ? maybeSignIn(app.db.query, email, password) : redeemSignInLink(app.db.query, email, sso_auth_token))

/**
 * Ends the sessions that the caller gives up. A browser with too many has to: 409 names them. Other clients have nobody to ask, so for them the
 * oldest ends by itself.
 */
async function makeRoom({ db, config }: App, request: FastifyRequest, { id }: User): Promise<void> {
  const { revoke_session_id, revoke_all_sessions } = bodyOf(request)
  if (revoke_all_sessions) await transact(db, systemCause, (tx) => endOtherSessions(tx, id, null))
  else if (revoke_session_id !== undefined) await endSession(db, systemCause, id, revoke_session_id).catch(ignoreNotFound)
  // Nor can a link be followed twice.
  if (bodyOf(request).sso_auth_token !== undefined || !request.headers['user-agent']?.includes('Mozilla')) return
  const sessions = await listSessions(db.query, id)
  if (sessions.length >= config.maxUserSessions) throw new HttpError(409, { sessions_limit_reached: true, sessions: sessions.map(openSessionJson) })
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof NotFound)) throw error
}

/** The caller of these routes is a session; an access token has none to check or to end. */
async function maybeSession(request: FastifyRequest) {
  const caller = await maybeCaller(request)
  return caller && caller.session_id !== null ? { ...caller, session_id: caller.session_id } : null
}
