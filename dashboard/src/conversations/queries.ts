import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { accountPath, get, post } from '../api.ts'
import { joined } from '../conditions/conditions.ts'
import { countsQuery } from '../counts.ts'
import { queryClient } from '../query_client.ts'
import { fetchWithReplay, patchQueries } from '../replay.ts'
import type { Agent, Conversation, ConversationCounts } from '../wire.ts'
import { mergeConversation } from './merge.ts'
import { appendPage, type ConversationFilter, type ConversationRows, placeConversation } from './placement.ts'

/** Rows per page of the list (application API §6.3). */
const PAGE_SIZE = 25
/** A refetch reads at most this many pages; what was loaded behind them is loaded again on scrolling. */
const REFETCHED_PAGES = 4

interface ListPage {
  data: { meta: ConversationCounts; payload: Conversation[] }
}

const listsKey = (accountId: number) => ['conversations', accountId, 'list'] as const
const oneKey = (accountId: number, id: number) => ['conversations', accountId, 'one', id] as const

/** The rows of one filter, as many pages as were loaded before. */
export const listQuery = (accountId: number, filter: ConversationFilter) => {
  const queryKey = [...listsKey(accountId), filter] as const
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) =>
      fetchWithReplay(queryKey, async () => {
        const loaded = queryClient.getQueryData<ConversationRows>(queryKey)?.rows.length ?? 0
        const pages = Math.min(REFETCHED_PAGES, Math.max(1, Math.ceil(loaded / PAGE_SIZE)))
        const answers = await Promise.all(Array.from({ length: pages }, (_, page) => fetchPage(accountId, filter, page + 1, signal)))
        return answers.reduce<ConversationRows>((list, page) => appendPage(list, page, PAGE_SIZE), { rows: [], exhausted: false })
      }),
  })
}

/**
 * Loads the page behind the loaded part. Rows that moved meanwhile neither double nor go missing. False when the page
 * brought nothing new.
 */
export async function loadMoreConversations(accountId: number, filter: ConversationFilter): Promise<boolean> {
  const { queryKey } = listQuery(accountId, filter)
  const before = queryClient.getQueryData(queryKey)?.rows.length ?? 0
  const next = await fetchWithReplay(queryKey, async () => {
    const loaded = queryClient.getQueryData(queryKey)?.rows.length ?? 0
    const page = await fetchPage(accountId, filter, Math.floor(loaded / PAGE_SIZE) + 1)
    const list = queryClient.getQueryData(queryKey) ?? { rows: [], exhausted: false }
    return appendPage(list, page, PAGE_SIZE)
  })
  queryClient.setQueryData(queryKey, next)
  return next.rows.length > before
}

export const conversationQuery = (accountId: number, id: number) => {
  const queryKey = oneKey(accountId, id)
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => fetchWithReplay(queryKey, () => get<Conversation>(accountPath(accountId, `conversations/${id}`), {}, signal)),
    placeholderData: () => knownConversation(queryClient, accountId, id, true),
  })
}

export const assignableAgentsQuery = (accountId: number, inboxId: number) =>
  queryOptions({
    queryKey: ['inboxes', accountId, inboxId, 'assignable_agents'],
    queryFn: async ({ signal }) => (await get<{ payload: Agent[] }>(accountPath(accountId, `inboxes/${inboxId}/assignable_agents`), {}, signal)).payload,
    staleTime: 60_000,
  })

/** The conversation as a query knows it that has not to be read again; `evenStale` takes any. */
export function knownConversation(client: QueryClient, accountId: number, id: number, evenStale = false): Conversation | undefined {
  const cache = client.getQueryCache()
  const usable = (query: { state: { isInvalidated: boolean } }) => evenStale || !query.state.isInvalidated
  const one = cache.find<Conversation>({ queryKey: oneKey(accountId, id) })
  if (one?.state.data && usable(one)) return one.state.data
  for (const list of cache.findAll({ queryKey: listsKey(accountId), predicate: usable })) {
    const row = (list.state.data as ConversationRows | undefined)?.rows.find((candidate) => candidate.id === id)
    if (row) return row
  }
  return undefined
}

/**
 * Changes a conversation wherever it is shown: the open one and its place in every list. `change` gets what the query
 * knows of it, or undefined; it answers undefined when that is not enough to show it.
 */
export function patchConversation(
  client: QueryClient,
  { accountId, userId }: { accountId: number; userId: number },
  id: number,
  change: (known: Conversation | undefined) => Conversation | undefined,
): void {
  const before = knownConversation(client, accountId, id)
  patchQueries<Conversation>(client, oneKey(accountId, id), (known) => change(known) ?? known)
  patchQueries<ConversationRows>(client, listsKey(accountId), (list, key) => {
    const changed = change(list.rows.find((row) => row.id === id) ?? before)
    return changed ? placeConversation(list, changed, key[3] as ConversationFilter, userId) : list
  })
}

/** Takes an answer of the server about a conversation into every query that shows it. */
export function keepConversation(client: QueryClient, who: { accountId: number; userId: number }, news: Conversation): void {
  patchConversation(client, who, news.id, (known) => mergeConversation(known, news))
}

/** Takes a conversation that is gone out of every query; where it is open, its absence is shown. */
export function forgetConversation(client: QueryClient, accountId: number, id: number): void {
  patchQueries<ConversationRows>(client, listsKey(accountId), (list) => (list.rows.some((row) => row.id === id) ? { ...list, rows: list.rows.filter((row) => row.id !== id) } : list))
  void client.resetQueries({ queryKey: oneKey(accountId, id) })
}

/** Somebody has mentioned the signed-in person: which list that changes is known, but not how. */
export function rereadMentions(client: QueryClient, accountId: number): void {
  void client.invalidateQueries({ queryKey: listsKey(accountId), predicate: ({ queryKey }) => (queryKey[3] as ConversationFilter).conversation_type === 'mention' })
}

let recount: ReturnType<typeof setTimeout> | undefined

/** Reads the counts on screen again, once for a burst of changes, and now and then while the burst lasts. */
export function recountSoon(client: QueryClient, accountId: number): void {
  recount ??= setTimeout(() => {
    recount = undefined
    void client.invalidateQueries({ queryKey: countsQuery(accountId).queryKey.slice(0, 2) })
  }, 300)
}

async function fetchPage(accountId: number, { label, conditions, ...filter }: ConversationFilter, page: number, signal?: AbortSignal): Promise<Conversation[]> {
  if (conditions) {
    const { payload } = await post<{ payload: Conversation[] }>(accountPath(accountId, 'conversations/filter'), { payload: joined(conditions), sort_by: filter.sort_by, page })
    return payload
  }
  const answer = await get<ListPage>(accountPath(accountId, 'conversations'), { ...filter, labels: label, page }, signal)
  return answer.data.payload
}
