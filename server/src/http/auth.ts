import type { FastifyRequest } from 'fastify'
import { botObject, type BotSnapshot } from '../agent_bots/snapshot.ts'
import { botPush } from '../agent_bots/wire.ts'
import type { Attendance } from '../cable/presence.ts'
import type { Row } from '../db/db.ts'
import { sameText, tokenHash } from '../db/secrets.ts'
import type { Cause } from '../events/cause.ts'
import { userSnapshot, type UserSnapshot } from '../users/users.ts'
import { userPush } from '../users/wire.ts'
import { HttpError, NotFound, unauthorized } from './errors.ts'
import type { App } from './fastify.ts'
import { publicUrl } from './public_url.ts'

export type Role = 'agent' | 'administrator'

/** A signed-in user, or a bot on routes open to bots. `account` and `role` are set on routes below an account; a bot has no role. */
export interface Caller {
  /** Nobody, with the id 0, where `bot` is set. */
  user: UserSnapshot & { pubsub_token: string }
  bot: BotSnapshot | null
  token_id: number | null
  /** `cookie` is the dashboard: no token of the user's is shown to it unasked. */
  via: 'token' | 'session' | 'cookie'
  session_id: number | null
  account: { id: number; name: string } | null
  role: Role | null
}

/** A caller within an account: what finders take. Only a bot has no role. */
export interface Member extends Caller {
  account: { id: number; name: string }
  role: Role | null
}

export const sessionCookie = 'parley_session'

const signInFirst = new HttpError(401, { errors: ['You need to sign in or sign up before continuing.'] })
/** The token is good, but not for this route (application API §1.2). */
const notForBots = unauthorized('Access to this endpoint is not authorized for bots')

/** Adds `request.caller` to the routes of this scope: any signed-in user, or 401 (application API §1). */
export function requireUser(app: App): void {
  app.addHook('onRequest', async (request) => { request.caller = await authenticate(request, null) })
}

/** The signed-in user, or null when the request names none that is. A wrong access token is a 401 here, too. */
export async function maybeCaller(request: FastifyRequest): Promise<Caller | null> {
  try {
    return await authenticate(request, null)
  } catch (error) {
    if (error === signInFirst) return null
    throw error
  }
}

/** Adds `request.caller` below `/api/v1/accounts/:account_id`: a member of that account. */
export function requireMember(app: App): void {
  app.addHook('onRequest', async (request) => {
    const accountId = Number((request.params as { account_id: string }).account_id)
    request.caller = await authenticate(request, Number.isSafeInteger(accountId) ? accountId : 0)
  })
}

/** The caller as the member that `requireMember` has found. */
export const member = (request: FastifyRequest) => request.caller as Member

/** Whom a message or a signal of typing comes from. */
export const actor = ({ bot, user }: Caller): UserSnapshot | BotSnapshot => bot ?? userSnapshot(user)

/** Administrators work in every inbox, and so does a bot that the account lets in (application API §1.2). */
export const seesEveryInbox = ({ role, bot }: Member): boolean => role === 'administrator' || bot !== null

/** Refuses agents (401, as this wire does; application API §0.5). */
export async function administratorsOnly(request: FastifyRequest): Promise<void> {
  if (request.caller.role !== 'administrator') throw unauthorized()
}

/** What a change by this caller is recorded under. */
export function causeOf(request: FastifyRequest): Cause {
  const { user, bot, token_id } = request.caller
  if (bot) return { type: 'agent_bot', id: bot.id, name: bot.name, token_id, request_id: requestId(request), performer: botPush(bot), key: request.key }
  return { type: token_id === null ? 'user' : 'api', id: user.id, name: user.name, token_id, request_id: requestId(request), performer: userPush(user), key: request.key }
}

/** What a contact's own request is recorded under. */
export const contactCause = (request: FastifyRequest, contact: { id: number; name: string }): Cause =>
  ({ type: 'contact', id: contact.id, name: contact.name, token_id: null, request_id: requestId(request), performer: null, key: request.key })

const requestId = (request: FastifyRequest) => (request.headers['x-request-id'] as string | undefined)?.slice(0, 255) ?? null

/** The user behind a session cookie, for the cable's handshake. Only same-origin pages may use it. */
export async function cookieUser(app: App, headers: FastifyRequest['headers']): Promise<number | null> {
  const credentials = ownOrigin(headers) ? cookieCredentials(headers.cookie) : null
  if (!credentials) return null
  const row = await findSession(app, credentials, null)
  return row?.user.id ?? null
}

async function authenticate(request: FastifyRequest, accountId: number | null): Promise<Caller> {
  const app = request.server as unknown as App
  const token = apiToken(request)
  const found = token === null ? await bySession(app, request, accountId) : await byToken(app, token, accountId)
  const { account_name, account_status, role, availability, auto_offline, is_connected, user, bot, ...rest } = found
  if (bot && !request.routeOptions.config.bots) throw notForBots
  if (accountId === null) return { ...rest, user, bot, account: null, role: null }
  if (account_name === null) throw new NotFound()
  if (account_status !== 'active') throw unauthorized('Account is suspended')
  const account = { id: accountId, name: account_name }
  if (bot) {
    if (bot.account_id !== accountId && !is_connected) throw unauthorized('Bot is not authorized to access this account')
    return { ...rest, user, bot, account, role: null }
  }
  if (role === null) throw unauthorized('You are not authorized to access this account')
  const availability_status = app.presence.userStatus(accountId, { user_id: user.id, availability, auto_offline })
  return { ...rest, user: { ...user, availability_status }, bot, account, role }
}

