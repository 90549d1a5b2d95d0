import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, get, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import { type DeliveryFilter, filterQuery } from './filter.ts'
import type { Delivery, DeliveryGlance, Endpoint, EndpointPush, Replay, ShownDelivery, TestDelivery } from './wire.ts'

/** The ledger tells nobody of its changes, so what is on screen is read again this often. */
const REFRESH_MS = 5_000
const BUSY_REFRESH_MS = 1_500

export const endpointsKey = (accountId: number) => ['endpoints', accountId] as const
export const endpointsQuery = (accountId: number) =>
  queryOptions({
    queryKey: endpointsKey(accountId),
    queryFn: async ({ signal }) => (await get<{ payload: Endpoint[] }>(accountPath(accountId, 'endpoints'), {}, signal)).payload,
    refetchInterval: REFRESH_MS * 2,
  })

interface Page {
  payload: Delivery[]
  meta: { next_before: number | null }
}

/** Newest first; fresh by itself as long as only the first page is loaded. */
export const deliveriesQuery = (accountId: number, filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', accountId, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page>(accountPath(accountId, 'deliveries'), { ...filterQuery(filter, Math.floor(Date.now() / 1000)), before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.meta.next_before,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? REFRESH_MS : false),
  })

const oneKey = (accountId: number, id: number) => ['deliveries', accountId, 'one', id] as const
export const deliveryQuery = (accountId: number, id: number) =>
  queryOptions({
    queryKey: oneKey(accountId, id),
    queryFn: ({ signal }) => get<ShownDelivery>(accountPath(accountId, `deliveries/${id}`), {}, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? BUSY_REFRESH_MS : false),
  })

/** Callbacks behind one message, for everybody who works in the inbox. */
export const messageDeliveriesQuery = (accountId: number, conversationId: number, messageId: number) =>
  queryOptions({
    queryKey: ['deliveries', accountId, 'message', messageId],
    queryFn: ({ signal }) => fetchMessageDeliveries(accountId, conversationId, messageId, signal),
    refetchInterval: ({ state }) => (state.data?.some((delivery) => delivery.state === 'pending') ? BUSY_REFRESH_MS : false),
    staleTime: 0,
  })

export async function fetchMessageDeliveries(accountId: number, conversationId: number, messageId: number, signal?: AbortSignal): Promise<DeliveryGlance[]> {
  const path = accountPath(accountId, `conversations/${conversationId}/deliveries`)
  return (await get<{ payload: DeliveryGlance[] }>(path, { message_id: messageId }, signal)).payload
}

export async function replayDelivery(accountId: number, id: number): Promise<void> {
  const delivery = await post<ShownDelivery>(accountPath(accountId, `deliveries/${id}/replay`))
  queryClient.setQueryData(oneKey(accountId, id), delivery)
  void queryClient.invalidateQueries({ queryKey: ['deliveries', accountId, 'list'] })
}

/** `since` in seconds. */
export type ReplayRange = { conversation_id: number } | { since: number; endpoint_kind?: string; endpoint_id?: number; event?: string }

export async function startReplay(accountId: number, range: ReplayRange): Promise<Replay> {
  const replay = await post<Replay>(accountPath(accountId, 'deliveries/replay'), 'since' in range ? { ...range, since: String(range.since) } : range)
  queryClient.setQueryData(replayQuery(accountId, replay.id).queryKey, replay)
  return replay
}

export const replayQuery = (accountId: number, id: number) =>
  queryOptions({
    queryKey: ['replays', accountId, id] as const,
    queryFn: ({ signal }) => get<Replay>(accountPath(accountId, `deliveries/replays/${id}`), {}, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'finished' || state.error ? false : 1000),
  })

export async function setPaused(accountId: number, { kind, id }: EndpointPush, isPaused: boolean): Promise<void> {
  keepEndpoint(accountId, await post<EndpointPush>(accountPath(accountId, `endpoints/${kind}/${id}/${isPaused ? 'pause' : 'resume'}`)))
}

/** Its tries are not told with it, so those that are known stay; one that is not known yet is read. */
export function keepEndpoint(accountId: number, news: EndpointPush): void {
  const { queryKey } = endpointsQuery(accountId)
  const isNews = ({ kind, id }: EndpointPush) => kind === news.kind && id === news.id
  if (queryClient.getQueryData(queryKey)?.some(isNews)) queryClient.setQueryData(queryKey, (known) => known?.map((one) => (isNews(one) ? { ...one, ...news } : one)))
  else void queryClient.invalidateQueries({ queryKey })
}

export const sendTestEvent = (accountId: number, inboxId: number, wanted: { event: string } | { event_id: number }) =>
  post<TestDelivery>(accountPath(accountId, `inboxes/${inboxId}/test_delivery`), wanted)
