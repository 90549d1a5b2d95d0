import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice, settings } from './office.ts'
import { picture } from './pictures.ts'
import { choose } from './stage.ts'

// What acts by itself: rules with their log, macros, and a bot that answers first.

const browser = await launchChromium()

describe.skipIf(!browser)('what acts by itself', () => {
  let omar: Customer
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    omar = await office.newCustomer({ name: 'Omar Haddad' })
    await office.api('POST', 'labels', { title: 'billing', color: '#ad721c', show_on_sidebar: true })
    await office.api('POST', 'teams', { name: 'finance' })
    await office.api('POST', 'custom_attribute_definitions', {
      attribute_display_name: 'Plan', attribute_key: 'plan', attribute_display_type: 'list', attribute_values: ['Free', 'Family'], attribute_model: 'contact_attribute',
    })
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  test('a rule is made, acts, tells what it did, and is switched off', async () => {
    const { maya: { page }, shoot, api } = office
    await page.goto(`${settings}/automation`)
    await shoot('automation-empty', { ready: 'No rule yet' })
    await page.getByRole('button', { name: 'Add rule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add rule' }).click()
    await dialog.getByText('Say what it is compared with.').waitFor()
    await dialog.getByText('Choose a label.').waitFor()
    await dialog.getByLabel('Name', { exact: true }).fill('Sort invoices')
    await choose(page, 'When', 'A message is written')
    await dialog.getByLabel('What condition 1 compares with').fill('invoice')
    await dialog.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'billing' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Add action' }).click()
    await choose(page, 'Action 2', 'Assign to team')
    await choose(page, 'What action 2 needs', 'finance')
    await dialog.getByRole('button', { name: 'Add condition' }).click()
    await choose(page, 'What condition 2 looks at', 'Plan (customer)')
    await dialog.getByRole('button', { name: 'What condition 2 compares with: nothing chosen' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Free' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Family' }).click()
    await page.keyboard.press('Escape')
    await choose(page, 'Between conditions 1 and 2', 'or')
    await dialog.getByRole('button', { name: 'Add action' }).click()
    await choose(page, 'Action 3', 'Send a file')
    await dialog.getByLabel('What action 3 needs').setInputFiles({ name: 'terms.txt', mimeType: 'text/plain', buffer: Buffer.from('Terms') })
    await dialog.getByText('terms.txt').waitFor()
    await shoot('automation-add', { ready: 'Actions, in this order', open: (on) => on.getByRole('button', { name: 'Add rule' }).tap() })
    await dialog.getByRole('button', { name: 'Add rule' }).click()
    await page.getByText('A message is written, 2 conditions: add labels, assign to team, send a file.').waitFor()

    await omar.write('Where is my invoice?')
    await expect.poll(() => api('GET', `conversations/${omar.conversation}`), { timeout: 15_000 }).toMatchObject({ labels: ['billing'], meta: { team: { name: 'finance' } } })
    await page.getByRole('button', { name: /^What it did/ }).click()
    await dialog.getByText('Done').waitFor()
    await shoot('automation-log', { ready: 'Done', open: (on) => on.getByRole('button', { name: /^What it did/ }).tap() })
    // Who watches sees what it does next.
    await omar.write('And the invoice of May?')
    await dialog.getByText('Done').nth(1).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('checkbox', { name: /^On/ }).uncheck()
    await page.getByText('Off', { exact: true }).waitFor()
    await expect.poll(async () => (await api('GET', 'automation_rules')).payload[0].active).toBe(false)
    await shoot('automation', { ready: 'Sort invoices' })
    // What was saved comes back into the form.
    await page.getByRole('button', { name: 'Edit Sort invoices' }).click()
    expect(await dialog.getByLabel('What condition 1 compares with').inputValue()).toBe('invoice')
    await dialog.getByRole('button', { name: 'Remove billing' }).waitFor()
    await dialog.getByRole('button', { name: 'What condition 2 compares with: Free, Family' }).waitFor()
    await dialog.getByText('terms.txt').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Copy/ }).click()
    await page.getByText('Sort invoices (copy)', { exact: true }).waitFor()
    expect((await api('GET', 'automation_rules')).payload[1]).toMatchObject({ active: false, conditions: [{ query_operator: 'or' }, { attribute_key: 'plan', values: ['Free', 'Family'] }] })
  })

  test('a macro is run from beside a conversation', async () => {
    const { maya: { page }, shoot } = office
    await page.goto(`${settings}/macros`)
    await page.getByRole('button', { name: 'Add macro' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Answer and raise')
    await choose(page, 'Action 1', 'Send a message')
    await dialog.getByLabel('What action 1 needs').fill('We look into it.')
    await dialog.getByRole('button', { name: 'Add action' }).click()
    await choose(page, 'Action 2', 'Set the priority')
    await shoot('macros-add', { ready: 'For everybody', open: (on) => on.getByRole('button', { name: 'Add macro' }).tap() })
    await dialog.getByRole('button', { name: 'Add macro' }).click()
    await page.getByText('Send a message, Set the priority').waitFor()
    await page.goto(`/app/accounts/1/conversations/${omar.conversation}`)
    await page.getByRole('button', { name: /show the customer/ }).click()
    await page.getByRole('button', { name: 'Run a macro' }).click()
    await page.getByRole('menuitem', { name: 'Answer and raise' }).click()
    await page.getByRole('log').getByText('We look into it.').waitFor()
    await page.getByRole('button', { name: 'Priority: High' }).waitFor()
    expect(await omar.history()).toContain('We look into it.')
  })

  test('a bot is added and answers first in an inbox', async () => {
    const { maya: { page }, shoot, api } = office
    await page.goto(`${settings}/agent-bots`)
    await shoot('bots-empty', { ready: 'No bot yet' })
    await page.getByRole('button', { name: 'Add bot' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Night helper')
    await dialog.getByLabel('Webhook URL').fill('https://bot.example/')
    await dialog.getByRole('button', { name: 'Add bot' }).click()
    await page.getByRole('list', { name: 'Bots' }).getByText('Night helper').waitFor()
    await page.getByRole('button', { name: 'Edit Night helper' }).click()
    await dialog.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'bot.png', mimeType: 'image/png', buffer: picture(80, 80) })
    await dialog.getByRole('button', { name: 'Remove picture' }).waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'Edit bot' }).waitFor({ state: 'detached' })
    await shoot('bots', { ready: 'Night helper' })
    await page.goto(`${settings}/inboxes/1?tab=bot`)
    await choose(page, 'Bot', 'Night helper')
    await page.getByText('The bot answers first from now on').waitFor()
    await shoot('inbox-bot', { ready: 'All bots' })
    expect((await api('GET', 'inboxes/1/agent_bot')).agent_bot).toMatchObject({ name: 'Night helper' })
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
