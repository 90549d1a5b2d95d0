import type { Query } from '../db/db.ts'
import { newToken, tokenHash } from '../db/secrets.ts'
import { publicUrl } from '../http/public_url.ts'
import { maybeEmail, type User } from '../users/users.ts'

/** Where a browser is signed in as this user: once, and within five minutes (application API §8.1). */
export async function createSignInLink(query: Query, user: Pick<User, 'id' | 'email'>): Promise<string> {
  const token = newToken() + newToken()
  await query('delete from sign_in_links where expires_at < now()', [])
  await query(`insert into sign_in_links (token_hash, user_id, expires_at) values ($1, $2, now() + interval '5 minutes')`, [tokenHash(token), user.id])
  return `${publicUrl()}/app/login?email=${encodeURIComponent(user.email)}&sso_auth_token=${token}`
}

/** The user whom the link's token signs in; it is worth nothing from then on. Null for one that is wrong, used or over, or another address's. */
export async function redeemSignInLink(query: Query, email: string | undefined, token: string): Promise<User | null> {
  const [user] = await query<User>(
    `with redeemed as (delete from sign_in_links l using users u where l.token_hash = $1 and u.id = l.user_id and u.email = $2 and l.expires_at > now() returning u.id)
     select u.* from users u join redeemed r on r.id = u.id`, [tokenHash(token), maybeEmail(email) ?? ''])
  return user ?? null
}
