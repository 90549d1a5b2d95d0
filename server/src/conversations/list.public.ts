import type { Db } from '../db/db.ts'
import type { ContactInbox } from '../contacts/contacts.ts'
import type { Conversation } from './snapshot.ts'

/** The conversations of a contact's session; of all the contact's sessions when this one is verified (client API §2.6). */
export async function listOwnConversations(db: Db, { contact_inbox }: { contact_inbox: ContactInbox }): Promise<Conversation[]> {
  const { account_id, contact_id, id, hmac_verified } = contact_inbox
  return db.query<Conversation>(
    'select * from conversations where account_id = $1 and contact_id = $2 and ($3 or contact_inbox_id = $4) order by id', [account_id, contact_id, hmac_verified, id])
}
