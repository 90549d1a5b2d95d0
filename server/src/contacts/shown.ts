import Type from 'typebox'
import type { App } from '../http/fastify.ts'
import { Id, Text } from '../http/shapes.ts'
import { listLinks } from './contact_inboxes.ts'
import type { Contact } from './contacts.ts'
import { linkedContact } from './json.ts'

// What the routes of contacts share.
export const tags = ['Contacts']
export const One = Type.Object({ id: Id })
export const IncludeLinks = Type.Object({ include_contact_inboxes: Type.Optional(Text) })

/** Contacts of one account as the agents' API shows them. `include` as the caller wrote it: absent is yes, anything but `true` is no (application API §5.2). */
export async function allShown(app: App, contacts: Contact[], include = 'true') {
  const [first] = contacts
  const links = first && include === 'true' ? await listLinks(app.db.query, first.account_id, contacts.map(({ id }) => id)) : null
  return contacts.map((contact) =>
    linkedContact(contact, app.presence.isContactOnline(contact.account_id, contact.id), links && (links.get(contact.id) ?? [])))
}

export const shown = async (app: App, contact: Contact, include?: string) => (await allShown(app, [contact], include))[0]!
