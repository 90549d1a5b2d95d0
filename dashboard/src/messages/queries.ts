import { queryOptions } from '@tanstack/react-query'
import { accountPath, get } from '../api.ts'
import { queryClient } from '../query_client.ts'
import { fetchWithReplay } from '../replay.ts'
import type { Message } from '../wire.ts'
import { prependPage, putMessages, type ThreadData, trimThread } from './thread_data.ts'

/** What the server answers without `after`, and with it (application API §7.5). */
const PAGE_SIZE = 20
const GAP_SIZE = 100
/** A refetch renews at most this many messages of the end. */
const REFETCHED_MESSAGES = 300

export const threadKey = (accountId: number, conversationId: number) => ['thread', accountId, conversationId] as const

/** The loaded end of a conversation. A refetch renews what is loaded and adds what came since. */
export const threadQuery = (accountId: number, conversationId: number) => {
  const queryKey = threadKey(accountId, conversationId)
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) =>
      fetchWithReplay(queryKey, async () => {
        const known = queryClient.getQueryData<ThreadData>(queryKey)
        const renewed = known && known.messages.length > 0 ? await renewThread(accountId, conversationId, known, signal) : null
        if (renewed) return renewed
        const messages = await fetchMessages(accountId, conversationId, {}, signal)
        return prependPage({ messages: [], hasOlder: false }, messages, PAGE_SIZE)
      }),
  })
}

/** Loads the page before the oldest loaded message. */
export async function loadOlderMessages(accountId: number, conversationId: number): Promise<void> {
  const { queryKey } = threadQuery(accountId, conversationId)
  const oldest = queryClient.getQueryData(queryKey)?.messages[0]
  if (!oldest) return
  const next = await fetchWithReplay(queryKey, async () => {
    const page = await fetchMessages(accountId, conversationId, { before: oldest.id })
    const thread = queryClient.getQueryData(queryKey) ?? { messages: [], hasOlder: false }
    return prependPage(thread, page, PAGE_SIZE)
  })
  queryClient.setQueryData(queryKey, next)
}

/** Null when more was missed than one page holds: then the end is loaded afresh. */
async function renewThread(accountId: number, conversationId: number, known: ThreadData, signal: AbortSignal): Promise<ThreadData | null> {
  const kept = trimThread(known, REFETCHED_MESSAGES)
  const oldest = kept.messages[0]!.id
  const newest = kept.messages.at(-1)!.id
  const [loaded, missed] = await Promise.all([
    fetchMessages(accountId, conversationId, { after: oldest, before: newest + 1 }, signal),
    fetchMessages(accountId, conversationId, { after: newest }, signal),
  ])
  return missed.length < GAP_SIZE ? putMessages(kept, [...loaded, ...missed]) : null
}

async function fetchMessages(accountId: number, conversationId: number, window: { before?: number; after?: number }, signal?: AbortSignal): Promise<Message[]> {
  const path = accountPath(accountId, `conversations/${conversationId}/messages`)
  return (await get<{ payload: Message[] }>(path, window, signal)).payload
}
