import Type from 'typebox'
import { ContactAttachment, contactAttachment, listContactAttachments } from '../attachments/list.ts'
import { keepAvatar, removeAvatar } from '../attachments/avatar.ts'
import { removeFile } from '../attachments/storage.ts'
import { ConversationJson, conversationJson } from '../conversations/json.ts'
import { listContactConversations } from '../conversations/list.ts'
import { administratorsOnly, causeOf, member } from '../http/auth.ts'
import { HttpError } from '../http/errors.ts'
import type { App } from '../http/fastify.ts'
import { IdInput, readId } from '../http/ids.ts'
import { Upload } from '../http/params.ts'
import { Empty, Id, Json, Nullable, Text } from '../http/shapes.ts'
import { findInbox } from '../inboxes/inboxes.ts'
import { addContact, contactMisfits, mergedInto } from './add.ts'
import { changeContacts, deleteContact, findContact, updateContact } from './contacts.ts'
import { CreatedContact, OneContact, inboxDump } from './json.ts'
import { mergeContacts } from './merge.ts'
import { contactAttributeRoutes } from './routes.attributes.ts'
import { contactListRoutes } from './routes.lists.ts'
import { contactSessionRoutes } from './routes.sessions.ts'
import { IncludeLinks, One, shown, tags } from './shown.ts'
import { ContactJson, contactJson } from './wire.ts'

const Values = Type.Object({
  name: Type.Optional(Nullable(Text)), email: Type.Optional(Nullable(Text)), phone_number: Type.Optional(Nullable(Text)),
  identifier: Type.Optional(Nullable(Text)), blocked: Type.Optional(Type.Boolean()), avatar_url: Type.Optional(Nullable(Text)),
  avatar: Type.Optional(Type.Unknown()), additional_attributes: Type.Optional(Json), custom_attributes: Type.Optional(Json),
})
const Creation = Type.Object({ ...Values.properties, inbox_id: Type.Optional(IdInput), source_id: Type.Optional(Nullable(Text)), upsert: Type.Optional(Type.Boolean()) })
const Update = Type.Object({ ...Values.properties, ...IncludeLinks.properties })

/** Contacts for agents and integrations (application API §5). Every member sees all contacts of the account. */
export async function contactRoutes(app: App): Promise<void> {
  contactListRoutes(app)
  contactSessionRoutes(app)
  contactAttributeRoutes(app)
  showing(app)
  creating(app)
  updating(app)
  deleting(app)
  merging(app)
}

function showing(app: App): void {
  app.get('/contacts/:id', { schema: { tags, summary: 'Show', params: One, querystring: IncludeLinks, response: { 200: OneContact } } }, async (request) => {
    const { account } = member(request)
    return { payload: await shown(app, await findContact(app.db.query, account, request.params.id), request.query.include_contact_inboxes) }
  })

  const Conversations = Type.Object({ payload: Type.Array(ConversationJson) })
  app.get('/contacts/:id/conversations', { schema: { tags, summary: 'Its conversations', params: One, response: { 200: Conversations } } }, async (request) => {
    const { id } = await findContact(app.db.query, member(request).account, request.params.id)
    const views = await listContactConversations(app.db, member(request), id)
    return { payload: views.map((view) => conversationJson(view, app.presence)) }
  })

  const Files = Type.Object({ meta: Type.Object({ total_count: Id }), payload: Type.Array(ContactAttachment) })
  app.get('/contacts/:id/attachments', {
    schema: { tags, summary: 'Its files', params: One, querystring: Type.Object({ page: Type.Optional(Text) }), response: { 200: Files } },
  }, async (request) => {
    const { id } = await findContact(app.db.query, member(request).account, request.params.id)
    const { total_count, attachments } = await listContactAttachments(app.db.query, member(request), id, request.query.page)
    return { meta: { total_count }, payload: attachments.map((found) => contactAttachment(found, app.presence)) }
  })
}

