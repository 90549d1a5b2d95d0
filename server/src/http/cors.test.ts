import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'

let app: TestApp

beforeAll(async () => { app = await startTestApp() })
afterAll(() => app.close())

const preflight = (path: string) =>
  fetch(app.url + path, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.test', 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type,x-anything' },
  })

test('any page may ask the client API, also for what is not there', async () => {
  for (const path of ['/public/api/v1/inboxes/x/contacts', '/public/api/v1/inboxes/x/contacts/y/']) {
    const { status, headers } = await preflight(path)
    expect(status).toBe(200)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-methods')).toContain('PATCH')
    expect(headers.get('access-control-allow-headers')).toBe('content-type,x-anything')
    expect(headers.get('access-control-max-age')).toBe('7200')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  }
})

test('a page can read the answer, an error as well', async () => {
  const missing = await fetch(`${app.url}/public/api/v1/inboxes/x`, { headers: { origin: 'https://shop.test' } })
  expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, '*'])
  const broken = await fetch(`${app.url}/public/api/v1/inboxes/x/contacts`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
  expect([broken.status, broken.headers.get('access-control-allow-origin')]).toEqual([400, '*'])
})

test("the agents' API is for its own page alone", async () => {
  expect((await preflight('/api/v1/profile')).headers.get('access-control-allow-origin')).toBeNull()
  expect((await fetch(`${app.url}/api/v1/profile`)).headers.get('access-control-allow-origin')).toBeNull()
})

test('a page that is told to wait can read so, and may always ask', async () => {
  const strict = await startTestApp({ TRUST_PROXY: 'true', RACK_ATTACK_LIMIT: '1' })
  const headers = { 'x-forwarded-for': '203.0.113.5', 'access-control-request-method': 'POST' }
  const path = `${strict.url}/public/api/v1/inboxes/x`
  await fetch(path, { headers })
  const refused = await fetch(path, { headers })
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([429, '*'])
  expect((await fetch(path, { method: 'OPTIONS', headers })).status).toBe(200)
  await strict.close()
})
