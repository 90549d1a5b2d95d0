import { loadConversations, messageObject, userObject, type ConversationSnapshot } from '../conversations/snapshot.ts'
import { offset } from '../http/pages.ts'
import type { Db, Query } from '../db/db.ts'
import { now, type Moment } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { emit, transact } from '../events/emit.ts'
import type { Member } from '../http/auth.ts'
import { NotFound } from '../http/errors.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import type { UserSnapshot } from '../users/users.ts'
import { sees } from './recipients.ts'
import type { notificationTypes } from './wire.ts'

export type NotificationType = (typeof notificationTypes)[number]

/** What a user is told about a conversation. There is at most one per conversation: the newest. */
export interface Notification {
  id: number
  account_id: number
  user_id: number
  notification_type: NotificationType
  primary_actor_type: 'Conversation'
  /** Row id. */
  primary_actor_id: number
  /** The message that it is about, or the user who assigned. */
  secondary_actor_type: 'Message' | 'User' | null
  secondary_actor_id: number | null
  read_at: Moment | null
  snoozed_until: Moment | null
  last_activity_at: Moment
  meta: Record<string, unknown>
  created_at: Moment
  updated_at: Moment
}

/** With everything that its payloads show. */
export interface NotificationView extends Notification {
  user: UserSnapshot
  conversation: ConversationSnapshot
  message: MessageSnapshot | null
  actor: UserSnapshot | null
}

export interface NotificationFilter {
  includes: string[]
  sort_order?: string | undefined
  page?: number | undefined
}

export interface NotificationCounts {
  unread_count: number
  count: number
}

const perPage = 15

/** A page of the member's notifications, by their last activity; read and snoozed ones only on request (application API §4.11). */
export async function listNotifications(query: Query, { account, user }: Member, { includes, sort_order, page }: NotificationFilter): Promise<NotificationView[]> {
  const order = sort_order === 'asc' ? 'n.last_activity_at, n.id' : 'n.last_activity_at desc, n.id desc'
  const rows = await query<Notification>(
    `select n.* from notifications n where ${shown(includes)} order by ${order} limit ${perPage} offset $3`, [account.id, user.id, offset(page, perPage)])
  return viewNotifications(query, rows)
}

/** Of those that the list shows. */
export async function countNotifications(query: Query, accountId: number, userId: number, includes: string[] = []): Promise<NotificationCounts> {
  const [counts] = await query<NotificationCounts>(
    `select count(*) filter (where n.read_at is null) as unread_count, count(*) as count from notifications n where ${shown(includes)}`, [accountId, userId])
  return counts!
}

/** Who has left an inbox or a team is shown nothing of its conversations any more. */
const isOpen = `exists (
  select from account_users m where m.account_id = n.account_id and m.user_id = n.user_id and (m.role = 'administrator' or exists (
    select from conversations c where c.id = n.primary_actor_id and ${sees('m', 'c.inbox_id', 'c.team_id')})))`

const shown = (includes: string[]) => ['n.account_id = $1', 'n.user_id = $2', isOpen, ...(includes.includes('read') ? [] : ['n.read_at is null']),
  ...(includes.includes('snoozed') ? [] : ['n.snoozed_until is null'])].join(' and ')

/** Read, or unread again. Throws NotFound. */
export function markNotification(db: Db, cause: Cause, member: Member, id: number, isRead: boolean): Promise<Notification> {
  return changeOne(db, cause, member, id, 'read_at = $4', [isRead ? now() : null])
}

/** Out of sight until then. Throws NotFound. */
export function snoozeNotification(db: Db, cause: Cause, member: Member, id: number, until: Moment | null): Promise<Notification> {
  return changeOne(db, cause, member, id, `snoozed_until = $4, meta = meta || '{"last_snoozed_at": null}'`, [until])
}

/** Throws NotFound. */
export async function deleteNotification(db: Db, cause: Cause, { account, user }: Member, id: number): Promise<void> {
  await transact(db, cause, async (tx) => {
    const gone = await tx.query('delete from notifications where account_id = $1 and user_id = $2 and id = $3 returning id', [account.id, user.id, id])
    if (gone.length === 0) throw new NotFound()
    emit(tx, 'notification.deleted', { account: { id: account.id }, user_id: user.id, notification: { id }, ...await countNotifications(tx.query, account.id, user.id) })
  })
}

