import { type Agent, listAgents } from '../agents/agents.ts'
import type { Db, Query } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { transact } from '../events/emit.ts'
import { NotFound, unauthorized } from '../http/errors.ts'

/** A team of the account, already found. */
interface Team {
  id: number
  account_id: number
}

export async function listTeamMembers(query: Query, team: Team): Promise<Agent[]> {
  return listAgents(query, team.account_id, await memberIds(query, team))
}

export type TeamMembership = 'add' | 'remove' | 'set'

/**
 * Adds, removes or sets the members; answers those who were added, or all of the set. Throws 401 for users who are not of the account, before
 * anything is changed (application API §4.2).
 */
export async function changeTeamMembers(db: Db, cause: Cause, team: Team, membership: TeamMembership, userIds: number[]): Promise<Agent[]> {
  return transact(db, cause, async ({ query }) => {
    // Two requests at once take turns, so that `set` leaves exactly one of the two lists.
    const [locked] = await query('select id from teams where account_id = $1 and id = $2 for update', [team.account_id, team.id])
    if (!locked) throw new NotFound()
    await checkUsers(query, team.account_id, userIds)
    const present = await memberIds(query, team)
    const added = membership === 'remove' ? [] : userIds.filter((id) => !present.includes(id))
    const removed = membership === 'add' ? [] : present.filter((id) => userIds.includes(id) === (membership === 'remove'))
    await query('insert into team_members (account_id, team_id, user_id) select $1, $2, unnest($3::bigint[])', [team.account_id, team.id, added])
    await query('delete from team_members where account_id = $1 and team_id = $2 and user_id = any($3::bigint[])', [team.account_id, team.id, removed])
    return membership === 'set' ? listTeamMembers(query, team) : listAgents(query, team.account_id, added)
  })
}

async function memberIds(query: Query, { account_id, id }: Team): Promise<number[]> {
  const rows = await query<{ user_id: number }>('select user_id from team_members where account_id = $1 and team_id = $2', [account_id, id])
  return rows.map(({ user_id }) => user_id)
}

async function checkUsers(query: Query, accountId: number, userIds: number[]): Promise<void> {
  const rows = await query('select from account_users where account_id = $1 and user_id = any($2::bigint[])', [accountId, userIds])
  if (rows.length < userIds.length) throw unauthorized('Invalid User IDs')
}
