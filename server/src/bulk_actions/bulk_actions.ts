import type { Member } from '../http/auth.ts'
import type { Db } from '../db/db.ts'
import type { Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { ring } from '../jobs/bell.ts'
import { visibleTo } from '../conversations/conditions.ts'
import type { Priority, Status } from '../conversations/snapshot.ts'

/** What is to be done with each conversation, in this order; what is undefined stays as it is (application API §4.14). */
export interface ConversationChanges {
  status?: Status
  snoozed_until?: Moment | null
  /** Null: nobody. */
  assignee_id?: number | null
  team_id?: number | null
  /** Null: none. */
  priority?: Priority | null
  unread?: boolean
  add_labels: string[]
  remove_labels: string[]
}

/** What is to be done with each contact: one of the three. */
export type ContactChange = { delete: true } | { add_labels: string[] } | { remove_labels: string[] }

/** A wish to change many records. The answer does not wait for it; what is committed is done, also after a crash: `done` of `ids` are dealt with. */
export type BulkAction = {
  id: number
  account: { id: number; name: string }
  ids: number[]
  done: number
  cause: Cause
} & ({ kind: 'Conversation'; change: ConversationChanges } | { kind: 'Contact'; change: ContactChange })

export const changingMany = 'change many at once'

/** Notes it down for those of the conversations, named by their numbers, that are in the member's inboxes. */
export async function wishForConversations(db: Db, cause: Cause, member: Member, displayIds: number[], change: ConversationChanges): Promise<void> {
  const values: unknown[] = [member.account.id]
  const value = (one: unknown) => `$${values.push(one)}`
  const seen = visibleTo(member, value)
  const rows = await db.query<{ id: number }>(
    `select c.id from conversations c where ${['c.account_id = $1', `c.display_id = any(${value(displayIds)}::bigint[])`, ...seen].join(' and ')} order by c.id`, values)
  await insert(db, cause, member.account.id, 'Conversation', rows.map(({ id }) => id), change)
}

/** The same for contacts, which are not limited by inbox. */
export async function wishForContacts(db: Db, cause: Cause, accountId: number, ids: number[], change: ContactChange): Promise<void> {
  const rows = await db.query<{ id: number }>('select id from contacts where account_id = $1 and id = any($2::bigint[]) order by id', [accountId, ids])
  await insert(db, cause, accountId, 'Contact', rows.map(({ id }) => id), change)
}

async function insert(db: Db, cause: Cause, accountId: number, kind: BulkAction['kind'], ids: number[], change: object): Promise<void> {
  if (ids.length === 0) return
  const { key: _, ...actor } = cause
  await db.query('insert into bulk_actions (account_id, kind, ids, change, cause) values ($1, $2, $3, $4, $5)', [accountId, kind, ids, JSON.stringify(change), JSON.stringify(actor)])
  ring(db, changingMany)
}
