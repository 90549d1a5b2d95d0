import { findAgent } from '../agents/agents.ts'
import type { Query } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { NotFound, refused } from '../http/errors.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { findLabel } from '../labels/labels.ts'
import { findTeam } from '../teams/teams.ts'

export const scopeTypes = ['account', 'agent', 'inbox', 'label', 'team'] as const

/** What a report is about. */
export type Scope = { account_id: number } & (
  | { type: 'account' }
  | { type: 'agent' | 'inbox' | 'team'; id: number }
  | { type: 'label'; title: string }
)

/** Throws NotFound for what the account has not got, 422 without a type. */
export async function findScope(query: Query, member: Member, type: Scope['type'] | undefined, id: number | undefined): Promise<Scope> {
  const account_id = member.account.id
  if (type === undefined) throw refused('param is missing or the value is empty: type')
  if (type === 'account') return { account_id, type }
  if (id === undefined) throw new NotFound()
  if (type === 'label') return { account_id, type, title: (await findLabel(query, account_id, id)).title }
  if (type === 'agent') await findAgent(query, account_id, id)
  if (type === 'inbox') await findInbox({ query }, member, id)
  if (type === 'team') await findTeam(query, member, id)
  return { account_id, type, id }
}
