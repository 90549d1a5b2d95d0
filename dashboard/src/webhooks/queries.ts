import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Webhook } from '../wire.ts'

export const webhooksQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['webhooks', accountId],
    queryFn: async ({ signal }) => (await get<{ payload: { webhooks: Webhook[] } }>(accountPath(accountId, 'webhooks'), {}, signal)).payload.webhooks,
  })

export interface WebhookInput {
  url: string
  name: string
  subscriptions: string[]
  skip_own: boolean
  custom_headers: Record<string, string>
}

export async function createWebhook(accountId: number, input: WebhookInput) {
  return keepWebhook(accountId, await post<One>(accountPath(accountId, 'webhooks'), input))
}

export async function updateWebhook(accountId: number, webhookId: number, input: WebhookInput) {
  return keepWebhook(accountId, await patch<One>(accountPath(accountId, `webhooks/${webhookId}`), input))
}

/** A new secret; the old one signs beside it for `overlap` seconds. */
export async function resetWebhookSecret(accountId: number, webhookId: number, overlap: number) {
  return keepWebhook(accountId, await post<One>(accountPath(accountId, `webhooks/${webhookId}/reset_secret`), { overlap }))
}

export async function removeWebhook(accountId: number, webhookId: number) {
  await del(accountPath(accountId, `webhooks/${webhookId}`))
  await queryClient.invalidateQueries(webhooksQuery(accountId))
}

interface One {
  payload: { webhook: Webhook }
}

async function keepWebhook(accountId: number, { payload }: One) {
  await queryClient.invalidateQueries(webhooksQuery(accountId))
  return payload.webhook
}
