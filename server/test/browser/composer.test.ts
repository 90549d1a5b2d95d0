import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { password } from '../world.ts'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { openOffice, type Office } from './office.ts'
import { signIn } from './stage.ts'

// What an agent writes reaches whom it is for, in the agent's own name, once.

const browser = await launchChromium()

describe.skipIf(!browser)('the composer', () => {
  let office: Office
  let omar: Customer
  const at = (customer: Customer) => `/app/accounts/1/conversations/${customer.conversation}`
  const field = (name: string) => office.maya.page.getByRole('textbox', { name, exact: true })

  beforeAll(async () => {
    office = await openOffice(browser!, { inbox: { additional_attributes: { agent_reply_time_window: 1 } } })
    omar = await office.newCustomer({ name: 'Omar Haddad' })
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  test('a note that is being written stays a note when the customer may be answered again', async () => {
    const { maya: { page } } = office
    await omar.write('Hello')
    await office.app.db.query(`update conversations set last_incoming_at = now() - interval '2 hours' where last_incoming_at is not null`)
    await page.goto(at(omar))
    await field('Private note').pressSequentially('Careful, she is ')
    await omar.write('One more thing')
    await page.getByRole('log').getByText('One more thing').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Reply', exact: true }).isEnabled()).toBe(true)
    await field('Private note').pressSequentially('a known fraud')
    await page.keyboard.press('Enter')
    await page.getByText('Careful, she is a known fraud').first().waitFor()
    expect(await omar.history()).not.toContain('a known fraud')
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
  })

  test('a colleague who is named in a note hears of it', async () => {
    const { maya: { page }, api, world } = office
    await page.getByRole('button', { name: 'Private note' }).click()
    await field('Private note').fill('@noah berg, please look')
    await page.keyboard.press('Enter')
    await page.getByRole('log').getByText('@Noah Berg, please look').waitFor()
    await expect.poll(async () => (await api('GET', 'conversations?conversation_type=mention', undefined, world.noah.token)).data.payload.map(({ id }: { id: number }) => id)).toEqual([omar.conversation])
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
  })

  test('a code that is not found yet is not sent in place of its text', async () => {
    const { maya: { page }, api } = office
    await api('POST', 'canned_responses', { short_code: 'thanks', content: 'Thank you for waiting.' })
    await page.route('**/canned_responses*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    await field('Reply').pressSequentially('/thanks')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /thanks/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => field('Reply').inputValue()).toBe('Thank you for waiting.')
    await page.keyboard.press('Enter')
    await expect.poll(() => omar.history()).toContain('Thank you for waiting.')
    expect(await omar.history()).not.toContain('/thanks')
  })

  test('what one person could not send is not sent by the next', async () => {
    const { maya: { page }, world } = office
    await page.route('**/conversations/*/messages', (route) => route.request().method() === 'POST' ? route.abort() : route.continue())
    await field('Reply').fill('Written by Maya')
    await page.keyboard.press('Enter')
    await page.getByText('Not sent').first().waitFor()
    await page.unroute('**/conversations/*/messages')
    await page.getByRole('button', { name: /^Maya Lind/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await signIn(page, world.noah.email, password)
    await page.getByRole('link', { name: /Omar Haddad/ }).first().click()
    await field('Reply').fill('From Noah')
    await page.keyboard.press('Enter')
    await expect.poll(() => omar.history()).toContain('From Noah')
    expect(await omar.history()).not.toContain('Written by Maya')
    expect(await page.getByRole('log').getByText('Written by Maya').count()).toBe(0)
  })
})
