import { maybeInboxPolicy } from '../assignment_policies/policies.ts'
import type { Attendance, Presence } from '../cable/presence.ts'
import { userObject } from '../conversations/snapshot.ts'
import type { Query } from '../db/db.ts'
import type { UserSnapshot } from '../users/users.ts'

/** How an inbox gives conversations away. */
export interface Way {
  account_id: number
  inbox_id: number
  /** Whether it does so by itself; a team may want it although the inbox does not. */
  isOn: boolean
  /** Open conversations of the inbox that one agent may have before he is passed over. */
  limit: number
  /** How many an agent may be given within so many seconds; null where nobody counts. */
  fair: { limit: number; window: number } | null
  longestWaitingFirst: boolean
}

/** Null when the inbox is gone. A policy that is switched off counts as none. */
export async function maybeWay(query: Query, inboxId: number): Promise<Way | null> {
  const [inbox] = await query<{ account_id: number; enable_auto_assignment: boolean; auto_assignment_config: Record<string, unknown> }>(
    'select account_id, enable_auto_assignment, auto_assignment_config from inboxes where id = $1', [inboxId])
  if (!inbox) return null
  const found = await maybeInboxPolicy(query, { account_id: inbox.account_id, id: inboxId })
  const policy = found?.enabled ? found : null
  const most = Number(inbox.auto_assignment_config.max_assignment_limit)
  return {
    account_id: inbox.account_id, inbox_id: inboxId, isOn: inbox.enable_auto_assignment, limit: most > 0 ? most : Infinity,
    fair: policy && { limit: policy.fair_distribution_limit, window: policy.fair_distribution_window },
    longestWaitingFirst: policy?.conversation_priority === 'longest_waiting',
  }
}

/** A member of the inbox who could be given a conversation. */
export interface Candidate extends Attendance {
  user: UserSnapshot
  /** Open conversations of the inbox that this member has, and how many were given within the window. */
  open: number
  recent: number
  /** Teams that want conversations given to their members. */
  teams: number[]
}

/** The members of the inbox in the order of their turns: who was given one longest ago comes first, and before that who never was. */
export async function listCandidates(query: Query, { account_id, inbox_id, limit, fair }: Way): Promise<Candidate[]> {
  return query<Candidate>(
    `select u.id as user_id, a.availability, a.auto_offline, ${userObject} as user,
            ${limit === Infinity ? '0' : `(select count(*)::int from conversations c
               where c.account_id = $1 and c.assignee_id = u.id and c.status = 'open' and c.inbox_id = $2)`} as open,
            (select count(*)::int from recent_assignments r
              where r.inbox_id = $2 and r.user_id = u.id and r.assigned_at > now() - $3 * interval '1 s') as recent,
            array(select x.team_id from team_members x join teams t on t.id = x.team_id where t.account_id = $1 and t.allow_auto_assign and x.user_id = u.id) as teams
       from inbox_members m
       join account_users a on a.account_id = m.account_id and a.user_id = m.user_id
       join users u on u.id = m.user_id
       left join assignment_turns t on t.inbox_id = m.inbox_id and t.user_id = m.user_id
      where m.account_id = $1 and m.inbox_id = $2 order by t.last_at nulls first, u.id`,
    [account_id, inbox_id, fair?.window ?? 0])
}

/** Whether one more may be given to this candidate: there and ready for it, below the limit of the inbox, and within a fair share. */
export const isFree = ({ account_id, limit, fair }: Way, presence: Presence, candidate: Candidate): boolean =>
  presence.userStatus(account_id, candidate) === 'online' && candidate.open < limit && (fair === null || candidate.recent < fair.limit)
