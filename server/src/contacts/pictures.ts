import { createHash } from 'node:crypto'
import type { Query } from '../db/db.ts'
import type { Contact } from './contacts.ts'
import { isWebAddress, type ContactInput } from './rules.ts'

/** A contact is tried once a minute at most (client API §2.7), in seconds. */
export const pictureEvery = 60

/**
 * Asks for the picture at `avatar_url` to be fetched (contacts/fetch_pictures.ts); the old one stays until then. The last wish counts. An address
 * that was fetched before is not fetched again, and a picture that comes with the request itself is what its sender wants.
 */
export async function wishForPicture(query: Query, contact: Contact, { avatar_url, picture }: ContactInput): Promise<void> {
  if (picture !== undefined) await query('delete from picture_wishes where contact_id = $1', [contact.id])
  else if (avatar_url && isWebAddress(avatar_url) && contact.additional_attributes.avatar_url_hash !== addressHash(avatar_url)) {
    await query(
      `insert into picture_wishes (contact_id, account_id, url, due_at) values ($1, $2, $3, greatest(now(), $4::timestamptz + make_interval(secs => ${pictureEvery})))
           on conflict (contact_id) do update set url = excluded.url, attempts = 0`,
      [contact.id, contact.account_id, avatar_url, triedAt(contact)])
  }
}

/** What remains on the contact of a try, where clients see it (client API §2.7). */
export const triedMarks = (url: string) => ({ last_avatar_sync_at: new Date().toISOString(), avatar_url_hash: addressHash(url) })

const addressHash = (url: string) => createHash('sha256').update(url).digest('hex')

/** Attributes are anyone's to write: what is no moment, or lies ahead, says nothing. */
function triedAt({ additional_attributes }: Contact): string | null {
  const moment = Date.parse(String(additional_attributes.last_avatar_sync_at))
  return moment > 0 && moment < Date.now() ? new Date(moment).toISOString() : null
}
