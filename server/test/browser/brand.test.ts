import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp } from '../harness.ts'
import { freePort } from '../platform/server_process.ts'
import { makeWorld, password } from '../world.ts'
import { launchChromium } from './chromium.ts'
import { buildDashboard, signIn, snap, visit } from './stage.ts'

// One product under four names: whoever follows one of the four guides finds the words of it (docs/white-label.md).

const browser = await launchChromium()
const callback = 'webhook URL=callback URL'

interface Guide {
  name: string
  words: string
  colour: string
  menu: string
  add: string
  steps: string[]
  ready: string
  url: string
}

const chatwoots = (name: string) => ({
  menu: 'Inboxes', add: 'Add Inbox', ready: 'Your Inbox is ready!',
  steps: [
    `Choose Channel | Choose the provider you want to integrate with ${name}.`, 'Create Inbox | Authenticate your account and create an inbox.',
    'Add Agents | Add agents to the created inbox.', 'Voilà! | You are all set to go!',
  ],
})

const guides: Guide[] = [
  { name: 'Chatwoot', words: '', colour: '#1f93ff', url: 'Webhook URL', ...chatwoots('Chatwoot') },
  {
    name: 'Ruut', words: `inbox=workspace,inboxes=workspaces,Inboxes=Workspace,${callback}`, colour: '#f5c518', menu: 'Workspace', add: 'Add Workspace', url: 'Callback URL',
    steps: [
      'Choose Channel | Choose the provider you want to integrate with Ruut.', 'Create Workspace | Authenticate your account and create a workspace.',
      'Add Agents | Add agents to the created workspace.', 'Voilà! | You are all set to go!',
    ],
    ready: 'Your Workspace is ready!',
  },
  { name: 'Snypto', words: callback, colour: '#0f5132', url: 'Callback URL', ...chatwoots('Snypto') },
  { name: 'ChannelX', words: callback, colour: '#7c3aed', url: 'Callback URL', ...chatwoots('ChannelX') },
]

describe.skipIf(!browser)('white label', () => {
  let directory: string

  beforeAll(async () => {
    await buildDashboard()
    directory = await mkdtemp(join(tmpdir(), 'parley-brand-'))
  })
  afterAll(async () => {
    await browser?.close()
    await rm(directory, { recursive: true })
  })

  test.each(guides)('the way to an inbox in the words of $name', async ({ name, words, colour, menu, add, steps, ready, url }) => {
    const logo = join(directory, `${name}.svg`)
    await writeFile(logo, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="16" fill="${colour}"/></svg>`)
    const app = await startTestApp({
      PORT: String(await freePort()), BRAND_NAME: name, BRAND_WORDS: words, BRAND_COLOR: colour, BRAND_LOGO: logo, SUPPORT_URL: 'https://help.example/', TERMS_URL: 'https://terms.example/',
    })
    try {
      const { page, problems } = await visit(browser!, app.url)
      await page.goto('/')
      await page.getByRole('heading', { name: `Welcome to ${name}` }).waitFor()
      const world = await makeWorld(app)
      await page.goto('/app/login')
      await page.getByRole('heading', { name: `Sign in to ${name}` }).waitFor()
      expect(await page.title()).toBe(`Sign in to ${name} · ${name}`)
      await page.getByRole('link', { name: 'Terms' }).waitFor()
      await snap(page, `brand-${name}-sign-in`, 'dark')
      await snap(page, `brand-${name}-sign-in`, 'light')
      await signIn(page, world.maya.email, password)
      expect(await page.getByRole('navigation', { name: 'Main' }).locator('img').first().evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0)

      await page.getByRole('link', { name: menu, exact: true }).click()
      await expect.poll(() => page.title()).toBe(`${menu} · ${name}`)
      await page.getByRole('main').getByRole('link', { name: add, exact: true }).click()
      const list = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
      await list.first().waitFor()
      expect((await list.allInnerTexts()).map((text) => text.split('\n').filter((line) => !/^\d$/.test(line)).join(' | '))).toEqual(steps)
      await page.getByRole('button', { name: /^API/ }).click()
      await page.getByLabel('Channel Name').fill('API Support Channel')
      await page.getByLabel(url).fill('https://your-app.example/callback')
      await snap(page, `brand-${name}-wizard`, 'dark')
      await snap(page, `brand-${name}-wizard`, 'light')
      expect(await contrastOfButton(page)).toBeGreaterThanOrEqual(4.5)
      await page.getByRole('button', { name: 'Create API Channel' }).click()
      await page.getByRole('button', { name: 'Add Agents' }).click()
      await page.getByRole('heading', { name: ready }).waitFor()
      expect(await page.locator('body').innerText()).not.toMatch(words.includes('inbox=') ? /Parley|(?<!\/)\binbox/i : /Parley/)
      expect(problems).toEqual([])
      await page.context().close()
    } finally {
      await app.close()
    }
  })
})

/** WCAG's ratio of the words on the wizard's button, as the browser drew it. */
const contrastOfButton = (page: Page) => page.evaluate<number>(`(() => {
  const button = document.querySelector('main form button[type=submit]')
  const channels = (colour) => {
    const canvas = document.createElement('canvas').getContext('2d')
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const luminance = (colour) => channels(colour).map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0)
  const { color, backgroundColor } = getComputedStyle(button)
  const [light, dark] = [luminance(color), luminance(backgroundColor)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
})()`)
