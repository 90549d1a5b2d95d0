import type { Config } from '../config.ts'
import type { Tx } from '../events/emit.ts'
import { publicUrl, withoutPassword } from '../http/public_url.ts'
import { canSendMail, queueMail } from '../mail/mails.ts'
import type { EndpointStanding } from './endpoints.ts'

/** What a notice needs to know of the installation. */
export type Sender = Pick<Config, 'smtpAddress' | 'brandName'>

/** Tells the account's administrators by mail, where mail can be sent, what is about to become of an endpoint, or has. */
export async function mailNotice(tx: Tx, sender: Sender, accountId: number, endpoint: EndpointStanding): Promise<void> {
  if (!canSendMail(sender)) return
  const administrators = await tx.query<{ email: string }>(
    `select u.email from account_users m join users u on u.id = m.user_id where m.account_id = $1 and m.role = 'administrator' order by u.id`, [accountId])
  const { subject, lines } = endpoint.disabled_at ? switchedOff(endpoint) : warning(endpoint)
  const text = [...lines, '', `What was sent and what was answered: ${publicUrl()}/app/accounts/${accountId}/settings/integrations/deliveries`].join('\n')
  // One mail each: administrators need not know of each other's addresses.
  for (const { email } of administrators) await queueMail(tx, { account_id: accountId, to: [email], subject: `[${sender.brandName}] ${subject}`, text })
}

const warning = ({ name, url, failing_since }: EndpointStanding) => ({
  subject: `Callbacks to ${name} are failing`,
  lines: [
    `${withoutPassword(url)} has accepted nothing since ${String(failing_since)}.`,
    'If it stays so for another day, it is switched off. What is owed to it is kept, and goes out once it answers again.',
  ],
})

const switchedOff = ({ name, url, disabled_reason }: EndpointStanding) => ({
  subject: `Callbacks to ${name} are switched off`,
  lines: [`${withoutPassword(url)}: ${disabled_reason}.`, 'Nothing goes out to it until an administrator resumes it; what is owed waits, as long as deliveries are kept.'],
})
