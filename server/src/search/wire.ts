import Type, { type Static } from 'typebox'
import type { Presence } from '../cable/presence.ts'
import type { Contact } from '../contacts/contacts.ts'
import { unix } from '../db/time.ts'
import { Id, Json, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import { roles } from '../agents/wire.ts'
import { MessageJson, messageJson } from '../messages/wire.ts'
import type { FoundIn } from './search.ts'

/** A contact among what was found (application API §4.14). */
export const FoundContact = Type.Object({
  email: Nullable(Text), id: Id, name: Text, phone_number: Nullable(Text), identifier: Nullable(Text), additional_attributes: Json, last_activity_at: Type.Optional(UnixTime),
}, { $id: 'FoundContact' })
export const foundContact = (contact: Contact): Static<typeof FoundContact> => ({
  email: contact.email,
  id: contact.id,
  name: contact.name,
  phone_number: contact.phone_number,
  identifier: contact.identifier,
  additional_attributes: contact.additional_attributes,
  ...(contact.last_activity_at === null ? {} : { last_activity_at: unix(contact.last_activity_at) }),
})

const FoundAgent = Type.Object({ id: Id, available_name: Text, email: Text, name: Text, role: Nullable(OneOf(roles)) })

/** A conversation among what was found; its attributes only where it was looked for alone. */
export const FoundConversation = Type.Object({
  id: Id, account_id: Id, created_at: UnixTime, message: Type.Optional(MessageJson), contact: FoundContact,
  inbox: Type.Object({ id: Id, channel_id: Id, name: Text, channel_type: Text }), agent: Type.Optional(FoundAgent), additional_attributes: Type.Optional(Json),
}, { $id: 'FoundConversation' })
export const foundConversation = ({ of, message }: FoundIn, presence: Presence, rolesById: ReadonlyMap<number, Static<typeof FoundAgent>['role']>, withAttributes: boolean): Static<typeof FoundConversation> => ({
  id: of.conversation.display_id,
  account_id: of.account.id,
  created_at: unix(of.conversation.created_at),
  ...(message ? { message: messageJson(message, of, presence) } : {}),
  contact: foundContact(of.contact),
  inbox: { id: of.inbox.id, channel_id: of.inbox.id, name: of.inbox.name, channel_type: of.inbox.channel_type },
  ...(of.assignee ? {
    agent: { id: of.assignee.id, available_name: of.assignee.display_name || of.assignee.name, email: of.assignee.email, name: of.assignee.name, role: rolesById.get(of.assignee.id) ?? null },
  } : {}),
  ...(withAttributes ? { additional_attributes: of.conversation.additional_attributes } : {}),
})
