import { or, type Form } from './form.ts'

// The shapes that several routes and events share, in wire order (client API §2–4, §8, webhooks §6).

const identity = { email: 'text|null', id: 'int', identifier: 'text|null', name: 'text', phone_number: 'text|null', thumbnail: 'text', blocked: 'bool' }
export const account = { id: 'int', name: 'text' }

export const contactPush = { additional_attributes: 'object', custom_attributes: 'object', ...identity, type: '=contact' }
export const contactWebhook = { account, additional_attributes: 'object', avatar: 'text', custom_attributes: 'object', ...identity }
export const userWebhook = { id: 'int', name: 'text', email: 'text', type: '=user' }
export const botPush = { id: 'int', name: 'text|null', avatar_url: 'text', type: '=agent_bot' } as const
export const botWebhook = { id: 'int', name: 'text|null', type: '=agent_bot' } as const
export const userPush = (availability: string) => ({
  id: 'int', name: 'text', available_name: 'text', avatar_url: 'text', type: '=user', availability_status: availability, thumbnail: 'text',
})
export const present = userPush('=online|=busy|=offline')
export const unknown = userPush('null')

export const attachment = {
  id: 'int', message_id: 'int', file_type: 'text', account_id: 'int', extension: 'text|null', content_type: 'text', data_url: 'text', thumb_url: 'text',
  file_size: 'int', width: 'int|null', height: 'int|null', 'transcribed_text?': 'text',
}

const causer = { type: '=user|=contact|=agent_bot|=api|=automation|=system|=import', id: 'int|null', name: 'text|null' }
/** What every callback and every frame ends with; contacts are not told by which key and in which request others did something. */
export const stamp = {
  event_id: 'int', sequence: 'int|null', occurred_at: 'iso', cause: or({ ...causer, token_id: 'int|null', request_id: 'text|null' }, causer),
}

/** `sender` as the wire has it in this place. */
export const messagePush = (sender: Form) => ({
  id: 'int', content: 'text|null', account_id: 'int', inbox_id: 'int', conversation_id: 'int', message_type: 'int', created_at: 'int', updated_at: 'iso',
  private: 'bool', status: '=sent|=delivered|=read|=failed', source_id: 'text|null', content_type: 'text', content_attributes: 'object',
  sender_type: '=Contact|=User|=AgentBot|null', sender_id: 'int|null', external_source_ids: 'object', additional_attributes: 'object',
  processed_message_content: 'text|null', sentiment: 'object',
  conversation: { assignee_id: 'int|null', unread_count: 'int', last_activity_at: 'int', contact_inbox: { source_id: 'text' } },
  'echo_id?': 'text', 'attachments?': [attachment], 'sender?': sender,
}) satisfies Form

export const contactInbox = {
  id: 'int', contact_id: 'int', inbox_id: 'int', source_id: 'text', created_at: 'iso', updated_at: 'iso', hmac_verified: 'bool', pubsub_token: 'text',
}

/** `agent` is the form that users have in it: rebuilt payloads and callbacks do not know who is online. */
export const conversationPush = (agent: Form) => ({
  additional_attributes: 'object', can_reply: 'bool', channel: '=Channel::Api', contact_inbox: contactInbox, id: 'int', inbox_id: 'int',
  messages: [messagePush(or(contactPush, agent))], labels: ['text'],
  meta: { sender: contactPush, assignee: or('null', agent), assignee_type: '=User|=AgentBot|null', team: 'null', hmac_verified: 'bool' },
  status: '=open|=resolved|=pending|=snoozed', custom_attributes: 'object', snoozed_until: 'iso|null', unread_count: 'int',
  first_reply_created_at: 'iso|null', priority: '=low|=medium|=high|=urgent|null', waiting_since: 'int', agent_last_seen_at: 'int',
  contact_last_seen_at: 'int', last_activity_at: 'int', timestamp: 'int', created_at: 'int', updated_at: 'float',
}) satisfies Form

export const conversationWebhook = { ...conversationPush(unknown), account }

