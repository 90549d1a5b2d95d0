import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Webhook } from '../wire.ts'

/** What an account webhook may be told about (application API §4.7), in the order of a conversation's life. */
export const webhookEvents: { name: string; label: string }[] = [
  { name: 'conversation_created', label: 'Conversation created' },
  { name: 'conversation_status_changed', label: 'Conversation status changed' },
  { name: 'conversation_updated', label: 'Conversation updated' },
  { name: 'conversation_typing_on', label: 'Typing started' },
  { name: 'conversation_typing_off', label: 'Typing stopped' },
  { name: 'message_created', label: 'Message created' },
  { name: 'message_updated', label: 'Message updated' },
  { name: 'message_deleted', label: 'Message deleted' },
  { name: 'conversation_read', label: 'Conversation read' },
  { name: 'conversation_deleted', label: 'Conversation deleted' },
  { name: 'contact_created', label: 'Contact created' },
  { name: 'contact_updated', label: 'Contact updated' },
  { name: 'contact_merged', label: 'Contact merged' },
  { name: 'contact_deleted', label: 'Contact deleted' },
  { name: 'inbox_created', label: 'Inbox created' },
  { name: 'inbox_updated', label: 'Inbox updated' },
]

export const webhooksQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['webhooks', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: { webhooks: Webhook[] } }>(accountPath(accountId, 'webhooks'), {}, signal)).payload.webhooks,
  })

export interface NewWebhook {
  url: string
  name: string
  subscriptions: string[]
}

export async function createWebhook(accountId: number, input: NewWebhook) {
  const { payload } = await post<{ payload: { webhook: Webhook } }>(accountPath(accountId, 'webhooks'), input)
  await queryClient.invalidateQueries(webhooksQuery(accountId))
  return payload.webhook
}

export async function removeWebhook(accountId: number, webhookId: number) {
  await del(accountPath(accountId, `webhooks/${webhookId}`))
  await queryClient.invalidateQueries(webhooksQuery(accountId))
}
