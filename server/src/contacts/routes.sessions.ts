import { randomUUID } from 'node:crypto'
import Type from 'typebox'
import { causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Empty, Id, Nullable, Text } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { createContactInbox, listContactableInboxes, maybeContactIdBySource } from './contact_inboxes.ts'
import { changeContacts, findContact } from './contacts.ts'
import { ContactLink, ContactableInbox, LinkedContact, contactLink, contactableInbox } from './json.ts'
import { One, shown, tags } from './shown.ts'

/** Where a contact can be reached, and who is reached there (application API §5.3). */
export function contactSessionRoutes(app: App): void {
  const Contactable = Type.Object({ payload: Type.Array(ContactableInbox) })
  app.get('/contacts/:id/contactable_inboxes', { schema: { tags, summary: 'Inboxes to reach it through', params: One, response: { 200: Contactable } } }, async (request) => {
    const { id } = await findContact(app.db.query, member(request).account, request.params.id)
    return { payload: (await listContactableInboxes(app.db.query, member(request), id)).map(contactableInbox) }
  })

  const NewSession = Type.Object({ inbox_id: Type.Optional(Nullable(Id)), source_id: Type.Optional(Nullable(Text)), hmac_verified: Type.Optional(Type.Boolean()) })
  app.post('/contacts/:id/contact_inboxes', { schema: { tags, summary: 'Add a session', params: One, body: NewSession, response: { 200: ContactLink } } }, async (request) => {
    const { inbox_id, source_id, hmac_verified } = request.body
    const { account } = member(request)
    const contact = await findContact(app.db.query, account, request.params.id)
    const inbox = await findInbox(app.db, member(request), inbox_id ?? 0)
    const link = { account, inbox, contact, source_id: source_id ?? randomUUID(), hmac_verified }
    const session = await changeContacts(app.db, causeOf(request), (tx) => createContactInbox(tx, link))
    return contactLink({ source_id: session.source_id, inbox })
  })

  const Search = Type.Object({ inbox_id: Type.Optional(Nullable(Id)), source_id: Type.Optional(Nullable(Text)) })
  app.post('/contact_inboxes/filter', {
    schema: { tags, summary: 'Contact of a source id', body: Search, response: { 200: LinkedContact, 404: Empty } },
  }, async (request, reply) => {
    const { account } = member(request)
    const { inbox_id, source_id } = request.body
    const inbox = await findInbox(app.db, member(request), inbox_id ?? 0)
    const id = await maybeContactIdBySource(app.db.query, account, inbox, source_id ?? '')
    if (id === null) return reply.code(404).send()
    return shown(app, await findContact(app.db.query, account, id))
  })
}
