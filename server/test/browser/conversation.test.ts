import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { freePort } from '../platform/server_process.ts'
import { makeWorld, password, type World } from '../world.ts'
import { launchChromium } from './chromium.ts'
import { newCustomer, type Customer } from './customer.ts'
import { picture } from './pictures.ts'
import { buildDashboard, createCamera, phone, row, signIn, visit, type Visitor } from './stage.ts'

// Around one conversation: who follows it, what was sent in it, and what is rarely done with it.

const browser = await launchChromium()

describe.skipIf(!browser)('around a conversation', () => {
  let app: TestApp
  let world: World
  let lena: Customer
  let maya: Visitor
  let noah: Visitor
  let pocket: Visitor
  let shoot: ReturnType<typeof createCamera>

  beforeAll(async () => {
    await buildDashboard()
    app = await startTestApp({ PORT: String(await freePort()) })
    world = await makeWorld(app)
    lena = await newCustomer(app.url, world.inbox.identifier, { name: 'Lena Fischer', email: 'lena@example.test' })
    await lena.write('Where is my parcel?')
    ;[maya, noah, pocket] = [await visit(browser!, app.url), await visit(browser!, app.url), await visit(browser!, app.url, phone)]
    shoot = createCamera(maya.page, pocket.page)
    for (const [{ page }, email] of [[maya, world.maya.email], [noah, world.noah.email], [pocket, world.maya.email]] as const) {
      await page.goto('/app/login')
      await signIn(page, email, password)
    }
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const api = async (method: string, path: string, body?: unknown, token = world.maya.token) => (await app.call(method, `/api/v1/accounts/1/${path}`, { token, body })).body
  const address = () => `/app/accounts/1/conversations/${lena.conversation}`

  test('a colleague takes part, and finds it under Participating', async () => {
    const { page } = maya
    const form = new FormData()
    form.append('attachments[]', new File([picture(80, 60)], 'label.png', { type: 'image/png' }))
    await app.call('POST', `/api/v1/accounts/1/conversations/${lena.conversation}/messages`, { token: world.maya.token, body: form })
    await page.goto(address())
    await page.getByRole('button', { name: 'Lena Fischer: show the customer' }).click()
    await page.getByRole('list', { name: 'Shared files' }).getByRole('link', { name: /label\.png/ }).waitFor()
    await page.getByRole('button', { name: 'Participants: None' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Noah Berg' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Participants: Noah Berg' }).waitFor()
    await shoot('participants', { ready: 'Lena Fischer', open: (on) => on.getByRole('button', { name: 'Lena Fischer: show the customer' }).tap() })
    await noah.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Participating' }).click()
    await row(noah.page, /Lena Fischer/).waitFor()
  })

  test('who waits for an answer is under Unattended until there is one', async () => {
    const { page } = noah
    const omar = await newCustomer(app.url, world.inbox.identifier, { name: 'Omar Haddad' })
    await omar.write('Is somebody there?')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Unattended' }).click()
    await row(page, /Omar Haddad/).waitFor()
    await api('POST', `conversations/${omar.conversation}/messages`, { content: 'Yes, Omar.' })
    await row(page, /Omar Haddad/).waitFor({ state: 'detached' })
  })

  test('it is marked as unread, mailed, blocked and let in again, and deleted', async () => {
    const { page } = maya
    await page.goto(address())
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await shoot('conversation-more', { ready: 'Lena Fischer' })
    // While the phone shows it, she is reading it.
    await pocket.page.goto('about:blank')
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click()
    await row(page, /Lena Fischer, 1 unread/).waitFor()
    await row(page, /Lena Fischer/).click()

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Mail the transcript…' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('To').inputValue()).toBe('lena@example.test')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByText('names no mail server').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Block the customer and resolve' }).click()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    await expect.poll(async () => (await api('GET', `conversations/${lena.conversation}`)).muted).toBe(true)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Unblock the customer' }).click()
    await expect.poll(async () => (await api('GET', `conversations/${lena.conversation}`)).muted).toBe(false)

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete conversation…' }).click()
    await dialog.getByRole('button', { name: 'Delete conversation' }).click()
    await page.getByText('Choose a conversation').waitFor()
    expect((await app.call('GET', `/api/v1/accounts/1/conversations/${lena.conversation}`, { token: world.maya.token })).status).toBe(404)
  })

  test('nothing threw or was blocked', () => {
    expect([maya, noah, pocket].flatMap(({ problems }) => problems)).toEqual([])
  })
})
