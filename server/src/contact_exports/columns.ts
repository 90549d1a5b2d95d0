import type { Contact } from '../contacts/contacts.ts'
import { iso } from '../db/time.ts'
import type { Definitions } from '../filters/filter.ts'

/** What is written when the caller names nothing that there is. */
const usual = ['id', 'name', 'email', 'phone_number']

const extra = (key: string) => ({ additional_attributes }: Contact) => additional_attributes[key]

/** What can be had of a contact besides its custom attributes, by column name. */
const readers: Record<string, (contact: Contact) => unknown> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  email: ({ email }) => email,
  phone_number: ({ phone_number }) => phone_number,
  identifier: ({ identifier }) => identifier,
  account_id: ({ account_id }) => account_id,
  created_at: ({ created_at }) => iso(created_at),
  updated_at: ({ updated_at }) => iso(updated_at),
  last_activity_at: ({ last_activity_at }) => iso(last_activity_at),
  additional_attributes: ({ additional_attributes }) => additional_attributes,
  custom_attributes: ({ custom_attributes }) => custom_attributes,
  contact_type: ({ contact_type }) => contact_type,
  middle_name: ({ middle_name }) => middle_name,
  last_name: ({ last_name }) => last_name,
  location: ({ location }) => location,
  country_code: (contact) => extra('country_code')(contact) ?? contact.country_code,
  blocked: ({ blocked }) => blocked,
  company_id: ({ company_id }) => company_id,
  labels: ({ label_list }) => label_list.join(','),
  company_name: extra('company_name'),
  city: extra('city'),
  country: extra('country'),
  description: extra('description'),
}

/** Of the columns that a caller asks for those that there are; the others are left out, as the incumbent does. */
export function exportColumns(asked: string[], definitions: Definitions): string[] {
  const columns = [...new Set(asked)].filter((name) => Object.hasOwn(readers, name) || definitions.has(name))
  return columns.length > 0 ? columns : usual
}

export const exportRow = (columns: string[], contact: Contact): string[] =>
  columns.map((name) => cell(Object.hasOwn(readers, name) ? readers[name]!(contact) : contact.custom_attributes[name]))

/** Contacts write about themselves: what a spreadsheet would take for a formula gets an apostrophe. Numbers of telephones are none. */
export const guarded = (text: string) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s().-]+$/.test(text) ? `'${text}` : text)

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? guarded(value) : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
