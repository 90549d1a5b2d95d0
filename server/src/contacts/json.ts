import Type, { type Static } from 'typebox'
import { iso } from '../db/time.ts'
import { absoluteUrl } from '../http/public_url.ts'
import { Id, IsoTime, Json, Nullable, Text } from '../http/shapes.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import type { Link, SlimInbox } from './contact_inboxes.ts'
import type { Contact } from './contacts.ts'
import { ContactJson, contactJson } from './wire.ts'

/** An inbox beside a contact (application API §5.1). An API inbox and its channel are one row here, so their ids are one. */
export const InboxSlim = Type.Object({ id: Id, avatar_url: Text, channel_id: Id, name: Text, channel_type: Text, provider: Type.Null() }, { $id: 'InboxSlim' })
export const inboxSlim = ({ id, avatar_url, name, channel_type }: SlimInbox): Static<typeof InboxSlim> =>
  ({ id, avatar_url: absoluteUrl(avatar_url), channel_id: id, name, channel_type, provider: null })

export const ContactLink = Type.Object({ source_id: Text, inbox: InboxSlim }, { $id: 'ContactLink' })
export const contactLink = ({ source_id, inbox }: Link): Static<typeof ContactLink> => ({ source_id, inbox: inboxSlim(inbox) })

/** The same pair as `contactable_inboxes` orders it. */
export const ContactableInbox = Type.Object({ inbox: InboxSlim, source_id: Text }, { $id: 'ContactableInbox' })
export const contactableInbox = ({ source_id, inbox }: Link): Static<typeof ContactableInbox> => ({ inbox: inboxSlim(inbox), source_id })

/** A contact of the agents' API with its sessions, unless the caller wants none (application API §5.1). */
export const LinkedContact = Type.Object({ ...ContactJson.properties, contact_inboxes: Type.Optional(Type.Array(ContactLink)) }, { $id: 'LinkedContact' })
export const linkedContact = (contact: Contact, online: boolean, links: Link[] | null): Static<typeof LinkedContact> =>
  ({ ...contactJson(contact, online), ...(links === null ? {} : { contact_inboxes: links.map(contactLink) }) })

/** The inbox as the answer to a creation dumps it (application API §5.3). */
export const InboxDump = Type.Object({
  id: Id, channel_id: Id, account_id: Id, name: Text, created_at: IsoTime, updated_at: IsoTime, channel_type: Text, enable_auto_assignment: Type.Boolean(),
  greeting_enabled: Type.Boolean(), greeting_message: Nullable(Text), email_address: Type.Null(), working_hours_enabled: Type.Boolean(),
  out_of_office_message: Nullable(Text), timezone: Text, enable_email_collect: Type.Boolean(), csat_survey_enabled: Type.Boolean(),
  allow_messages_after_resolved: Type.Boolean(), auto_assignment_config: Json, lock_to_single_conversation: Type.Boolean(), portal_id: Type.Null(),
  sender_name_type: Text, business_name: Nullable(Text), csat_config: Json,
}, { $id: 'InboxDump' })
export const inboxDump = (inbox: Inbox): Static<typeof InboxDump> => ({
  id: inbox.id,
  channel_id: inbox.id,
  account_id: inbox.account_id,
  name: inbox.name,
  created_at: iso(inbox.created_at),
  updated_at: iso(inbox.updated_at),
  channel_type: inbox.channel_type,
  enable_auto_assignment: inbox.enable_auto_assignment,
  greeting_enabled: inbox.greeting_enabled,
  greeting_message: inbox.greeting_message,
  email_address: null,
  working_hours_enabled: inbox.working_hours_enabled,
  out_of_office_message: inbox.out_of_office_message,
  timezone: inbox.timezone,
  enable_email_collect: inbox.enable_email_collect,
  csat_survey_enabled: inbox.csat_survey_enabled,
  allow_messages_after_resolved: inbox.allow_messages_after_resolved,
  auto_assignment_config: inbox.auto_assignment_config,
  lock_to_single_conversation: inbox.lock_to_single_conversation,
  portal_id: null,
  sender_name_type: inbox.sender_name_type,
  business_name: inbox.business_name,
  csat_config: inbox.csat_config,
})

/** `current_page` echoes what the caller wrote: a text from the query, the integer 1 when nothing was said (application API §5.2). */
const CurrentPage = Type.Union([Type.Integer(), Text])
export const ContactPage = Type.Object({ meta: Type.Object({ count: Id, current_page: CurrentPage }), payload: Type.Array(LinkedContact) }, { $id: 'ContactPage' })
export const ContactMatches = Type.Object({
  meta: Type.Object({ count: Nullable(Id), current_page: CurrentPage, has_more: Nullable(Type.Boolean()) }), payload: Type.Array(LinkedContact),
}, { $id: 'ContactMatches' })
export const OneContact = Type.Object({ payload: LinkedContact }, { $id: 'OneContact' })
export const CreatedContact = Type.Object({
  payload: Type.Object({ contact: LinkedContact, contact_inbox: Type.Object({ inbox: Nullable(InboxDump), source_id: Nullable(Text) }) }),
}, { $id: 'CreatedContact' })
