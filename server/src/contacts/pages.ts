import type { Query } from '../db/db.ts'
import { behindAll, offset } from '../http/pages.ts'
import type { Contact } from './contacts.ts'
import { stretchesOf, type Stretch } from './sorts.ts'

export interface Paging {
  /** As the caller wrote it. */
  page?: unknown
  sort?: string | undefined
}

/** A condition on `contacts p` with its values, of which the account is always the first. */
export interface Condition {
  text: string
  values: unknown[]
}

export const perPage = 15

/** Those who can be reached or told apart: with an e-mail, a phone number or an identifier (application API §5.3). */
export const isKnown = '(p.email is not null or p.phone_number is not null or p.identifier is not null)'

/** One page of the contacts that satisfy a condition, `limit` of them at most. */
export async function findContacts(query: Query, { text, values }: Condition, { page, sort }: Paging, limit = perPage): Promise<Contact[]> {
  const skipped = offset(page, perPage)
  if (skipped === behindAll) return []
  const rows = await query<{ contact: Contact }>(pageSql(text, stretchesOf(sort), limit, `$${values.length + 1}::bigint`), [...values, skipped], 'adHoc')
  return rows.map(({ contact }) => contact)
}

/**
 * Each stretch is asked for as many rows as the page can need, in the order of an index, and the next one only when it has fewer: no list is read
 * whole. Rows become JSON last, as only the page's do.
 */
function pageSql(condition: string, stretches: Stretch[], limit: number, skipped: string): string {
  const parts = stretches.map(({ join = '', where, order }, index) => {
    const before = Array.from({ length: index }, (_, earlier) => `(select count(*) from part${earlier})`).join(' + ')
    return `part${index} as materialized (
      select id, row_number() over () as n from (
        select p.id from contacts p ${join} where p.account_id = $1 and ${condition} and ${where} ${before && `and ${before} < ${limit} + ${skipped}`}
         order by ${order} limit ${limit} + ${skipped}) p)`
  })
  const all = stretches.map((_, index) => `select id, ${index} as part, n from part${index}`).join(' union all ')
  return `with ${parts.join(', ')}, page as (select id, part, n from (${all}) parts order by part, n limit ${limit} offset ${skipped})
    select row_to_json(p) as contact from page join contacts p on p.id = page.id order by page.part, page.n`
}
