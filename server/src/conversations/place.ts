import type { Contact, ContactInbox } from '../contacts/contacts.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import { settingsOf, type InboxSettings } from '../inboxes/settings.ts'
import type { InboxSnapshot } from './snapshot.ts'

/** Where a conversation takes place. */
export interface Place {
  account: { id: number; name: string }
  inbox: InboxSnapshot
  settings: InboxSettings
  /** The session keeps one conversation, however often one is started. */
  isSingle: boolean
  contact: Contact
  contact_inbox: ContactInbox
}

/** The place of a contact's session in an inbox. */
export const placeIn = ({ account, inbox, contact, contact_inbox }: Pick<Place, 'account' | 'contact' | 'contact_inbox'> & { inbox: Inbox }): Place => ({
  account, inbox: inboxSnapshot(inbox), settings: settingsOf(inbox), isSingle: inbox.lock_to_single_conversation, contact, contact_inbox,
})

/** What payloads show of an inbox. */
export const inboxSnapshot = ({ id, account_id, name, channel_type, additional_attributes, unique_source_id }: Inbox): InboxSnapshot => ({
  id, account_id, name, channel_type, agent_reply_time_window: (additional_attributes.agent_reply_time_window as number | undefined) ?? null, unique_source_id,
})
