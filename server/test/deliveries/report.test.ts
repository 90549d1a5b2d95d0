import { expect, test } from 'vitest'
import { readReport } from '../../src/deliveries/report.ts'

const read = (body: unknown, status = 200) => readReport({ status, json: typeof body === 'string' ? body : JSON.stringify(body) })

test('a receiver says what became of the message', () => {
  expect(read({ status: 'delivered', source_id: 'wamid.1' }).report).toEqual({ status: 'delivered', source_id: 'wamid.1', error: null, retryAfter: null })
  expect(read({ status: 'sent', source_id: 17 }).report).toEqual({ status: 'sent', source_id: '17', error: null, retryAfter: null })
  expect(read({ source_id: 'wamid.2' }).report).toMatchObject({ status: 'sent', source_id: 'wamid.2' })
  expect(read({ status: 'failed', error: 'number is not on WhatsApp' }).report).toEqual({ status: 'failed', source_id: null, error: 'number is not on WhatsApp', retryAfter: null })
  expect(read({ status: 'failed', retry_after: '1.5' }).report).toEqual({ status: 'failed', source_id: null, error: 'The receiver could not send it', retryAfter: 1500 })
  expect(read({ status: 'failed', retry_after: 'soon' }).report).toMatchObject({ retryAfter: null })
})

test('202 is accepted, not sent yet: only the id outside is taken', () => {
  expect(read({ status: 'delivered', source_id: 'a' }, 202)).toEqual({ report: { status: 'sent', source_id: 'a', error: null, retryAfter: null }, note: 'Accepted, not sent yet.' })
  expect(read({ status: 'sent' }, 202)).toEqual({ report: null, note: 'Accepted, not sent yet.' })
})

test.each([[null], [{ ok: true }], ['[]'], ['"ok"'], ['null'], ['17']])('%j says nothing of the message', (body) => {
  expect(body === null ? readReport({ status: 200, json: null }) : read(body)).toEqual({ report: null, note: null })
})

test.each([
  ['{"status":"sent"', /no valid JSON/], ['{status: sent}', /no valid JSON/], [`${'['.repeat(200)}${']'.repeat(200)}`, /no valid JSON/],
  ['{"status":"teleported"}', /none of sent, delivered, failed/], ['{"status":7}', /none of/],
])('%s is ignored and noted', (body, note) => {
  expect(read(body)).toEqual({ report: null, note: expect.stringMatching(note) })
})

test('what cannot be stored is left out, what is endless is cut', () => {
  expect(readReport({ status: 200, json: false })).toEqual({ report: null, note: expect.stringMatching(/longer than 64 kB/) })
  expect(read({ status: 'sent', source_id: 'a\0b' }).report).toMatchObject({ source_id: null })
  expect(read({ status: 'sent', source_id: { a: 1 } }).report).toMatchObject({ source_id: null })
  expect(read({ status: 'failed', error: 'x'.repeat(5000) }).report!.error).toHaveLength(1000)
})
