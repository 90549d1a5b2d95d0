import { expect, test } from 'vitest'
import { importText } from './words.ts'

const none = { total: null, processed: 0, created: 0, updated: 0, failed: 0 }

test('an import tells how far it is, and then what it did', () => {
  expect([
    importText({ ...none, state: 'pending' }), importText({ ...none, state: 'running' }), importText({ ...none, state: 'running', total: 1200, processed: 50 }),
    importText({ ...none, state: 'completed', created: 1, updated: 2 }), importText({ ...none, state: 'completed', created: 3, failed: 1 }),
  ]).toEqual([
    'It begins when those before it are through.', 'The rows are being counted.', '50 of 1,200 rows.', '1 contact added, 2 updated.', '3 contacts added, 0 updated, 1 row failed.',
  ])
})
