import { queryOptions } from '@tanstack/react-query'
import { accountPath, del, get, patch, post } from '../api.ts'
import { queryClient } from '../query_client.ts'
import type { Wire } from '../wire.ts'

/** Application API §4.8. Of a bot of the whole system, accounts see neither where it is nor its keys. */
export type AgentBot = Wire<'AgentBot'>

export const botsQuery = (accountId: number) =>
  queryOptions({
    queryKey: ['agent_bots', accountId],
    queryFn: ({ signal }) => get<AgentBot[]>(accountPath(accountId, 'agent_bots'), {}, signal),
    staleTime: 30_000,
  })

export type BotInput = { name: string; description: string; outgoing_url: string }

export async function saveBot(accountId: number, id: number | undefined, input: BotInput) {
  await (id === undefined ? post(accountPath(accountId, 'agent_bots'), { ...input, bot_type: 'webhook' }) : patch(accountPath(accountId, `agent_bots/${id}`), input))
  await queryClient.invalidateQueries(botsQuery(accountId))
}

/** Throws ApiError 422 for what is no picture, or too big. */
export async function setBotPicture(accountId: number, id: number, file: File) {
  const form = new FormData()
  form.append('avatar', file)
  await patch(accountPath(accountId, `agent_bots/${id}`), form)
  await queryClient.invalidateQueries(botsQuery(accountId))
}

export async function removeBotPicture(accountId: number, id: number) {
  await del(accountPath(accountId, `agent_bots/${id}/avatar`))
  await queryClient.invalidateQueries(botsQuery(accountId))
}

export async function deleteBot(accountId: number, id: number) {
  await del(accountPath(accountId, `agent_bots/${id}`))
  await queryClient.invalidateQueries({ queryKey: ['agent_bots', accountId] })
}

/** A new key; the old one works beside it for `overlap` seconds. */
export async function resetBotKey(accountId: number, id: number, key: 'access_token' | 'secret', overlap: number) {
  await post(accountPath(accountId, `agent_bots/${id}/reset_${key}`), { overlap })
  await queryClient.invalidateQueries(botsQuery(accountId))
}

/** The bot that answers first in an inbox; null for none. */
export const inboxBotQuery = (accountId: number, inboxId: number) =>
  queryOptions({
    queryKey: ['agent_bots', accountId, 'of_inbox', inboxId],
    queryFn: async ({ signal }) => (await get<{ agent_bot?: AgentBot }>(accountPath(accountId, `inboxes/${inboxId}/agent_bot`), {}, signal)).agent_bot ?? null,
  })

export async function setInboxBot(accountId: number, inboxId: number, botId: number | null) {
  await post(accountPath(accountId, `inboxes/${inboxId}/set_agent_bot`), { agent_bot: botId })
  await queryClient.invalidateQueries(inboxBotQuery(accountId, inboxId))
}
