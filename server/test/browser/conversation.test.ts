import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice } from './office.ts'
import { picture } from './pictures.ts'
import { row } from './stage.ts'

// Around one conversation: who follows it, what was sent in it, and what is rarely done with it.

const browser = await launchChromium()

describe.skipIf(!browser)('around a conversation', () => {
  let lena: Customer
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    lena = await office.newCustomer({ name: 'Lena Fischer', email: 'lena@example.test' })
    await lena.write('Where is my parcel?')
    await office.signIn('maya', 'noah')
  })
  afterAll(() => office?.close())

  const address = () => `/app/accounts/1/conversations/${lena.conversation}`

  test('a colleague takes part, and finds it under Participating', async () => {
    const { maya: { page }, noah, shoot, api } = office
    const form = new FormData()
    form.append('attachments[]', new File([picture(80, 60)], 'label.png', { type: 'image/png' }))
    await api('POST', `conversations/${lena.conversation}/messages`, form)
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
    const { noah: { page }, api, newCustomer } = office
    const omar = await newCustomer({ name: 'Omar Haddad' })
    await omar.write('Is somebody there?')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Unattended' }).click()
    await row(page, /Omar Haddad/).waitFor()
    await api('POST', `conversations/${omar.conversation}/messages`, { content: 'Yes, Omar.' })
    await row(page, /Omar Haddad/).waitFor({ state: 'detached' })
  })

  test('it is marked as unread, mailed, blocked and let in again, and deleted', async () => {
    const { maya: { page }, phone, shoot, api, app, world } = office
    await page.goto(address())
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await shoot('conversation-more', { ready: 'Lena Fischer' })
    // While the phone shows it, she is reading it.
    await phone.page.goto('about:blank')
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

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
