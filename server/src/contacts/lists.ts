import type { Query } from '../db/db.ts'
import { containing } from '../db/patterns.ts'
import type { Account, Contact } from './contacts.ts'
import { findContacts, isKnown, perPage, type Condition, type Paging } from './pages.ts'

export interface Found {
  contacts: Contact[]
  count: number
}

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
  return findPage(query, { ...condition, text: `${isKnown} and (${condition.text})` }, paging)
}

/**
 * All contacts whose name, e-mail or phone number contains `q` in any case, or whose identifier contains it as it is. A `+` before
 * a number may be there or not (quirk 24).
 */
export async function searchContacts(query: Query, account: Account, q: string, paging: Paging): Promise<{ contacts: Contact[]; has_more: boolean }> {
  const number = q.replace(/^\+/, '').trim() || q
  const text = `(p.name ilike $2 or p.email ilike $2 or p.phone_number ilike $3 or p.identifier like $2 or p.identifier like $3)`
  const rows = await findContacts(query, { text, values: [account.id, containing(q), containing(number)] }, paging, perPage + 1)
  return { contacts: rows.slice(0, perPage), has_more: rows.length > perPage }
}

async function findPage(query: Query, condition: Condition, paging: Paging): Promise<Found> {
  const [contacts, count] = await Promise.all([findContacts(query, condition, paging), countContacts(query, condition)])
  return { contacts, count }
}

/** Of all who can be told apart there is a running count. */
async function countContacts(query: Query, { text, values }: Condition): Promise<number> {
  const [total] = text === isKnown
    ? await query<{ count: number }>('select coalesce(sum(count), 0)::bigint as count from contact_counts where account_id = $1', values)
    : await query<{ count: number }>(`select count(*) from contacts p where p.account_id = $1 and ${text}`, values, 'adHoc')
  return total!.count
}
