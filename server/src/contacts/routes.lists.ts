import Type from 'typebox'
import { contactFilter } from '../filters/contacts.ts'
import { FilterPayload, filterSql } from '../filters/filter.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { ContactMatches, ContactPage } from './json.ts'
import { listContacts, listContactsById, listMatchingContacts, searchContacts, type Found } from './lists.ts'
import { IncludeLinks, allShown, tags } from './shown.ts'

// `page` is kept as the caller wrote it: the answer echoes it (application API §5.2).
const paging = { page: Type.Optional(Type.Unknown()), sort: Type.Optional(Text), ...IncludeLinks.properties }
const Paging = Type.Object(paging)
const Filter = Type.Object({ ...paging, payload: Type.Optional(FilterPayload) })

/** Pages of 15 contacts (application API §5.2, §5.3). */
export function contactListRoutes(app: App): void {
  const page = async ({ contacts, count }: Found, query: { page?: unknown; include_contact_inboxes?: string }) => ({
    meta: { count, current_page: currentPage(query.page) },
    payload: await allShown(app, contacts, query.include_contact_inboxes),
  })

  const List = Type.Object({ ...paging, labels: Type.Optional(Type.Union([Type.Array(Text), Text])) })
  app.get('/contacts', { schema: { tags, summary: 'List', querystring: List, response: { 200: ContactPage } } }, async (request) => {
    const { labels, ...query } = request.query
    // Blank is no filter; `labels[]=` is one that nobody has.
    return page(await listContacts(app.db.query, member(request).account, [labels || []].flat(), query), query)
  })

  const perMinute = throttled(app.config.rateLimitContactSearch, 60, ({ caller }) => String(caller.account!.id))
  const Search = Type.Object({ ...paging, q: Type.Optional(Text) })
  app.get('/contacts/search', { onRequest: perMinute, schema: { tags, summary: 'Search', querystring: Search, response: { 200: ContactMatches } } }, async (request) => {
    const { q = '', ...query } = request.query
    const current_page = currentPage(query.page)
    if (q.trim() === '') return { meta: { count: null, current_page, has_more: null }, payload: [] }
    const { contacts, has_more } = await searchContacts(app.db.query, member(request).account, q.trim(), query)
    return { meta: { count: contacts.length, current_page, has_more }, payload: await allShown(app, contacts, query.include_contact_inboxes) }
  })

  app.post('/contacts/filter', { schema: { tags, summary: 'Filter', body: Filter, response: { 200: ContactPage } } }, async (request) => {
    const { payload, ...query } = request.body
    const { id } = member(request).account
    const values: unknown[] = [id]
    const text = await filterSql(app.db.query, id, contactFilter, payload, values)
    return page(await listMatchingContacts(app.db.query, { text, values }, query), query)
  })

  app.get('/contacts/active', { schema: { tags, summary: 'Online now', querystring: Paging, response: { 200: ContactPage } } }, async (request) => {
    const { account } = member(request)
    return page(await listContactsById(app.db.query, account, app.presence.onlineContacts(account.id), request.query), request.query)
  })
}

const currentPage = (page: unknown): number | string => (typeof page === 'string' || Number.isInteger(page) ? page as string | number : 1)
