import type { Config } from '../config.ts'
import type { Db, Query } from '../db/db.ts'
import { seal } from '../db/secrets.ts'
import { refused } from '../http/errors.ts'

/** A mail to be sent. `text` and `html` say the same. */
export interface NewMail {
  account_id: number
  to: string[]
  subject: string
  text: string
  html?: string
  /** A secret address: kept sealed, it takes the place of [link] in `text` when the mail goes out. */
  link?: string
  attachments?: MailAttachment[]
  /** It goes out only while this notification is news. */
  notification_id?: number
  /** Where its reader says that he wants none of these. */
  unsubscribe_url?: string
}

/** A file of the store (attachments/storage.ts). It is read when the mail goes out, and not removed. */
export interface MailAttachment {
  file_name: string
  content_type: string
  blob_key: string
}

/** Whether there is a server to send mails with. */
export const canSendMail = ({ smtpAddress }: Pick<Config, 'smtpAddress'>) => smtpAddress !== ''

/** Throws the 422 for what cannot be done without a mail server. */
export function requireMail(config: Pick<Config, 'smtpAddress'>): void {
  if (!canSendMail(config)) throw refused('No mail can be sent: the setting SMTP_ADDRESS names no mail server')
}

/**
 * Puts a mail in the queue, with the rows of the same transaction when it is given one: what is committed is sent, at least once
 * and with the same Message-ID (mail/send.ts). The caller has asked `requireMail` or `canSendMail` before.
 */
export async function queueMail({ query }: { query: Query }, mail: NewMail): Promise<void> {
  const { account_id, to, subject, text, html, link, attachments = [], notification_id, unsubscribe_url } = mail
  await query(
    `insert into mails (account_id, recipients, subject, text, html, link, attachments, notification_id, unsubscribe_url)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [account_id, to, subject, text, html ?? null, link === undefined ? null : seal(link), JSON.stringify(attachments), notification_id ?? null, unsubscribe_url ?? null])
}

/** Of a notification that has taken the place of another: mails that wait to tell of that one tell of it. */
export async function retellMails(query: Query, notificationId: number, newId: number): Promise<void> {
  await query(`update mails set notification_id = $2 where notification_id = $1 and state = 'pending'`, [notificationId, newId])
}

/** Forgets mails that were sent, or given up, so many days ago. */
export async function forgetOldMails(db: Db, days: number): Promise<void> {
  await db.query('delete from mails where settled_at < now() - make_interval(days => $1::int)', [days])
}
