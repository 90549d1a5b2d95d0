import { expect, test } from 'vitest'
import { filterQuery, fromLocalInput, readFilter, toLocalInput } from './filter.ts'

test('an address keeps what is right of a filter and loses the rest', () => {
  const full = { endpoint: 'agent_bot-3', event: 'message_created', state: 'failed', conversation_id: 7, period: 'range', since: 100, until: 200 }
  expect(readFilter(full)).toEqual(full)
  expect(readFilter({ endpoint: 'inbox', event: 'a b', state: 'lost', conversation_id: -1, period: '3h', since: 100 })).toEqual({})
})

test('a filter becomes the query of the API', () => {
  expect(filterQuery({ endpoint: 'agent_bot-3', period: '1h' }, 10_000)).toMatchObject({ endpoint_kind: 'agent_bot', endpoint_id: 3, since: 6_400 })
  expect(filterQuery({ period: 'range', since: 100, until: 200 }, 10_000)).toMatchObject({ since: 100, until: 200 })
  expect(filterQuery({}, 10_000).since).toBeUndefined()
})

test('a moment survives its input', () => {
  expect(fromLocalInput(toLocalInput(1_790_000_040))).toBe(1_790_000_040)
  expect(fromLocalInput('')).toBeNull()
})
