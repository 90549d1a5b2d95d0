import type { Db } from '../db/db.ts'
import type { Member } from '../http/auth.ts'
import { offset } from '../http/pages.ts'
import { conditionsOf, visibleTo, type ListFilter } from './conditions.ts'
import { pageIds } from './page.ts'
import { sortOf } from './sorts.ts'
import { viewConversations, type ConversationView } from './view.ts'

export const perPage = 25

/** One page of the conversations that a member sees, 25 a page; all that changed, where `updated_within` asks for them (application API §6.3). */
export async function listConversations(db: Db, member: Member, filter: ListFilter): Promise<ConversationView[]> {
  const { all, labels, splits, assignee, inboxes, values } = conditionsOf(member, filter)
  if (splits.length === 0) return []
  const page = filter.updated_within ? null : { skip: offset(filter.page, perPage), take: perPage }
  const ids = await pageIds(db.query, sortOf(filter.sort_by), { where: [...all, ...assignee].join(' and '), labels, splits, values, inboxes }, page)
  return viewConversations(db, ids, member.user.id)
}

/** A contact's conversations in the inboxes that the member sees: at most 20, last activity first (application API §5.3). */
export async function listContactConversations(db: Db, member: Member, contactId: number): Promise<ConversationView[]> {
  const values: unknown[] = [member.account.id, contactId]
  const seen = visibleTo(member, (one) => `$${values.push(one)}`)
  const rows = await db.query<{ id: number }>(
    `select c.id from conversations c where ${['c.account_id = $1', 'c.contact_id = $2', ...seen].join(' and ')} order by c.last_activity_at desc, c.id desc limit 20`, values)
  return viewConversations(db, rows.map(({ id }) => id), member.user.id)
}
