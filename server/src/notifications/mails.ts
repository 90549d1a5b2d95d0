import type { Config } from '../config.ts'
import type { Db, Query } from '../db/db.ts'
import { conversationUrl, publicUrl } from '../http/public_url.ts'
import { canSendMail, queueMail, type NewMail } from '../mail/mails.ts'
import { viewNotifications, type Notification, type NotificationView } from './notifications.ts'
import { sees } from './recipients.ts'
import { saidIn, titleOf } from './wire.ts'

/** Whether notifications are mailed at all. */
export const mailsNotifications = canSendMail

/** In seconds: who reads it within this time needs no mail, and what follows within it is one mail. */
export const mailAfter = 60

const batch = 50
const longestText = 1000

/** Puts mails of what nobody has read in time into the queue. They are there together with the note that they are, so each is there once. */
export async function mailNotifications(db: Db, config: Pick<Config, 'smtpAddress' | 'brandName'>, stop?: AbortSignal): Promise<void> {
  if (!mailsNotifications(config)) return
  let taken = batch
  while (taken === batch && !stop?.aborted) {
    taken = await db.transaction(async (query) => {
      const due = await query<{ id: number }>(
        `update notifications set mail_due_at = null where id in (
           select id from notifications where mail_due_at <= now() order by mail_due_at limit ${batch} for update skip locked) returning id`, [])
      for (const view of await viewNotifications(query, await findNews(query, due.map(({ id }) => id)))) await queueMail({ query }, mailOf(view, config.brandName))
      return due.length
    })
  }
}

/** Whether the user still has it to read. */
export async function isNews(query: Query, id: number): Promise<boolean> {
  return (await query('select 1 from notifications where id = $1 and read_at is null and snoozed_until is null', [id])).length > 0
}

/** Those that are unread, in sight, and of a conversation that the user still sees. Who has left the account has none. */
function findNews(query: Query, ids: number[]): Promise<Notification[]> {
  return query<Notification>(
    `select n.* from notifications n join conversations c on c.id = n.primary_actor_id
       join account_users m on m.account_id = n.account_id and m.user_id = n.user_id join users u on u.id = n.user_id join accounts a on a.id = n.account_id
      where n.id = any($1::bigint[]) and n.read_at is null and n.snoozed_until is null and u.confirmed_at is not null and a.status = 'active'
        and ${sees('m', 'c.inbox_id', 'c.team_id')} order by n.id`, [ids])
}

function quote(view: NotificationView): string {
  const said = saidIn(view)
  return said ? `${said.name}: ${said.text.slice(0, longestText).toWellFormed()}${said.text.length > longestText ? ' …' : ''}` : ''
}

function mailOf(view: NotificationView, brand: string): NewMail {
  const { conversation: { account, conversation, inbox }, user } = view
  const settings = `${publicUrl()}/app/accounts/${account.id}/profile`
  return {
    account_id: account.id, to: [user.email], subject: `[${brand}] ${titleOf(view)}`, notification_id: view.id, unsubscribe_url: settings,
    text: [
      `${titleOf(view)}.`, `${inbox.name}, ${account.name}`, quote(view), `Read and answer: ${conversationUrl(account.id, conversation.display_id)}`,
      `Which of these mails you get: ${settings}`,
    ].filter((part) => part !== '').join('\n\n'),
  }
}
