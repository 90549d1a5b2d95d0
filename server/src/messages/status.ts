import type { Db } from '../db/db.ts'
import { now } from '../db/time.ts'
import { changeConversation, type Change } from '../conversations/change.ts'
import { replaceMessage } from '../conversations/effects.ts'
import { loadConversation, messageObject, type LoadedConversation } from '../conversations/snapshot.ts'
import type { MessageSubject } from '../events/catalogue.ts'
import { systemCause, type Cause } from '../events/cause.ts'
import type { PendingEvent } from '../events/emit.ts'
import { findMessage } from './find.ts'
import { isPublic, messageStatuses, outgoing, template, type MessageSnapshot, type MessageStatus } from './message.ts'

/**
 * Records what became of a message outside (application API §7.6). An unknown status, or `delivered` after `read`, changes
 * nothing. `external_error` stays only with `failed`.
 */
export function setMessageStatus(db: Db, cause: Cause, conversation: LoadedConversation, id: number, status: string | undefined, error?: string) {
  return changeConversation(db, cause, conversation, async (change) => {
    const before = await findMessage(db.query, conversation.conversation, id)
    const message = withStatus(before, status, error)
    if (message) replaceMessage(change, before, message)
    return { message: message ?? before, snapshot: change.snapshot }
  })
}

/** The callback of an answer was given up: the customer has not got it, and the agent must know. Never for incoming messages. */
export async function failUndelivered(db: Db, event: Pick<PendingEvent, 'name' | 'subject'>, error: string): Promise<void> {
  const { message, conversation } = event.subject as MessageSubject
  if (event.name !== 'message.created' || !isPublic(message) || ![outgoing, template].includes(message.message_type)) return
  const loaded = await loadConversation(db.query, conversation.id)
  // Read or delivered by other means in the meantime: then it has arrived.
  if (loaded) await changeConversation(db, systemCause, loaded, async (change) => {
    const before = await findMessage(db.query, conversation, message.id)
    if (before.status === 'sent') replaceMessage(change, before, withStatus(before, 'failed', error)!)
  })
}

/** The contact has seen the conversation: answers not yet read become `read` (client API §3.7). Notes and activity lines stay as they are. */
export async function markAnswersRead(db: Db, change: Change): Promise<void> {
  const { id, account_id } = change.snapshot.conversation
  const rows = await db.query<{ message: MessageSnapshot }>(
    `select ${messageObject} as message from messages m where m.account_id = $1 and m.conversation_id = $2
        and m.message_type in (1, 3) and not m.private and m.status in ('sent', 'delivered') order by m.id limit 1000`, [account_id, id])
  for (const { message } of rows) replaceMessage(change, message, withStatus(message, 'read')!)
}

function withStatus(message: MessageSnapshot, status: string | undefined, error?: string): MessageSnapshot | null {
  if (!isStatus(status) || (message.status === 'read' && status === 'delivered')) return null
  const { external_error: _, ...attributes } = message.content_attributes
  const content_attributes = status === 'failed' && error ? { ...attributes, external_error: error } : attributes
  if (status === message.status && JSON.stringify(content_attributes) === JSON.stringify(message.content_attributes)) return null
  return { ...message, status, content_attributes, updated_at: now() }
}

const isStatus = (status: string | undefined): status is MessageStatus => messageStatuses.includes(status as MessageStatus)
