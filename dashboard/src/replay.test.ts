import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { fetchWithReplay, patchQueries } from './replay.ts'

test('an event that arrives during a fetch is not lost to the older answer', async () => {
  const client = new QueryClient()
  const answer = Promise.withResolvers<string[]>()
  const fetched = client.fetchQuery({ queryKey: ['list', 1, { status: 'open' }], queryFn: () => fetchWithReplay(['list', 1, { status: 'open' }], () => answer.promise) })
  patchQueries<string[]>(client, ['list', 1], (rows) => (rows.includes('new') ? rows : ['new', ...rows]))
  answer.resolve(['old'])
  expect(await fetched).toEqual(['new', 'old'])
})

test('other keys stay, and a patched query that waits for its refetch keeps waiting', async () => {
  const client = new QueryClient()
  client.setQueryData(['list', 1], ['old'])
  client.setQueryData(['list', 2], ['other'])
  await client.invalidateQueries({ queryKey: ['list', 1] })
  patchQueries<string[]>(client, ['list', 1], (rows) => ['new', ...rows])
  expect(client.getQueryData(['list', 1])).toEqual(['new', 'old'])
  expect(client.getQueryState(['list', 1])?.isInvalidated).toBe(true)
  expect(client.getQueryData(['list', 2])).toEqual(['other'])
})
