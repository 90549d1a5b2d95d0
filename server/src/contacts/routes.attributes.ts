import Type from 'typebox'
import { causeOf, member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { labelNames } from '../labels/names.ts'
import { changeContacts, findContact, updateContact } from './contacts.ts'
import { OneContact } from './json.ts'
import { One, shown, tags } from './shown.ts'

/** Labels and single attributes of a contact (application API §5.3). */
export function contactAttributeRoutes(app: App): void {
  const Labels = Type.Object({ payload: Type.Array(Text) })
  app.get('/contacts/:id/labels', { schema: { tags, summary: 'Its labels', params: One, response: { 200: Labels } } }, async (request) => {
    const contact = await findContact(app.db.query, member(request).account, request.params.id)
    return { payload: contact.label_list }
  })

  const NewLabels = Type.Object({ labels: Type.Optional(Type.Array(Text)) })
  app.post('/contacts/:id/labels', { schema: { tags, summary: 'Replace its labels', params: One, body: NewLabels, response: { 200: Labels } } }, async (request) => {
    const label_list = labelNames(request.body.labels ?? [])
    const { account } = member(request)
    const contact = await changeContacts(app.db, causeOf(request), (tx) => updateContact(tx, account, request.params.id, () => ({ label_list })))
    return { payload: contact.label_list }
  })

  const Keys = Type.Object({ custom_attributes: Type.Optional(Type.Array(Text)) })
  app.post('/contacts/:id/destroy_custom_attributes', {
    schema: { tags, summary: 'Remove custom attributes', params: One, body: Keys, response: { 200: OneContact } },
  }, async (request) => {
    const { account } = member(request)
    const keys = new Set(request.body.custom_attributes)
    const contact = await changeContacts(app.db, causeOf(request), (tx) => updateContact(tx, account, request.params.id, ({ custom_attributes }) => ({
      custom_attributes: Object.fromEntries(Object.entries(custom_attributes).filter(([key]) => !keys.has(key))),
    })))
    return { payload: await shown(app, contact) }
  })
}
