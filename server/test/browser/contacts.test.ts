import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Office, openOffice } from './office.ts'
import { choose } from './stage.ts'

// The customers of a team: found by what is known of them, brought in from a file, and made one where two of them are the same.

const browser = await launchChromium()

describe.skipIf(!browser)('the contacts of a team', () => {
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    for (const [name, key, type, values] of [['Plan', 'plan', 6, ['Family', 'Business']], ['Seats', 'seats', 1, []]] as const) {
      await office.api('POST', 'custom_attribute_definitions', { attribute_display_name: name, attribute_key: key, attribute_display_type: type, attribute_model: 1, attribute_values: values })
    }
    for (const [name, city, plan] of [['Lena Fischer', 'Berlin', 'Family'], ['Jakub Nowak', 'Kraków', 'Business'], ['Ana Souza', 'Lisbon', 'Family']] as const) {
      await office.api('POST', 'contacts', { name, email: `${name.slice(0, 4).trim().toLowerCase()}@example.test`, additional_attributes: { city }, custom_attributes: { plan, seats: name.length } })
    }
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  /** The list has these and no others. */
  const shown = async (page: Page, wanted: string[]) => {
    const rows = page.getByRole('list', { name: 'Contacts', exact: true }).getByRole('listitem')
    for (const name of wanted) await rows.filter({ hasText: name }).waitFor()
    await expect.poll(() => rows.count()).toBe(wanted.length)
  }

  test('a filter is built, kept as a segment, changed and thrown away', async () => {
    const { maya: { page }, shoot, api } = office
    await page.goto('/app/accounts/1/contacts')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await choose(page, 'What condition 1 looks at', 'Plan')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.getByText('Say what it is compared with.').waitFor()
    await dialog.getByRole('button', { name: /^What condition 1 compares with/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Family' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'Add condition' }).click()
    await choose(page, 'What condition 2 looks at', 'City')
    await dialog.getByLabel('What condition 2 compares with').fill('lis')
    await shoot('contacts-filter', { ready: 'Add condition', open: (on) => on.getByRole('button', { name: 'Filter', exact: true }).tap() })
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await shown(page, ['Ana Souza'])
    await page.getByText('Plan is Family and City contains lis').waitFor()

    await page.getByRole('button', { name: 'Save as segment' }).click()
    await dialog.getByLabel('Name').fill('Families')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('1 customer in “Families”.').waitFor()

    await page.getByRole('button', { name: 'Change the filter' }).click()
    await choose(page, 'Between conditions 1 and 2', 'or')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await shown(page, ['Ana Souza', 'Lena Fischer'])
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('2 customers in “Families”.').waitFor()

    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.getByText('4 customers of this account.').waitFor()
    await page.getByRole('combobox', { name: 'Who' }).click()
    await page.getByRole('option', { name: /Families/ }).click()
    await shown(page, ['Ana Souza', 'Lena Fischer'])
    await shoot('contacts-segment', { ready: 'in “Families”' })
    expect((await api('GET', 'custom_filters?filter_type=contact')).map((one: { name: string; query: { payload: unknown[] } }) => [one.name, one.query.payload.length])).toEqual([['Families', 2]])

    await page.getByRole('button', { name: 'More for “Families”' }).click()
    await page.getByRole('menuitem', { name: 'Delete segment…' }).click()
    await dialog.getByRole('button', { name: 'Delete segment' }).click()
    await page.getByText('4 customers of this account.').waitFor()
    expect(await api('GET', 'custom_filters?filter_type=contact')).toEqual([])
  })

  test('an attribute is edited where it stands, and what the server says against it stands beside it', async () => {
    const { maya: { page }, api } = office
    await page.goto('/app/accounts/1/contacts')
    await page.getByRole('link', { name: /Lena Fischer/ }).click()
    await page.getByRole('button', { name: 'Edit Plan' }).click()
    await choose(page, 'Plan', 'Business')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Edit Seats' }).click()
    await page.getByLabel('Seats').fill('7')
    await page.keyboard.press('Enter')
    const { payload } = await api('GET', 'contacts/search?q=lena')
    await expect.poll(async () => (await api('GET', `contacts/${payload[0].id}`)).payload.custom_attributes).toEqual({ plan: 'Business', seats: 7 })
    await page.getByRole('button', { name: 'Edit Seats' }).click()
    await page.route('**/contacts/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 422, json: { message: 'Seats must be less than 100', attributes: ['custom_attributes'] } }) : route.fallback()))
    await page.getByLabel('Seats').fill('700')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Seats must be less than 100' }).waitFor()
    expect(await page.getByLabel('Seats').getAttribute('aria-invalid')).toBe('true')
    await page.unroute('**/contacts/*')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect.poll(async () => (await api('GET', `contacts/${payload[0].id}`)).payload.custom_attributes).toEqual({ plan: 'Business' })
  })

  test('a file is brought in; of the rows that fail there is a file again; and all of it goes out', async () => {
    const { maya: { page }, shoot } = office
    await page.goto('/app/accounts/1/contacts')
    await page.getByRole('link', { name: 'Import and export' }).click()
    const csv = (text: string) => ({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByLabel('CSV file').setInputFiles(csv('name,city\nNobody,Berlin\n'))
    await page.getByRole('alert').filter({ hasText: 'lacks a column to tell contacts apart by' }).waitFor()
    await page.getByLabel('CSV file').setInputFiles(csv('name,email,plan\nHanna Larsson,hanna@example.test,Family\nBroken,not-an-address,Family\nLena F.,lena@example.test,Family\n'))
    await page.getByText('1 contact added, 1 updated, 1 row failed.').waitFor()
    await page.getByText('The row that failed').click()
    await page.getByRole('cell', { name: /Invalid email/ }).waitFor()
    await shoot('contacts-files', { ready: '1 row failed' })
    const [failed] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download these rows' }).click()])
    expect(await readFile(await failed.path(), 'utf8')).toMatch(/^name,email,plan,errors\r?\nBroken,not-an-address,Family,.*Invalid email/)

    await page.getByRole('button', { name: /^Columns/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Plan' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('5 contacts').waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download', exact: true }).click()])
    expect(await readFile(await file.path(), 'utf8')).toMatch(/Hanna Larsson,hanna@example\.test,.*Family/)
  })

  test('two contacts that are one customer are merged, after it was shown what stays', async () => {
    const { maya: { page }, shoot, api, app, world } = office
    const twin = (await api('POST', 'contacts', { name: 'Omar H.', email: 'omar@old.test', phone_number: '+4915112345678' })).payload.contact
    await page.goto(`/app/accounts/1/contacts/${twin.id}`)
    await page.getByRole('button', { name: 'Merge with…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Search for the other contact').fill('omar@acme')
    await dialog.getByRole('button', { name: /omar@acme\.test/ }).click()
    await dialog.getByText('omar@acme.test is lost').waitFor()
    await dialog.getByRole('button', { name: 'Keep the other one instead' }).click()
    await dialog.getByText('omar@old.test is lost').waitFor()
    await dialog.getByText('from the other').waitFor()
    await shoot('contacts-merge', { ready: 'Merge with…' })
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.getByRole('heading', { name: 'Omar', exact: true }).waitFor()
    expect(await page.getByLabel('Phone').inputValue()).toBe('+4915112345678')
    expect((await app.call('GET', `/api/v1/accounts/1/contacts/${twin.id}`, { token: world.maya.token })).status).toBe(404)
  })

  test('many are labelled at once, and deleted', async () => {
    const { maya: { page }, shoot, api } = office
    await api('POST', 'labels', { title: 'vip' })
    await page.goto('/app/accounts/1/contacts')
    await page.getByRole('button', { name: 'Select contacts' }).click()
    await page.getByRole('checkbox', { name: 'Select Ana Souza' }).check()
    await page.getByRole('checkbox', { name: 'Select Jakub Nowak' }).check()
    await page.getByText('2 selected').waitFor()
    await page.getByRole('button', { name: 'Labels', exact: true }).click()
    await shoot('contacts-bulk', { ready: 'Ana Souza', open: (on) => on.getByRole('button', { name: 'Select contacts' }).tap() })
    await page.getByRole('menuitem', { name: 'Add “vip”' }).click()
    await expect.poll(async () => (await api('GET', 'contacts?labels[]=vip')).meta.count).toBe(2)
    await page.getByRole('combobox', { name: 'Who' }).click()
    await page.getByRole('option', { name: /^vip/ }).click()
    await shown(page, ['Ana Souza', 'Jakub Nowak'])
    await page.getByRole('button', { name: 'Select contacts' }).click()
    await page.getByRole('button', { name: 'Select all 2 shown' }).click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete contacts' }).click()
    await page.getByText('Nobody has the label “vip”').waitFor()
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
