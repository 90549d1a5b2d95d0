import { findLocale, inLanguage } from '../accounts/languages.ts'
import { removeFile } from '../attachments/storage.ts'
import { changeConversation } from '../conversations/change.ts'
import { replaceMessage } from '../conversations/effects.ts'
import type { LoadedConversation } from '../conversations/snapshot.ts'
import type { Db } from '../db/db.ts'
import { now } from '../db/time.ts'
import type { Cause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { refused } from '../http/errors.ts'
import { findMessage } from './find.ts'
import { activity, type MessageSnapshot } from './message.ts'
import { forgetText } from './texts.ts'

const wasDeleted = {
  en: 'This message was deleted', de: 'Diese Nachricht wurde gelöscht', es: 'Este mensaje fue eliminado', fr: 'Ce message a été supprimé', pt: 'Esta mensagem foi apagada',
}

/**
 * Takes a message back: what it said gives way to one sentence in the account's language, its files are deleted (application API §7.6). Throws
 * NotFound, and a 422 for an activity line.
 */
export async function deleteMessage(db: Db, dataDir: string, cause: Cause, of: LoadedConversation, id: number) {
  const locale = await findLocale(db.query, of.account.id)
  const { message, snapshot, files } = await changeConversation(db, cause, of, async (change) => {
    const before = await findMessage(db.query, of.conversation, id)
    if (before.message_type === activity) throw refused('Activity messages cannot be deleted')
    change.removedAttachments.push(...before.attachments.map((file) => file.id))
    const after: MessageSnapshot = {
      ...before, content: inLanguage(locale, wasDeleted), content_type: 'text', content_attributes: { deleted: true }, attachments: [], updated_at: now(),
    }
    replaceMessage(change, before, after)
    change.also.push(forgetText(id))
    // Deleted again, it is written again, but has been told.
    if (before.content_attributes.deleted !== true) emit(change, 'message.deleted', { ...change.snapshot, message: after })
    return { message: after, snapshot: change.snapshot, files: before.attachments }
  })
  await Promise.all(files.map(({ blob_key }) => removeFile(dataDir, blob_key)))
  return { message, snapshot }
}
