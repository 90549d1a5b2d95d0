import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestApp } from '../harness.ts'
import { makeWorld, password, type World } from '../world.ts'
import { violations } from './axe.ts'
import { launchChromium } from './chromium.ts'
import { newCustomer } from './customer.ts'
import { openApp } from './office.ts'
import { picture } from './pictures.ts'
import { phone, signIn, visit } from './stage.ts'

const browser = await launchChromium()

interface Screen {
  path: string
  /** Text that stands on the finished screen. */
  ready: string
  open?: (page: Page) => Promise<unknown>
}

/** Below `/app/accounts/1`, as Maya, an administrator, sees it. */
const screens: Record<string, Screen> = {
  'an empty list': { path: '/conversations?assignee_type=me', ready: 'No open conversation is yours' },
  'a list': { path: '/conversations', ready: 'Choose a conversation' },
  'conversations being selected': { path: '/conversations', ready: 'None selected', open: (page) => page.getByRole('button', { name: 'Select conversations' }).click() },
  'the status menu': { path: '/conversations', ready: 'Pending', open: (page) => page.getByRole('button', { name: /^Status: / }).click() },
  'a list that is filtered': { path: `/conversations?filter=${encodeURIComponent(JSON.stringify([{ attribute_key: 'status', filter_operator: 'equal_to', values: ['open'] }]))}`, ready: 'Save as folder' },
  'the filters and folders': { path: '/conversations', ready: 'New filter…', open: (page) => page.getByRole('button', { name: 'Filter and folders' }).click() },
  'a thread': { path: '/conversations/1', ready: 'The carrier says Tuesday' },
  'what is rarely done': { path: '/conversations/1', ready: 'Mail the transcript…', open: (page) => page.getByRole('button', { name: 'More', exact: true }).click() },
  'the reports of days of one’s own': { path: '/reports?from=2026-01-01&to=2026-01-07&type=agent', ready: 'Choose whose figures you want to see.' },
  'a note being written': { path: '/conversations/1', ready: 'Only your team sees this', open: (page) => page.getByRole('button', { name: 'Private note' }).click() },
  'the assignees': { path: '/conversations/1', ready: 'Assign to me', open: (page) => page.getByRole('button', { name: 'Unassigned' }).click() },
  'the ways to snooze': { path: '/conversations/1', ready: 'Until tomorrow', open: (page) => page.getByRole('button', { name: 'Snooze' }).click() },
  'a time to snooze to': {
    path: '/conversations/1', ready: 'In your own time zone.', open: async (page) => {
      await page.getByRole('button', { name: 'Snooze' }).click()
      await page.getByRole('menuitem', { name: 'Until a time of your own…' }).click()
    },
  },
  'a picture': { path: '/conversations/1', ready: 'label.png', open: (page) => page.getByRole('button', { name: 'Open picture label.png' }).click() },
  'the callbacks of a message': { path: '/conversations/1', ready: 'Callbacks of this message', open: (page) => page.getByRole('button', { name: /^Failed/ }).click() },
  'the customer': { path: '/conversations/1', ready: 'Previous conversations', open: (page) => page.getByRole('button', { name: /show the customer/i }).last().click() },
  'a conversation that is not there': { path: '/conversations/99', ready: 'This conversation cannot be shown' },
  'the wizard’s channels': { path: '/settings/inboxes/new', ready: 'Choose Channel' },
  'the wizard’s form': { path: '/settings/inboxes/new?step=create', ready: 'Enter a name', open: (page) => page.getByRole('button', { name: 'Create API Channel' }).click() },
  'the wizard’s agents': { path: '/settings/inboxes/new?step=agents&inbox_id=1', ready: 'Pick agents for the inbox' },
  'the wizard’s end': { path: '/settings/inboxes/new?step=finish&inbox_id=1', ready: 'Your Inbox is ready!' },
  'the inboxes': { path: '/settings/inboxes/list', ready: 'no callbacks' },
  'an inbox’s settings': { path: '/settings/inboxes/1', ready: 'Conversation routing' },
  'deleting an inbox': { path: '/settings/inboxes/1', ready: 'to confirm', open: (page) => page.getByRole('button', { name: 'Delete inbox…' }).click() },
  'an inbox’s collaborators': { path: '/settings/inboxes/1?tab=collaborators', ready: 'Agents of this inbox' },
  'an inbox’s configuration': { path: '/settings/inboxes/1?tab=configuration', ready: 'User Identity Validation' },
  'the agents': { path: '/settings/agents', ready: 'noah@acme.test' },
  'adding an agent': { path: '/settings/agents', ready: 'First password', open: (page) => page.getByRole('button', { name: 'Add agent' }).click() },
  'the webhooks': { path: '/settings/webhooks', ready: 'No webhook yet' },
  'adding a webhook': { path: '/settings/webhooks', ready: 'Typing started', open: (page) => page.getByRole('button', { name: 'Add webhook' }).click() },
  'the deliveries': { path: '/settings/integrations/deliveries', ready: 'Endpoints' },
  'resetting a secret': { path: '/settings/inboxes/1', ready: 'The old one stops working', open: (page) => page.getByRole('button', { name: 'Reset webhook secret' }).click() },
  'an inbox’s events and headers': {
    path: '/settings/inboxes/1', ready: 'Contact merged', open: async (page) => {
      await page.getByRole('radio', { name: 'Events of your choice' }).check()
      await page.getByRole('button', { name: 'Add header' }).click()
    },
  },
  'checking a signature': { path: '/settings/integrations/signatures', ready: 'There is no X-Chatwoot-Signature', open: (page) => page.getByRole('button', { name: 'Check', exact: true }).click() },
  'checking an identifier’s hash': { path: '/settings/integrations/signatures?kind=identity', ready: 'Exactly as it is sent' },
  'an inbox’s deliveries': { path: '/settings/inboxes/1?tab=deliveries', ready: 'Deliveries' },
  'the customer’s team, priority and labels': { path: '/conversations/1', ready: 'Previous conversations', open: (page) => page.getByRole('button', { name: /show the customer/i }).last().click() },
  'canned responses in the composer': { path: '/conversations/1', ready: 'How can we help?', open: (page) => page.getByRole('textbox', { name: /^(Reply|Private note)$/ }).fill('/h') },
  'the teams': { path: '/settings/teams', ready: 'support' },
  'adding a team': { path: '/settings/teams', ready: 'Assign by turns', open: (page) => page.getByRole('button', { name: 'Add team' }).click() },
  'the policies': { path: '/settings/assignment', ready: 'No policy yet' },
  'adding a policy': { path: '/settings/assignment', ready: 'In force', open: (page) => page.getByRole('button', { name: 'Add policy' }).click() },
  'the labels': { path: '/settings/labels', ready: 'Invoices' },
  'adding a label': { path: '/settings/labels', ready: 'Show in the side bar', open: (page) => page.getByRole('button', { name: 'Add label' }).click() },
  'the canned responses': { path: '/settings/canned-responses', ready: '/help' },
  'the macros': { path: '/settings/macros', ready: 'Hand to support' },
  'adding a macro': { path: '/settings/macros', ready: 'Actions, in this order', open: (page) => page.getByRole('button', { name: 'Add macro' }).click() },
  'the rules': { path: '/settings/automation', ready: 'Sort invoices' },
  'adding a rule': { path: '/settings/automation', ready: 'Conditions', open: (page) => page.getByRole('button', { name: 'Add rule' }).click() },
  'what a rule did': { path: '/settings/automation', ready: 'Nothing yet', open: (page) => page.getByRole('button', { name: /^What it did/ }).click() },
  'the bots': { path: '/settings/agent-bots', ready: 'Helper' },
  'an inbox’s bot': { path: '/settings/inboxes/1?tab=bot', ready: 'All bots' },
  'an inbox’s greeting': { path: '/settings/inboxes/1', ready: 'Write the greeting.', open: (page) => page.getByRole('checkbox', { name: 'Greet customers' }).check() },
  'an inbox’s business hours': { path: '/settings/inboxes/1?tab=hours', ready: 'Message when closed', open: (page) => page.getByRole('checkbox', { name: 'Keep business hours' }).check() },
  'a time zone being looked for': {
    path: '/settings/inboxes/1?tab=hours', ready: 'Europe/Berlin', open: async (page) => {
      await page.getByRole('checkbox', { name: 'Keep business hours' }).check()
      await page.getByRole('combobox', { name: 'Time zone' }).click()
      await page.getByPlaceholder('Search a place').fill('berl')
    },
  },
  'an inbox’s survey': { path: '/settings/inboxes/1?tab=csat', ready: 'What the customer sees', open: (page) => page.getByRole('checkbox', { name: 'Ask how it went' }).check() },
  'the account': { path: '/settings/general', ready: 'Put on it then.', open: (page) => page.getByRole('checkbox', { name: 'Resolve quiet conversations' }).check() },
  'the custom attributes': { path: '/settings/custom-attributes', ready: 'Plan' },
  'adding a custom attribute': { path: '/settings/custom-attributes', ready: 'One per line.', open: async (page) => {
    await page.getByRole('button', { name: 'Add custom attribute' }).click()
    await page.getByLabel('Type').click()
    await page.getByRole('option', { name: 'List' }).click()
  } },
  'the notifications': { path: '/notifications', ready: 'Assigned to you' },
  'the contacts': { path: '/contacts', ready: 'customers of this account' },
  'contacts being selected': { path: '/contacts', ready: 'None selected', open: (page) => page.getByRole('button', { name: 'Select contacts' }).click() },
  'adding a contact': { path: '/contacts', ready: 'What your own app calls this customer.', open: (page) => page.getByRole('button', { name: 'Add contact' }).click() },
  'a filter being built': { path: '/contacts', ready: 'Say what it is compared with.', open: async (page) => {
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByRole('button', { name: 'Apply' }).click()
  } },
  'contacts that are filtered': { path: `/contacts?filter=${encodeURIComponent(JSON.stringify([{ attribute_key: 'name', filter_operator: 'contains', values: ['o'] }]))}`, ready: 'Save as segment' },
  'import and export': { path: '/contacts/files', ready: 'Choose a CSV file' },
  'an attribute being edited': { path: '/contacts/1', ready: 'Cancel', open: (page) => page.getByRole('button', { name: 'Edit Plan' }).click() },
  'a contact to merge with': { path: '/contacts/1', ready: 'Choose the contact that is the same customer.', open: (page) => page.getByRole('button', { name: 'Merge with…' }).click() },
  'a contact': { path: '/contacts/1', ready: 'Only your team sees them.' },
  'the reports': { path: '/reports', ready: 'Over time' },
  'satisfaction': { path: '/reports/csat', ready: 'No answers' },
  'the profile': { path: '/profile', ready: 'Access token', open: (page) => page.getByRole('button', { name: 'Change password' }).click() },
  'the profile menu': { path: '/profile', ready: 'Sign out', open: (page) => page.getByRole('button', { name: /availability, theme/ }).click() },
  'an address without a screen': { path: '/nothing', ready: 'There is nothing at this address' },
}

