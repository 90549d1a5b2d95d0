import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.11. */
export type Notification = Wire<'Notification'>

interface Page {
  data: { meta: { unread_count: number; count: number; current_page: number }; payload: Notification[] }
}

export type Shown = 'unread' | 'all'

/** Of the signed-in person, newest first. */
export const notificationsQuery = (accountId: number, shown: Shown) =>
  infiniteQueryOptions({
    queryKey: ['notifications', accountId, 'list', shown],
    queryFn: ({ pageParam, signal }) => get<Page>(accountPath(accountId, `notifications${shown === 'all' ? '?includes[]=read&includes[]=snoozed&' : '?'}page=${pageParam}`), {}, signal),
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

/** Out of sight until then, in seconds. */
export async function snoozeNotification(accountId: number, id: number, until: number) {
  await post(accountPath(accountId, `notifications/${id}/snooze`), { snoozed_until: until })
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

export const notificationSettingsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['notifications', accountId, 'settings'],
    queryFn: ({ signal }) => get<Wire<'NotificationSettings'>>(accountPath(accountId, 'notification_settings'), {}, signal),
    staleTime: 30_000,
  })

let saved: Promise<unknown> = Promise.resolve()

/** Shown at once, and taken back where it cannot be saved. The route replaces both lists, so both are sent, one after the other. */
export async function setMailed(accountId: number, flag: string, isOn: boolean): Promise<void> {
  const { queryKey } = notificationSettingsQuery(accountId)
  const known = queryClient.getQueryData(queryKey)
  if (!known) return
  const selected_email_flags = isOn ? [...known.selected_email_flags, flag] : known.selected_email_flags.filter((one) => one !== flag)
  queryClient.setQueryData(queryKey, { ...known, selected_email_flags })
  const saving = saved.then(() => patch(accountPath(accountId, 'notification_settings'), { notification_settings: { selected_email_flags, selected_push_flags: known.selected_push_flags } }))
  saved = saving.catch(() => null)
  try {
    await saving
  } catch (error) {
    await queryClient.invalidateQueries({ queryKey })
    throw error
  }
}
