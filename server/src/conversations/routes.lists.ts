import Type from 'typebox'
import { FilterPayload } from '../filters/filter.ts'
import { member } from '../http/auth.ts'
import type { App } from '../http/fastify.ts'
import { IdInput, readId } from '../http/ids.ts'
import { isObject } from '../http/params.ts'
import { Id, Text } from '../http/shapes.ts'
import { throttled } from '../http/throttle.ts'
import { conversationsSaying } from '../messages/texts.ts'
import { findTeam } from '../teams/teams.ts'
import type { ListFilter } from './conditions.ts'
import { countConversations, withAssigned } from './counts.ts'
import { filterConversations } from './filter.ts'
import { ConversationJson, conversationJson } from './json.ts'
import { listConversations } from './list.ts'
import { SearchItem, searchConversations } from './search.ts'
import { tags } from './shown.ts'
import { countUnread, UnreadCounts } from './unread.ts'
import type { ConversationView } from './view.ts'

const Account = Type.Object({ account_id: Id })
const PageCounts = Type.Object({ mine_count: Type.Integer(), unassigned_count: Type.Integer(), all_count: Type.Integer() })
const Counts = Type.Object({ mine_count: Type.Integer(), assigned_count: Type.Integer(), unassigned_count: Type.Integer(), all_count: Type.Integer() })
const Filter = Type.Object({
  status: Type.Optional(Text), assignee_type: Type.Optional(Text), inbox_id: Type.Optional(Type.Unknown()), team_id: Type.Optional(IdInput),
  labels: Type.Optional(Type.Union([Type.Array(Text), Text])), q: Type.Optional(Text), source_id: Type.Optional(Text), conversation_type: Type.Optional(Text),
  updated_within: Type.Optional(Type.Integer()), sort_by: Type.Optional(Text), page: Type.Optional(Type.Number()),
})

/** Lists of conversations, and what is counted above them (application API §6.3). */
export function conversationListRoutes(app: App): void {
  const payloadOf = (page: ConversationView[]) => page.map((view) => conversationJson(view, app.presence))
  const filterOf = async (request: { query: Type.Static<typeof Filter> } & Parameters<typeof member>[0]): Promise<ListFilter> => {
    const { inbox_id, team_id, labels, ...query } = request.query
    const teamId = readId(team_id)
    const team = teamId === null ? null : await findTeam(app.db.query, member(request), teamId)
    // Looked for once, as both a page and the counts above it want to know.
    const holding = query.q ? await conversationsSaying(app.db.query, member(request).account.id, query.q) : undefined
    return { ...query, holding, team_id: team?.id, inbox_id: inboxIds(inbox_id), labels: labels === undefined ? undefined : [labels].flat().filter((label) => label !== '') }
  }

  const List = Type.Object({ data: Type.Object({ meta: Counts, payload: Type.Array(ConversationJson) }) }, { $id: 'ConversationList' })
  app.get('', { schema: { tags, summary: 'List', params: Account, querystring: Filter, response: { 200: List } } }, async (request) => {
    const filter = await filterOf(request)
    const [counts, page] = await Promise.all([countConversations(app.db, member(request), filter), listConversations(app.db, member(request), filter)])
    return { data: { meta: withAssigned(counts), payload: payloadOf(page) } }
  })

  const onRequest = throttled(app.config.rateLimitConversationsMeta, 60, ({ caller }) => (caller.via === 'cookie' ? null : `${caller.user.id}:${caller.account!.id}`))
  app.get('/meta', {
    onRequest, schema: { tags, summary: 'Counts', params: Account, querystring: Filter, response: { 200: Type.Object({ meta: Counts }) } },
  }, async (request) => ({ meta: withAssigned(await countConversations(app.db, member(request), await filterOf(request))) }))

  const Found = Type.Object({ meta: PageCounts, payload: Type.Array(SearchItem) })
  app.get('/search', { schema: { tags, summary: 'Search for words', params: Account, querystring: Filter, response: { 200: Found } } }, async (request) =>
    searchConversations(app.db, member(request), await filterOf(request)))

  const Conditions = Type.Object({ payload: Type.Optional(FilterPayload), page: Type.Optional(Type.Number()), sort_by: Type.Optional(Text) })
  const Matching = Type.Object({ meta: Counts, payload: Type.Array(ConversationJson) }, { $id: 'ConversationMatches' })
  app.post('/filter', { schema: { tags, summary: 'Filter', params: Account, body: Conditions, response: { 200: Matching } } }, async (request) => {
    const { payload, ...paging } = request.body
    const found = await filterConversations(app.db, member(request), payload, paging)
    return { meta: withAssigned(found.meta), payload: payloadOf(found.payload) }
  })

  app.get('/unread_counts', { schema: { tags, summary: 'What is unread', params: Account, response: { 200: UnreadCounts } } }, async (request) =>
    countUnread(app.db, member(request)))
}

/** One inbox or several, as a number, a text or a list; what is no id matches nothing. */
function inboxIds(value: unknown): number[] | undefined {
  if (value === undefined || value === '' || isObject(value)) return undefined
  return [value].flat().map(Number).filter(Number.isSafeInteger)
}
