import type { Db, Query } from '../db/db.ts'
import { type Cause, systemCause } from '../events/cause.ts'
import { transact, type Tx } from '../events/emit.ts'
import type { Caller } from '../http/auth.ts'
import { HttpError } from '../http/errors.ts'
import { checkName } from '../http/lengths.ts'
import { hashPassword } from '../users/passwords.ts'
import { maybeCreateUser, maybeEmail, maybeUserByEmail } from '../users/users.ts'
import { isLocale } from './accounts.ts'

export interface SignUp {
  account_name?: string
  user_full_name?: string
  email?: string
  password?: string
  locale?: string
}

const closed = new HttpError(404, { status: 404, error: 'Not Found' })
const refusedSignUp = (message: string) => new HttpError(403, { message })

/** Whether the first account must still be made. */
export async function isFirstRun(query: Query): Promise<boolean> {
  const [row] = await query<{ first: boolean }>('select not exists (select from accounts) as first')
  return row!.first
}

/**
 * Makes an account and its administrator: a new user, or the caller (application API §2.2). The first account may be made by anyone, further
 * ones only when sign-up is enabled; who comes too late finds nothing here. Answers the user's id.
 */
export async function signUp(db: Db, caller: Caller | null, input: SignUp, isEnabled: boolean): Promise<number> {
  if (!isEnabled && !(await isFirstRun(db.query))) throw closed
  if (!input.account_name?.trim() && !input.user_full_name?.trim()) throw refusedSignUp('Invalid, please check the signup paramters and try again')
  const newcomer = caller ? null : await readNewcomer(db.query, input)
  const accountName = checkName(input.account_name)
  const locale = input.locale && isLocale(input.locale) ? input.locale : 'en'
  const cause: Cause = caller ? { ...systemCause, type: 'user', id: caller.user.id, name: caller.user.name } : systemCause
  return transact(db, cause, async (tx) => {
    // Of two who make the first account at once, the second waits here and then finds it made.
    await tx.query('select pg_advisory_xact_lock(7275390518)')
    if (!isEnabled && !(await isFirstRun(tx.query))) throw closed
    const userId = newcomer ? await createNewcomer(tx, newcomer) : caller!.user.id
    const [account] = await tx.query<{ id: number }>('insert into accounts (name, locale) values ($1, $2) returning id', [accountName, locale])
    await tx.query(`insert into account_users (account_id, user_id, role, active_at) values ($1, $2, 'administrator', now())`, [account!.id, userId])
    return userId
  })
}

interface Newcomer {
  name: string
  email: string
  password_hash: string
}

async function readNewcomer(query: Query, input: SignUp): Promise<Newcomer> {
  const email = maybeEmail(input.email)
  if (email === null) throw refusedSignUp('You have entered an invalid email')
  if (await maybeUserByEmail(query, email)) throw taken(email)
  return { name: checkName(input.user_full_name), email, password_hash: await hashPassword(input.password ?? '') }
}

async function createNewcomer(tx: Tx, newcomer: Newcomer): Promise<number> {
  const user = await maybeCreateUser(tx.query, newcomer)
  if (!user) throw taken(newcomer.email)
  return user.id
}

const taken = (email: string) => refusedSignUp(`You have already signed up for an account with ${email}`)
