import type { FastifyReply, FastifyRequest } from 'fastify'
import { unix } from '../db/time.ts'
import { systemCause } from '../events/cause.ts'
import { ownOrigin, sessionCookie } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { publicUrl } from '../http/public_url.ts'
import { findProfile, ownTokens } from '../profile/profile.ts'
import { profileJson } from '../profile/wire.ts'
import type { User } from '../users/users.ts'
import { startSession, type NewSession, type Visitor } from './sessions.ts'

/** What is kept of the client that signs in. */
export const visitorOf = ({ headers, ip }: FastifyRequest): Visitor => ({ user_agent: headers['user-agent'] ?? null, ip_address: ip })

/** Gives the caller its session: the headers of application API §1.3 for programs, and the cookie that the dashboard lives on. */
export function giveSession(request: FastifyRequest, reply: FastifyReply, session: NewSession, email: string): void {
  const headers = { 'access-token': session.token, 'token-type': 'Bearer', client: session.client, expiry: String(unix(session.expires_at)), uid: email }
  reply.headers(headers)
  reply.header('authorization', `Bearer ${Buffer.from(JSON.stringify(headers)).toString('base64')}`)
  // A page of somebody else must not be able to put its own session under this browser's dashboard.
  if (request.headers.origin !== undefined && !ownOrigin(request.headers)) return
  setCookie(reply, `${session.client}.${session.token}`, Math.round((Date.parse(session.expires_at) - Date.now()) / 1000))
}

/** Opens a session for the user and answers the profile. */
export async function signedIn(app: App, request: FastifyRequest, reply: FastifyReply, user: Pick<User, 'id' | 'email'>) {
  giveSession(request, reply, await startSession(app.db, systemCause, user.id, visitorOf(request), app.config.maxUserSessions), user.email)
  const profile = await findProfile(app.db.query, user.id)
  return { data: profileJson(profile, app.presence, await ownTokens(app.db.query, profile)) }
}

export const forgetSession = (reply: FastifyReply): void => setCookie(reply, '', 0)

/** `maxAge` in seconds. */
function setCookie(reply: FastifyReply, value: string, maxAge: number): void {
  const secure = publicUrl().startsWith('https:') ? '; Secure' : ''
  reply.header('set-cookie', `${sessionCookie}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${maxAge}${secure}`)
}
