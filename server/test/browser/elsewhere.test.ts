import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { password } from '../world.ts'
import { launchChromium } from './chromium.ts'
import { openOffice, type Office } from './office.ts'
import { signIn } from './stage.ts'

// What happens in another tab, or is done by somebody else, while a page is open.

const browser = await launchChromium()

describe.skipIf(!browser)('elsewhere', () => {
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  test('what is not edited in the form of a contact follows the contact, and is not sent', async () => {
    const { maya: { page }, api, world } = office
    const contact = `contacts/${world.omar.id}`
    await page.goto(`/app/accounts/1/${contact}`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Omar H.')
    await api('PATCH', contact, { phone_number: '+4915199999999', email: 'omar@new.test' })
    await expect.poll(() => page.getByRole('textbox', { name: 'Phone' }).inputValue()).toBe('+4915199999999')
    await page.getByRole('button', { name: 'Update' }).first().click()
    await page.getByText('Contact updated').waitFor()
    expect((await api('GET', contact)).payload).toMatchObject({ name: 'Omar H.', phone_number: '+4915199999999', email: 'omar@new.test' })
  })

  test('who signs out in one tab is signed out in the other, and in again', async () => {
    const { maya: { page }, world } = office
    await page.goto('/app/accounts/1/conversations')
    await page.getByRole('link', { name: /Omar/ }).first().waitFor()
    const other = await page.context().newPage()
    await other.goto(`${new URL(page.url()).origin}/app/accounts/1/conversations`)
    await other.getByRole('button', { name: /^Maya Lind/ }).click()
    await other.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('Password', { exact: true }).waitFor()
    await signIn(page, world.maya.email, password)
    await page.getByRole('link', { name: /Omar/ }).first().waitFor()
    await other.close()
  })
})