const userAndMembership = `
  json_build_object('id', u.id, 'name', u.name, 'display_name', u.display_name, 'email', u.email, 'avatar_url', u.avatar_url,
    'pubsub_token', u.pubsub_token) as user,
  a.name as account_name, a.status as account_status, m.role, m.availability, m.auto_offline`
const membership = `left join accounts a on a.id = $2 left join account_users m on m.account_id = a.id and m.user_id = u.id and not m.awaits_proof`

async function byToken(app: App, token: string, accountId: number | null) {
  const [row] = await app.db.query<Row & Found & { owner_type: string }>(
    `select t.id as token_id, null as session_id, t.owner_type, ${userAndMembership},
            case when t.owner_type = 'AgentBot' then (select ${botObject} from agent_bots b where b.id = t.owner_id) end as bot,
            t.owner_type = 'AgentBot' and exists (select from inboxes i where i.account_id = $2 and i.agent_bot_id = t.owner_id) as is_connected
       from access_tokens t left join users u on t.owner_type = 'User' and u.id = t.owner_id ${membership}
      where t.token_hash = $1 or (t.previous_token_hash = $1 and t.previous_token_until > now())`,
    [tokenHash(token), accountId])
  if (row?.owner_type === 'PlatformApp') throw notForBots
  if (!row || (row.bot === null && row.user.id === null)) throw unauthorized('Invalid Access Token')
  return { ...row, user: row.bot ? nobody : row.user, via: 'token' as const }
}

const nobody: Caller['user'] = { id: 0, name: '', display_name: null, email: '', avatar_url: '', pubsub_token: '' }

async function bySession(app: App, request: FastifyRequest, accountId: number | null) {
  const headers = headerCredentials(request.headers)
  const credentials = headers ?? cookieCredentials(request.headers.cookie)
  const row = credentials && await findSession(app, credentials, accountId)
  if (!row) throw signInFirst
  // A cookie travels by itself, so another site's page could make the browser send it: changes need our own page.
  if (!headers && !['GET', 'HEAD'].includes(request.method) && !ownOrigin(request.headers)) throw signInFirst
  // Its owner sees when it was last used, and from where (application API §1.4).
  if (row.is_idle) await app.db.query('update sessions set last_activity_at = now(), ip_address = $2 where id = $1', [row.session_id, request.ip])
  return { ...row, via: headers ? 'session' as const : 'cookie' as const }
}

interface Credentials {
  token: string
  client: string
  uid: string | null
}

type Found = Pick<Caller, 'user' | 'bot' | 'token_id' | 'session_id' | 'role'> & Pick<Attendance, 'availability' | 'auto_offline'> & {
  account_name: string | null
  account_status: string | null
  /** Whether the bot has an inbox of the account. */
  is_connected: boolean
}

async function findSession(app: App, { token, client, uid }: Credentials, accountId: number | null): Promise<Found & { is_idle: boolean } | null> {
  const rows = await app.db.query<Row & Found & { token_hash: string; is_idle: boolean }>(
    `select null as token_id, s.id as session_id, s.token_hash, s.last_activity_at < now() - interval '10 min' as is_idle, ${userAndMembership}, null as bot, false as is_connected
       from sessions s join users u on u.id = s.user_id ${membership}
      where s.client = $1 and s.expires_at > now() and ($3::text is null or u.email = $3)`,
    [client, accountId, uid])
  return rows.find((row) => sameText(row.token_hash, tokenHash(token))) ?? null
}

const tokenHeaders = ['api_access_token', 'api-access-token', 'api_access-token', 'api-access_token']

/** `api_access_token` in any case, with underscores or hyphens (quirk 1); a plain bearer token when it stands alone. */
export function apiToken(request: FastifyRequest): string | null {
  const { headers } = request
  const token = tokenHeaders.map((name) => headers[name]).find((value) => value !== undefined)
  if (typeof token === 'string' && token.trim() !== '') return token.trim()
  const bearer = bearerOf(headers)
  return bearer === null || decodeSession(bearer) || headers['access-token'] ? null : bearer
}

const bearerOf = (headers: FastifyRequest['headers']) => /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null

function headerCredentials(headers: FastifyRequest['headers']): Credentials | null {
  const { 'access-token': token, client, uid } = headers
  if (typeof token === 'string' && typeof client === 'string' && typeof uid === 'string') return { token, client, uid }
  const bearer = bearerOf(headers)
  return bearer === null ? null : decodeSession(bearer)
}

/** The `authorization` that sign-in emits: base64 of the session headers as JSON (application API §1.3). */
function decodeSession(bearer: string): Credentials | null {
  try {
    const { 'access-token': token, client, uid } = JSON.parse(Buffer.from(bearer, 'base64').toString('utf8')) as Record<string, unknown>
    return isHeaderText(token) && isHeaderText(client) && isHeaderText(uid) ? { token, client, uid } : null
  } catch {
    return null
  }
}

/** What could have stood in a header of its own. */
const isHeaderText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0') && value.isWellFormed()

function cookieCredentials(cookie: string | undefined): Credentials | null {
  const value = new RegExp(`(?:^|;\\s*)${sessionCookie}=([\\w-]+)\\.([\\w-]+)`).exec(cookie ?? '')
  return value ? { client: value[1]!, token: value[2]!, uid: null } : null
}

/** Whether the page that made the browser send this is ours. */
export function ownOrigin(headers: FastifyRequest['headers']): boolean {
  const { origin, host } = headers
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin'
  if (origin === new URL(publicUrl()).origin) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
