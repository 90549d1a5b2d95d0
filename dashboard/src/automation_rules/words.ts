import { equality, ownSubjects, parts, presence, records, type Subject, subject, texts } from '../conditions/conditions.ts'
import type { AttributeDefinition } from '../custom_attribute_definitions/queries.ts'

export const ruleEvents = [
  { value: 'conversation_created', label: 'A conversation begins' },
  { value: 'conversation_updated', label: 'A conversation changes' },
  { value: 'conversation_opened', label: 'A conversation is opened' },
  { value: 'conversation_resolved', label: 'A conversation is resolved' },
  { value: 'message_created', label: 'A message is written' },
]

const textual = [...texts, 'starts_with', ...presence] as const
const changing = [...records, 'attribute_changed'] as const

const standard: Subject[] = [
  subject('content', 'Message text', 'text', textual),
  subject('message_type', 'Message type', 'message_type', equality),
  subject('private_note', 'Is a private note', 'yes_no', equality),
  subject('status', 'Status', 'status', changing),
  subject('inbox_id', 'Inbox', 'inbox', changing),
  subject('assignee_id', 'Assigned agent', 'agent', changing),
  subject('team_id', 'Team', 'team', changing),
  subject('priority', 'Priority', 'priority', changing),
  subject('labels', 'Labels', 'label', [...changing, ...parts]),
  subject('email', 'E-mail of the customer', 'text', textual),
  subject('phone_number', 'Phone of the customer', 'text', textual),
  subject('company_name', 'Company', 'text', textual),
  subject('country_code', 'Country', 'text', textual),
  subject('city', 'City', 'text', textual),
  subject('browser_language', 'Language of the browser', 'text', textual),
  subject('conversation_language', 'Language of the conversation', 'text', textual),
  subject('referer', 'Page it began on', 'text', textual),
  subject('mail_subject', 'Subject of the mail', 'text', textual),
]

/** What a rule can look at, with the account's own attributes. */
export const ruleSubjects = (definitions: AttributeDefinition[]): Subject[] => [
  ...standard,
  ...ownSubjects(definitions, ['attribute_changed']).map((one) => ({ ...one, label: `${one.label} (${one.model === 'contact_attribute' ? 'customer' : 'conversation'})` })),
]
