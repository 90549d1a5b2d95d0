import type { Config } from '../config.ts'
import { userObject, type ConversationSnapshot } from '../conversations/snapshot.ts'
import { type Db, isOrphan, type Query } from '../db/db.ts'
import type { Consumer } from '../events/consumers.ts'
import { emit, transact, type ToldEvent, type Tx } from '../events/emit.ts'
import type { MessageSnapshot } from '../messages/message.ts'
import type { UserSnapshot } from '../users/users.ts'
import { retellMails } from '../mail/mails.ts'
import { mailAfter, mailsNotifications } from './mails.ts'
import { addMentions } from './mentions.ts'
import type { Notification } from './notifications.ts'
import { recipientsOf, type Recipient } from './recipients.ts'

/** Messages that nobody may have to be told of are not even read. */
const mayConcern = `
  e.name <> 'message.created' or ((e.subject #>> '{message,message_type}') in ('0', '1') and (
    (e.subject #>> '{conversation,assignee_id}') is not null or (e.subject #>> '{message,private}')::boolean
    or exists (select from conversation_participants p where p.conversation_id = e.conversation_id)))`

/** Tells users what happens in their conversations. Rows and cursor are written together, so nothing is told twice. */
export const notifications = ({ db, config }: { db: Db; config: Pick<Config, 'smtpAddress'> }): Consumer => ({
  name: 'notifications',
  names: ['conversation.created', 'conversation.bot_handoff', 'assignee.changed', 'message.created'],
  where: mayConcern,
  async handle(event, advance) {
    const recipients = await recipientsOf(db.query, event)
    if (recipients.length === 0) return
    const actor = await maybeActor(db.query, event)
    try {
      await transact(db, event.cause, async (tx) => {
        if (!(await advance(tx.query))) return
        const mentioned = recipients.filter(({ type }) => type === 'conversation_mention').map(({ user }) => user.id)
        if (mentioned.length > 0) await addMentions(tx, event.subject as ConversationSnapshot, mentioned)
        for (const recipient of recipients) await notify(tx, event, { ...recipient, isMailed: recipient.isMailed && mailsNotifications(config) }, actor)
      })
    } catch (error) {
      // The conversation has been deleted meanwhile. For somebody who has left, it is looked again who is there.
      if (!isOrphan(error) || await isThere(db.query, event)) throw error
    }
  },
})

/** The newest takes the place of what the user was told of this conversation before. Everything is told as it was when it happened. */
async function notify(tx: Tx, event: ToldEvent, { user, type, isMailed }: Recipient, actor: UserSnapshot | null): Promise<void> {
  const { message = null, echo_id: _, ...conversation } = event.subject as ConversationSnapshot & { message?: MessageSnapshot; echo_id?: unknown }
  const { account, conversation: { id, last_activity_at } } = conversation
  const [put] = await tx.query<Notification & { before_id: number | null; was_unread: boolean; others: number }>(
    putInPlace, [account.id, user.id, type, id, message ? 'Message' : actor && 'User', (message ?? actor)?.id ?? null, last_activity_at, isMailed, event.occurred_at])
  const { before_id, was_unread, others, ...notification } = put!
  const told = { account: { id: account.id }, user_id: user.id }
  if (before_id !== null) emit(tx, 'notification.deleted', { ...told, notification: { id: before_id }, unread_count: others, count: others })
  if (before_id !== null && was_unread) await retellMails(tx.query, before_id, notification.id)
  const view = { ...notification, user, conversation, message, actor: message ? null : actor }
  const count = others + (notification.read_at === null ? 1 : 0)
  emit(tx, 'notification.created', { ...told, notification: view, unread_count: count, count })
}

/**
 * A new row for clients, with an id of its own, in the place of the one before. `others`: those of other conversations that the list shows. Whoever has read
 * the conversation since the event happened has read this, too.
 */
const putInPlace = `
  with before as (select id, read_at is null as was_unread from notifications where primary_actor_id = $4 and user_id = $2),
  reading as (select max(read_at) as read_at from recent_reads where conversation_id = $4 and user_id = $2 and read_at >= $9::timestamptz),
  put as (
    insert into notifications (account_id, user_id, notification_type, primary_actor_id, secondary_actor_type, secondary_actor_id, last_activity_at, read_at, mail_due_at)
    select $1, $2, $3, $4, $5, $6, $7, read_at, case when $8 and read_at is null then now() + make_interval(secs => ${mailAfter}) end from reading
        on conflict (primary_actor_id, user_id) do update set id = excluded.id, notification_type = excluded.notification_type,
           secondary_actor_type = excluded.secondary_actor_type, secondary_actor_id = excluded.secondary_actor_id, last_activity_at = excluded.last_activity_at,
           mail_due_at = case when excluded.read_at is null then least(notifications.mail_due_at, excluded.mail_due_at) end, read_at = excluded.read_at, snoozed_until = null, meta = '{}', created_at = now(), updated_at = now()
    returning *)
  select put.*, (select id from before) as before_id, coalesce((select was_unread from before), false) as was_unread, (
    select count(*) from notifications n
     where n.account_id = $1 and n.user_id = $2 and n.read_at is null and n.snoozed_until is null and n.primary_actor_id <> $4) as others from put`

async function isThere(query: Query, { subject }: ToldEvent): Promise<boolean> {
  return (await query('select 1 from conversations where id = $1', [(subject as ConversationSnapshot).conversation.id])).length > 0
}

/** The user who did it. */
async function maybeActor(query: Query, { cause }: ToldEvent): Promise<UserSnapshot | null> {
  if (cause.type !== 'user' && cause.type !== 'api') return null
  const [row] = await query<{ user: UserSnapshot }>(`select ${userObject} as user from users u where u.id = $1`, [cause.id])
  return row?.user ?? null
}
