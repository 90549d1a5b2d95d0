import { beforeEach, expect, test, vi } from 'vitest'
import { conversationQuery, listQuery } from './conversations/queries.ts'
import { endpointsQuery } from './deliveries/queries.ts'
import type { Endpoint } from './deliveries/wire.ts'
import { handlers, type Live } from './live.ts'
import { queryClient } from './query_client.ts'
import type { Conversation } from './wire.ts'

const live: Live = { client: queryClient, accountId: 1, userId: 3, unknown: null }
const list = listQuery(1, { assignee_type: 'all', status: 'open' })
const conversation = (id: number) => ({ id, status: 'open', inbox_id: 1, last_activity_at: 100 - id, meta: {} }) as Conversation

beforeEach(() => queryClient.clear())

test('every event that sockets of agents hear has a handler', async () => {
  const catalogue = String(new URL('../../server/src/events/catalogue.ts', import.meta.url))
  const events = Object.entries(((await import(catalogue)) as { catalogue: Record<string, { cable: unknown }> }).catalogue)
  const heard = events.filter(([, { cable }]) => cable !== null).map(([name]) => name)
  expect(heard.filter((name) => !Object.hasOwn(handlers, name))).toEqual([])
})

test('a deleted conversation leaves every list, and is not shown from memory any more', async () => {
  const rows = [conversation(1), conversation(2)]
  queryClient.setQueryData(list.queryKey, { rows, exhausted: true })
  queryClient.setQueryData(conversationQuery(1, 1).queryKey, rows[0])
  handlers['conversation.deleted'](live, { ...conversation(1), first_reply_created_at: null })
  expect(queryClient.getQueryData(list.queryKey)?.rows.map(({ id }) => id)).toEqual([2])
  await vi.waitFor(() => expect(queryClient.getQueryData(conversationQuery(1, 1).queryKey)).toBeUndefined())
})

test('an endpoint that was switched off shows it with the tries that were known; an unknown one is read', () => {
  const { queryKey } = endpointsQuery(1)
  const known = { kind: 'inbox', id: 1, disabled_at: null, queue_depth: 7 } as Endpoint
  queryClient.setQueryData(queryKey, [known])
  const news = { ...known, queue_depth: undefined, disabled_at: '2026-11-21T10:00:00Z', disabled_reason: 'it answered 410 Gone', account_id: 1 } as unknown as Endpoint & { account_id: number }
  delete (news as Partial<Endpoint>).queue_depth
  handlers['endpoint.updated'](live, news)
  expect(queryClient.getQueryData(queryKey)).toEqual([{ ...known, ...news, queue_depth: 7 }])
  expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(false)

  handlers['endpoint.updated'](live, { ...news, id: 2 })
  expect(queryClient.getQueryState(queryKey)?.isInvalidated).toBe(true)
})
