import { isDuplicate, type Db } from '../db/db.ts'
import { now } from '../db/time.ts'
import { changeConversation, type Change } from '../conversations/change.ts'
import { replayMessage } from '../deliveries/replays.ts'
import type { Report } from '../deliveries/report.ts'
import { replaceMessage } from '../conversations/effects.ts'
import { loadConversation, messageObject, type LoadedConversation } from '../conversations/snapshot.ts'
import type { MessageSubject } from '../events/catalogue.ts'
import { systemCause, type Cause } from '../events/cause.ts'
import type { PendingEvent } from '../events/emit.ts'
import { NotFound, refused } from '../http/errors.ts'
import { findMessage } from './find.ts'
import { messageStatuses, outgoing, template, type MessageSnapshot, type MessageStatus } from './message.ts'

/**
 * Records what became of a message outside (application API §7.6). An unknown status, or `delivered` after `read`, changes
 * nothing. `external_error` stays only with `failed`; with another status its key remains, with null.
 */
export function setMessageStatus(db: Db, cause: Cause, conversation: LoadedConversation, id: number, status: string | undefined, error?: string) {
  return changeMessage(db, cause, conversation, id, (before) => withStatus(before, status, error, true))
}

function changeMessage(db: Db, cause: Cause, conversation: LoadedConversation, id: number, change: (before: MessageSnapshot) => MessageSnapshot | null) {
  return changeConversation(db, cause, conversation, async (draft) => {
    const before = await findMessage(db.query, conversation.conversation, id)
    const message = change(before)
    if (message) replaceMessage(draft, before, message)
    return { message: message ?? before, snapshot: draft.snapshot }
  })
}

/** The callback of an answer was given up: the customer has not got it, and the agent must know. The ledger asks this only of public messages to the contact. */
export async function failUndelivered(db: Db, event: Pick<PendingEvent, 'subject'>, error: string): Promise<void> {
  const { message, conversation } = event.subject as MessageSubject
  const loaded = await loadConversation(db.query, conversation.id)
  // Read or delivered by other means in the meantime: then it has arrived.
  if (loaded) await changeConversation(db, systemCause, loaded, async (change) => {
    const before = await findMessage(db.query, conversation, message.id)
    if (before.status === 'sent') replaceMessage(change, before, withStatus(before, 'failed', error)!)
  })
}

/**
 * What the receiver of an answer's callback says of it (two-phase sending): the message takes the status and its id outside at once. Whatever it has
 * come to be by other means stands: `sent` and `delivered` undo a failure, and nothing undoes `read`. An outside id that another message of an inbox
 * with `unique_source_id` has is left out.
 */
export async function takeReport(db: Db, event: Pick<PendingEvent, 'name' | 'subject'>, report: Pick<Report, 'status' | 'source_id' | 'error'>): Promise<void> {
  const { message, conversation } = event.subject as MessageSubject
  const loaded = await loadConversation(db.query, conversation.id)
  if (!loaded) return
  const cause = { ...systemCause, token_id: await ownToken(db, conversation.inbox_id) }
  try {
    await changeConversation(db, cause, loaded, async (change) => {
      const before = await findMessage(db.query, conversation, message.id)
      const after = { ...(asReported(before, report) ?? before), source_id: report.source_id ?? before.source_id }
      if (after.source_id !== before.source_id) change.identified.push(after)
      else if (after.status === before.status) return
      replaceMessage(change, before, { ...after, updated_at: now() })
    })
  } catch (error) {
    if (isDuplicate(error, 'message_source_ids_pkey')) return takeReport(db, event, { ...report, source_id: null })
    if (!(error instanceof NotFound)) throw error
  }
}

/** So that a receiver which leaves out its own echoes (`skip_own`) does not hear of what it has said itself. */
async function ownToken(db: Db, inboxId: number): Promise<number | null> {
  const [inbox] = await db.query<{ token_id: number | null }>('select token_id from inboxes where id = $1 and skip_own', [inboxId])
  return inbox?.token_id ?? null
}

function asReported(before: MessageSnapshot, { status, error }: Pick<Report, 'status' | 'error'>): MessageSnapshot | null {
  if (before.status === 'read' || (before.status === 'delivered' && status !== 'delivered')) return null
  if (before.status === 'failed' && status === 'failed') return null
  return withStatus(before, status, error ?? undefined)
}

/**
 * Sends an answer that has failed once more: it is `sent` again, and its callback goes out under the same delivery id (application API §7.6). Throws
 * 422 when it has not failed.
 */
export async function retryMessage(db: Db, cause: Cause, conversation: LoadedConversation, id: number) {
  const message = await findMessage(db.query, conversation.conversation, id)
  if (message.message_type !== outgoing && message.message_type !== template) throw refused('Only messages to the contact can be sent again')
  if (message.status !== 'failed') throw refused('Only failed messages can be sent again')
  // First the callback: should this end in between, the message is still failed, and turns `sent` when the callback gets through.
  await replayMessage(db, message)
  return changeMessage(db, cause, conversation, id, (before) => withStatus(before, 'sent'))
}

const readAtOnce = 1000

/**
 * The contact has seen the conversation: answers not yet read become `read` (client API §3.7). Notes and activity lines stay as they are. True when there
 * may be more than one change can hold.
 */
export async function markAnswersRead(db: Db, change: Change): Promise<boolean> {
  const { id, account_id } = change.snapshot.conversation
  const rows = await db.query<{ message: MessageSnapshot }>(
    `select ${messageObject} as message from messages m where m.account_id = $1 and m.conversation_id = $2
        and m.message_type in (1, 3) and not m.private and m.status in ('sent', 'delivered') order by m.id limit ${readAtOnce}`, [account_id, id])
  for (const { message } of rows) replaceMessage(change, message, withStatus(message, 'read')!)
  return rows.length === readAtOnce
}

function withStatus(message: MessageSnapshot, status: string | undefined, error?: string, keepsKey = false): MessageSnapshot | null {
  if (!isStatus(status) || (message.status === 'read' && status === 'delivered')) return null
  const { external_error: before, ...others } = message.content_attributes
  const external_error = status === 'failed' && error ? error : keepsKey && before !== undefined ? null : undefined
  const content_attributes = external_error === undefined ? others : { ...message.content_attributes, external_error }
  if (status === message.status && JSON.stringify(content_attributes) === JSON.stringify(message.content_attributes)) return null
  return { ...message, status, content_attributes, updated_at: now() }
}

const isStatus = (status: string | undefined): status is MessageStatus => messageStatuses.includes(status as MessageStatus)
