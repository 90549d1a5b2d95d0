import { type Agent, listAgents } from '../agents/agents.ts'
import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { Invalid } from '../http/errors.ts'
import type { Inbox } from '../inboxes/inboxes.ts'

/** Who works in the inbox, as far as they still belong to the account; administrators see it without being listed. */
export async function listInboxMembers(query: Query, inbox: Inbox): Promise<Agent[]> {
  const agents = await listAgents(query, inbox.account_id, await memberIds(query, inbox))
  return agents.filter(({ role }) => role !== null)
}

export type Membership = 'add' | 'remove' | 'set'

/** Adds, removes or sets the members. Throws 422 for users who are not of the account, before anything is changed; those to remove need not be. */
export async function changeInboxMembers(db: Db, cause: Cause, inbox: Inbox, membership: Membership, userIds: number[]): Promise<Agent[]> {
  return transact(db, cause, async ({ query, signals }) => {
    // Two requests at once take turns, so that `set` leaves exactly one of the two lists.
    await query('select from inboxes where account_id = $1 and id = $2 for update', [inbox.account_id, inbox.id])
    const present = await memberIds(query, inbox)
    const added = membership === 'remove' ? [] : userIds.filter((id) => !present.includes(id))
    const removed = membership === 'add' ? [] : present.filter((id) => userIds.includes(id) === (membership === 'remove'))
    await checkUsers(query, inbox.account_id, added)
    await query('insert into inbox_members (account_id, inbox_id, user_id) select $1, $2, unnest($3::bigint[])', [inbox.account_id, inbox.id, added])
    await query('delete from inbox_members where account_id = $1 and inbox_id = $2 and user_id = any($3::bigint[])', [inbox.account_id, inbox.id, removed])
    signals.push({ type: 'access', account_id: inbox.account_id, user_ids: [...added, ...removed] })
    return listInboxMembers(query, inbox)
  })
}

async function memberIds(query: Query, { account_id, id }: Inbox): Promise<number[]> {
  const rows = await query<{ user_id: number }>('select user_id from inbox_members where account_id = $1 and inbox_id = $2', [account_id, id])
  return rows.map(({ user_id }) => user_id)
}

async function checkUsers(query: Query, accountId: number, userIds: number[]): Promise<void> {
  const rows = await query('select from account_users where account_id = $1 and user_id = any($2::bigint[])', [accountId, userIds])
  if (rows.length < userIds.length) throw new Invalid('User must exist', ['user'])
}
