import { expect, test } from 'vitest'
import { type Condition, matches, type Happening } from './conditions.ts'

const happening = (of: { conversation?: object; contact?: object; message?: object; changes?: object }) => ({
  conversation: { status: 'open', priority: null, assignee_id: 7, team_id: null, inbox_id: 3, labels: ['vip', 'late'], additional_attributes: { referer: 'https://shop.test/a' }, custom_attributes: { plan: 'Gold', seats: 12 }, ...of.conversation },
  contact: { email: 'Omar@acme.test', phone_number: '+4930123', country_code: null, additional_attributes: { city: 'Berlin', country_code: 'DE' }, custom_attributes: { plan: 'free', since: '2024-05-01' }, ...of.contact },
  message: { content: 'Where is my refund?', message_type: 0, private: false, ...of.message }, last_message: null, changes: of.changes ?? null,
}) as unknown as Happening

const one = (attribute_key: string, filter_operator: string, values: unknown, more: Partial<Condition> = {}): Condition => ({ attribute_key, filter_operator, values, ...more })

test('each key is compared by each operator', () => {
  const holding: [Condition, boolean][] = [
    [one('content', 'contains', ['REFUND', 'x']), true], [one('content', 'does_not_contain', ['refund']), false], [one('content', 'equal_to', ['where is my refund?']), true],
    [one('email', 'equal_to', ['omar@ACME.test']), true], [one('email', 'not_equal_to', ['omar@acme.test', 'b']), false], [one('country_code', 'equal_to', ['DE']), true],
    [one('status', 'equal_to', ['open', 'pending']), true], [one('status', 'not_equal_to', ['open']), false], [one('message_type', 'equal_to', ['incoming']), true],
    [one('assignee_id', 'equal_to', [7]), true], [one('assignee_id', 'equal_to', ['7']), true], [one('assignee_id', 'is_not_present', []), false],
    [one('team_id', 'is_not_present', null), true], [one('team_id', 'is_present', []), false], [one('team_id', 'not_equal_to', [1]), true],
    [one('referer', 'contains', ['shop']), true], [one('city', 'starts_with', ['ber']), true], [one('company_name', 'is_present', []), false],
    [one('phone_number', 'equal_to', ['4930123']), true], [one('phone_number', 'starts_with', ['+49']), true], [one('priority', 'equal_to', ['high']), false],
    [one('labels', 'equal_to', ['vip']), true], [one('labels', 'not_equal_to', ['vip']), false], [one('labels', 'is_present', []), true],
    [one('private_note', 'equal_to', [true]), false], [one('private_note', 'equal_to', ['false']), true],
    [one('plan', 'equal_to', ['gold']), true], [one('plan', 'equal_to', ['free'], { custom_attribute_type: 'contact_attribute' }), true],
    [one('seats', 'is_greater_than', ['9']), true], [one('seats', 'is_less_than', [12]), false], [one('since', 'is_greater_than', ['2024-04-30']), true],
    [one('since', 'days_before', ['30']), true], [one('nothing', 'is_not_present', []), true], [one('nothing', 'is_greater_than', ['1']), false],
  ]
  for (const [condition, holds] of holding) expect([condition, matches([condition], happening({}))]).toEqual([condition, holds])
})

test('AND binds tighter than OR, and no condition holds always', () => {
  const [yes, no] = [one('status', 'equal_to', ['open']), one('status', 'equal_to', ['resolved'])]
  const joined = (...parts: (Condition | 'AND' | 'or')[]) => parts.flatMap((part, index) => (typeof part === 'string' ? [] : [{ ...part, query_operator: (parts[index + 1] as string | undefined) ?? null }]))
  expect(matches([], happening({}))).toBe(true)
  expect(matches(joined(yes, 'AND', no), happening({}))).toBe(false)
  expect(matches(joined(yes, 'or', no, 'AND', no), happening({}))).toBe(true)
  expect(matches(joined(no, 'AND', yes, 'or', yes), happening({}))).toBe(true)
  expect(matches(joined(no, 'or', yes, 'AND', no), happening({}))).toBe(false)
})

test('attribute_changed looks at what the event has changed', () => {
  const of = happening({ changes: { status: ['open', 'resolved'], label_list: [['a'], ['a', 'b']] } })
  const changed = (key: string, values: unknown) => matches([one(key, 'attribute_changed', values)], of)
  expect([changed('status', { from: ['open'], to: ['resolved'] }), changed('status', { to: ['open'] }), changed('status', []), changed('priority', {}), changed('labels', { to: ['b'] })])
    .toEqual([true, false, true, false, true])
})
