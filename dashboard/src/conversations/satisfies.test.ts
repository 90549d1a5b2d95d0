import { expect, test } from 'vitest'
import type { Condition } from '../conditions/conditions.ts'
import type { Conversation } from '../wire.ts'
import { satisfies } from './satisfies.ts'

const conversation = {
  id: 120, status: 'open', priority: null, inbox_id: 1, labels: ['vip'], created_at: Date.parse('2026-09-03T23:59:00Z') / 1000, last_activity_at: Date.parse('2026-09-10T10:00:00Z') / 1000,
  additional_attributes: { referer: 'https://Example.com/prices' }, custom_attributes: { refund: 12.5, renewal: '2026-10-01', paid: true },
  meta: { sender: { id: 7 }, assignee: { id: 3 }, assignee_type: 'User', team: null },
} as unknown as Conversation
const now = Date.parse('2026-09-20T12:00:00Z')

test.each<[string, string, unknown[], boolean]>([
  ['status', 'equal_to', ['open', 'pending'], true], ['status', 'equal_to', ['all'], true], ['status', 'not_equal_to', ['open'], false],
  ['priority', 'equal_to', ['high'], false], ['priority', 'not_equal_to', ['high'], false],
  ['assignee_id', 'equal_to', [3], true], ['assignee_id', 'is_present', [], true], ['team_id', 'is_not_present', [], true], ['team_id', 'not_equal_to', [2], false],
  ['labels', 'equal_to', ['VIP'], true], ['labels', 'not_equal_to', ['billing'], true], ['labels', 'is_not_present', [], false],
  ['display_id', 'contains', ['2'], true], ['contact_id', 'equal_to', ['7'], true], ['referer', 'contains', ['example.com'], true], ['mail_subject', 'does_not_contain', ['x'], false],
  ['created_at', 'is_greater_than', ['2026-09-03'], false], ['created_at', 'is_greater_than', ['2026-09-02'], true], ['created_at', 'is_less_than', ['2026-09-04'], true],
  ['last_activity_at', 'days_before', ['9'], true], ['last_activity_at', 'days_before', ['10'], false],
  ['refund', 'is_greater_than', ['9'], true], ['refund', 'equal_to', ['12.50'], true], ['renewal', 'is_less_than', ['2026-10-02'], true], ['renewal', 'is_greater_than', ['7'], false],
  ['paid', 'equal_to', [true], true], ['missing', 'not_equal_to', ['x'], true], ['missing', 'equal_to', ['x'], false], ['status', 'from_the_future', ['x'], false],
])('%s %s %o: %s', (attribute_key, filter_operator, values, expected) => {
  expect(satisfies(conversation, [{ attribute_key, filter_operator, values }], now)).toBe(expected)
})

test('and joins before or', () => {
  const yes: Condition = { attribute_key: 'status', filter_operator: 'equal_to', values: ['open'] }
  const no: Condition = { ...yes, values: ['resolved'] }
  const all = (...words: (string | [Condition, string])[]) => words.map((one) => (typeof one === 'string' ? yes : { ...one[0], query_operator: one[1] }))
  expect(satisfies(conversation, all([no, 'and'], [no, 'OR'], [yes, '']), now)).toBe(true)
  expect(satisfies(conversation, all([yes, 'or'], [no, 'and'], [no, '']), now)).toBe(true)
  expect(satisfies(conversation, all([no, 'or'], [yes, 'and'], [no, '']), now)).toBe(false)
})
