import { expect, test } from 'vitest'
import type { Conversation, Profile } from '../wire.ts'
import { fillVariables, slashAt } from './slash.ts'

test.each([
  ['/', 1, { from: 0, search: '' }],
  ['/ho', 3, { from: 0, search: 'ho' }],
  ['Hello /hours', 12, { from: 6, search: 'hours' }],
  ['Hello /hours today', 12, { from: 6, search: 'hours' }],
  ['Hello /hours today', 18, null],
  ['https://example.com', 19, null],
  ['and/or', 6, null],
  ['//', 2, null],
])('a canned response is asked for in %s at %i: %o', (text, cursor, found) => {
  expect(slashAt(text, cursor)).toEqual(found)
})

test('variables are filled in, and unknown ones stay to be seen', () => {
  const conversation = { id: 7, custom_attributes: { order: 12 }, meta: { sender: { id: 3, name: 'Omar El Haddad', email: null, phone_number: '+49', custom_attributes: {} } } } as unknown as Conversation
  const profile = { available_name: 'Maya Lind', email: 'maya@acme.test' } as Profile
  expect(fillVariables('Hi {{contact.first_name}} {{ contact.last_name }} ({{contact.phone}}), #{{conversation.id}}, {{conversation.custom_attribute.order}}. {{agent.name}} {{contact.email}} {{x}}', conversation, profile))
    .toBe('Hi Omar El Haddad (+49), #7, 12. Maya Lind {{contact.email}} {{x}}')
})
