import Type, { type Static } from 'typebox'
import { unseal } from '../db/secrets.ts'
import { iso, unix } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, OneOf, Text, UnixTime } from '../http/shapes.ts'
import type { Contact, ContactInbox } from './contacts.ts'

const identity = { email: Nullable(Text), id: Id, identifier: Nullable(Text), name: Text, phone_number: Nullable(Text), thumbnail: Text, blocked: Type.Boolean() }

/** A contact as sender and in cable events (client API §8.1). */
export const ContactPush = Type.Object({ additional_attributes: Json, custom_attributes: Json, ...identity, type: Type.Literal('contact') }, { $id: 'ContactPush' })
export const contactPush = (contact: Contact): Static<typeof ContactPush> => ({
  additional_attributes: contact.additional_attributes,
  custom_attributes: contact.custom_attributes,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phone_number,
  thumbnail: absoluteUrl(contact.avatar_url),
  blocked: contact.blocked,
  type: 'contact',
})

const AccountName = Type.Object({ id: Id, name: Text })

/** A contact in callbacks: with `account` and `avatar`, without `type` (webhooks §6.1). */
export const ContactWebhook = Type.Object({
  account: AccountName, additional_attributes: Json, avatar: Text, custom_attributes: Json, ...identity,
}, { $id: 'ContactWebhook' })
export const contactWebhook = (contact: Contact, account: { id: number; name: string }): Static<typeof ContactWebhook> => ({
  account,
  additional_attributes: contact.additional_attributes,
  avatar: absoluteUrl(contact.avatar_url),
  custom_attributes: contact.custom_attributes,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phone_number,
  thumbnail: absoluteUrl(contact.avatar_url),
  blocked: contact.blocked,
})

/** The whole row, inside conversations of the client API (client API §2.8). */
export const ContactRow = Type.Object({
  id: Id, name: Text, email: Nullable(Text), phone_number: Nullable(Text), account_id: Id, created_at: IsoTime, updated_at: IsoTime,
  additional_attributes: Json, identifier: Nullable(Text), custom_attributes: Json, last_activity_at: Nullable(IsoTime),
  contact_type: OneOf(['visitor', 'lead', 'customer']), middle_name: Text, last_name: Text, location: Nullable(Text),
  country_code: Nullable(Text), blocked: Type.Boolean(), company_id: Nullable(Id), label_list: Type.Array(Text),
}, { $id: 'ContactRow' })
export const contactRow = (contact: Contact): Static<typeof ContactRow> => ({
  id: contact.id,
  name: contact.name,
  email: ownValue(contact, 'email'),
  phone_number: ownValue(contact, 'phone_number'),
  account_id: contact.account_id,
  created_at: iso(contact.created_at),
  updated_at: iso(contact.updated_at),
  additional_attributes: contact.additional_attributes,
  identifier: contact.identifier,
  custom_attributes: contact.custom_attributes,
  last_activity_at: iso(contact.last_activity_at),
  contact_type: contact.contact_type,
  middle_name: contact.middle_name,
  last_name: contact.last_name,
  location: contact.location,
  country_code: contact.country_code,
  blocked: contact.blocked,
  company_id: contact.company_id,
  label_list: contact.label_list,
})

/** The six keys that a client gets of itself (client API §2.2). */
export const PublicContact = Type.Object({
  source_id: Text, pubsub_token: Text, id: Id, name: Text, email: Nullable(Text), phone_number: Nullable(Text),
}, { $id: 'PublicContact' })
export const publicContact = (contact: Contact, session: ContactInbox): Static<typeof PublicContact> => ({
  source_id: session.source_id,
  pubsub_token: unseal(session.pubsub_token),
  id: contact.id,
  name: contact.name,
  email: ownValue(contact, 'email'),
  phone_number: ownValue(contact, 'phone_number'),
})

/** What a client gets after a change of itself: newer clients read the six keys, older ones the row (client API §2.5). */
export const PublicContactRow = Type.Object({ ...PublicContact.properties, ...ContactRow.properties }, { $id: 'PublicContactRow' })
export const publicContactRow = (contact: Contact, session: ContactInbox): Static<typeof PublicContactRow> => ({ ...publicContact(contact, session), ...contactRow(contact) })

/** A client that claims a value which another contact has is shown it as its own: it is told nothing of the other one (contacts/identity.ts). */
function ownValue(contact: Contact, column: 'email' | 'phone_number'): string | null {
  const claim = contact.additional_attributes[`unverified_${column}`]
  return contact[column] ?? (typeof claim === 'string' ? claim : null)
}

/** The link row inside conversation payloads (client API §8.3). `pubsub_token` is null for readers whose session it is not. */
export const ContactInboxRow = Type.Object({
  id: Id, contact_id: Id, inbox_id: Id, source_id: Text, created_at: IsoTime, updated_at: IsoTime, hmac_verified: Type.Boolean(), pubsub_token: Nullable(Text),
}, { $id: 'ContactInboxRow' })
export const contactInboxRow = (session: ContactInbox, withToken: boolean): Static<typeof ContactInboxRow> => ({
  id: session.id,
  contact_id: session.contact_id,
  inbox_id: session.inbox_id,
  source_id: session.source_id,
  created_at: iso(session.created_at),
  updated_at: iso(session.updated_at),
  hmac_verified: session.hmac_verified,
  pubsub_token: withToken ? unseal(session.pubsub_token) : null,
})

/** A contact of the agents' API (application API §5.1). */
export const ContactJson = Type.Object({
  additional_attributes: Json, availability_status: OneOf(['online', 'offline']), email: Nullable(Text), id: Id, name: Text,
  phone_number: Nullable(Text), blocked: Type.Boolean(), identifier: Nullable(Text), thumbnail: Text, custom_attributes: Json,
  last_activity_at: Type.Optional(UnixTime), created_at: UnixTime,
}, { $id: 'Contact' })
export const contactJson = (contact: Contact, online: boolean): Static<typeof ContactJson> => ({
  additional_attributes: contact.additional_attributes,
  availability_status: online ? 'online' : 'offline',
  email: contact.email,
  id: contact.id,
  name: contact.name,
  phone_number: contact.phone_number,
  blocked: contact.blocked,
  identifier: contact.identifier,
  thumbnail: absoluteUrl(contact.avatar_url),
  custom_attributes: contact.custom_attributes,
  ...(contact.last_activity_at === null ? {} : { last_activity_at: unix(contact.last_activity_at) }),
  created_at: unix(contact.created_at),
})
