import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Office, openOffice, settings } from './office.ts'
import { picture } from './pictures.ts'
import { choose } from './stage.ts'

// How an inbox behaves by itself, the account, its custom attributes, and one's own profile.

const browser = await launchChromium()

describe.skipIf(!browser)('settings', () => {
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!)
    await office.api('POST', 'labels', { title: 'billing', color: '#ad721c' })
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  const inbox = () => office.api('GET', 'inboxes/1')

  test('an inbox greets whoever begins a conversation', async () => {
    const { maya: { page }, shoot, newCustomer } = office
    await page.goto(`${settings}/inboxes/1`)
    await page.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'web.png', mimeType: 'image/png', buffer: picture(80, 80) })
    await page.getByRole('button', { name: 'Change picture' }).waitFor()
    await page.getByRole('checkbox', { name: 'Greet customers' }).check()
    await page.getByText('Write the greeting.').waitFor()
    expect(await page.getByRole('button', { name: 'Update' }).isDisabled()).toBe(true)
    await page.getByRole('textbox', { name: 'Greeting' }).fill('Hello, how can we help?')
    await page.getByRole('textbox', { name: 'Greeting' }).scrollIntoViewIfNeeded()
    await shoot('inbox-greeting', {
      ready: 'Greet customers', open: async (on) => {
        await on.getByRole('checkbox', { name: 'Greet customers' }).check()
        await on.getByRole('textbox', { name: 'Greeting' }).scrollIntoViewIfNeeded()
      },
    })
    await page.getByLabel('Hours to reply in').fill('soon')
    await page.getByText('Enter a number of hours, or nothing.').waitFor()
    await page.getByLabel('Hours to reply in').fill('24')
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByRole('region', { name: 'Notifications' }).getByText('Inbox updated').waitFor()
    expect((await inbox()).additional_attributes).toEqual({ agent_reply_time_window: 24 })
    const omar = await newCustomer({ name: 'Omar Haddad' })
    await omar.write('Where is my parcel?')
    await expect.poll(() => omar.history()).toContain('Hello, how can we help?')
  })

  test('conversations are handed out, up to a number per agent', async () => {
    const { maya: { page }, shoot, api } = office
    await page.goto(`${settings}/assignment`)
    await shoot('assignment-empty', { ready: 'No policy yet' })
    await page.getByRole('button', { name: 'Add policy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Fair')
    await choose(page, 'Which goes first', 'The one without a word for longest first')
    await dialog.getByLabel('Most conversations to one agent').fill('3')
    await dialog.getByLabel('Within, how many').fill('0')
    await dialog.getByRole('button', { name: 'Add policy' }).click()
    await dialog.getByText('Enter a whole number from 1.').waitFor()
    await dialog.getByLabel('Within, how many').fill('2')
    await shoot('assignment-add', { ready: 'In force', open: (on) => on.getByRole('button', { name: 'Add policy' }).tap() })
    await dialog.getByRole('button', { name: 'Add policy' }).click()
    await page.getByText('at most 3 to one agent in 2 h').waitFor()
    await page.goto(`${settings}/inboxes/1?tab=collaborators`)
    await page.getByRole('checkbox', { name: 'Assign conversations automatically' }).check()
    await choose(page, 'Policy', 'Fair')
    await page.getByLabel('Most open conversations per agent').fill('0')
    await page.getByText('Enter a whole number from 1.').waitFor()
    await page.getByLabel('Most open conversations per agent').fill('5')
    await shoot('inbox-collaborators', { ready: 'Automatic assignment' })
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText('Collaborators updated').waitFor()
    expect(await inbox()).toMatchObject({ enable_auto_assignment: true, auto_assignment_config: { max_assignment_limit: 5 } })
    expect(await api('GET', 'inboxes/1/assignment_policy')).toMatchObject({ name: 'Fair', conversation_priority: 'longest_waiting', fair_distribution_limit: 3, fair_distribution_window: 7200 })
  })

  test('business hours have a time zone, days and a message', async () => {
    const { maya: { page }, shoot } = office
    await page.goto(`${settings}/inboxes/1?tab=hours`)
    await page.getByRole('checkbox', { name: 'Keep business hours' }).check()
    await page.getByRole('combobox', { name: 'Time zone' }).click()
    await page.getByPlaceholder('Search a place').fill('berl')
    await page.getByRole('option', { name: /Europe\/Berlin/ }).waitFor()
    await shoot('inbox-zone', {
      ready: 'Europe/Berlin', open: async (on) => {
        await on.getByRole('checkbox', { name: 'Keep business hours' }).check()
        await on.getByRole('combobox', { name: 'Time zone' }).click()
        await on.getByPlaceholder('Search a place').fill('berl')
      },
    })
    await page.getByRole('option', { name: /Europe\/Berlin/ }).click()
    await page.getByLabel('Monday, from').fill('18:00')
    await page.getByText('The end must be after the beginning.').waitFor()
    await page.getByLabel('Monday, from').fill('08:30')
    await page.getByRole('button', { name: 'Monday’s hours for all weekdays' }).click()
    await choose(page, 'Saturday', 'All day')
    await page.getByLabel('Message when closed').fill('We are back on Monday.')
    await shoot('inbox-hours', { ready: 'Message when closed', open: (on) => on.getByRole('checkbox', { name: 'Keep business hours' }).check() })
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText('Business hours updated').waitFor()
    const kept = await inbox()
    expect(kept).toMatchObject({ working_hours_enabled: true, timezone: 'Europe/Berlin', out_of_office_message: 'We are back on Monday.' })
    expect(kept.working_hours.find((day: any) => day.day_of_week === 4)).toMatchObject({ open_hour: 8, open_minutes: 30, close_hour: 17 })
    expect(kept.working_hours.find((day: any) => day.day_of_week === 6)).toMatchObject({ open_all_day: true })
    await page.reload()
    await page.getByRole('combobox', { name: 'Time zone' }).filter({ hasText: 'Europe/Berlin' }).waitFor()
    expect(await page.getByLabel('Friday, from').inputValue()).toBe('08:30')
  })

  test('a survey has a question, a way to answer and a rule on labels', async () => {
    const { maya: { page }, shoot } = office
    await page.goto(`${settings}/inboxes/1?tab=csat`)
    await page.getByRole('checkbox', { name: 'Ask how it went' }).check()
    await page.getByLabel('Question').fill('How did we do?')
    await page.getByRole('radio', { name: 'Stars' }).check()
    await choose(page, 'Which conversations', 'Not with any of these labels')
    await page.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'billing' }).click()
    await page.keyboard.press('Escape')
    await shoot('inbox-csat', { ready: 'What the customer sees', open: (on) => on.getByRole('checkbox', { name: 'Ask how it went' }).check() })
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText('Survey updated').waitFor()
    expect(await inbox()).toMatchObject({
      csat_survey_enabled: true, csat_config: { message: 'How did we do?', display_type: 'star', survey_rules: { operator: 'does_not_contain', values: ['billing'] } },
    })
  })

  test('the account is renamed, and resolves what has become quiet', async () => {
    const { maya: { page }, shoot, api } = office
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Account' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Acme Parcels')
    await choose(page, 'Language', 'Deutsch')
    await page.getByLabel('Support e-mail').fill('no address')
    await page.getByRole('combobox', { name: 'Time zone of reports' }).click()
    await page.getByPlaceholder('Search a place').fill('tokyo')
    await page.getByRole('option', { name: /Asia\/Tokyo/ }).click()
    await page.getByRole('button', { name: 'Update', exact: true }).click()
    await page.getByText('Support email is not a valid email address').waitFor()
    await shoot('account', { ready: 'Resolve by itself' })
    await page.getByLabel('Support e-mail').fill('help@acme.test')
    await page.getByLabel('Domain').fill('acme.test')
    await page.getByRole('button', { name: 'Update', exact: true }).click()
    await page.getByRole('navigation', { name: 'Main' }).getByText('Acme Parcels').waitFor()
    await page.getByRole('checkbox', { name: 'Resolve quiet conversations' }).check()
    await page.getByLabel('After, how many').fill('5')
    await choose(page, 'After, in', 'minutes')
    await page.getByText('Enter a time from 10 minutes').waitFor()
    await choose(page, 'After, in', 'days')
    await page.getByLabel('Message').fill('We close this now.')
    await choose(page, 'Label', 'billing')
    await page.getByLabel('Message').scrollIntoViewIfNeeded()
    await shoot('account-resolve', {
      ready: 'Put on it then.', open: async (on) => {
        await on.getByRole('checkbox', { name: 'Resolve quiet conversations' }).check()
        await on.getByText('Put on it then.').scrollIntoViewIfNeeded()
      },
    })
    await page.getByRole('button', { name: 'Update automatic resolving' }).click()
    await page.getByText('Quiet conversations are resolved').waitFor()
    await page.getByRole('checkbox', { name: 'Keep it pending instead' }).check()
    await expect.poll(async () => (await api('GET', '')).settings.keep_pending_on_bot_failure).toBe(true)
    expect(await api('GET', '')).toMatchObject({
      domain: 'acme.test', name: 'Acme Parcels', locale: 'de', support_email: 'help@acme.test',
      settings: { reporting_timezone: 'Asia/Tokyo', auto_resolve_after: 7200, auto_resolve_message: 'We close this now.', auto_resolve_label: 'billing' },
    })
  })

  test('custom attributes are added, changed and deleted', async () => {
    const { maya: { page }, shoot, api } = office
    await page.goto(`${settings}/custom-attributes`)
    await shoot('attributes-empty', { ready: 'No custom attribute yet' })
    await page.getByRole('button', { name: 'Add custom attribute' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add custom attribute' }).click()
    await dialog.getByText('Enter a name.').waitFor()
    await dialog.getByLabel('Name', { exact: true }).fill('Priority')
    await dialog.getByRole('button', { name: 'Add custom attribute' }).click()
    await dialog.getByText('might conflict with default attributes').waitFor()
    await dialog.getByRole('radio', { name: 'Customer' }).check()
    await dialog.getByLabel('Name', { exact: true }).fill('Plan of today')
    await choose(page, 'Type', 'List')
    await dialog.getByRole('textbox', { name: 'Values' }).fill('Free\nFamily\n\nBusiness')
    await shoot('attributes-add', {
      ready: 'One per line.', open: async (on) => {
        await on.getByRole('button', { name: 'Add custom attribute' }).tap()
        await on.getByRole('combobox', { name: 'Type' }).tap()
        await on.getByRole('option', { name: 'List' }).tap()
      },
    })
    await dialog.getByRole('button', { name: 'Add custom attribute' }).click()
    const list = page.getByRole('list', { name: 'Custom attributes' })
    await list.getByText('plan_of_today').waitFor()
    await list.getByText('Free, Family, Business').waitFor()
    await api('POST', 'custom_attribute_definitions', { attribute_display_name: 'Order', attribute_key: 'order', attribute_display_type: 'text', attribute_model: 'conversation_attribute' })
    await page.reload()
    await page.getByRole('button', { name: 'Edit Order' }).click()
    await dialog.getByLabel('Pattern').fill('(')
    await dialog.getByText('This is no regular expression.').waitFor()
    await dialog.getByLabel('Pattern').fill('^[A-Z]{2}')
    await dialog.getByLabel('What is said').fill('Begin with two letters')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await api('GET', 'custom_attribute_definitions')).find((one: any) => one.attribute_key === 'order').regex_cue).toBe('Begin with two letters')
    await shoot('attributes', { ready: 'plan_of_today' })
    await page.getByRole('button', { name: 'Delete Order' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete custom attribute' }).click()
    await expect.poll(async () => (await api('GET', 'custom_attribute_definitions')).length).toBe(1)
  })

  test('one’s picture, availability and sessions', async () => {
    const { maya: { page }, shoot, app, world } = office
    await page.goto('/app/accounts/1/profile')
    await page.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
    await page.getByText('Avatar filetype not supported').waitFor()
    await page.getByLabel('Picture', { exact: true }).setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture(120, 120) })
    await page.getByText('Picture updated').waitFor()
    await page.getByRole('button', { name: 'Remove picture' }).waitFor()
    await page.getByRole('checkbox', { name: 'Offline when I am away' }).waitFor()
    await shoot('profile', { ready: 'Change picture' })
    await page.getByRole('list', { name: 'Sessions' }).scrollIntoViewIfNeeded()
    await shoot('profile-sessions', { ready: 'This browser', open: (on) => on.getByRole('list', { name: 'Sessions' }).scrollIntoViewIfNeeded() })
    await page.getByRole('button', { name: 'Remove picture' }).click()
    await page.getByRole('button', { name: 'Add picture' }).waitFor()

    const before = (await app.call('GET', '/api/v1/profile', { token: world.maya.token })).body.accounts[0].auto_offline
    await page.getByRole('button', { name: /availability, theme/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Offline when I am away' }).click()
    await shoot('profile-menu', { ready: 'Offline when I am away', open: async (on) => {
      await on.goto('/app/accounts/1/conversations')
      await on.getByRole('button', { name: /You$/ }).tap()
    } })
    await expect.poll(async () => (await app.call('GET', '/api/v1/profile', { token: world.maya.token })).body.accounts[0].auto_offline).toBe(!before)
    await page.getByRole('menuitemradio', { name: 'Busy' }).click()
    await expect.poll(async () => (await app.call('GET', '/api/v1/profile', { token: world.maya.token })).body.accounts[0].availability).toBe('busy')

    await page.getByRole('list', { name: 'Sessions' }).getByRole('button', { name: /^Sign out/ }).first().click()
    await page.getByText('Signed out there').waitFor()
    expect((await page.getByRole('list', { name: 'Sessions' }).getByText('This browser').count())).toBe(1)
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