/** Of one conversation, by its row id, or all. Nobody is told one by one, as in the incumbent. */
export async function markAllRead(query: Query, { account, user }: Member, conversationId: number | null): Promise<void> {
  await query(
    `update notifications set read_at = now(), updated_at = now()
      where account_id = $1 and user_id = $2 and read_at is null and ($3::bigint is null or primary_actor_id = $3)`, [account.id, user.id, conversationId])
}

export async function deleteAll(query: Query, { account, user }: Member, readOnly: boolean): Promise<void> {
  await query('delete from notifications where account_id = $1 and user_id = $2 and (read_at is not null or not $3::boolean)', [account.id, user.id, readOnly])
}

/** The user has read the conversation, and so what was told of it, and what has happened but is told only later (application API §6.5, update_last_seen). */
export async function markConversationRead(db: Db, cause: Cause, { account, user }: { account: { id: number }; user: { id: number } }, conversation: { id: number }): Promise<void> {
  const unread = await db.query(
    `with reading as (
       insert into recent_reads (account_id, user_id, conversation_id) values ($1, $2, $3)
           on conflict (conversation_id, user_id) do update set read_at = now())
     select 1 from notifications where account_id = $1 and user_id = $2 and primary_actor_id = $3 and read_at is null`, [account.id, user.id, conversation.id])
  if (unread.length > 0) await changeThose(db, cause, 'account_id = $1 and user_id = $2 and primary_actor_id = $3 and read_at is null', 'read_at = now()', [account.id, user.id, conversation.id])
}

/** Changes rows and tells each of their users. */
export function changeThose(db: Db, cause: Cause, where: string, set: string, values: unknown[]): Promise<Notification[]> {
  return transact(db, cause, async (tx) => {
    const rows = await tx.query<Notification>(`update notifications set ${set}, updated_at = now() where ${where} returning *`, values)
    for (const notification of await viewNotifications(tx.query, rows)) {
      const { account_id, user_id } = notification
      emit(tx, 'notification.updated', { account: { id: account_id }, user_id, notification, ...await countNotifications(tx.query, account_id, user_id) })
    }
    return rows
  })
}

async function changeOne(db: Db, cause: Cause, { account, user }: Member, id: number, set: string, values: unknown[]): Promise<Notification> {
  const [changed] = await changeThose(db, cause, 'account_id = $1 and user_id = $2 and id = $3', set, [account.id, user.id, id, ...values])
  if (!changed) throw new NotFound()
  return changed
}

/** What the rows are about, as it is now, in their order. */
export async function viewNotifications(query: Query, rows: Notification[]): Promise<NotificationView[]> {
  if (rows.length === 0) return []
  const idsOf = (type: string) => rows.filter(({ secondary_actor_type }) => secondary_actor_type === type).map(({ secondary_actor_id }) => secondary_actor_id!)
  const users = await query<{ user: UserSnapshot }>(
    `select ${userObject} as user from users u where u.id = any($1::bigint[])`, [[...rows.map(({ user_id }) => user_id), ...idsOf('User')]])
  const messages = await query<{ message: MessageSnapshot }>(
    `select ${messageObject} as message from messages m where m.account_id = any($1::bigint[]) and m.id = any($2::bigint[])`, [rows.map(({ account_id }) => account_id), idsOf('Message')])
  const conversations = new Map((await loadConversations(query, rows.map(({ primary_actor_id }) => primary_actor_id))).map((each) => [each.conversation.id, each]))
  const byUser = new Map(users.map(({ user }) => [user.id, user]))
  const byMessage = new Map(messages.map(({ message }) => [message.id, message]))
  return rows.flatMap((row) => {
    const [user, conversation] = [byUser.get(row.user_id), conversations.get(row.primary_actor_id)]
    if (!user || !conversation) return []
    const other = row.secondary_actor_id ?? 0
    return [{
      ...row, user, conversation, message: (row.secondary_actor_type === 'Message' && byMessage.get(other)) || null,
      actor: (row.secondary_actor_type === 'User' && byUser.get(other)) || null,
    }]
  })
}
