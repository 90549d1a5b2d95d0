import type { Query } from '../db/db.ts'
import { Invalid } from '../http/errors.ts'
import { isLonger } from '../http/lengths.ts'
import { humanName, isObject } from '../http/params.ts'
import type { Contact } from './contacts.ts'

/** What a caller says of a contact. Keys that are absent leave alone what is stored; attributes come already merged. */
export interface ContactInput {
  name?: string | null
  email?: string | null
  phone_number?: string | null
  identifier?: string | null
  blocked?: boolean
  /** A picture elsewhere, to be fetched (contacts/pictures.ts); ignored unless it is a web address. */
  avatar_url?: string | null
  /** A picture kept here (attachments/avatar.ts); empty for none. */
  picture?: string | undefined
  additional_attributes?: Record<string, unknown>
  custom_attributes?: Record<string, unknown>
  label_list?: string[]
}

/** Columns whose value only one contact of an account may have, in the order in which messages name them. */
export const uniqueColumns = ['email', 'identifier', 'phone_number'] as const
export type UniqueColumn = (typeof uniqueColumns)[number]

const textLimit = 255
const urlLimit = 2048

/** The contact as the caller wants it: normalised, with the columns that follow from others (client API §2.3). */
export function withInput(contact: Contact, input: ContactInput): Contact {
  const { name = contact.name, email = contact.email, phone_number = contact.phone_number, identifier = contact.identifier } = input
  const { blocked = contact.blocked, custom_attributes = contact.custom_attributes, label_list = contact.label_list } = input
  const { additional_attributes = contact.additional_attributes } = input
  const next: Contact = {
    ...contact, blocked, custom_attributes, additional_attributes, label_list,
    name: name ?? '',
    email: textOrNull(email)?.toLowerCase() ?? null,
    // The incumbent stores a blank text here and breaks at the second one (application API §5.4).
    phone_number: textOrNull(phone_number),
    identifier: textOrNull(identifier),
    avatar_url: input.picture ?? contact.avatar_url,
    location: shortText(additional_attributes.city),
    country_code: shortText(additional_attributes.country),
  }
  return { ...next, contact_type: next.contact_type === 'visitor' && isReachable(next) ? 'lead' : next.contact_type }
}

/** The values of a contact that other contacts of its account have, with the ids of those. */
export type Taken = Partial<Record<UniqueColumn, number>>

/**
 * Throws Invalid with everything that is wrong with the contact (application API §5.5). For a value that is taken it says by whom in
 * `contact_id`: of several, the one that the message names first.
 */
export function checkContact(contact: Contact, taken: Taken): void {
  const columns = columnsOf(taken)
  const problems = [...lengthProblems(contact), ...formatProblems(contact), ...columns.map((column): Problem => [column, 'has already been taken'])]
  if (problems.length === 0) return
  const message = problems.map(([column, text]) => `${humanName(column)} ${text}`).join(', ')
  throw new Invalid(message, [...new Set(problems.map(([column]) => column))], columns.length > 0 ? { contact_id: taken[columns[0]!] } : {})
}

/** The columns of `contact` whose value another contact of its account has. */
export const takenColumns = async (query: Query, contact: Contact): Promise<UniqueColumn[]> => columnsOf(await findTaken(query, contact))

export async function findTaken(query: Query, { account_id, id, email, identifier, phone_number }: Contact): Promise<Taken> {
  if (email === null && identifier === null && phone_number === null) return {}
  const [holders] = await query<Record<UniqueColumn, number | null>>(
    `select (select id from contacts where account_id = $1 and id <> $2 and email = $3) as email,
            (select id from contacts where account_id = $1 and id <> $2 and identifier = $4) as identifier,
            (select id from contacts where account_id = $1 and id <> $2 and phone_number = $5) as phone_number`,
    [account_id, id, email, identifier, phone_number])
  return Object.fromEntries(Object.entries(holders!).filter(([, holder]) => holder !== null))
}

export const columnsOf = (taken: Taken): UniqueColumn[] => uniqueColumns.filter((column) => taken[column] !== undefined)

/** Objects are merged at every depth; lists and single values of `added` replace those of `base`. */
export function mergedDeep(base: Record<string, unknown>, added: Record<string, unknown>): Record<string, unknown> {
  const merged = Object.entries(added).map(([key, value]) => {
    const stored = Object.hasOwn(base, key) ? base[key] : undefined
    return [key, isObject(stored) && isObject(value) ? mergedDeep(stored, value) : value]
  })
  return { ...base, ...Object.fromEntries(merged) }
}

/** The first 255 characters, never half of one. */
export const cutName = (name: string) => Array.from(name.slice(0, 2 * textLimit)).slice(0, textLimit).join('')

/** Null for a blank text. */
export const textOrNull = (text: string | null | undefined): string | null => (text === undefined || text === null || text.trim() === '' ? null : text)

type Problem = [column: string, text: string]

const lengthProblems = (contact: Contact): Problem[] =>
  (['name', 'email', 'phone_number', 'identifier'] as const)
    .filter((column) => isLonger(contact[column] ?? '', textLimit))
    .map((column) => [column, `is too long (maximum is ${textLimit} characters)`])

function formatProblems({ email, phone_number }: Contact): Problem[] {
  const problems: Problem[] = []
  if (email !== null && !/^[^@\s]+@[^@\s]+$/.test(email)) problems.push(['email', 'Invalid email'])
  // Anchored at the end only, as the incumbent's is: what stands before the number is the caller's business.
  if (phone_number !== null && !/\+[1-9]\d{1,14}$/.test(phone_number)) problems.push(['phone_number', 'should be in e164 format'])
  return problems
}

/** A visitor who can be reached is a lead (client API §2.3). */
const isReachable = ({ email, phone_number, additional_attributes }: Contact) =>
  email !== null || phone_number !== null || Object.entries(additional_attributes).some(([key, value]) => key.startsWith('social_') && isSaid(value))

function isSaid(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value)
}

const shortText = (value: unknown) => (typeof value === 'string' ? cutName(value) : null)

export const isWebAddress = (text: string) => text.length <= urlLimit && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
