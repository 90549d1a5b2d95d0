import type { Browser } from 'playwright-core'
import { startTestApp, type TestApp } from '../harness.ts'
import { freePort } from '../platform/server_process.ts'
import { makeWorld, password, type World } from '../world.ts'
import { type Customer, newCustomer } from './customer.ts'
import { buildDashboard, openWindows, signIn, type Windows } from './stage.ts'

/** Where most browser tests take place: the product with the cast of `makeWorld`, and a window for each of the team. */
export interface Office extends Windows {
  app: TestApp
  world: World
  /** What a program with Maya's token, or with another, is answered below the account's address. */
  api: (method: string, path: string, body?: unknown, token?: string) => Promise<any>
  newCustomer: (contact: Record<string, unknown>) => Promise<Customer>
  /** They come in and see what was made before. Maya's phone has the session of her desk. */
  signIn: (...people: ('maya' | 'noah')[]) => Promise<void>
  close: () => Promise<void>
}

export const settings = '/app/accounts/1/settings'

/** `env` as an operator would set it, `inbox` as an administrator would. Nobody is signed in yet. */
export async function openOffice(browser: Browser, { env, inbox }: { env?: Record<string, string>; inbox?: Record<string, unknown> } = {}): Promise<Office> {
  const app = await openApp(env)
  const world = await makeWorld(app, 'acme', inbox)
  const windows = await openWindows(browser, app.url)
  return {
    ...windows, app, world,
    api: async (method, path, body, token = world.maya.token) => (await app.call(method, `/api/v1/accounts/${world.account}/${path}`, { token, body })).body,
    newCustomer: (contact) => newCustomer(app.url, world.inbox.identifier, contact),
    async signIn(...people) {
      for (const person of people) {
        const { page } = windows[person]
        await page.goto('/app/login')
        await signIn(page, world[person].email, password)
      }
      await windows.phone.page.context().addCookies(await windows.maya.page.context().cookies())
    },
    async close() {
      await browser.close()
      await app.close()
    },
  }
}

/** The product with the dashboard as it is written now, on a port that its own address names. */
export async function openApp(env: Record<string, string> = {}): Promise<TestApp> {
  await buildDashboard()
  return startTestApp({ PORT: String(await freePort()), ...env })
}
