import { days, equality, ownSubjects, parts, records, type Subject, subject, texts } from '../conditions/conditions.ts'
import type { AttributeDefinition } from '../custom_attribute_definitions/queries.ts'

const standard: Subject[] = [
  subject('status', 'Status', 'status', equality),
  subject('priority', 'Priority', 'priority', equality),
  subject('assignee_id', 'Assigned agent', 'agent', records),
  subject('team_id', 'Team', 'team', records),
  subject('inbox_id', 'Inbox', 'inbox', records),
  subject('labels', 'Label', 'label', records),
  subject('created_at', 'Begun', 'date', days),
  subject('last_activity_at', 'Last activity', 'date', days),
  subject('display_id', 'Number', 'number', [...equality, ...parts]),
  subject('contact_id', 'Number of the customer', 'number', equality),
  subject('browser_language', 'Language of the browser', 'text', equality),
  subject('conversation_language', 'Language of the conversation', 'text', equality),
  subject('referer', 'Page it began on', 'text', texts),
  subject('mail_subject', 'Subject of the mail', 'text', texts),
]

/** What conversations are filtered by, with the account's own attributes (application API §5.6). */
export const conversationSubjects = (definitions: AttributeDefinition[]): Subject[] => [
  ...standard, ...ownSubjects(definitions.filter(({ attribute_model }) => attribute_model === 'conversation_attribute')),
]
