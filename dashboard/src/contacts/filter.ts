import { days, equality, ownSubjects, records, type Subject, subject, texts } from '../conditions/conditions.ts'
import type { AttributeDefinition } from '../custom_attribute_definitions/queries.ts'

const standard: Subject[] = [
  subject('name', 'Name', 'text', texts),
  subject('email', 'E-mail', 'text', texts),
  subject('phone_number', 'Phone', 'text', [...texts, 'starts_with']),
  subject('identifier', 'Identifier', 'text', equality),
  subject('company_name', 'Company', 'text', texts),
  subject('city', 'City', 'text', texts),
  subject('country_code', 'Country', 'text', equality),
  subject('labels', 'Label', 'label', records),
  subject('blocked', 'Blocked', 'yes_no', equality),
  subject('created_at', 'Created', 'date', days),
  subject('last_activity_at', 'Last activity', 'date', days),
]

/** What contacts are filtered by, with the account's own attributes (application API §5.6). */
export const contactSubjects = (definitions: AttributeDefinition[]): Subject[] => [
  ...standard, ...ownSubjects(definitions.filter(({ attribute_model }) => attribute_model === 'contact_attribute')),
]
