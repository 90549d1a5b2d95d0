import { dropToken } from '../access_tokens/access_tokens.ts'
import { noteRelease, releaseSoon } from '../conversations/release.ts'
import { isDuplicate, type Db } from '../db/db.ts'
import { systemCause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { Invalid, NotFound } from '../http/errors.ts'
import { checkLength, checkName } from '../http/lengths.ts'
import { forgetPermissible } from '../platform/apps.ts'
import { endOtherSessions, forgetInvitations, forgetReset } from '../sessions/sessions.ts'
import { hashPassword } from './passwords.ts'
import { maybeCreateUser, maybeUserByEmail, readEmail, type User } from './users.ts'

/** What a program that runs the installation says of a user (application API §8.1). `custom_attributes` are merged. */
export interface UserInput {
  name?: string | null
  display_name?: string | null
  email?: string | null
  password?: string | null
  custom_attributes?: Record<string, unknown>
}

/** A new user; who has the address already is answered unchanged. Confirmed at once, both. Throws 422. */
export async function provisionUser(db: Db, input: UserInput): Promise<User> {
  const email = readEmail(input.email)
  const existing = await maybeUserByEmail(db.query, email)
  if (existing) return confirmed(db, existing)
  const { name, ...rest } = checked(input)
  const password_hash = await hashPassword(input.password ?? '')
  return transact(db, systemCause, async (tx) => {
    const user = await maybeCreateUser(tx.query, { name: name ?? checkName(input.name), email, password_hash })
    // Taken by somebody else in between.
    if (!user) return (await maybeUserByEmail(tx.query, email))!
    const [row] = await tx.query<User>('update users set display_name = $2, custom_attributes = $3, email_proved_at = now() where id = $1 returning *',
      [user.id, rest.display_name ?? null, JSON.stringify(rest.custom_attributes ?? {})])
    return row!
  })
}

async function confirmed(db: Db, user: User): Promise<User> {
  if (user.confirmed_at !== null) return user
  const [row] = await db.query<User>('update users set confirmed_at = coalesce(confirmed_at, now()), updated_at = now() where id = $1 returning *', [user.id])
  return row ?? user
}

/** Changes what the input names. A new password ends the user's sessions. Throws 422. */
export async function changeUser(db: Db, userId: number, input: UserInput): Promise<void> {
  const { name, display_name, custom_attributes } = checked(input)
  const email = input.email === undefined ? null : readEmail(input.email)
  const password_hash = input.password ? await hashPassword(input.password) : null
  await transact(db, systemCause, async (tx) => {
    if (email !== null) await forgetInvitations(tx, userId, email)
    const changed = await tx.query(
      `update users set name = coalesce($2, name), display_name = case when $3 then $4 else display_name end, email = coalesce($5, email),
              password_hash = coalesce($6, password_hash), custom_attributes = custom_attributes || $7::jsonb, confirmed_at = coalesce(confirmed_at, now()),
              email_proved_at = case when $5 is null then email_proved_at else now() end, updated_at = now()
        where id = $1 returning 1`,
      [userId, name ?? null, display_name !== undefined, display_name ?? null, email, password_hash, JSON.stringify(custom_attributes ?? {})])
    if (changed.length === 0) throw new NotFound()
    if (email !== null || password_hash !== null) await forgetReset(tx, userId)
    if (password_hash !== null) await endOtherSessions(tx, userId, null)
  }).catch((error: unknown) => { throw isDuplicate(error, 'users_email_key') ? new Invalid('Email has already been taken', ['email']) : error })
}

/** Removes the user from every account and from the installation. What was written by it stays, without its sender. */
export async function deleteUser(db: Db, userId: number): Promise<void> {
  await transact(db, systemCause, async (tx) => {
    const memberships = await tx.query<{ account_id: number }>('delete from account_users where user_id = $1 returning account_id', [userId])
    await dropToken(tx.query, { type: 'User', id: userId })
    await forgetPermissible(tx.query, 'User', userId)
    const accounts = memberships.map(({ account_id }) => account_id)
    await noteRelease(tx.query, tx.cause, 'assignee_id', userId, accounts)
    await tx.query('delete from users where id = $1', [userId])
    for (const account_id of accounts) tx.signals.push({ type: 'access', account_id, user_ids: [userId] })
    tx.signals.push({ type: 'signed_out', user_id: userId }, { type: 'token_replaced', user_id: userId })
  })
  releaseSoon(db)
}

function checked({ name, display_name, custom_attributes }: UserInput) {
  checkLength(display_name, 'display_name')
  checkLength(custom_attributes && JSON.stringify(custom_attributes), 'custom_attributes', 20_000)
  return { name: name === undefined ? undefined : checkName(name), display_name, custom_attributes }
}
