import { moveConversations } from '../conversations/move.ts'
import type { Db } from '../db/db.ts'
import type { Cause } from '../events/cause.ts'
import { emit } from '../events/emit.ts'
import { NotFound } from '../http/errors.ts'
import { moveNotes } from '../notes/notes.ts'
import { changeContacts, updateContact, type Account, type Contact } from './contacts.ts'
import { mergedDeep, textOrNull, type ContactInput } from './rules.ts'

/**
 * Makes two contacts one (application API §5.3): conversations, messages, sessions and notes of the mergee move to the base, what the base
 * lacks is filled from the mergee, and the mergee is deleted. Sockets of moved sessions go on. Throws NotFound.
 */
export function mergeContacts(db: Db, cause: Cause, account: Account, baseId: number, mergeeId: number): Promise<{ contact: Contact; mergee: Contact }> {
  return changeContacts(db, cause, async (tx) => {
    const conversations = await moveConversations(tx.query, account.id, mergeeId, baseId)
    const sessions = await tx.query<{ id: number; inbox_id: number }>(
      'update contact_inboxes set contact_id = $3, updated_at = now() where account_id = $1 and contact_id = $2 returning id, inbox_id', [account.id, mergeeId, baseId])
    // What a session's sockets have missed is looked for under its contact.
    await tx.query('update event_offsets set contact_id = $2 where contact_id = $1', [mergeeId, baseId])
    await moveNotes(tx.query, account.id, mergeeId, baseId)
    const [gone] = await tx.query<{ mergee: Contact }>(
      'delete from contacts p where account_id = $1 and id = $2 returning row_to_json(p) as mergee', [account.id, mergeeId])
    if (!gone) throw new NotFound()
    const { mergee } = gone
    await tx.query('update contacts set last_activity_at = greatest(last_activity_at, $3) where account_id = $1 and id = $2', [account.id, baseId, mergee.last_activity_at])
    const contact = await updateContact(tx, account, baseId, (base) => filled(base, mergee))
    const inbox_ids = [...new Set(sessions.map(({ inbox_id }) => inbox_id))]
    emit(tx, 'contact.merged', { account, contact, inbox_ids, merged_contact_id: mergeeId })
    emit(tx, 'contact.deleted', { account, contact: mergee, inbox_ids, merged_into: baseId })
    for (const snapshot of await conversations.load()) emit(tx, 'conversation.contact_changed', snapshot)
    tx.signals.push({ type: 'moved', contact_inbox_ids: sessions.map(({ id }) => id), contact_id: baseId })
    return { contact, mergee }
  })
}

/** The base's values win. */
const filled = (base: Contact, mergee: Contact): ContactInput => ({
  name: textOrNull(base.name) ?? mergee.name,
  email: base.email ?? mergee.email,
  phone_number: base.phone_number ?? mergee.phone_number,
  identifier: base.identifier ?? mergee.identifier,
  picture: base.avatar_url || mergee.avatar_url,
  additional_attributes: mergedDeep(mergee.additional_attributes, base.additional_attributes),
  custom_attributes: mergedDeep(mergee.custom_attributes, base.custom_attributes),
})
