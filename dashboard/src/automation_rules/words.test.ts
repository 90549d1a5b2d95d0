import { expect, test } from 'vitest'
import type { AttributeDefinition } from '../custom_attribute_definitions/queries.ts'
import { conditionProblem, emptyCondition, operatorsOf, subjectOf, subjectsWith } from './words.ts'

const definition = (attribute_key: string, attribute_display_type: string, attribute_model: string) =>
  ({ attribute_key, attribute_display_name: attribute_key, attribute_display_type, attribute_model, attribute_values: [] }) as unknown as AttributeDefinition
const subjects = subjectsWith([definition('plan', 'text', 'conversation_attribute'), definition('plan', 'number', 'contact_attribute')])
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
  const canChange = (id: string) => operatorsOf(byId(id)).some(({ value }) => value === 'attribute_changed')
  expect(['status', 'labels', 'conversation_attribute:plan', 'content', 'message_type', 'email'].map(canChange)).toEqual([true, true, true, false, false, false])
})
