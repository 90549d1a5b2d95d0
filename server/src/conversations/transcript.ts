import { blobPath } from '../attachments/wire.ts'
import type { Config } from '../config.ts'
import type { Query } from '../db/db.ts'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { limit, type Limit } from '../http/throttle.ts'
import { activity, type MessageSnapshot } from '../messages/message.ts'
import { queueMail } from '../mail/mails.ts'
import { messageObject, type ConversationSnapshot } from './snapshot.ts'

/** The newest ones, where a conversation is longer than a mail should be. */
const mostMessages = 2000

type Limits = Pick<Config, 'rateLimitConversationTranscript'>
const limits = new WeakMap<Limits, Limit>()

/** Transcripts per hour and account, whoever asks for them: people, rules or macros. */
export function transcriptLimit(config: Limits): Limit {
  const own = limits.get(config) ?? limit(config.rateLimitConversationTranscript, 3600)
  limits.set(config, own)
  return own
}

/** Puts a mail with what was said in public into the queue (application API §6.5). The caller has asked `requireMail`. */
export async function mailTranscript(query: Query, of: ConversationSnapshot, to: string): Promise<void> {
  const { account, inbox, conversation } = of
  const rows = await query<{ message: MessageSnapshot }>(
    `select ${messageObject} as message from messages m
      where m.account_id = $1 and m.conversation_id = $2 and not m.private and m.message_type <> ${activity} order by m.id desc limit ${mostMessages}`,
    [account.id, conversation.id])
  const lines = rows.toReversed().map(({ message }) => said(message, of))
  const left = rows.length === mostMessages ? [`(The last ${mostMessages} messages.)`] : []
  await queueMail({ query }, {
    account_id: account.id, to: [to], subject: `[#${conversation.display_id}] Conversation transcript`,
    text: [`${inbox.name}, conversation #${conversation.display_id}`, ...left, ...lines].join('\n\n'),
  })
}

function said(message: MessageSnapshot, { contact, inbox }: ConversationSnapshot): string {
  const who = message.sender_type === 'Contact' ? contact.name : message.sender?.name ?? inbox.name
  const when = `${iso(message.created_at).slice(0, 16).replace('T', ' ')} UTC`
  return [`${who} (${when})`, message.content ?? '', ...message.attachments.map((file) => absoluteUrl(blobPath(file)))].filter((line) => line !== '').join('\n')
}
