import { expect, test } from 'vitest'
import type { Conversation } from '../wire.ts'
import { type BulkChange, inverses } from './bulk.ts'

const conversation = (id: number, more: Partial<Conversation>) => ({ id, status: 'open', snoozed_until: null, labels: [], meta: {}, ...more }) as unknown as Conversation

test.each<[string, Conversation[], BulkChange, unknown]>([
  [
    'a status, each to its own', [conversation(1, {}), conversation(2, { status: 'snoozed', snoozed_until: '2026-01-01T00:00:00Z' }), conversation(3, {}), conversation(4, { status: 'resolved' })],
    { fields: { status: 'resolved' } }, [{ ids: [1, 3], change: { fields: { status: 'open' } } }, { ids: [2], change: { fields: { status: 'snoozed' }, snoozed_until: 1767225600 } }],
  ],
  [
    'an agent', [conversation(1, { meta: { assignee: { id: 7 } } as Conversation['meta'] }), conversation(2, {})],
    { fields: { assignee_id: 9 } }, [{ ids: [1], change: { fields: { assignee_id: 7 } } }, { ids: [2], change: { fields: { assignee_id: null } } }],
  ],
  [
    'a priority', [conversation(1, { priority: 'high' }), conversation(2, { priority: null })],
    { fields: { priority: 'high' } }, [{ ids: [2], change: { fields: { priority: null } } }],
  ],
  [
    'what was read', [conversation(1, { unread_count: 2 }), conversation(2, { unread_count: 0 })],
    { fields: { unread: false } }, [{ ids: [1], change: { fields: { unread: true } } }],
  ],
  ['a label, where it was not', [conversation(1, { labels: ['vip'] }), conversation(2, {})], { labels: { add: ['vip'] } }, [{ ids: [2], change: { labels: { add: [], remove: ['vip'] } } }]],
])('what undoes %s', (_, conversations, change, expected) => {
  expect(inverses(conversations, change)).toEqual(expected)
})
