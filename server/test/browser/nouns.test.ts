import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { freePort } from '../platform/server_process.ts'
import { makeWorld, password, type World } from '../world.ts'
import { launchChromium } from './chromium.ts'
import { newCustomer, type Customer } from './customer.ts'
import { buildDashboard, createCamera, phone, row, signIn, visit, type Visitor } from './stage.ts'

// What a team sorts its work with: labels, teams and priorities, answers written once, notifications, and the customers themselves.

const browser = await launchChromium()
const settings = '/app/accounts/1/settings'

describe.skipIf(!browser)('the nouns of a team', () => {
  let app: TestApp
  let world: World
  let omar: Customer
  let maya: Visitor
  let noah: Visitor
  let pocket: Visitor
  let shoot: ReturnType<typeof createCamera>

  beforeAll(async () => {
    await buildDashboard()
    app = await startTestApp({ PORT: String(await freePort()) })
    world = await makeWorld(app)
    omar = await newCustomer(app.url, world.inbox.identifier, { name: 'Omar Haddad', email: 'omar@example.test', phone_number: '+4915112345678', custom_attributes: { plan: 'Family' } })
    await omar.write('Where is my parcel?')
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

  test('labels and teams are made, and a conversation is sorted with them from beside it', async () => {
    const { page } = maya
    await page.goto(`${settings}/labels`)
    await shoot('labels-empty', { ready: 'No label yet' })
    await page.getByRole('button', { name: 'Add label' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add label' }).click()
    await dialog.getByText('Enter a title.').waitFor()
    await dialog.getByLabel('Title').fill('billing')
    await dialog.getByLabel('Description').fill('Invoices and refunds')
    await shoot('labels-add', { ready: 'Show in the side bar', open: (on) => on.getByRole('button', { name: 'Add label' }).tap() })
    await dialog.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('list', { name: 'Labels', exact: true }).getByText('Invoices and refunds').waitFor()
    await api('POST', 'labels', { title: 'vip', color: '#ad721c', show_on_sidebar: false })
    await page.getByRole('list', { name: 'Labels', exact: true }).getByText('vip').waitFor()
    await shoot('labels', { ready: 'Invoices and refunds' })

    await page.getByRole('link', { name: 'Teams' }).click()
    await shoot('teams-empty', { ready: 'No team yet' })
    await page.getByRole('button', { name: 'Add team' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('support')
    await dialog.getByRole('checkbox', { name: /Noah Berg/ }).check()
    await shoot('teams-add', { ready: 'Assign by turns', open: (on) => on.getByRole('button', { name: 'Add team' }).tap() })
    await dialog.getByRole('button', { name: 'Add team' }).click()
    await page.getByText('Noah Berg', { exact: true }).waitFor()
    await shoot('teams', { ready: 'support' })

    await noah.page.reload()
    await noah.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'support' }).click()
    await noah.page.getByText(/^No .*conversations/).first().waitFor()
    await page.goto(`/app/accounts/1/conversations/${omar.conversation}`)
    await page.getByRole('button', { name: /show the customer/ }).click()
    await page.getByRole('button', { name: 'Team: None' }).click()
    await page.getByRole('menuitemradio', { name: 'support' }).click()
    await row(noah.page, /Omar Haddad/).waitFor()
    await page.getByRole('button', { name: 'Priority: None' }).click()
    await page.getByRole('menuitemradio', { name: 'Urgent' }).click()
    await page.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'vip' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'billing' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Remove billing' }).waitFor()
    await expect.poll(async () => (await api('GET', `conversations/${omar.conversation}`)).labels.toSorted()).toEqual(['billing', 'vip'])
    expect(await api('GET', `conversations/${omar.conversation}`)).toMatchObject({ priority: 'urgent', meta: { team: { name: 'support' } } })
    await shoot('panel-sorted', { ready: 'Urgent', open: (on) => on.getByRole('button', { name: /show the customer/ }).tap() })
    // The header stays in reach while the customer is shown.
    await page.getByRole('button', { name: 'Resolve' }).click({ trial: true })
    await page.getByRole('button', { name: 'Remove vip' }).click()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'billing' }).click()
    await row(page, /Omar Haddad/).waitFor()
    await expect.poll(async () => (await api('GET', `conversations/${omar.conversation}`)).labels).toEqual(['billing'])
  })

  test('an answer is written once, and taken over with a slash', async () => {
    const { page } = noah
    await page.goto(`${settings}/canned-responses`)
    await page.getByText('No canned response yet').waitFor()
    await page.getByRole('button', { name: 'Add canned response' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Short code').fill('hours')
    await dialog.getByLabel('Answer').fill('Hello {{contact.first_name}}, we are here from nine to five.')
    await dialog.getByRole('button', { name: 'Add canned response' }).click()
    await page.getByText('/hours').waitFor()
    await api('POST', 'canned_responses', { short_code: 'help', content: 'How can we help?' })
    await maya.page.goto(`${settings}/canned-responses`)
    await shoot('canned-responses', { ready: '/hours' })

    await page.goto(`/app/accounts/1/conversations/${omar.conversation}`)
    const composer = page.getByRole('textbox', { name: 'Reply' })
    await composer.pressSequentially('/h')
    await page.getByRole('listbox', { name: 'Canned responses' }).getByRole('option').nth(1).waitFor()
    await maya.page.goto(`/app/accounts/1/conversations/${omar.conversation}`)
    await maya.page.getByRole('textbox', { name: 'Reply' }).pressSequentially('/h')
    await shoot('canned-picker', { ready: 'How can we help?', open: (on) => on.getByRole('textbox', { name: 'Reply' }).pressSequentially('/h') })
    await composer.pressSequentially('ou')
    await expect.poll(() => page.getByRole('option').count()).toBe(1)
    await composer.press('Enter')
    expect(await composer.inputValue()).toBe('Hello Omar, we are here from nine to five.')
    await composer.press('Enter')
    await expect.poll(() => omar.history()).toContain('Hello Omar, we are here from nine to five.')
  })

  test('whoever is given a conversation is told, live and after a reload, until they have looked', async () => {
    await maya.page.goto('/app/accounts/1/notifications')
    await shoot('notifications-empty', { ready: 'Nothing new' })
    await api('POST', `conversations/${omar.conversation}/assignments`, { assignee_id: world.noah.id })
    await api('POST', `conversations/${omar.conversation}/assignments`, { assignee_id: world.maya.id }, world.noah.token)
    await maya.page.getByRole('link', { name: /Unread: Assigned to you · Omar Haddad/ }).waitFor()
    await maya.page.getByRole('navigation', { name: 'Main' }).getByText('1 unread notifications').first().waitFor({ state: 'attached' })
    await shoot('notifications', { ready: 'Assigned to you' })
    await maya.page.reload()
    await maya.page.getByRole('link', { name: /Unread: Assigned to you/ }).click()
    await maya.page.getByRole('log').getByText('Where is my parcel?').waitFor()
    await expect.poll(() => api('GET', 'notifications/unread_count')).toBe(0)
    await maya.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Notifications' }).click()
    await maya.page.getByText('Nothing new').waitFor()
    await maya.page.getByRole('tab', { name: 'All' }).click()
    await maya.page.getByRole('link', { name: /^Assigned to you/ }).waitFor()
    await maya.page.getByRole('button', { name: 'Mark as unread' }).click()
    await expect.poll(() => api('GET', 'notifications/unread_count')).toBe(1)
    await maya.page.getByRole('button', { name: 'Snooze notification' }).click()
    await maya.page.getByRole('menuitem', { name: 'Until tomorrow' }).click()
    await maya.page.getByText(/Snoozed until/).waitFor()
    await shoot('notifications-snoozed', { ready: 'Notifications' })
    await maya.page.getByRole('tab', { name: 'Unread' }).click()
    await maya.page.getByText('Nothing new').waitFor()
  })

  test('everybody says of what they want to be mailed', async () => {
    const { page } = maya
    const flags = async () => (await api('GET', 'notification_settings')).selected_email_flags.toSorted()
    await page.goto('/app/accounts/1/profile')
    // Pressed without a look at the tick, which React draws a moment later.
    for (const name of ['Somebody mentions you in a private note', 'A new message in a conversation of yours', 'A conversation is assigned to you']) await page.getByRole('checkbox', { name }).click()
    await expect.poll(flags).toEqual(['email_assigned_conversation_new_message', 'email_conversation_mention'])
    await shoot('profile-notifications', { ready: 'Notifications by e-mail' })
    await page.reload()
    expect(await page.getByRole('checkbox', { name: 'A conversation is assigned to you' }).isChecked()).toBe(false)
    expect(await page.getByRole('checkbox', { name: 'Somebody mentions you in a private note' }).isChecked()).toBe(true)
  })

  test('a customer is found, noted, changed and blocked', async () => {
    const { page } = maya
    await page.goto('/app/accounts/1/contacts')
    await page.getByRole('link', { name: /Omar Haddad/ }).waitFor()
    await shoot('contacts', { ready: 'Omar Haddad' })
    await page.getByLabel('Search contacts').fill('nobody-of-that-name')
    await page.getByText('Nobody is found for').waitFor()
    await shoot('contacts-none', { ready: 'Nobody is found' })
    await page.getByLabel('Search contacts').fill('4915112')
    await page.getByRole('link', { name: /Omar Haddad/ }).click()
    await page.getByLabel('New note').fill('Prefers to be called in the morning')
    await page.getByRole('button', { name: 'Add note' }).click()
    await page.getByRole('list', { name: 'Notes' }).getByText('Prefers to be called').waitFor()
    await page.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'vip' }).click()
    await page.keyboard.press('Escape')
    await page.getByLabel('Phone').fill('0151')
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText('Begin with + and the country').waitFor()
    await page.getByLabel('Phone').fill('+4915187654321')
    await page.getByLabel('Name').fill('Omar H.')
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByRole('heading', { name: 'Omar H.' }).waitFor()
    await shoot('contact', { ready: 'Prefers to be called' })
    await page.getByRole('button', { name: 'Block' }).click()
    await page.getByText('Blocked', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Unblock' }).click()
    await page.getByRole('link', { name: 'Contacts' }).first().click()
    await page.getByRole('button', { name: 'Add contact' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('omar@example.test')
    await dialog.getByRole('button', { name: 'Add contact' }).click()
    await dialog.getByText('Email has already been taken').waitFor()
    await dialog.getByLabel('E-mail').fill('zoe@example.test')
    await dialog.getByRole('button', { name: 'Add contact' }).click()
    await page.getByRole('heading', { name: 'zoe@example.test' }).waitFor()
  })

  test('reports say how things stand and went, and what customers answered', async () => {
    const { page } = maya
    await page.goto('/app/accounts/1/reports/csat')
    await shoot('csat-empty', { ready: 'No answers' })
    await api('PATCH', 'inboxes/1', { csat_survey_enabled: true })
    await api('POST', `conversations/${omar.conversation}/toggle_status`, { status: 'resolved' })
    const { uuid } = await api('GET', `conversations/${omar.conversation}`)
    const survey = `/public/api/v1/csat_survey/${uuid}`
    await expect.poll(async () => (await app.call('GET', survey)).status).toBe(200)
    expect((await app.call('PUT', survey, { body: { message: { submitted_values: { csat_survey_response: { rating: 5, feedback_message: 'Quick and kind' } } } } })).status).toBe(200)
    await page.reload()
    await page.getByText('Quick and kind').waitFor()
    await page.getByText('100%').first().waitFor()
    await shoot('csat', { ready: 'Quick and kind' })

    await page.getByRole('link', { name: 'Reports' }).first().click()
    await page.getByRole('main').getByText('Unattended').waitFor()
    await expect.poll(async () => (await page.getByRole('definition').allInnerTexts()).join(' ')).toMatch(/^\d+ \d+ \d+ \d+ /)
    await page.getByRole('figure', { name: 'Conversations' }).waitFor()
    await page.getByRole('cell', { name: 'Noah Berg' }).or(page.getByRole('rowheader', { name: 'Noah Berg' })).waitFor()
    await shoot('reports', { ready: 'Over time' })
    await page.getByText('As a table').click()
    await page.getByRole('tab', { name: 'Inboxes' }).click()
    await page.getByRole('rowheader', { name: 'Web app' }).waitFor()
    await page.getByText('In detail').scrollIntoViewIfNeeded()
    await shoot('reports-detail', { ready: 'In detail' })
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download CSV' }).click()])
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
  })

  test('a report is of days of one’s own, of one inbox, by hour, and stands in the address', async () => {
    const { page } = maya
    const choose = async (label: string, option: string) => {
      await page.getByRole('combobox', { name: label, exact: true }).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await choose('Time', 'From … to …')
    const today = await page.getByLabel('To', { exact: true }).inputValue()
    await page.getByLabel('From', { exact: true }).fill(today)
    await page.getByText('With the day before for comparison.').waitFor()
    await choose('Of what', 'One inbox')
    await page.getByText('Choose whose figures you want to see.').waitFor()
    await choose('Which inbox', 'Web app')
    await choose('By', 'By hour')
    await page.reload()
    await page.getByText('With the day before for comparison.').waitFor()
    await page.getByText('As a table').click()
    await expect.poll(() => page.getByRole('figure', { name: 'Conversations' }).getByRole('row').count()).toBe(25)
    const begun = await api('GET', 'conversations?status=all')
    const cells = page.getByRole('region', { name: 'Conversations by weekday and hour' }).getByRole('cell')
    await expect.poll(async () => (await cells.allInnerTexts()).reduce((sum, text) => sum + Number(text), 0)).toBe(begun.data.meta.all_count)
    await shoot('reports-own', { ready: 'By weekday and hour' })
    await choose('Of what', 'The whole account')
    const [summary] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download summary as CSV' }).click()])
    expect(summary.suggestedFilename()).toMatch(/summary.*\.csv$/)
  })

  test('nothing threw or was blocked', () => {
    expect([maya, noah, pocket].flatMap(({ problems }) => problems)).toEqual([])
  })
})
