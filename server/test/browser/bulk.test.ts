import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Office, openOffice } from './office.ts'
import { row } from './stage.ts'

// Many conversations at once: ticked by pointer, by keyboard and on a phone.

const browser = await launchChromium()
const names = ['Ada', 'Bea', 'Cem', 'Dua', 'Eva']

describe.skipIf(!browser)('many conversations at once', () => {
  const numbers: Record<string, number> = {}
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    for (const name of names) {
      const customer = await office.newCustomer({ name })
      await customer.write(`A question of ${name}`)
      numbers[name] = customer.conversation
    }
    await office.api('POST', 'labels', { title: 'billing', color: '#ad721c' })
    await office.api('POST', 'teams', { name: 'support' })
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  const one = (name: string) => office.api('GET', `conversations/${numbers[name]}`)

  test('ticked by pointer, resolved, and brought back', async () => {
    const { maya: { page }, shoot } = office
    await row(page, /^Eva/).hover()
    await page.getByRole('checkbox', { name: 'Select Eva' }).check()
    await page.getByRole('checkbox', { name: 'Select Cem' }).click({ modifiers: ['Shift'] })
    await page.getByText('3 selected').waitFor()
    await shoot('bulk', {
      ready: 'selected', open: async (on) => {
        await on.getByRole('button', { name: 'Select conversations' }).tap()
        await on.getByRole('checkbox', { name: 'Select Dua' }).tap()
      },
    })
    await page.getByRole('button', { name: 'Resolve', exact: true }).click()
    await page.getByText('Resolving 3 conversations').waitFor()
    await row(page, /^Dua/).waitFor({ state: 'detached' })
    await expect.poll(async () => Promise.all(['Eva', 'Dua', 'Cem', 'Bea'].map(async (name) => (await one(name)).status))).toEqual(['resolved', 'resolved', 'resolved', 'open'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, /^Dua/).waitFor()
    await row(page, /^Eva/).waitFor()
    expect(await page.getByRole('toolbar', { name: 'Selected conversations' }).count()).toBe(0)
  })

  test('ticked by keyboard, given to an agent and a team, and labelled', async () => {
    const { page } = office.maya
    await page.reload()
    await row(page, /^Bea/).focus()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('2 selected').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('2 selected').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+a')
    await page.getByText('6 selected').waitFor()
    await page.getByRole('button', { name: 'Labels' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'billing' }).click()
    await expect.poll(async () => Promise.all(names.map(async (name) => (await one(name)).labels))).toEqual(names.map(() => ['billing']))
    await page.getByRole('button', { name: 'Select conversations' }).click()
    await page.getByText('None selected').waitFor()
    // Escape ends it from the bar as well, and leads back into the list.
    await page.getByRole('button', { name: 'Stop selecting' }).focus()
    await page.keyboard.press('Escape')
    await page.getByText('None selected').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate('document.activeElement?.hasAttribute("data-conversation")')).toBe(true)
    await page.getByRole('button', { name: 'Select conversations' }).click()
    expect(await page.getByRole('button', { name: 'Give to a team' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Select all 6' }).click()
    await page.getByRole('button', { name: 'Assign to an agent' }).click()
    await page.getByRole('menuitem', { name: 'Noah Berg' }).click()
    await expect.poll(async () => (await one('Ada')).meta.assignee?.name).toBe('Noah Berg')
    await page.getByRole('button', { name: 'Select conversations' }).click()
    await page.getByRole('checkbox', { name: 'Select Ada' }).check()
    await page.getByRole('button', { name: 'Give to a team' }).click()
    await page.getByRole('menuitem', { name: 'support' }).click()
    await expect.poll(async () => (await one('Ada')).meta.team?.name).toBe('support')
    expect((await one('Bea')).meta.team ?? null).toBeNull()
  })

  test('on a phone a press on the row ticks it', async () => {
    const { page } = office.phone
    await page.goto('/app/accounts/1/conversations')
    await page.getByRole('button', { name: 'Select conversations' }).tap()
    await page.getByText('A question of Eva').tap({ force: true })
    await page.getByText('1 selected').waitFor()
    await page.getByRole('button', { name: 'Status and snooze' }).tap()
    await page.getByRole('menuitem', { name: 'Snooze until tomorrow' }).tap()
    await expect.poll(async () => (await one('Eva')).status).toBe('snoozed')
  })

  test('all that match are changed, also those that are not loaded yet', async () => {
    const { maya: { page }, api, app, world } = office
    const { source_id } = (await app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`, { body: { name: 'Fay' } })).body
    const more = await Promise.all(Array.from({ length: 70 }, () => app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${source_id}/conversations`)))
    expect(more.every(({ status }) => status === 200)).toBe(true)
    await page.goto('/app/accounts/1/conversations?status=open')
    const total = 75
    await page.getByRole('tab', { name: `All ${total}` }).waitFor()
    await page.getByRole('button', { name: 'Select conversations' }).click()
    await page.getByRole('button', { name: /^Select the \d+ that are loaded/ }).click()
    await page.getByRole('button', { name: `Select all ${total} that match` }).click()
    await page.getByText(`${total} selected`).waitFor()
    await page.getByRole('button', { name: 'Status and snooze' }).click()
    await page.getByRole('menuitem', { name: 'Mark as pending' }).click()
    await page.getByText(`Marking as pending: ${total} conversations`).waitFor()
    await expect.poll(async () => (await api('GET', 'conversations/meta?status=pending')).meta.all_count, { timeout: 20_000 }).toBe(total)
    await row(page, /./).first().waitFor({ state: 'detached' })
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
