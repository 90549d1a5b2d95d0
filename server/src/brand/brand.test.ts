import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startTestApp } from '../../test/harness.ts'
import { readConfig } from '../config.ts'

const isBuilt = existsSync(fileURLToPath(new URL('../../../dashboard/dist/index.html', import.meta.url)))

test('an installation appears under the name, look and words of its settings', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parley-brand-'))
  const logo = join(directory, 'logo.svg')
  await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const app = await startTestApp({
    BRAND_NAME: 'Ruut & <Sons>', BRAND_LOGO: logo, BRAND_FAVICON: 'https://cdn.example/icon.png', BRAND_COLOR: '#E91E63',
    BRAND_WORDS: 'inbox=workspace, webhook URL=callback URL', SUPPORT_EMAIL: 'help@ruut.test', TERMS_URL: 'https://ruut.test/terms',
  })
  try {
    const { body } = await app.call('GET', '/api/v1/installation')
    expect(body.brand).toEqual({
      name: 'Ruut & <Sons>', logo_url: '/brand/logo', logo_dark_url: null, favicon_url: 'https://cdn.example/icon.png', colours: body.brand.colours,
      words: { inbox: 'workspace', 'webhook URL': 'callback URL' }, support_url: null, support_email: 'help@ruut.test', terms_url: 'https://ruut.test/terms', privacy_url: null,
    })
    expect(Object.keys(body.brand.colours)).toEqual(['accent', 'accent-hover', 'accent-text', 'selected', 'bubble-out', 'focus'])
    const picture = await fetch(`${app.url}/brand/logo`)
    expect([picture.status, picture.headers.get('content-type'), picture.headers.get('content-security-policy')]).toEqual([200, 'image/svg+xml', expect.stringContaining('sandbox')])
    expect((await fetch(`${app.url}/brand/favicon`)).status).toBe(404)
    if (!isBuilt) return
    const page = await fetch(app.url)
    expect(page.headers.get('content-security-policy')).toContain("img-src 'self' http://localhost:0 https://cdn.example data:")
    const text = await page.text()
    expect(text).toContain('<title>Ruut &amp; &lt;Sons&gt;</title>')
    expect(text).toContain('<link rel="icon" href="https://cdn.example/icon.png" />')
    expect(text).toContain(`<html lang="en" style="--accent: ${body.brand.colours.accent}; `)
  } finally {
    await app.close()
    await rm(directory, { recursive: true })
  }
})

test.each([
  ['BRAND_COLOR', 'red', 'must be a colour such as #3b5bd4'],
  ['BRAND_LOGO', '/etc/passwd', 'must be a picture'],
  ['BRAND_WORDS', 'inbox', 'must be pairs such as inbox=workspace'],
  ['BRAND_NAME', 'n'.repeat(61), 'must have at most 60 characters'],
])('%s that cannot be used stops the start: %s', (name, value, why) => {
  expect(() => readConfig({ [name]: value })).toThrow(why)
})
