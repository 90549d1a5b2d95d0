import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Conversation, Json } from '../wire.ts'

/** Application API §4.11. */
export interface Notification {
  id: number
  notification_type: string
  push_message_title: string
  push_message_body: string
  /** Of the conversation. */
  primary_actor_id: number
  primary_actor: Pick<Conversation, 'id' | 'meta'>
  /** ISO 8601. */
  read_at: string | null
  created_at: number
  last_activity_at: number
  snoozed_until: string | null
  meta: Json
}

interface Page {
  data: { meta: { unread_count: number; count: number; current_page: number }; payload: Notification[] }
}

export type Shown = 'unread' | 'all'

/** Of the signed-in person, newest first. */
export const notificationsQuery = (accountId: number, shown: Shown) =>
  infiniteQueryOptions({
    queryKey: ['notifications', accountId, 'list', shown],
    queryFn: ({ pageParam, signal }) => get<Page>(accountPath(accountId, 'notifications'), { page: pageParam, ...(shown === 'all' && { 'includes[]': 'read' }) }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ data }, pages) => (data.payload.length > 0 && pages.flatMap((page) => page.data.payload).length < data.meta.count ? data.meta.current_page + 1 : undefined),
  })

export const unreadNotificationsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['notifications', accountId, 'unread_count'],
    queryFn: ({ signal }) => get<number>(accountPath(accountId, 'notifications/unread_count'), {}, signal),
  })

/** The lists on screen are read again; the count is known already when an event has told it. */
export function notificationsChanged(accountId: number, unreadCount?: number): void {
  if (unreadCount !== undefined) queryClient.setQueryData(unreadNotificationsQuery(accountId).queryKey, unreadCount)
  else void queryClient.invalidateQueries(unreadNotificationsQuery(accountId))
  void queryClient.invalidateQueries({ queryKey: ['notifications', accountId, 'list'] })
}

export async function markNotification(accountId: number, id: number, isRead: boolean) {
  await (isRead ? patch(accountPath(accountId, `notifications/${id}`)) : post(accountPath(accountId, `notifications/${id}/unread`)))
  notificationsChanged(accountId)
}

export async function markAllRead(accountId: number) {
  await post(accountPath(accountId, 'notifications/read_all'))
  notificationsChanged(accountId)
}

export async function deleteNotification(accountId: number, id: number) {
  await del(accountPath(accountId, `notifications/${id}`))
  notificationsChanged(accountId)
}

export async function deleteRead(accountId: number) {
  await post(accountPath(accountId, 'notifications/destroy_all'), { type: 'read' })
  notificationsChanged(accountId)
}
