import { afterEach, expect, test } from 'vitest'
import { brand, pageTitle, say, takeBrand } from './brand.ts'

const own = brand()
afterEach(() => takeBrand(own))

test('without a brand nothing is said otherwise', () => {
  expect([say('Add Inbox'), pageTitle('Inboxes')]).toEqual(['Add Inbox', 'Inboxes · Parley'])
})

test('a word keeps its capital, its number and its article', () => {
  takeBrand({ ...own, name: 'Ruut', words: { inbox: 'workspace', inboxes: 'workspaces', Inboxes: 'Workspace', 'webhook URL': 'callback URL', agent: 'operator', team: 'a.b$&' } })
  expect(say('Add Inbox')).toBe('Add Workspace')
  expect(say('An inbox is one of several inboxes; an API inbox, inboxed.')).toBe('A workspace is one of several workspaces; an API workspace, inboxed.')
  expect(say('Webhook URL')).toBe('Callback URL')
  expect(say('Pick an agent, not a team.')).toBe('Pick an operator, not an a.b$&.')
  expect([say('Inboxes'), say('Inboxes here')]).toEqual(['Workspace', 'Workspaces here'])
  expect(pageTitle('Inboxes')).toBe('Inboxes · Ruut')
})
