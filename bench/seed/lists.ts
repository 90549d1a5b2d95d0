import { pick, type Random } from '../chaos/random.ts'
import type { Db } from '../../server/src/db/db.ts'
import type { Seeded } from './place.ts'

/** What a caller asks for; `path` below `/api/v1/accounts/:id` unless it begins with `/api` or `/public`. */
export interface Request {
  method?: 'POST'
  path: string
  body?: unknown
}

/** A list of the API: `ask` makes one of its requests, with other ids and words each time. */
export interface List {
  name: string
  ask: (random: Random) => Request
}

interface Samples {
  conversations: number[]
  contacts: number[]
  sources: string[]
}

export async function takeSamples(db: Db, { account, identifier }: Seeded): Promise<Samples> {
  const [conversations, contacts, sources] = await Promise.all([
    db.query<{ id: number }>('select display_id as id from conversations where account_id = $1 order by hashint8(id) limit 200', [account]),
    db.query<{ id: number }>('select id from contacts where account_id = $1 order by hashint8(id) limit 200', [account]),
    db.query<{ id: string }>(
      `select s.source_id as id from contact_inboxes s join inboxes i on i.id = s.inbox_id where i.identifier = $1 order by hashint8(s.id) limit 200`, [identifier]),
  ])
  return { conversations: conversations.map(({ id }) => id), contacts: contacts.map(({ id }) => id), sources: sources.map(({ id }) => id) }
}

