import type { ConversationSnapshot } from '../conversations/snapshot.ts'
import { type Db, isOrphan } from '../db/db.ts'
import type { MessageSubject } from '../events/catalogue.ts'
import type { Consumer } from '../events/consumers.ts'
import { emit, transact, type ToldEvent, type Tx } from '../events/emit.ts'
import { addMentions } from './mentions.ts'
import { countNotifications, tell, viewNotifications, type Notification, type NotificationType } from './notifications.ts'
import { recipientsOf } from './recipients.ts'

/** Messages that nobody may have to be told of are not even read. */
const mayConcern = `
  e.name <> 'message.created' or ((e.subject #>> '{message,message_type}') in ('0', '1') and (
    (e.subject #>> '{conversation,assignee_id}') is not null or (e.subject #>> '{message,private}')::boolean
    or exists (select from conversation_participants p where p.conversation_id = e.conversation_id)))`

/** Tells users what happens in their conversations. Rows and cursor are written together, so nothing is told twice. */
export const notifications = ({ db }: { db: Db }): Consumer => ({
  name: 'notifications',
  names: ['conversation.created', 'assignee.changed', 'message.created'],
  where: mayConcern,
  async handle(event, advance) {
    const recipients = await recipientsOf(db.query, event)
    if (recipients.size === 0) return
    try {
      await transact(db, event.cause, async (tx) => {
        if (!(await advance(tx.query))) return
        const mentioned = [...recipients].filter(([, type]) => type === 'conversation_mention').map(([id]) => id)
        if (mentioned.length > 0) await addMentions(tx, event.subject as ConversationSnapshot, mentioned)
        for (const [userId, type] of recipients) await notify(tx, event, userId, type)
      })
    } catch (error) {
      // The conversation or a user has been deleted meanwhile.
      if (!isOrphan(error)) throw error
    }
  },
})

/** The newest takes the place of what the user was told of this conversation before. */
async function notify(tx: Tx, event: ToldEvent, userId: number, type: NotificationType): Promise<void> {
  const { account, conversation, message } = event.subject as MessageSubject
  const [before] = await tx.query<{ id: number }>('delete from notifications where primary_actor_id = $1 and user_id = $2 returning id', [conversation.id, userId])
  if (before) {
    const counts = await countNotifications(tx.query, account.id, userId)
    emit(tx, 'notification.deleted', { account: { id: account.id }, user_id: userId, notification: { id: before.id }, ...counts })
  }
  const rows = await tx.query<Notification>(
    `insert into notifications (account_id, user_id, notification_type, primary_actor_id, secondary_actor_type, secondary_actor_id, last_activity_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning *`,
    [account.id, userId, type, conversation.id, ...secondary(event, message), conversation.last_activity_at])
  for (const notification of await viewNotifications(tx.query, rows)) await tell(tx, 'notification.created', notification)
}

/** The message that it is about, else the user who did it. */
function secondary({ cause }: ToldEvent, message: MessageSubject['message'] | undefined): [string | null, number | null] {
  if (message) return ['Message', message.id]
  return cause.type === 'user' || cause.type === 'api' ? ['User', cause.id] : [null, null]
}
