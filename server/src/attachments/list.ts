import Type, { type Static } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import type { Query } from '../db/db.ts'
import { unix } from '../db/time.ts'
import type { Contact } from '../contacts/contacts.ts'
import { visibleTo } from '../conversations/conditions.ts'
import { messageObject } from '../conversations/snapshot.ts'
import type { Member } from '../http/auth.ts'
import { offset } from '../http/pages.ts'
import { Id, Nullable, Text, UnixTime } from '../http/shapes.ts'
import type { Attachment, MessageSnapshot } from '../messages/message.ts'
import { Sender, senderPush, withPresence } from '../messages/wire.ts'
import { attachmentJson } from './wire.ts'

const perPage = 100

/** A file in the list of a conversation's files (application API §6.5). */
export const ListedAttachment = Type.Object({
  id: Id, message_id: Id, thumb_url: Text, data_url: Text, file_size: Type.Integer(), file_type: Text, extension: Nullable(Text), width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()), created_at: UnixTime, sender: Type.Optional(Sender),
}, { $id: 'ListedAttachment' })

/** The same in the list of a contact's files, which are of several conversations (application API §5.3). */
export const ContactAttachment = Type.Object({ ...ListedAttachment.properties, conversation_id: Id }, { $id: 'ContactAttachment' })

export interface FoundAttachment {
  attachment: Attachment
  message: MessageSnapshot
  contact: Contact
  /** Number of the conversation within the account. */
  display_id: number
}

export const listedAttachment = ({ attachment, message, contact }: FoundAttachment, presence: Presence): Static<typeof ListedAttachment> => {
  const { id, message_id, thumb_url, data_url, file_size, file_type, extension, width, height } = attachmentJson(attachment)
  return { id, message_id, thumb_url, data_url, file_size, file_type, extension, width, height, created_at: unix(message.created_at), ...senderPush(withPresence(message, presence), { contact }) }
}

export const contactAttachment = (found: FoundAttachment, presence: Presence): Static<typeof ContactAttachment> => ({ ...listedAttachment(found, presence), conversation_id: found.display_id })

/** The files of a conversation, the newest first, 100 a page, and how many there are. `page` as the caller wrote it. */
export const listConversationAttachments = (query: Query, conversation: { account_id: number; id: number }, page: unknown) =>
  listAttachments(query, 'c.account_id = $1 and c.id = $2', [conversation.account_id, conversation.id], page)

/** The same of all conversations with a contact that the member sees. */
export function listContactAttachments(query: Query, member: Member, contactId: number, page: unknown) {
  const values: unknown[] = [member.account.id, contactId]
  const visible = visibleTo(member, (value) => `$${values.push(value)}`)
  return listAttachments(query, ['c.account_id = $1', 'c.contact_id = $2', ...visible].join(' and '), values, page)
}

/** The same for a condition on `conversations c`, of which $1 is the account. */
export async function listAttachments(query: Query, condition: string, values: unknown[], page: unknown): Promise<{ total_count: number; attachments: FoundAttachment[] }> {
  const from = `conversations c join messages m on m.account_id = c.account_id and m.conversation_id = c.id join attachments f on f.account_id = m.account_id and f.message_id = m.id
     where ${condition}`
  const [[total], attachments] = await Promise.all([
    query<{ count: number }>(`select count(*) from ${from}`, values),
    query<FoundAttachment & object>(
      `select row_to_json(f) as attachment, ${messageObject} as message, row_to_json(p) as contact, c.display_id
         from (select f.id as file_id, m.id as message_id, c.id as conversation_id from ${from} order by f.id desc limit ${perPage} offset $${values.length + 1}::bigint) page
         join attachments f on f.id = page.file_id join messages m on m.id = page.message_id
         join conversations c on c.id = page.conversation_id join contacts p on p.id = c.contact_id order by f.id desc`, [...values, offset(page, perPage)]),
  ])
  return { total_count: total!.count, attachments }
}