/** Every list endpoint, with the filters and orders that change its query. */
export function listsOf(place: Seeded, { conversations, contacts, sources }: Samples): List[] {
  const list = (name: string, path: string | ((random: Random) => string)): List => ({ name, ask: (random) => ({ path: typeof path === 'string' ? path : path(random) }) })
  const filter = (name: string, path: string, conditions: (random: Random) => unknown[]): List =>
    ({ name, ask: (random) => ({ method: 'POST', path, body: { payload: conditions(random) } }) })
  const is = (attribute_key: string, filter_operator: string, values: unknown[], query_operator: string | null = null) => ({ attribute_key, filter_operator, values, query_operator })
  const now = Math.floor(Date.now() / 1000)
  const month = `since=${now - 30 * 86_400}&until=${now}`
  const year = `since=${now - 365 * 86_400}&until=${now}`
  const number = (random: Random, n: number) => Math.floor(random() * n)
  return [
    list('conversations', '/conversations'),
    list('conversations, page 4', '/conversations?page=4'),
    list('conversations, all statuses', '/conversations?status=all'),
    list('conversations, resolved', '/conversations?status=resolved'),
    list('conversations, mine', '/conversations?assignee_type=me&status=all'),
    list('conversations, unassigned', '/conversations?assignee_type=unassigned'),
    list('conversations, of an inbox', (random) => `/conversations?inbox_id=${pick(random, place.inboxes)}`),
    list('conversations, of a team', (random) => `/conversations?team_id=${pick(random, place.teams)}`),
    list('conversations, with a label', (random) => `/conversations?labels[]=${pick(random, place.labels)}`),
    list('conversations, with a label, all statuses', (random) => `/conversations?status=all&labels[]=${pick(random, place.labels)}`),
    list('conversations, unattended', '/conversations?conversation_type=unattended'),
    list('conversations, mentions', '/conversations?conversation_type=mention'),
    list('conversations, taking part', '/conversations?conversation_type=participating'),
    ...['created_at_asc', 'created_at_desc', 'last_activity_at_asc', 'priority_desc', 'waiting_since_asc', 'unread'].map((sort) => list(`conversations by ${sort}`, `/conversations?sort_by=${sort}`)),
    list('conversations, holding words', (random) => `/conversations?q=${pick(random, ['refund', 'parcel'])}%20${number(random, 1000)}`),
    list('conversation counts', '/conversations/meta?status=all'),
    list('conversation counts, with a label', (random) => `/conversations/meta?labels[]=${pick(random, place.labels)}`),
    filter('conversation filter, status and assignee', '/conversations/filter', (random) => [is('status', 'equal_to', ['open'], 'and'), is('assignee_id', 'equal_to', [pick(random, place.agents)])]),
    filter('conversation filter, label', '/conversations/filter', (random) => [is('labels', 'equal_to', [pick(random, place.labels)])]),
    filter('conversation filter, all resolved', '/conversations/filter', () => [is('status', 'equal_to', ['resolved'])]),
    filter('conversation filter, begun after', '/conversations/filter', () => [is('created_at', 'is_greater_than', [new Date((now - 7 * 86_400) * 1000).toISOString().slice(0, 10)])]),
    list('conversations of a contact', (random) => `/contacts/${pick(random, contacts)}/conversations`),
    list('messages', (random) => `/conversations/${pick(random, conversations)}/messages`),
    list('attachments of a conversation', (random) => `/conversations/${pick(random, conversations)}/attachments`),
    list('measured of a conversation', (random) => `/conversations/${pick(random, conversations)}/reporting_events`),
    list('unread counts', '/conversations/unread_counts'),
    list('contacts', '/contacts'),
    list('contacts, page 50', '/contacts?page=50'),
    ...['name', '-name', 'email', '-last_activity_at', 'created_at', 'company_name', 'city'].map((sort) => list(`contacts by ${sort}`, `/contacts?sort=${sort}`)),
    list('contacts, with a label', (random) => `/contacts?labels[]=${pick(random, place.labels)}`),
    list('contact search, a name', (random) => `/contacts/search?q=${pick(random, ['lena%20ok', 'yuki%20no', 'tariq'])}`),
    list('contact search, one', (random) => `/contacts/search?q=customer${number(random, 1000)}@`),
    list('contact search, nothing', '/contacts/search?q=nobodyhasthis'),
    filter('contact filter, e-mail', '/contacts/filter', (random) => [is('email', 'equal_to', [`customer${number(random, 1000)}@mail${number(random, 100)}.test`])]),
    filter('contact filter, custom attribute', '/contacts/filter', () => [is('plan', 'equal_to', ['business'])]),
    filter('contact filter, country', '/contacts/filter', () => [is('country_code', 'equal_to', ['DE'])]),
    list('contact notes', (random) => `/contacts/${pick(random, contacts)}/notes`),
    list('active contacts', '/contacts/active'),
    list('search', (random) => `/search?q=order%20${number(random, 1000)}`),
    list('search, messages', (random) => `/search/messages?q=${pick(random, ['refund', 'warranty'])}`),
    list('search, contacts', '/search/contacts?q=lind'),
    list('search, conversations', '/search/conversations?q=berg'),
    list('notifications', '/notifications'),
    list('notifications, read ones, too', '/notifications?includes[]=read&includes[]=snoozed&page=3'),
    list('answers to surveys', '/csat_survey_responses'),
    list('survey metrics', `/csat_survey_responses/metrics?${month}`),
    ...['agents', 'inboxes', 'teams', 'labels', 'canned_responses', 'canned_responses?search=code1', 'macros', 'automation_rules', 'agent_bots', 'custom_attribute_definitions', 'custom_filters', 'webhooks', 'dashboard_apps', 'deliveries', 'endpoints', 'events']
      .map((path) => list(path, `/${path}`)),
    list('report summary, 30 days', `/api/v2/accounts/${place.account}/reports/summary?type=account&${month}`),
    list('report summary, a year', `/api/v2/accounts/${place.account}/reports/summary?type=account&${year}`),
    list('report series, days of 30', `/api/v2/accounts/${place.account}/reports?metric=incoming_messages_count&type=account&${month}&timezone_offset=2`),
    list('report by agent, 30 days', `/api/v2/accounts/${place.account}/summary_reports/agent?${month}`),
    list('report by label, 30 days', `/api/v2/accounts/${place.account}/summary_reports/label?${month}`),
    list('live figures', `/api/v2/accounts/${place.account}/live_reports/conversation_metrics`),
    list('live figures by agent', `/api/v2/accounts/${place.account}/live_reports/grouped_conversation_metrics?group_by=assignee_id`),
    list('a customer\'s conversations', (random) => `/public/api/v1/inboxes/${place.identifier}/contacts/${pick(random, sources)}/conversations`),
  ]
}

export const addressOf = ({ account }: Seeded, path: string) => (/^\/(api|public)\//.test(path) ? path : `/api/v1/accounts/${account}${path}`)
