import Type from 'typebox'
import { contactCause } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import type { KeyClaim } from '../http/keys.ts'
import { Json, Text } from '../http/shapes.ts'
import { findSession, openSession, proveSession, updateOwnContact } from './sessions.ts'
import { PublicContact, PublicContactRow, publicContact, publicContactRow } from './wire.ts'

const tags = ['Client API: contacts']
const Door = Type.Object({ inbox_id: Text })
const One = Type.Object({ inbox_id: Text, contact_id: Text })
const Proof = { identifier: Type.Optional(Text), identifier_hash: Type.Optional(Text) }
const OwnValues = Type.Object({
  ...Proof, name: Type.Optional(Text), email: Type.Optional(Text), phone_number: Type.Optional(Text), avatar_url: Type.Optional(Text), custom_attributes: Type.Optional(Json),
})
const Creation = Type.Object({ ...OwnValues.properties, source_id: Type.Optional(Text) })

/** The session that an earlier try of this request has opened. */
const opened = (key: KeyClaim | undefined) => (key?.outcome?.source_id ? { source_id: key.outcome.source_id } : {})

/** A customer's client introduces itself (client API §2). `contact_id` in these addresses is the source id. */
export async function publicContactRoutes(app: App): Promise<void> {
  app.post('', { schema: { params: Door, body: Creation, response: { 200: PublicContact }, summary: 'Create or find a contact', tags } }, async (request) => {
    const { contact, contact_inbox } = await openSession(app.db, request.params.inbox_id, { ...request.body, ...opened(request.key) }, (own) => contactCause(request, own))
    return publicContact(contact, contact_inbox)
  })

  app.get('/:contact_id', { schema: { params: One, querystring: Type.Object(Proof), response: { 200: PublicContact }, summary: 'Show a contact', tags } }, async (request) => {
    const found = await findSession(app.db, request.params.inbox_id, request.params.contact_id)
    const { contact, contact_inbox } = await proveSession(app.db, contactCause(request, found.contact), found, request.query)
    return publicContact(contact, contact_inbox)
  })

  app.route({
    method: ['PATCH', 'PUT'],
    url: '/:contact_id',
    schema: { params: One, body: OwnValues, response: { 200: PublicContactRow }, summary: 'Update a contact', tags },
    handler: async (request) => {
      const found = await findSession(app.db, request.params.inbox_id, request.params.contact_id)
      const cause = contactCause(request, found.contact)
      const session = await proveSession(app.db, cause, found, request.body)
      return publicContactRow(await updateOwnContact(app.db, cause, session, request.body), session.contact_inbox)
    },
  })
}
