import type { Db, Query } from '../db/db.ts'
import { newToken, tokenHash } from '../db/secrets.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import { isPassword } from '../users/passwords.ts'
import { maybeEmail, maybeUserByEmail, type User } from '../users/users.ts'

/** What a client sends back to be recognised. The token is known only here and to the client. */
export interface NewSession {
  client: string
  token: string
  expires_at: Moment
}

/** Sessions of one user; a further one ends the oldest (application API §9.2). */
const mostSessions = 25

/** The user whose address and password these are, or null. An address that is nobody's takes as long as one that is somebody's. */
export async function maybeSignIn(query: Query, email: string | undefined, password: string | undefined): Promise<User | null> {
  const address = maybeEmail(email)
  const user = address === null ? null : await maybeUserByEmail(query, address)
  return await isPassword(user?.password_hash ?? null, password ?? '') ? user : null
}

/** Opens a session of two months. */
export function startSession(db: Db, cause: Cause, userId: number, userAgent: string | undefined): Promise<NewSession> {
  const [client, token] = [newToken(), newToken()]
  return transact(db, cause, async (tx) => {
    await tx.query('select 1 from users where id = $1 for no key update', [userId])
    const ended = await tx.query(
      `delete from sessions where user_id = $1 and (expires_at <= now() or id not in
         (select id from sessions where user_id = $1 and expires_at > now() order by id desc limit $2)) returning id`,
      [userId, mostSessions - 1])
    if (ended.length > 0) tx.signals.push({ type: 'signed_out', user_id: userId })
    const [session] = await tx.query<{ expires_at: Moment }>(
      `insert into sessions (user_id, client, token_hash, user_agent, expires_at) values ($1, $2, $3, $4, now() + interval '2 months') returning expires_at`,
      [userId, client, tokenHash(token), userAgent?.slice(0, 255) ?? null])
    return { client, token, expires_at: session!.expires_at }
  })
}

export async function endSession(db: Db, cause: Cause, userId: number, sessionId: number): Promise<void> {
  await transact(db, cause, async (tx) => {
    await tx.query('delete from sessions where id = $1 and user_id = $2', [sessionId, userId])
    tx.signals.push({ type: 'signed_out', user_id: userId })
  })
}

/** Ends every session of the user but this one; all of them when `sessionId` is null. */
export async function endOtherSessions(tx: Tx, userId: number, sessionId: number | null): Promise<void> {
  await tx.query('delete from sessions where user_id = $1 and id is distinct from $2::bigint', [userId, sessionId])
  tx.signals.push({ type: 'signed_out', user_id: userId })
}
