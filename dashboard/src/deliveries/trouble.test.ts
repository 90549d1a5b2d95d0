import { expect, test } from 'vitest'
import { troublesOf } from './trouble.ts'
import type { EndpointPush } from './wire.ts'

const endpoint: EndpointPush = {
  kind: 'inbox', id: 1, name: 'Web app', url: 'https://example.com/', inbox: null,
  last_success_at: null, failing_since: null, warned_at: null, paused_at: null, disabled_at: null, disabled_reason: null,
}
const [monday, friday, saturday] = ['2026-11-16T10:00:00Z', '2026-11-20T10:00:00Z', '2026-11-21T10:00:00Z']

test('only what is switched off or warned of is told, and each turn of it is another one', () => {
  const failing = { ...endpoint, id: 2, failing_since: monday }
  const warned = { ...failing, id: 3, warned_at: friday }
  const off = { ...warned, id: 4, disabled_at: saturday }
  const recovered = { ...warned, id: 5, failing_since: null }
  expect(troublesOf([endpoint, failing, warned, off, recovered, { ...endpoint, paused_at: friday }]).map(({ what, since, stamp }) => [what, since, stamp])).toEqual([
    ['off', saturday, `inbox-4 off ${saturday}`], ['warned', monday, `inbox-3 warned ${friday}`],
  ])
})
