import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { newToken, tokenHash } from '../db/secrets.ts'
import type { Cause } from '../events/cause.ts'
import { systemCause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import { HttpError, Invalid } from '../http/errors.ts'
import { publicUrl } from '../http/public_url.ts'
import { canSendMail, queueMail } from '../mail/mails.ts'
import { hashPassword } from '../users/passwords.ts'
import { maybeEmail, maybeUserByEmail, resetAccessToken, type User } from '../users/users.ts'
import { writePassword } from './sessions.ts'

type Addressee = Pick<User, 'id' | 'name' | 'email'>

/** How long a link in a mail is good for, in hours. */
const hours = { reset: 6, invitation: 7 * 24 }

const invalidToken = new HttpError(422, { message: 'Invalid token', redirect_url: '/' })

/** Sends the user of this address a link under which to set a new password. Who has no user here, or no account, gets nothing, and nobody is told. */
export async function mailReset(db: Db, { brandName }: Config, address: string | undefined): Promise<void> {
  const email = maybeEmail(address)
  const user = email === null ? null : await maybeUserByEmail(db.query, email)
  if (!user) return
  await transact(db, systemCause, async (tx) => {
    const account = await firstAccount(tx, user)
    if (!account) return
    const link = await newLink(tx, user, hours.reset)
    await queueMail(tx, {
      account_id: account.id, to: [user.email], subject: 'Reset password instructions', link,
      text: `Hello ${user.name},\n\nsomebody has asked for a new password for you on ${brandName}. Set it here within ${hours.reset} hours:\n\n[link]\n\n`
        + 'If it was not you, ignore this mail: your password stays as it is.\n',
    })
  })
}

/** Sends a new user a link under which to set the first password, where there is a mail server. */
export async function mailInvitation(tx: Tx, config: Config, user: Addressee, account: { id: number; name: string }): Promise<void> {
  if (!canSendMail(config)) return
  const link = await newLink(tx, user, hours.invitation)
  await queueMail(tx, {
    account_id: account.id, to: [user.email], subject: `${account.name} has invited you to ${config.brandName}`, link,
    text: `Hello ${user.name},\n\n${tx.cause.name ?? account.name} has invited you to work in ${account.name} on ${config.brandName}. Choose your password here within 7 days:\n\n[link]\n`,
  })
}

/** The invitation once more, for a user who has not set a password yet, or whose address is to be proved. */
export async function repeatInvitation(db: Db, config: Config, cause: Cause, address: string | undefined): Promise<void> {
  const email = maybeEmail(address)
  const user = email === null ? null : await maybeUserByEmail(db.query, email)
  if (!user) return
  const awaited = await db.query('select 1 from account_users where user_id = $1 and awaits_proof', [user.id])
  if (user.confirmed_at !== null && awaited.length === 0) return
  await transact(db, cause, async (tx) => {
    const account = await firstAccount(tx, user)
    if (account) await mailInvitation(tx, config, user, account)
  })
}

export interface NewPassword {
  reset_password_token?: string
  password?: string
  password_confirmation?: string
}

/** Sets the password of the user to whom the token was sent, who is signed out everywhere, and answers the user's id. The token is worth nothing from then on. Throws 422. */
export async function resetPassword(db: Db, { reset_password_token, password, password_confirmation }: NewPassword): Promise<number> {
  const hash = tokenHash(reset_password_token ?? '')
  const [known] = await db.query('select 1 from password_resets where token_hash = $1 and expires_at > now()', [hash])
  if (!known) throw invalidToken
  if (password_confirmation !== undefined && password_confirmation !== password) {
    throw new Invalid("Password confirmation doesn't match Password", ['password_confirmation'])
  }
  const passwordHash = await hashPassword(password ?? '')
  return transact(db, systemCause, async (tx) => {
    // Of two who use it at once, the second finds it used.
    const [reset] = await tx.query<{ user_id: number }>('delete from password_resets where token_hash = $1 and expires_at > now() returning user_id', [hash])
    if (!reset) throw invalidToken
    await proveAddress(tx, reset.user_id)
    await writePassword(tx, reset.user_id, passwordHash, null)
    return reset.user_id
  })
}

/** Who has followed a mailed link owns the address. A token from before that may be somebody else's. */
async function proveAddress(tx: Tx, userId: number): Promise<void> {
  const first = await tx.query('update users set email_proved_at = now() where id = $1 and email_proved_at is null returning 1', [userId])
  if (first.length === 0) return
  await resetAccessToken(tx.query, userId)
  const opened = await tx.query<{ account_id: number }>('update account_users set awaits_proof = false where user_id = $1 and awaits_proof returning account_id', [userId])
  for (const { account_id } of opened) tx.signals.push({ type: 'access', account_id, user_ids: [userId] })
}

/** A user has one link at a time: the last. */
async function newLink({ query }: Tx, { id }: Addressee, goodFor: number): Promise<string> {
  const token = newToken() + newToken()
  await query(
    `insert into password_resets (user_id, token_hash, expires_at) values ($1, $2, now() + make_interval(hours => $3::int))
     on conflict (user_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at`, [id, tokenHash(token), goodFor])
  return `${publicUrl()}/app/auth/password/edit?reset_password_token=${token}`
}

async function firstAccount({ query }: Tx, { id }: Addressee): Promise<{ id: number; name: string } | null> {
  const [account] = await query<{ id: number; name: string }>(
    'select a.id, a.name from account_users m join accounts a on a.id = m.account_id where m.user_id = $1 order by a.id limit 1', [id])
  return account ?? null
}
