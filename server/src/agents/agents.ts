import type { Availability } from '../cable/presence.ts'
import type { Query } from '../db/db.ts'
import type { Role } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { UserSnapshot } from '../users/users.ts'

/** A user as member of one account. Somebody who has left it has no role, and is offline for good. */
export interface Agent extends UserSnapshot {
  account_id: number
  provider: string
  confirmed: boolean
  custom_attributes: Record<string, unknown>
  role: Role | null
  availability: Availability
  auto_offline: boolean
}

/**
 * Members of the account, by name. With `userIds` (from our own rows, never from a request) exactly these users, even when they have left the
 * account: `role` is null then.
 */
export function listAgents(query: Query, accountId: number, userIds: number[] | null = null): Promise<Agent[]> {
  return query<Agent>(
    `select ${agentColumns} from users u left join account_users m on m.user_id = u.id and m.account_id = $1
      where ${userIds === null ? 'm.user_id is not null' : 'u.id = any($2::bigint[])'} order by lower(u.name), u.id`,
    userIds === null ? [accountId] : [accountId, userIds])
}

/** Who may be given conversations of all these inboxes: members of each, and every administrator (application API §3.1). */
export function listAssignableAgents(query: Query, accountId: number, inboxIds: number[]): Promise<Agent[]> {
  return query<Agent>(
    `select ${agentColumns} from account_users m join users u on u.id = m.user_id
      where m.account_id = $1
        and (m.role = 'administrator' or (select array_agg(i.inbox_id) from inbox_members i where i.account_id = $1 and i.user_id = m.user_id) @> $2::bigint[])
      order by lower(u.name), u.id`,
    [accountId, inboxIds])
}

/** A member of the account. Throws NotFound for anybody else. */
export async function findAgent(query: Query, accountId: number, userId: number): Promise<Agent> {
  const agent = await maybeAgent(query, accountId, userId)
  if (!agent) throw new NotFound()
  return agent
}

export async function maybeAgent(query: Query, accountId: number, userId: number): Promise<Agent | null> {
  const [agent] = await query<Agent>(
    `select ${agentColumns} from account_users m join users u on u.id = m.user_id where m.account_id = $1 and m.user_id = $2`, [accountId, userId])
  return agent ?? null
}

/** Of `u` and `m`; `$1` is the account. */
const agentColumns = `
  u.id, $1::bigint as account_id, u.name, u.display_name, u.email, u.avatar_url, u.provider, u.confirmed_at is not null and not coalesce(m.awaits_proof, false) as confirmed, u.custom_attributes,
  m.role, coalesce(m.availability, 'offline') as availability, coalesce(m.auto_offline, false) as auto_offline`
