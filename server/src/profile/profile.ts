import type { Availability } from '../cable/presence.ts'
import { type Db, isDuplicate, type Query } from '../db/db.ts'
import { unseal } from '../db/secrets.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import type { Caller, Role } from '../http/auth.ts'
import { Invalid, NotFound, refused } from '../http/errors.ts'
import { jsonUpTo, readNamed, textUpTo } from '../http/fields.ts'
import { checkName } from '../http/lengths.ts'
import { forgetInvitations, forgetReset, writePassword } from '../sessions/sessions.ts'
import { hashPassword, isPassword } from '../users/passwords.ts'
import { findAccessToken, readEmail, type User } from '../users/users.ts'
import type { Tokens } from './wire.ts'

/** A user with all accounts that it belongs to, oldest first. */
export interface Profile extends User {
  accounts: ProfileMembership[]
}

export interface ProfileMembership {
  id: number
  name: string
  locale: string
  status: string
  onboarding_step: string | null
  active_at: Moment | null
  role: Role
  availability: Availability
  auto_offline: boolean
  inviter_id: number | null
}

interface PasswordChange {
  current_password?: string | undefined
  password?: string | undefined
  password_confirmation?: string | undefined
}

export interface ProfileChange extends PasswordChange {
  name?: string | null
  display_name?: string | null
  email?: string | null
  message_signature?: string | null
  ui_settings?: Record<string, unknown>
  phone_number?: string
  /** That of a picture already kept (attachments/avatar.ts); undefined leaves the one there is. */
  avatar_url?: string | undefined
}

export async function findProfile(query: Query, userId: number): Promise<Profile> {
  const [profile] = await query<Profile>(
    `select u.*, coalesce((
        select json_agg(json_build_object('id', a.id, 'name', a.name, 'locale', a.locale, 'status', a.status,
                 'onboarding_step', a.custom_attributes ->> 'onboarding_step', 'active_at', m.active_at, 'role', m.role,
                 'availability', m.availability, 'auto_offline', m.auto_offline, 'inviter_id', m.inviter_id) order by a.id)
          from account_users m join accounts a on a.id = m.account_id where m.user_id = u.id and not m.awaits_proof), '[]') as accounts
       from users u where u.id = $1`,
    [userId])
  if (!profile) throw new NotFound()
  return profile
}

/** Both tokens of the user, for the user's own eyes. */
export const ownTokens = async (query: Query, profile: Profile): Promise<Required<Tokens>> =>
  ({ access_token: await findAccessToken(query, profile.id), pubsub_token: unseal(profile.pubsub_token) })

/**
 * Changes what the keys say. A new password needs the present one, ends the user's other sessions and replaces `pubsub_token`. Answers the address
 * of a picture that nobody needs any more; blank for none.
 */
export async function updateProfile(db: Db, cause: Cause, caller: Caller, input: ProfileChange): Promise<string> {
  const { current_password, password, password_confirmation, ...named } = input
  const values = readChange(named)
  const passwordHash = password ? await newPasswordHash(db.query, caller, { current_password, password, password_confirmation }) : null
  return transact(db, cause, async (tx) => {
    const [before] = await tx.query<{ avatar_url: string }>('select avatar_url from users where id = $1 for no key update', [caller.user.id])
    if (values.email !== undefined) await forgetInvitations(tx, caller.user.id, values.email)
    await writeChange(tx, caller.user.id, values)
    if (values.email !== undefined) await forgetReset(tx, caller.user.id)
    if (passwordHash !== null) await writePassword(tx, caller.user.id, passwordHash, caller.session_id)
    return values.avatar_url === undefined || values.avatar_url === before!.avatar_url ? '' : before!.avatar_url
  })
}

/** Sets what the user is while present, or whether that ends with presence. Throws NotFound for an account that is not the user's. */
export async function updateAvailability(query: Query, userId: number, accountId: number, input: { availability?: Availability; auto_offline?: boolean }): Promise<void> {
  const changed = await query(
    `update account_users set availability = coalesce($3, availability), auto_offline = coalesce($4, auto_offline), updated_at = now()
      where account_id = $1 and user_id = $2 returning user_id`,
    [accountId, userId, input.availability ?? null, input.auto_offline ?? null])
  if (changed.length === 0) throw new NotFound()
}

/** Makes this the account that the user has used last. Throws NotFound for an account that is not the user's. */
export async function setActiveAccount(query: Query, userId: number, accountId: number): Promise<void> {
  const changed = await query('update account_users set active_at = now() where account_id = $1 and user_id = $2 returning user_id', [accountId, userId])
  if (changed.length === 0) throw new NotFound()
}

function readChange(input: Omit<ProfileChange, keyof PasswordChange>) {
  const { phone_number, ...named } = readNamed(input, {
    email: readEmail, name: checkName, display_name: textUpTo(255), message_signature: textUpTo(20_000), phone_number: textUpTo(255), ui_settings: jsonUpTo(20_000),
  })
  return { ...named, ...(phone_number === undefined ? {} : { custom_attributes: { phone_number } }) }
}

async function newPasswordHash(query: Query, { user }: Caller, { current_password, password, password_confirmation }: PasswordChange): Promise<string> {
  const [row] = await query<User>('select password_hash from users where id = $1', [user.id])
  if (!(await isPassword(row?.password_hash ?? null, current_password ?? ''))) throw refused('Invalid current password')
  if (password_confirmation !== undefined && password_confirmation !== password) {
    throw new Invalid("Password confirmation doesn't match Password", ['password_confirmation'])
  }
  return hashPassword(password!)
}

/** Keys that are absent stay; `custom_attributes` are merged. */
async function writeChange(tx: Tx, userId: number, values: ReturnType<typeof readChange>): Promise<void> {
  try {
    await tx.query(
      `update users u set name = coalesce(v.name, u.name), email = coalesce(v.email, u.email), email_proved_at = case when coalesce(v.email, u.email) = u.email then u.email_proved_at end,
              display_name = case when $2::jsonb ? 'display_name' then v.display_name else u.display_name end,
              message_signature = case when $2::jsonb ? 'message_signature' then v.message_signature else u.message_signature end,
              ui_settings = coalesce(v.ui_settings, u.ui_settings), avatar_url = coalesce(v.avatar_url, u.avatar_url), custom_attributes = u.custom_attributes || coalesce(v.custom_attributes, '{}'),
              updated_at = now()
         from jsonb_to_record($2::jsonb) as v(name text, email text, display_name text, message_signature text, ui_settings jsonb, avatar_url text, custom_attributes jsonb)
        where u.id = $1`,
      [userId, JSON.stringify(values)])
  } catch (error) {
    if (isDuplicate(error, 'users_email_key')) throw new Invalid('Email has already been taken', ['email'])
    throw error
  }
}
