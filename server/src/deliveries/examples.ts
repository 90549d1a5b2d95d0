import type { Contact, ContactInbox } from '../contacts/contacts.ts'
import type { Conversation, ConversationSnapshot } from '../conversations/snapshot.ts'
import { inboxSnapshot } from '../conversations/place.ts'
import { newToken, seal } from '../db/secrets.ts'
import { now } from '../db/time.ts'
import { catalogue, type Changes, type EventDefinition, type EventName } from '../events/catalogue.ts'
import type { Cause } from '../events/cause.ts'
import type { ToldEvent } from '../events/emit.ts'
import type { Inbox } from '../inboxes/inboxes.ts'
import { outgoing, type MessageSnapshot } from '../messages/message.ts'
import { userSnapshot, type UserSnapshot } from '../users/users.ts'

/** Ids of what does not exist. */
const nobody = 0

/** An event of this callback name as it could have happened in the inbox, with made-up records; null when nothing is told under that name. */
export function exampleEvent(event: string, of: { account: { id: number; name: string }; inbox: Inbox; user: UserSnapshot; cause: Cause }): ToldEvent | null {
  const definitions = Object.entries(catalogue) as [EventName, EventDefinition<any>][]
  const [name] = definitions.find(([, { webhook }]) => webhook?.name === event) ?? []
  if (!name) return null
  const { key: _, ...cause } = of.cause
  return { id: nobody, name, subject: subjectFor(of), changes: changesOf(event), sequence: 1, occurred_at: now(), cause }
}

/** Holds what every kind of payload looks at. */
function subjectFor({ account, inbox, user }: { account: { id: number; name: string }; inbox: Inbox; user: UserSnapshot }) {
  const at = now()
  const contact = contactIn(account.id, at)
  const message = messageBy(user, inbox, at)
  const conversation: ConversationSnapshot = {
    account, contact, contact_inbox: sessionOf(contact, inbox, at), conversation: conversationIn(inbox, at),
    inbox: { ...inbox, ...inboxSnapshot(inbox) }, assignee: userSnapshot(user), assignee_bot: null, team: null, last_message: message,
  }
  return { ...conversation, message, user: userSnapshot(user), is_private: false, inbox_ids: [inbox.id], merged_into: null, merged_contact_id: nobody }
}

function changesOf(event: string): Changes | null {
  if (event === 'message_updated') return { status: ['sent', 'delivered'] }
  if (event === 'conversation_updated') return { priority: [null, 'high'] }
  if (event === 'contact_updated') return { name: ['Omar', 'Omar Example'] }
  return event === 'inbox_updated' ? { name: ['Before', 'After'] } : null
}

const contactIn = (account_id: number, at: string): Contact => ({
  id: nobody, account_id, name: 'Omar Example', middle_name: '', last_name: '', email: 'omar@example.com', phone_number: null, identifier: null, contact_type: 'lead',
  location: null, country_code: null, blocked: false, company_id: null, avatar_url: '', additional_attributes: {}, custom_attributes: {}, label_list: [],
  last_activity_at: at, created_at: at, updated_at: at,
})

const sessionOf = ({ account_id }: Contact, inbox: Inbox, at: string): ContactInbox => ({
  id: nobody, account_id, contact_id: nobody, inbox_id: inbox.id, source_id: 'example', hmac_verified: false, pubsub_token: seal(newToken()), pubsub_token_hash: '',
  created_at: at, updated_at: at,
})

const messageBy = (user: UserSnapshot, { id: inbox_id, account_id }: Inbox, at: string): MessageSnapshot => ({
  id: nobody, account_id, inbox_id, conversation_id: nobody, message_type: outgoing, content: 'This is a test.', private: false, status: 'sent', source_id: null,
  content_type: 'text', content_attributes: {}, additional_attributes: {}, sender_type: 'User', sender_id: user.id, created_at: at, updated_at: at, attachments: [],
  sender: userSnapshot(user),
})

const conversationIn = ({ id: inbox_id, account_id }: Inbox, at: string): Conversation => ({
  id: nobody, account_id, inbox_id, contact_id: nobody, contact_inbox_id: nobody, display_id: nobody, uuid: '00000000-0000-4000-8000-000000000000', status: 'open',
  priority: null, assignee_id: null, assignee_agent_bot_id: null, team_id: null, snoozed_until: null, labels: [], additional_attributes: {}, custom_attributes: {}, first_reply_created_at: null,
  waiting_since: null, opened_at: null, agent_last_seen_at: null, assignee_last_seen_at: null, contact_last_seen_at: null, last_activity_at: at, last_incoming_at: null, unread_count: 0,
  messages_count: 1, last_message_id: nobody, last_non_activity_message_id: nobody, last_public_message_id: nobody, event_sequence: 1, version: 0, created_at: at, updated_at: at,
})
