import type { Query } from '../db/db.ts'
import { containing } from '../db/patterns.ts'
import type { Account, Contact } from './contacts.ts'

export interface Paging {
  /** As the caller wrote it. */
  page?: unknown
  sort?: string | undefined
}

export interface Found {
  contacts: Contact[]
  count: number
}

/** A condition on `contacts p` with its values, of which the account is always the first. */
export interface Condition {
  text: string
  values: unknown[]
}

const perPage = 15

/** Those who can be reached or told apart: with an e-mail, a phone number or an identifier (application API §5.3). */
export const isKnown = '(p.email is not null or p.phone_number is not null or p.identifier is not null)'

/** Beside `&&`, the index is that of contacts with labels. */
export const labelled = (parameter: string) => `(p.label_list && ${parameter}::text[] and p.label_list <> '{}')`

export function listContacts(query: Query, account: Account, labels: string[], paging: Paging): Promise<Found> {
  if (labels.length === 0) return findPage(query, { text: isKnown, values: [account.id] }, paging)
  return findPage(query, { text: `${isKnown} and ${labelled('$2')}`, values: [account.id, labels] }, paging)
}

/** Those of the ids that are of the account: who is online is known by id alone. */
export function listContactsById(query: Query, account: Account, ids: number[], paging: Paging): Promise<Found> {
  return findPage(query, { text: 'p.id = any($2::bigint[])', values: [account.id, ids] }, paging)
}

/** The contacts that satisfy a filter, of those that can be told apart. */
export function listMatchingContacts(query: Query, condition: Condition, paging: Paging): Promise<Found> {
  return findPage(query, { ...condition, text: `${isKnown} and (${condition.text})` }, paging, 'adHoc')
}

/**
 * All contacts whose name, e-mail or phone number contains `q` in any case, or whose identifier contains it as it is. A `+` before
 * a number may be there or not (quirk 24).
 */
export async function searchContacts(query: Query, account: Account, q: string, paging: Paging): Promise<{ contacts: Contact[]; has_more: boolean }> {
  const number = q.replace(/^\+/, '').trim() || q
  const text = `(p.name ilike $2 or p.email ilike $2 or p.phone_number ilike $3 or p.identifier like $2 or p.identifier like $3)`
  const rows = await select(query, { text, values: [account.id, containing(q), containing(number)] }, paging, perPage + 1)
  return { contacts: rows.slice(0, perPage), has_more: rows.length > perPage }
}

async function findPage(query: Query, condition: Condition, paging: Paging, adHoc?: 'adHoc'): Promise<Found> {
  const [contacts, [total]] = await Promise.all([
    select(query, condition, paging, perPage, adHoc),
    query<{ count: number }>(`select count(*) from contacts p where p.account_id = $1 and ${condition.text}`, condition.values, adHoc),
  ])
  return { contacts, count: total!.count }
}

async function select(query: Query, { text, values }: Condition, { page, sort }: Paging, limit: number, adHoc?: 'adHoc'): Promise<Contact[]> {
  const skipped = offset(page)
  if (skipped === null) return []
  const rows = await query<{ contact: Contact }>(
    `select row_to_json(p) as contact from contacts p where p.account_id = $1 and ${text} order by ${orderBy(sort)} limit ${limit} offset $${values.length + 1}::bigint`,
    [...values, skipped], adHoc)
  return rows.map(({ contact }) => contact)
}

/** Rows before a page; null for one that cannot be. What is no number is the first page. */
function offset(page: unknown): number | null {
  const number = Number.parseInt(String(page), 10) || 1
  return number >= 1 && number <= 1_000_000_000 ? (number - 1) * perPage : null
}

const extra = (key: string) => `nullif(p.additional_attributes ->> '${key}', '')`
const orders: Record<string, string[]> = {
  email: ['p.email'],
  phone_number: ['p.phone_number'],
  last_activity_at: ['p.last_activity_at'],
  created_at: ['p.created_at'],
  company_name: [extra('company_name')],
  company: [extra('company_name')],
  city: [extra('city')],
  country: [extra('country')],
  // Names that are phone numbers come last.
  name: [`p.name ~ '^\\+?[0-9]'`, 'lower(p.name)'],
}

/** One of a few fixed texts; the newest first when the caller asks for none of them. */
function orderBy(sort = ''): string {
  const key = sort.replace(/^-/, '')
  const order = Object.hasOwn(orders, key) ? orders[key]! : []
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const last = order.length - 1
  return [...order.map((column, index) => `${column} ${index === last ? direction : 'asc'} nulls last`), `p.id ${order.length > 0 ? direction : 'desc'}`].join(', ')
}
