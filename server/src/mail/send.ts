import { createTransport, type Transporter } from 'nodemailer'
import { filePath } from '../attachments/storage.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/db.ts'
import { unseal } from '../db/secrets.ts'
import { isNews } from '../notifications/mails.ts'
import { canSendMail, type MailAttachment } from './mails.ts'

interface Mail {
  id: number
  uuid: string
  recipients: string[]
  subject: string
  text: string
  html: string | null
  /** Sealed. */
  link: string | null
  attachments: MailAttachment[]
  attempts: number
  notification_id: number | null
  unsubscribe_url: string | null
}

/** In seconds: how long after each failed try the next one comes. After the last the mail is given up. */
const pauses = [60, 300, 900, 3600, 14_400, 43_200]
const atOnce = 10
/** Longer than a try may take, so that nobody else takes up a mail that is under way. */
const claimedFor = 300
const silentFor = 30_000

/** Sends what is due in the queue; without a mail server it waits there. */
export function createMailer({ db, config }: { db: Db; config: Config }): { sendDue(stop: AbortSignal): Promise<void>; close(): void } {
  const transport = canSendMail(config) ? createTransport(options(config)) : null
  return {
    async sendDue(stop) {
      if (!transport) return
      for (let mails = [null as unknown]; mails.length > 0 && !stop.aborted;) {
        mails = await claim(db)
        await Promise.all((mails as Mail[]).map((mail) => trySending(db, config, transport, mail)))
      }
    },
    close: () => transport?.close(),
  }
}

function claim(db: Db): Promise<Mail[]> {
  return db.query<Mail>(
    `update mails set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${claimedFor})
      where id in (select id from mails where state = 'pending' and next_attempt_at <= now() order by next_attempt_at limit ${atOnce} for update skip locked)
     returning id, uuid, recipients, subject, text, html, link, attachments, attempts, notification_id, unsubscribe_url`, [])
}

async function trySending(db: Db, config: Config, transport: Transporter, mail: Mail): Promise<void> {
  try {
    if (mail.notification_id !== null && !(await isNews(db.query, mail.notification_id))) return await forget(db, mail)
    await transport.sendMail(message(config, mail))
    await db.query(`update mails set state = 'sent', settled_at = now(), last_error = null where id = $1`, [mail.id])
  } catch (error) {
    const pause = isFinal(error) ? undefined : pauses[mail.attempts - 1]
    const reason = (error as Error).message.slice(0, 1000)
    if (pause === undefined) await db.query(`update mails set state = 'failed', settled_at = now(), last_error = $2 where id = $1`, [mail.id, reason])
    else await db.query('update mails set next_attempt_at = now() + make_interval(secs => $2::int), last_error = $3 where id = $1', [mail.id, pause, reason])
  }
}

/** What was read while it waited is no news. */
async function forget(db: Db, { id }: Mail): Promise<void> {
  await db.query('delete from mails where id = $1', [id])
}

/** Whether the mail server wants neither these recipients nor this mail, and will not later. */
function isFinal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500
}

function message({ dataDir, mailerSenderEmail }: Config, { uuid, recipients, subject, text, html, link, attachments, unsubscribe_url }: Mail) {
  const domain = /@([\w.-]+)/.exec(mailerSenderEmail)?.[1] ?? 'localhost'
  return {
    // A list, so that no name can smuggle in a further address.
    to: recipients.map((address) => ({ name: '', address })),
    from: mailerSenderEmail, subject,
    text: link === null ? text : text.replace('[link]', () => unseal(link)),
    ...(html === null ? {} : { html }),
    messageId: `<${uuid}@${domain}>`,
    attachments: attachments.map(({ file_name, content_type, blob_key }) => ({ filename: file_name, contentType: content_type, path: filePath(dataDir, blob_key) })),
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(unsubscribe_url === null ? {} : { list: { unsubscribe: unsubscribe_url } }),
    disableUrlAccess: true,
  }
}

function options(config: Config) {
  const { smtpAddress, smtpPort, smtpDomain, smtpUsername, smtpPassword, smtpTls, smtpEnableStarttlsAuto, smtpOpensslVerifyMode } = config
  return {
    host: smtpAddress,
    port: smtpPort,
    ...(smtpDomain ? { name: smtpDomain } : {}),
    ...(smtpUsername ? { auth: { user: smtpUsername, pass: smtpPassword } } : {}),
    secure: smtpTls || smtpPort === 465,
    ignoreTLS: !smtpEnableStarttlsAuto,
    tls: { rejectUnauthorized: smtpOpensslVerifyMode !== 'none' },
    connectionTimeout: silentFor, greetingTimeout: silentFor, socketTimeout: silentFor,
  }
}
