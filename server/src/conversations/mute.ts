import { changeContacts, updateContact } from '../contacts/contacts.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { setStatus } from './conversations.ts'
import { edit } from './edit.ts'
import type { LoadedConversation } from './snapshot.ts'

/**
 * Blocks the contact and resolves the conversation, or lets the contact in again (application API §6.5). The contact comes first: from then on
 * nothing that it says reopens the conversation. Should this end in between, doing it again brings it to its end.
 */
export async function setMuted(db: Db, cause: Cause, loaded: LoadedConversation, muted: boolean): Promise<void> {
  const contact = await changeContacts(db, cause, (tx) => updateContact(tx, loaded.account, loaded.contact.id, () => ({ blocked: muted })))
  const now = { ...loaded, contact }
  if (muted) await setStatus(db, cause, now, 'resolved')
  await edit(db, cause, now, () => `${cause.name ?? 'The system'} has ${muted ? 'muted' : 'unmuted'} the conversation`)
}