export const messageWebhook = {
  account, additional_attributes: 'object', content_attributes: 'object', content_type: 'text', content: 'text|null', conversation: conversationWebhook,
  created_at: 'iso', id: 'int', inbox: account, message_type: '=incoming|=outgoing|=template', private: 'bool', sender: or(contactWebhook, userWebhook, 'null'),
  source_id: 'text|null', 'attachments?': [attachment], event: 'text', status: '=sent|=delivered|=read|=failed',
  changed_attributes: or('null', ['object']), ...stamp,
} satisfies Form

export const publicContact = { source_id: 'text', pubsub_token: 'text', id: 'int', name: 'text', email: 'text|null', phone_number: 'text|null' }
export const contactRow = {
  id: 'int', name: 'text', email: 'text|null', phone_number: 'text|null', account_id: 'int', created_at: 'iso', updated_at: 'iso', additional_attributes: 'object',
  identifier: 'text|null', custom_attributes: 'object', last_activity_at: 'iso|null', contact_type: '=visitor|=lead|=customer', middle_name: 'text',
  last_name: 'text', location: 'text|null', country_code: 'text|null', blocked: 'bool', company_id: 'int|null', label_list: ['text'],
} satisfies Form
export const publicMessage = {
  id: 'int', content: 'text|null', message_type: 'int', content_type: 'text', content_attributes: 'object', created_at: 'int', conversation_id: 'int',
  'attachments?': [attachment], 'sender?': or(contactPush, userPush('=online|=busy|=offline|null')),
} satisfies Form
export const publicConversation = {
  id: 'int', uuid: 'text', inbox_id: 'int', contact_last_seen_at: 'int', status: '=open|=resolved|=pending|=snoozed', agent_last_seen_at: 'int',
  messages: [publicMessage], contact: contactRow,
} satisfies Form

/** A contact of the agents' API, and with its sessions (application API §5.1). */
export const contact = {
  additional_attributes: 'object', availability_status: '=online|=offline', email: 'text|null', id: 'int', name: 'text', phone_number: 'text|null', blocked: 'bool',
  identifier: 'text|null', thumbnail: 'text', custom_attributes: 'object', 'last_activity_at?': 'int', created_at: 'int',
} satisfies Form
export const inboxSlim = { id: 'int', avatar_url: 'text', channel_id: 'int', name: 'text', channel_type: '=Channel::Api', provider: 'null' } satisfies Form
export const contactLink = { source_id: 'text', inbox: inboxSlim } satisfies Form
export const linkedContact = { ...contact, contact_inboxes: [contactLink] } satisfies Form

/** An agent (application API §4.1). */
export const agent = {
  id: 'int', account_id: 'int', availability_status: '=online|=busy|=offline', auto_offline: 'bool', confirmed: 'bool', email: 'text', provider: 'text',
  available_name: 'text', 'custom_attributes?': 'object', name: 'text', role: '=agent|=administrator|null', thumbnail: 'text',
} satisfies Form

/** The signed-in user (application API §1.4). */
export const profile = {
  access_token: 'text', account_id: 'int|null', available_name: 'text', avatar_url: 'text', confirmed: 'bool', display_name: 'text|null', message_signature: 'text|null',
  email: 'text', id: 'int', inviter_id: 'int|null', name: 'text', provider: 'text', pubsub_token: 'text', 'custom_attributes?': 'object',
  role: '=administrator|=agent|null', ui_settings: 'object', uid: 'text', type: 'text|null',
  accounts: [{
    id: 'int', name: 'text', status: '=active|=suspended', onboarding_step: 'text|null', active_at: 'iso|null', role: '=administrator|=agent', permissions: ['text'],
    availability: '=online|=busy|=offline', availability_status: '=online|=busy|=offline', auto_offline: 'bool',
  }],
} satisfies Form

const device = {
  id: 'int', browser_name: 'text|null', browser_version: 'text|null', device_name: 'text|null', platform_name: 'text|null', platform_version: 'text|null',
  ip_address: 'text|null', city: 'text|null', country: 'text|null',
} satisfies Form
/** A session where there are too many, and as its owner sees it (application API §1.3, §1.4). */
export const openSession = { ...device, last_activity_at: 'iso', created_at: 'iso' } satisfies Form
export const ownSession = { ...device, country_code: 'text|null', last_activity_at: 'iso', created_at: 'iso', current: 'bool' } satisfies Form
