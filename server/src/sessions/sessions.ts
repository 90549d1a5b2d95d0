import type { Db, Query } from '../db/db.ts'
import { newToken, seal, tokenHash } from '../db/secrets.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { isPassword } from '../users/passwords.ts'
import { maybeEmail, maybeUserByEmail, type User } from '../users/users.ts'
import { readUserAgent, type Device } from './user_agent.ts'

/** What a client sends back to be recognised. The token is known only here and to the client. */
export interface NewSession {
  client: string
  token: string
  expires_at: Moment
}

/** What is kept of a session for its owner to know it by. */
export interface Session {
  id: number
  device: Device
  ip_address: string | null
  last_activity_at: Moment
  created_at: Moment
}

/** Whose session it is to be: what the request says of its client. */
export interface Visitor {
  user_agent: string | null
  ip_address: string
}

/** The user whose address and password these are, or null. An address that is nobody's takes as long as one that is somebody's. */
export async function maybeSignIn(query: Query, email: string | undefined, password: string | undefined): Promise<User | null> {
  const address = maybeEmail(email)
  const user = address === null ? null : await maybeUserByEmail(query, address)
  return await isPassword(user?.password_hash ?? null, password ?? '') ? user : null
}

/** Opens a session of two months. The oldest ends where the user would have more than `most` (application API §9.2). */
export function startSession(db: Db, cause: Cause, userId: number, { user_agent, ip_address }: Visitor, most: number): Promise<NewSession> {
  const [client, token] = [newToken(), newToken()]
  return transact(db, cause, async (tx) => {
    await tx.query('select 1 from users where id = $1 for no key update', [userId])
    const ended = await tx.query(
      `delete from sessions where user_id = $1 and (expires_at <= now() or id not in
         (select id from sessions where user_id = $1 and expires_at > now() order by id desc limit $2)) returning id`,
      [userId, most - 1])
    if (ended.length > 0) tx.signals.push({ type: 'signed_out', user_id: userId })
    const [session] = await tx.query<{ expires_at: Moment }>(
      `insert into sessions (user_id, client, token_hash, user_agent, ip_address, expires_at) values ($1, $2, $3, $4, $5, now() + interval '2 months') returning expires_at`,
      [userId, client, tokenHash(token), user_agent?.slice(0, 255) ?? null, ip_address])
    return { client, token, expires_at: session!.expires_at }
  })
}

/** The user's open sessions, the one used last first. */
export async function listSessions(query: Query, userId: number): Promise<Session[]> {
  const rows = await query<Session & Visitor>(
    'select id, user_agent, ip_address, last_activity_at, created_at from sessions where user_id = $1 and expires_at > now() order by last_activity_at desc, id desc', [userId])
  return rows.map((row) => ({ ...row, device: readUserAgent(row.user_agent) }))
}

/** Throws NotFound for a session that is not the user's. */
export async function endSession(db: Db, cause: Cause, userId: number, sessionId: number): Promise<void> {
  await transact(db, cause, async (tx) => {
    const ended = await tx.query('delete from sessions where id = $1 and user_id = $2 returning id', [sessionId, userId])
    if (ended.length === 0) throw new NotFound()
    tx.signals.push({ type: 'signed_out', user_id: userId })
  })
}

/** Ends every session of the user but this one; all of them when `sessionId` is null. */
export async function endOtherSessions(tx: Tx, userId: number, sessionId: number | null): Promise<void> {
  await tx.query('delete from sessions where user_id = $1 and id is distinct from $2::bigint', [userId, sessionId])
  tx.signals.push({ type: 'signed_out', user_id: userId })
}

/** Sets a new password: `pubsub_token` is another one from now on, every session but `sessionId` is over, and the address counts as confirmed. */
export async function writePassword(tx: Tx, userId: number, passwordHash: string, sessionId: number | null): Promise<void> {
  const pubsubToken = newToken()
  await tx.query(
    'update users set password_hash = $2, pubsub_token = $3, pubsub_token_hash = $4, confirmed_at = coalesce(confirmed_at, now()), updated_at = now() where id = $1',
    [userId, passwordHash, seal(pubsubToken), tokenHash(pubsubToken)])
  tx.signals.push({ type: 'token_replaced', user_id: userId })
  await forgetReset(tx, userId)
  await endOtherSessions(tx, userId, sessionId)
}

/** An invitation that waits for an address to be proved is that address's, not the user's: with another one it is none. To be called before the change. */
export async function forgetInvitations(tx: Tx, userId: number, email: string): Promise<void> {
  await tx.query(
    `with gone as (
       delete from account_users m using users u where m.user_id = $1 and m.awaits_proof and u.id = m.user_id and u.email <> $2 returning m.account_id)
     delete from inbox_members i using gone where i.account_id = gone.account_id and i.user_id = $1`, [userId, email])
}

/** A link that was mailed before is worth nothing from now on: the password or the address is another. */
export async function forgetReset(tx: Tx, userId: number): Promise<void> {
  await tx.query('delete from password_resets where user_id = $1', [userId])
}
