import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../test/harness.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../dashboard/dist/index.html', import.meta.url)))
let app: TestApp

beforeAll(async () => { app = await startTestApp() })
afterAll(() => app.close())

describe.skipIf(!isBuilt)('the built dashboard', () => {
  test.each(['/', '/app', '/app/accounts/1/conversations/7', '/app/login?x=1', '/installation/onboarding'])('%s is the page', async (path) => {
    const answer = await fetch(app.url + path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<div id="root">')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
    })
  })

  test('only scripts of ours run in it', async () => {
    const answer = await fetch(app.url)
    const policy = answer.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    const scripts = /script-src ([^;]+)/.exec(policy)![1]!
    expect(scripts).not.toContain('unsafe')
    for (const [, text] of (await answer.text()).matchAll(/<script>([\s\S]*?)<\/script>/g)) {
      expect(scripts).toContain(createHash('sha256').update(text!).digest('base64'))
    }
  })

  test('its files are kept for good', async () => {
    const [script] = /\/assets\/[\w.-]+\.js/.exec(await (await fetch(app.url)).text())!
    const answer = await fetch(app.url + script)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
  })
})

test.each(['/api/nothing', '/public/nothing', '/auth/nothing', '/nothing', '/assets/nothing.js', '/assets/..%2Findex.html', '/..%2Fpackage.json', '/.env'])(
  '%s is a JSON 404', async (path) => {
    const answer = await app.call('GET', path)
    expect(answer.status).toBe(404)
    expect(answer.body).toHaveProperty('error')
  })

test.skipIf(!isBuilt)('a person who is lost gets the page, a program JSON', async () => {
  const asBrowser = (path: string, accept = 'text/html,application/xhtml+xml,*/*;q=0.8') => fetch(app.url + path, { headers: { accept } })
  for (const path of ['/nothing', '/settings/profile?x=1']) {
    const answer = await asBrowser(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(await answer.text()).toContain('<div id="root">')
  }
  for (const [path, accept] of [['/nothing', 'application/json'], ['/nothing', '*/*'], ['/api/nothing'], ['/assets/nothing.js'], ['/brand/nothing']] as const) {
    const answer = await asBrowser(path, accept)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8'])
  }
})
