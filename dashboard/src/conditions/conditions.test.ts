import { expect, test } from 'vitest'
import { ruleSubjects } from '../automation_rules/words.ts'
import { contactSubjects } from '../contacts/filter.ts'
import type { AttributeDefinition } from '../custom_attribute_definitions/queries.ts'
import { conditionProblem, emptyCondition, joined, readConditions, subjectOf } from './conditions.ts'
import { sentenceOf } from './sentence.ts'

const definition = (attribute_key: string, attribute_display_type: string, attribute_model: string) =>
  ({ attribute_key, attribute_display_name: attribute_key, attribute_display_type, attribute_model, attribute_values: [] }) as unknown as AttributeDefinition
const definitions = [definition('plan', 'text', 'conversation_attribute'), definition('plan', 'number', 'contact_attribute')]
const subjects = ruleSubjects(definitions)
const byId = (id: string) => subjects.find((subject) => subject.id === id)!

test('a condition on an attribute says whose it is', () => {
  const condition = emptyCondition(byId('contact_attribute:plan'))
  expect(condition).toMatchObject({ attribute_key: 'plan', custom_attribute_type: 'contact_attribute', filter_operator: 'equal_to' })
  expect(subjectOf(condition, subjects)?.id).toBe('contact_attribute:plan')
  expect(subjectOf({ ...condition, custom_attribute_type: '' }, subjects)?.id).toBe('conversation_attribute:plan')
  expect(subjectOf({ ...condition, attribute_key: 'gone' }, subjects)).toBeUndefined()
})

test.each([
  ['content', 'contains', [], 'Say what it is compared with.'],
  ['content', 'is_present', [], null],
  ['status', 'attribute_changed', [], null],
  ['contact_attribute:plan', 'is_greater_than', ['many'], 'Enter a number.'],
  ['contact_attribute:plan', 'is_greater_than', ['12'], null],
])('%s %s %o: %s', (id, filter_operator, values, problem) => {
  expect(conditionProblem({ ...emptyCondition(byId(id)), filter_operator, values }, subjects)).toBe(problem)
})

test('only records can have changed', () => {
  const canChange = (id: string) => byId(id).operators.includes('attribute_changed')
  expect(['status', 'labels', 'conversation_attribute:plan', 'content', 'message_type', 'email'].map(canChange)).toEqual([true, true, true, false, false, false])
})

test('the last condition joins nothing', () => {
  const one = emptyCondition(byId('content'))
  expect(joined([one, { ...one, query_operator: 'OR' }, one]).map(({ query_operator }) => query_operator)).toEqual(['and', 'or', null])
})

test('what stands in an address is taken only as far as it can be conditions', () => {
  const good = { attribute_key: 'city', filter_operator: 'contains', values: ['Ber'] }
  expect([readConditions([good, 7, null, { attribute_key: 'city' }]), readConditions([]), readConditions('x'), readConditions([{}])]).toEqual([[good], null, null, null])
})

test('a filter is told as a sentence', () => {
  const conditions = [
    { attribute_key: 'labels', filter_operator: 'equal_to', values: ['vip', 'billing'], query_operator: 'and' },
    { attribute_key: 'last_activity_at', filter_operator: 'days_before', values: ['30'], query_operator: 'or' },
    { attribute_key: 'plan', filter_operator: 'is_not_present', values: [], query_operator: null },
    { attribute_key: 'gone', filter_operator: 'equal_to', values: ['x'] },
  ]
  expect(sentenceOf(conditions, contactSubjects(definitions), () => null)).toBe('Label is vip or billing and Last activity is longer ago than 30 days, or plan is not set and gone is x')
})