describe.skipIf(!browser)('accessibility', () => {
  let app: TestApp
  let world: World
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    app = await openApp()
    ;({ page } = await newVisitor())
  })
  afterAll(async () => {
    await browser?.close()
    await app.close()
  })

  const newVisitor = async (options = {}) => {
    const visitor = await visit(browser!, app.url, { reducedMotion: 'reduce', ...options })
    visitor.page.on('close', () => problems.push(...visitor.problems))
    return visitor
  }

  test('the first run and the sign-in screen', async () => {
    await page.goto('/')
    await page.getByText('Welcome to Parley').waitFor()
    expect(await violationsInBoth(page)).toEqual([])
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Enter your name.').waitFor()
    expect(await violationsInBoth(page)).toEqual([])

    world = await makeWorld(app)
    await someLife(app, world)
    await page.goto('/')
    await page.getByText('Sign in to Parley').waitFor()
    expect(await violationsInBoth(page)).toEqual([])
    await signIn(page, world.maya.email, password)
  })

  test.each(Object.entries(screens))('%s', async (_, screen) => {
    await show(page, screen)
    expect(await violationsInBoth(page)).toEqual([])
  })

  test('a phone', { timeout: 150_000 }, async () => {
    const { page: small } = await newVisitor(phone)
    await small.context().addCookies(await page.context().cookies())
    const names = [
      'a list', 'a thread', 'the profile', 'an inbox’s configuration', 'an inbox’s business hours', 'an inbox’s survey', 'the account', 'adding a custom attribute', 'adding a rule',
      'conversations being selected', 'the customer', 'a filter being built', 'import and export', 'the reports',
    ]
    for (const name of names) {
      await small.goto(`/app/accounts/1${screens[name]!.path}`)
      await screens[name]!.open?.(small)
      await small.getByText(name === 'a list' ? 'Omar' : screens[name]!.ready).filter({ visible: true }).first().waitFor()
      expect(await violationsInBoth(small), name).toEqual([])
      expect(await small.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} is wider than the phone`).toBe(true)
    }
    await small.context().close()
  })

  test('by keyboard alone: from the list to a resolved conversation', async () => {
    const { page: desk } = await newVisitor()
    await desk.context().addCookies(await page.context().cookies())
    await show(desk, screens['a list']!)
    await tabTo(desk, '[href="#main"]')
    await desk.keyboard.press('Enter')
    await tabTo(desk, '[data-conversation]')
    await desk.keyboard.press('ArrowDown')
    expect(await desk.evaluate('document.activeElement.dataset.conversation')).toBe('1')
    await desk.keyboard.press('Home')
    expect(await desk.evaluate('document.activeElement.dataset.conversation')).toBe('2')
    await desk.keyboard.press('Enter')
    await desk.getByRole('textbox', { name: 'Reply' }).and(desk.locator(':focus')).waitFor()
    await desk.keyboard.type('By keyboard alone')
    await desk.keyboard.press('Enter')
    await desk.getByRole('article', { name: /^You/ }).getByText('By keyboard alone').waitFor()

    await desk.keyboard.press('Escape')
    await desk.waitForFunction("document.activeElement?.dataset.conversation === '2'")
    await tabTo(desk, '[aria-label="Resolve"]')
    await desk.keyboard.press('Enter')
    await desk.getByRole('button', { name: 'Reopen' }).and(desk.locator(':focus')).waitFor()
    await expect.poll(async () => (await app.call('GET', '/api/v1/accounts/1/conversations/2', { token: world.maya.token })).body.status).toBe('resolved')
    await desk.context().close()
  })

  test('no screen threw or asked for what its policy forbids', async () => {
    await page.close()
    expect(problems).toEqual([])
  })
})

/** The address is loaded anew only when it is another; what lies over the screen is closed. */
async function show(page: Page, { path, ready, open }: Screen) {
  if (page.url().endsWith(`/app/accounts/1${path}`)) await page.keyboard.press('Escape')
  else await page.goto(`/app/accounts/1${path}`)
  await open?.(page)
  await page.getByText(ready).filter({ visible: true }).first().waitFor()
}

/** In both themes: colours are all that differs between them. */
async function violationsInBoth(page: Page): Promise<string[]> {
  const analyse = async (colorScheme: 'light' | 'dark', rules?: { rule: string }) => {
    await page.evaluate(stillness)
    await page.emulateMedia({ colorScheme })
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    return (await violations(page, rules)).map((violation) => `${colorScheme} ${violation}`)
  }
  return [...await analyse('light'), ...await analyse('dark', { rule: 'color-contrast' })]
}

/** Colours are measured where they end up, not on the way from one theme to the other. */
const stillness = `
  document.adoptedStyleSheets = [new CSSStyleSheet()]
  document.adoptedStyleSheets[0].replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')`

/** Presses Tab until the focus is there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let press = 0; press < 40; press++) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${selector}`)
}

/** Of each kind of message one, and a second conversation. */
async function someLife(app: TestApp, { account, inbox, omar, conversation, maya, noah }: World) {
  const customer = `/public/api/v1/inboxes/${inbox.identifier}/contacts/${omar.source_id}/conversations/${conversation}`
  const api = `/api/v1/accounts/${account}/conversations/${conversation}`
  const form = new FormData()
  form.set('content', 'Where is **my parcel**? See https://track.example/42')
  form.append('attachments[]', new File([picture(320, 200)], 'label.png', { type: 'image/png' }))
  form.append('attachments[]', new File(['%PDF-1.4'], 'form.pdf', { type: 'application/pdf' }))
  await app.call('POST', `${customer}/messages`, { body: form })
  await app.call('POST', `${api}/messages`, { token: noah.token, body: { content: 'It left this morning.\n\n> quoted\n\n`code`' } })
  const failed = await app.call('POST', `${api}/messages`, { token: maya.token, body: { content: 'And this one?' } })
  await app.call('PATCH', `${api}/messages/${failed.body.id}`, { token: maya.token, body: { status: 'failed', external_error: 'The customer has blocked us' } })
  await app.call('POST', `${api}/toggle_status`, { token: maya.token, body: { status: 'open' } })
  const second = await newCustomer(app.url, inbox.identifier, { name: 'Zoe' })
  await second.write('Hello')
  await app.call('POST', `${api}/messages`, { token: noah.token, body: { content: 'The carrier says Tuesday', private: true } })
  await second.write('Is somebody there?')
  await someNouns(app, `/api/v1/accounts/${account}`, { conversation, maya, noah })
}

/** One of each noun that settings list. */
async function someNouns(app: TestApp, api: string, { conversation, maya, noah }: Pick<World, 'conversation' | 'maya' | 'noah'>) {
  const make = async (path: string, body: object) => {
    const { status, body: made } = await app.call('POST', `${api}/${path}`, { token: maya.token, body })
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(made)}`)
    return made
  }
  const label = [{ action_name: 'add_label', action_params: ['billing'] }]
  await make('labels', { title: 'billing', description: 'Invoices', color: '#ad721c', show_on_sidebar: true })
  const team = await make('teams', { name: 'support' })
  await make(`teams/${team.id}/team_members`, { user_ids: [maya.id, noah.id] })
  await make('canned_responses', { short_code: 'help', content: 'How can we help?' })
  await make('macros', { name: 'Hand to support', visibility: 'global', actions: label })
  await make('automation_rules', { name: 'Sort invoices', event_name: 'message_created', conditions: [{ attribute_key: 'content', filter_operator: 'contains', values: ['invoice'] }], actions: label })
  await make('agent_bots', { name: 'Helper', description: 'Answers at night', outgoing_url: 'https://bot.example/' })
  await make(`conversations/${conversation}/labels`, { labels: ['billing'] })
  await make('custom_attribute_definitions', { attribute_display_name: 'Plan', attribute_key: 'plan', attribute_display_type: 6, attribute_model: 1, attribute_values: ['Family'] })
  await make('contacts/1/notes', { content: 'Prefers mornings' })
  for (const assignee_id of [maya.id, 0]) await app.call('POST', `${api}/conversations/${conversation + 1}/assignments`, { token: noah.token, body: { assignee_id } })
}
