import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Sink } from '../sink.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const screenshots = join(root, 'tmp', 'screenshots')

export const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** A person at a browser of their own. `problems` gathers what no visit may cause: exceptions and blocked content. */
export interface Visitor {
  page: Page
  problems: string[]
}

export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = desk): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', colorScheme: 'light', permissions: ['clipboard-read', 'clipboard-write'], ...options })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    // A server that is down, and a session that has ended, are part of the stories.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) problems.push(message.text())
  })
  return { page, problems }
}

/** Builds the dashboard when a source is newer than what is built: the tests look at what is written now. */
export async function buildDashboard(): Promise<void> {
  const built = await stat(join(root, 'dashboard/dist/index.html')).catch(() => null)
  if (built && built.mtimeMs > await newest(join(root, 'dashboard'))) return
  const child = spawn(process.execPath, ['launch.mjs', 'vite', 'build', 'dashboard', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } })
  const [code] = await once(child, 'exit') as [number | null]
  if (code !== 0) throw new Error('The dashboard could not be built.')
}

/** When something in it was changed last, in ms. */
async function newest(directory: string): Promise<number> {
  const entries = (await readdir(directory, { withFileTypes: true })).filter(({ name }) => !['node_modules', 'dist'].includes(name) && !name.startsWith('.'))
  const times = await Promise.all(entries.map(async (entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? newest(path) : (await stat(path)).mtimeMs
  }))
  return Math.max(0, ...times)
}

export interface Shot {
  /** Text that stands on the finished screen. */
  ready: string
  /** What leads from the address to the state, such as a press on a button. */
  open?: (page: Page) => Promise<void>
}

/** Pictures of a screen as it is on the desk and as the phone shows the same address, light and dark. */
function createCamera(deskPage: Page, phonePage: Page) {
  const onPhone = async (name: string, { ready, open }: Shot) => {
    await phonePage.goto(deskPage.url())
    await open?.(phonePage)
    await snapBoth(phonePage, name, ready)
  }
  return async (name: string, shot: Shot) => {
    await Promise.all([snapBoth(deskPage, name, shot.ready), onPhone(name, shot)])
  }
}

async function snapBoth(page: Page, name: string, ready: string): Promise<void> {
  await page.getByText(ready).filter({ visible: true }).first().waitFor()
  await page.evaluate('document.fonts.ready.then(() => null)')
  await snap(page, name, 'dark')
  await snap(page, name, 'light')
}

/** `tmp/screenshots/<name>-<width>-<theme>.png`, for people to look at. */
export async function snap(page: Page, name: string, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.screenshot({ path: join(screenshots, `${name}-${page.viewportSize()!.width}-${colorScheme}.png`), animations: 'disabled' })
}

/** Two agents side by side, one of them with a phone. */
export interface Windows {
  maya: Visitor
  noah: Visitor
  phone: Visitor
  shoot: ReturnType<typeof createCamera>
  /** Those of all of them. */
  problems: () => string[]
}

export async function openWindows(browser: Browser, origin: string): Promise<Windows> {
  const [maya, noah, pocket] = [await visit(browser, origin), await visit(browser, origin), await visit(browser, origin, phone)]
  return { maya, noah, phone: pocket, shoot: createCamera(maya.page, pocket.page), problems: () => [maya, noah, pocket].flatMap(({ problems }) => problems) }
}

/** What the story is told with: beside the windows, a receiver of callbacks. */
export interface Story extends Windows {
  origin: string
  sink: Sink
}

export async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/conversations')
}

/** A conversation in the list, by what a screen reader says of it. */
export const row = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name })

/** Gone with a reload: what is seen later has come live. */
export const markLoaded = (page: Page) => page.evaluate("window.loaded = 'once'")

/** Chooses from a list that opens at a press. */
export async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
