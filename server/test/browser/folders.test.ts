import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Office, openOffice } from './office.ts'
import { choose, row } from './stage.ts'

// A team lead looks at a part of the conversations: a filter that follows what happens, kept as a folder, in an order, and changed as a whole.

const browser = await launchChromium()

describe.skipIf(!browser)('a part of the conversations', () => {
  const ids: Record<string, number> = {}
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    for (const name of ['Lena Fischer', 'Jakub Nowak', 'Ana Souza']) {
      const customer = await office.newCustomer({ name })
      await customer.write('Where is my parcel?')
      ids[name] = customer.conversation
    }
    await priority('Lena Fischer', 'high')
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  const priority = (name: string, value: string | null) => office.api('POST', `conversations/${ids[name]}/toggle_priority`, { priority: value })
  const names = (page: Page) => page.getByRole('list', { name: 'Conversations' }).getByRole('link').locator('bdi').allInnerTexts()
  /** In whatever order. */
  const listed = async (page: Page, wanted: string[]) => {
    await expect.poll(async () => (await names(page)).toSorted()).toEqual(wanted.toSorted())
  }

  test('a filter follows what happens, and is kept as a folder in the rail and on the phone', async () => {
    const { maya: { page }, phone, shoot } = office
    await page.getByRole('button', { name: 'Filter and folders' }).click()
    await page.getByRole('menuitem', { name: 'New filter…' }).click()
    const dialog = page.getByRole('dialog')
    await choose(page, 'What condition 1 looks at', 'Priority')
    await dialog.getByRole('button', { name: /^What condition 1 compares with/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Urgent' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'High' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('Priority is Urgent or High').waitFor()
    await listed(page, ['Lena Fischer'])
    await priority('Ana Souza', 'urgent')
    await listed(page, ['Ana Souza', 'Lena Fischer'])
    await priority('Lena Fischer', null)
    await listed(page, ['Ana Souza'])
    await priority('Lena Fischer', 'high')
    await row(page, /Lena Fischer/).click()
    await page.getByRole('textbox', { name: 'Reply' }).waitFor()
    await listed(page, ['Ana Souza', 'Lena Fischer'])

    await page.getByRole('button', { name: 'Save as folder' }).click()
    await dialog.getByLabel('Name').fill('Pressing')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: /^Pressing/ }).waitFor()
    await shoot('folder', { ready: 'Lena Fischer' })
    const rail = page.getByRole('navigation', { name: 'Main' })
    await rail.getByRole('link', { name: /^All/ }).click()
    await row(page, /Jakub Nowak/).waitFor()
    await rail.getByRole('link', { name: 'Pressing' }).click()
    await listed(page, ['Ana Souza', 'Lena Fischer'])

    await phone.page.goto('/app/accounts/1/conversations')
    await phone.page.getByRole('button', { name: 'Filter and folders' }).tap()
    await phone.page.getByRole('menuitemradio', { name: 'Pressing' }).tap()
    await listed(phone.page, ['Ana Souza', 'Lena Fischer'])
  })

  test('the order is chosen, and what changes goes to its place', async () => {
    const { page } = office.maya
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^All/ }).click()
    await page.getByRole('button', { name: 'Order' }).click()
    await page.getByRole('menuitemradio', { name: 'Highest priority first' }).click()
    await expect.poll(async () => (await names(page)).slice(0, 2)).toEqual(['Ana Souza', 'Lena Fischer'])
    await priority('Ana Souza', 'low')
    await expect.poll(async () => (await names(page)).slice(0, 2)).toEqual(['Lena Fischer', 'Ana Souza'])
    await page.reload()
    await expect.poll(async () => (await names(page)).slice(0, 2)).toEqual(['Lena Fischer', 'Ana Souza'])
    for (const name of ['Ana Souza', 'Jakub Nowak']) await priority(name, 'urgent')
    await expect.poll(async () => (await names(page)).slice(0, 2).toSorted()).toEqual(['Ana Souza', 'Jakub Nowak'])
  })

  test('many get a priority and are marked as read, with a way back', async () => {
    const { maya: { page }, shoot, api } = office
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Pressing' }).click()
    await listed(page, ['Ana Souza', 'Jakub Nowak', 'Lena Fischer'])
    await page.getByRole('button', { name: 'Select conversations' }).click()
    await page.getByRole('button', { name: 'Select all 3' }).click()
    await page.getByRole('button', { name: 'Priority, read and unread' }).click()
    await shoot('folder-bulk', { ready: 'Conversations' })
    await page.getByRole('menuitem', { name: 'Mark as read' }).click()
    const unread = async () => Promise.all(Object.values(ids).map(async (id) => (await api('GET', `conversations/${id}`)).unread_count))
    await expect.poll(unread).toEqual([0, 0, 0])
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, /Ana Souza, 1 unread/).waitFor()

    await page.getByRole('button', { name: 'Select conversations' }).click()
    await page.getByRole('button', { name: 'Select all 3' }).click()
    await page.getByRole('button', { name: 'Priority, read and unread' }).click()
    await page.getByRole('menuitem', { name: 'Low priority' }).click()
    await page.getByText('The filter lets no conversation through').waitFor()
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
