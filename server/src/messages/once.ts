import { createHash } from 'node:crypto'
import { isDuplicate, type Db, type Query } from '../db/db.ts'
import { loadConversation, messageObject, type ConversationSnapshot, type InboxSnapshot } from '../conversations/snapshot.ts'
import type { Cause } from '../events/cause.ts'
import type { Upload } from '../http/params.ts'
import type { Message, MessageSnapshot } from './message.ts'

/** A message that is there already, with its conversation. */
export interface Known {
  message: MessageSnapshot
  snapshot: ConversationSnapshot
}

interface Wanted {
  source_id?: string | null
  files?: Upload[]
}

/**
 * Runs `create` unless its message is there already: it was made by an earlier try of this very request (http/keys.ts), or the
 * inbox has each `source_id` only once and knows this one. Then nothing happens, and that message is answered.
 */
export async function onlyOnce<T>(db: Db, cause: Cause, inbox: InboxSnapshot, wanted: Wanted, create: () => Promise<T>): Promise<T | Known> {
  const known = await maybeKnown(db.query, cause, inbox, wanted)
  if (known) return known
  try {
    return await create()
  } catch (error) {
    // Of two at once, the second could not be written.
    const faster = isDuplicate(error, 'message_source_ids_pkey') ? await maybeKnown(db.query, cause, inbox, wanted) : null
    if (faster) return faster
    throw error
  }
}

/** What the write statement adds to `message_source_ids`, where a second one with the same id breaks it. */
export const sourceIdRows = (inbox: InboxSnapshot, added: Message[]) =>
  added.filter(({ source_id }) => inbox.unique_source_id && !isBlank(source_id)).map(({ id, account_id, inbox_id, source_id }) =>
    ({ account_id, inbox_id, source_digest: createHash('sha256').update(source_id!).digest('hex'), message_id: id }))

async function maybeKnown(query: Query, cause: Cause, inbox: InboxSnapshot, { source_id, files = [] }: Wanted): Promise<Known | null> {
  const made = cause.key?.outcome?.message_id
  const isUnique = inbox.unique_source_id && !isBlank(source_id)
  const [row] = made !== undefined ? await query<Found>(byId, [inbox.account_id, made]) : isUnique ? await query<Found>(bySource, [inbox.account_id, inbox.id, source_id]) : []
  const snapshot = row ? await loadConversation(query, row.message.conversation_id) : null
  if (!row || !snapshot) return null
  for (const file of files) file.isKept = false
  return { message: row.message, snapshot }
}

interface Found {
  message: MessageSnapshot
}

const byId = `select ${messageObject} as message from messages m where m.account_id = $1 and m.id = $2`
const bySource = `select ${messageObject} as message from messages m
  where m.account_id = $1 and m.inbox_id = $2 and md5(m.source_id) = md5($3) and m.source_id = $3 order by m.id limit 1`

const isBlank = (sourceId: string | null | undefined) => !sourceId || sourceId.trim() === ''
