import { expect, test } from 'vitest'
import { hasSignature, readHeaders } from './pasted.ts'

test.each([
  ['lines of a log', 'POST /callback HTTP/1.1\nX-Chatwoot-Signature: sha256=ab\r\nX-Chatwoot-Timestamp: 1790000000'],
  ['an object that was printed', "{\n  'X-Chatwoot-Signature': 'sha256=ab',\n  'X-Chatwoot-Timestamp': '1790000000',\n}"],
  ['JSON', '{"X-Chatwoot-Signature":["sha256=ab"],"X-Chatwoot-Timestamp":1790000000}'],
])('headers are read from %s', (_, text) => {
  expect(readHeaders(text)).toEqual({ 'X-Chatwoot-Signature': 'sha256=ab', 'X-Chatwoot-Timestamp': '1790000000' })
})

test('a signature is found under both names', () => {
  const all: Record<string, string>[] = [{ 'webhook-signature': 'v1,x' }, { 'X-CHATWOOT-SIGNATURE-PREVIOUS': 'x' }, { 'x-chatwoot-timestamp': '1' }]
  expect(all.map(hasSignature)).toEqual([true, true, false])
})