function creating(app: App): void {
  app.post('/contacts', { config: { files: true }, schema: { tags, summary: 'Create', body: Creation, response: { 200: CreatedContact } } }, async (request) => {
    const { inbox_id, source_id, upsert = false, avatar, ...values } = request.body
    const { account } = member(request)
    const inboxId = readId(inbox_id)
    const inbox = inboxId === null ? null : await findInbox(app.db, member(request), inboxId)
    const picture = await keepAvatar(app.config.dataDir, avatar)
    const added = await addContact(app.db, causeOf(request), account, { values: { ...values, picture }, inbox, source_id, upsert })
    const { contact, before } = added
    if (before && contact.avatar_url !== before.avatar_url) await removeAvatar(app.config.dataDir, before.avatar_url)
    if (avatar instanceof Upload && contact.avatar_url !== picture) avatar.isKept = false
    return {
      payload: {
        contact: await shown(app, contact),
        contact_inbox: added.source_id !== null && inbox ? { inbox: inboxDump(inbox), source_id: added.source_id } : { inbox: null, source_id: null },
      },
    }
  })
}

function updating(app: App): void {
  app.route({
    method: ['PATCH', 'PUT'], url: '/contacts/:id', config: { files: true },
    schema: { tags, summary: 'Update', params: One, body: Update, response: { 200: OneContact } },
    handler: async (request) => {
      const { account } = member(request)
      const { include_contact_inboxes, avatar, ...values } = request.body
      const before = await findContact(app.db.query, account, request.params.id)
      const picture = await keepAvatar(app.config.dataDir, avatar)
      const misfits = await contactMisfits(app.db.query, account, values)
      const contact = await changeContacts(app.db, causeOf(request), (tx) =>
        updateContact(tx, account, before.id, (stored) => mergedInto(stored, { ...values, picture }, misfits)))
      if (contact.avatar_url !== before.avatar_url) await removeAvatar(app.config.dataDir, before.avatar_url)
      return { payload: await shown(app, contact, include_contact_inboxes) }
    },
  })
}

function deleting(app: App): void {
  app.delete('/contacts/:id', { onRequest: administratorsOnly, schema: { tags, summary: 'Delete', params: One, response: { 200: Empty } } }, async (request, reply) => {
    const { account } = member(request)
    const { id, name, avatar_url } = await findContact(app.db.query, account, request.params.id)
    if (app.presence.isContactOnline(account.id, id)) throw new HttpError(422, { message: `${name} is Online, please try again later` })
    const files = await changeContacts(app.db, causeOf(request), (tx) => deleteContact(tx, account, id))
    await Promise.all([...files.map((key) => removeFile(app.config.dataDir, key)), removeAvatar(app.config.dataDir, avatar_url)])
    return reply.send()
  })

  app.delete('/contacts/:id/avatar', { schema: { tags, summary: 'Delete its picture', params: One, response: { 200: OneContact } } }, async (request) => {
    const { account } = member(request)
    const before = await findContact(app.db.query, account, request.params.id)
    const contact = await changeContacts(app.db, causeOf(request), (tx) => updateContact(tx, account, before.id, () => ({ picture: '' })))
    await removeAvatar(app.config.dataDir, before.avatar_url)
    return { payload: await shown(app, contact, 'false') }
  })
}

function merging(app: App): void {
  const Merge = Type.Object({ base_contact_id: Type.Optional(IdInput), mergee_contact_id: Type.Optional(IdInput) })
  app.post('/actions/contact_merge', { schema: { tags, summary: 'Merge one into another', body: Merge, response: { 200: ContactJson } } }, async (request) => {
    const { account } = member(request)
    const { base_contact_id, mergee_contact_id } = request.body
    const base = await findContact(app.db.query, account, readId(base_contact_id) ?? 0)
    const { id } = await findContact(app.db.query, account, readId(mergee_contact_id) ?? 0)
    if (id === base.id) return contactJson(base, app.presence.isContactOnline(account.id, base.id))
    const { contact, mergee } = await mergeContacts(app.db, causeOf(request), account, base.id, id)
    if (contact.avatar_url !== mergee.avatar_url) await removeAvatar(app.config.dataDir, mergee.avatar_url)
    return contactJson(contact, app.presence.isContactOnline(account.id, contact.id))
  })
}
