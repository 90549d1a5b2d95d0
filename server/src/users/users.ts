import { findToken, renewToken } from '../access_tokens/access_tokens.ts'
import type { Attendance, Availability } from '../cable/presence.ts'
import type { Moment } from '../db/time.ts'
import type { Query } from '../db/db.ts'
import { newToken, seal, tokenHash } from '../db/secrets.ts'
import { Invalid } from '../http/errors.ts'
import { checkLength, checkName } from '../http/lengths.ts'

/** What payloads show of a user. `availability_status` is known only where a user's own request built the payload. */
export interface UserSnapshot {
  id: number
  name: string
  display_name: string | null
  email: string
  avatar_url: string
  availability_status?: Availability | null
  /** What that follows from, beside who is there; null for one who is no longer in the account. */
  attendance?: Pick<Attendance, 'availability' | 'auto_offline'> | null
}

/** Of a user, or of anything that is one, what payloads show. */
export const userSnapshot = ({ id, name, display_name, email, avatar_url, availability_status }: UserSnapshot): UserSnapshot =>
  ({ id, name, display_name, email, avatar_url, ...(availability_status ? { availability_status } : {}) })

export interface User extends UserSnapshot {
  password_hash: string | null
  provider: string
  confirmed_at: Moment | null
  /** Since when the address is known to be the user's; null while it is only said to be. */
  email_proved_at: Moment | null
  message_signature: string | null
  ui_settings: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  /** Sealed: see db/secrets.ts. */
  pubsub_token: string
  created_at: Moment
}

/** `password_hash`: see users/passwords.ts; without one nobody can sign in as this user yet. */
export interface NewUser {
  name: string
  email: string
  password_hash: string | null
}

/** A user of the installation with an access token, or null when the address is taken. `email` must come from `readEmail`. */
export async function maybeCreateUser(query: Query, { name, email, password_hash }: NewUser): Promise<User | null> {
  const pubsubToken = newToken()
  const [user] = await query<User>(
    `insert into users (name, email, password_hash, confirmed_at, pubsub_token, pubsub_token_hash)
     values ($1, $2, $3, case when $3::text is not null then now() end, $4, $5) on conflict (email) do nothing returning *`,
    [checkName(name), email, password_hash, seal(pubsubToken), tokenHash(pubsubToken)])
  if (user) await resetAccessToken(query, user.id)
  return user ?? null
}

export async function maybeUserByEmail(query: Query, email: string): Promise<User | null> {
  const [user] = await query<User>('select * from users where email = $1', [email])
  return user ?? null
}

/** Gives the user a new access token and answers it. The one before goes on working for `overlap` seconds. */
export const resetAccessToken = async (query: Query, userId: number, overlap = 0): Promise<string> =>
  (await renewToken(query, { type: 'User', id: userId }, overlap)).token

/** The user's access token, for the user's own eyes. */
export const findAccessToken = async (query: Query, userId: number): Promise<string> => (await findToken(query, { type: 'User', id: userId })).token

/** How addresses are compared and kept. Null for what is none, and for one outside of ASCII, which could not stand in the header `uid`. */
export function maybeEmail(text: string | null | undefined): string | null {
  const email = (text ?? '').trim().toLowerCase()
  return /^(?:(?![<>,;@])[!-~])+@(?:(?![<>,;@])[!-~])+$/.test(email) && email.length <= 255 ? email : null
}

/** The same, with the 422 that a record answers. */
export function readEmail(text: string | null | undefined): string {
  if ((text ?? '').trim() === '') throw new Invalid("Email can't be blank", ['email'])
  checkLength(text, 'email')
  const email = maybeEmail(text)
  if (email === null) throw new Invalid('Email is not an email', ['email'])
  return email
}
