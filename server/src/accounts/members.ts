import type { Availability } from '../cable/presence.ts'
import { isOrphan, type Db, type Query } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import { systemCause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import type { Role } from '../http/auth.ts'
import { Invalid } from '../http/errors.ts'

/** A membership as it is kept (application API §8.1). */
export interface AccountUser {
  id: number
  account_id: number
  user_id: number
  role: Role
  inviter_id: number | null
  created_at: Moment
  updated_at: Moment
  active_at: Moment | null
  availability: Availability
  auto_offline: boolean
}

export const listAccountUsers = (query: Query, accountId: number): Promise<AccountUser[]> =>
  query<AccountUser>('select * from account_users where account_id = $1 order by id', [accountId])

/** Makes the user a member, or gives the member that it is the role named. Throws 422 for a user that is not there. */
export async function putAccountUser(db: Db, accountId: number, userId: number | undefined, role: Role | undefined): Promise<AccountUser> {
  if (userId === undefined) throw noSuchUser
  return transact(db, systemCause, async (tx) => {
    const [row] = await tx.query<AccountUser>(
      `insert into account_users as m (account_id, user_id, role) values ($1, $2, coalesce($3, 'agent'))
       on conflict (account_id, user_id) do update set role = coalesce($3, m.role), updated_at = now() returning *`, [accountId, userId, role ?? null])
    tx.signals.push({ type: 'access', account_id: accountId, user_ids: [userId] })
    return row!
  }).catch((error: unknown) => { throw isOrphan(error) ? noSuchUser : error })
}

const noSuchUser = new Invalid('User must exist', ['user'])

/** Nothing happens when there is no such membership. Unlike an administrator of the account, the installation's program may also remove its last one. */
export async function dropAccountUser(db: Db, accountId: number, userId: number): Promise<void> {
  await transact(db, systemCause, async (tx) => {
    await tx.query('delete from inbox_members where account_id = $1 and user_id = $2', [accountId, userId])
    await tx.query('delete from account_users where account_id = $1 and user_id = $2', [accountId, userId])
    tx.signals.push({ type: 'access', account_id: accountId, user_ids: [userId] })
  })
}
