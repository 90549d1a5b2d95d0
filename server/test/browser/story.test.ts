import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { heardBefore } from '../cable/client.ts'
import { freePort, removeDataDir, startServer, temporaryDirectory, type ServerProcess } from '../platform/server_process.ts'
import { startSink, type Sink } from '../sink.ts'
import { password } from '../world.ts'
import { launchChromium } from './chromium.ts'
import { newCustomer } from './customer.ts'
import { picture } from './pictures.ts'
import { buildDashboard, createCamera, phone, visit, type Visitor } from './stage.ts'

// The documents' story as people see it: a server process, two agents side by side, a phone, a customer's socket, a receiver of callbacks.

const browser = await launchChromium()
let dataDir: string
let sink: Sink

beforeAll(async () => {
  await buildDashboard()
  dataDir = await temporaryDirectory()
  sink = await startSink()
})
afterAll(async () => {
  await browser?.close()
  await sink.close()
  await removeDataDir(dataDir)
})

test.skipIf(!browser)('from the first visit to an answered customer, in step in every window', { timeout: 120_000 }, async () => {
  const server = await start(String(await freePort()))
  const story = await openStory(browser!, server.url)
  await firstRun(story)
  const inbox = await addInbox(story)
  await inviteNoah(story)
  const omar = await newCustomerWrites(story, inbox)
  await answer(story, omar)
  await handOver(story)
  await loseConnection(story, server, omar)
  await settings(story)
  await leave(story)
  expect([story.maya, story.noah, story.phone].flatMap(({ problems }) => problems)).toEqual([])
})

type Story = Awaited<ReturnType<typeof openStory>>
type Omar = Awaited<ReturnType<typeof newCustomerWrites>>

const start = async (port: string) => {
  const server = await startServer({ env: { DATA_DIR: dataDir, PORT: port } })
  await server.ready
  return server
}

async function openStory(on: Browser, origin: string) {
  const maya = await visit(on, origin)
  const noah = await visit(on, origin)
  const pocket = await visit(on, origin, phone)
  return { origin, maya, noah, phone: pocket, shoot: createCamera(maya.page, pocket.page) }
}

/** An empty installation leads to the onboarding page; a form with mistakes keeps what was typed. */
async function firstRun({ maya: { page }, phone, shoot }: Story) {
  await page.goto('/')
  await page.waitForURL('**/installation/onboarding')
  await shoot('onboarding', { ready: 'Welcome to Parley' })
  await page.getByLabel('Full name').fill('Maya Lind')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await shoot('onboarding-errors', { ready: 'Enter the name of your company or team.', open: (on) => on.getByRole('button', { name: 'Create workspace' }).tap() })
  expect(await page.getByLabel('Full name').inputValue()).toBe('Maya Lind')
  await page.getByLabel('Company name').fill('Acme')
  await page.getByLabel('Work e-mail').fill('maya@acme.test')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL('**/settings/inboxes/new')
  await markLoaded(page)

  await phone.page.goto('/')
  await phone.page.waitForURL('**/app/login')
  await signIn(phone.page, 'maya@acme.test', password)
  await phone.page.getByText('There is no inbox yet').waitFor()
}

async function signIn(page: Page, email: string, secret: string) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/conversations')
}

/** The wizard's words are those of existing tutorials. */
async function addInbox({ maya: { page }, shoot }: Story): Promise<string> {
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await shoot('conversations-no-inbox', { ready: 'There is no inbox yet' })
  await page.getByRole('link', { name: 'Inboxes' }).click()
  await shoot('inboxes-empty', { ready: 'No inbox yet' })
  await page.getByRole('main').getByRole('link', { name: 'Add Inbox' }).click()

  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await steps.first().waitFor()
  expect((await steps.allInnerTexts()).map((text) => text.split('\n').filter((line) => !/^\d$/.test(line)).join(' | '))).toEqual([
    'Choose Channel | Choose the provider you want to integrate with Parley.',
    'Create Inbox | Authenticate your account and create an inbox.',
    'Add Agents | Add agents to the created inbox.',
    'Voilà! | You are all set to go!',
  ])
  await shoot('wizard-1-channel', { ready: 'Choose Channel' })
  await page.getByRole('button', { name: /^API/ }).click()
  await page.getByRole('heading', { name: 'API Channel' }).waitFor()
  await page.getByRole('button', { name: 'Create API Channel' }).click()
  await shoot('wizard-2-create', { ready: 'API Channel' })
  await page.getByLabel('Channel Name').fill('Web shop')
  await page.getByLabel('Webhook URL').fill(sink.url)
  await page.getByRole('button', { name: 'Create API Channel' }).click()
  await page.getByText('Pick agents for the inbox').waitFor()
  await shoot('wizard-3-agents', { ready: 'Pick agents for the inbox' })
  expect(await page.getByRole('checkbox', { name: 'Maya Lind' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Add Agents' }).click()
  await page.getByRole('heading', { name: 'Your Inbox is ready!' }).waitFor()
  await page.getByRole('link', { name: 'More settings' }).waitFor()
  await shoot('wizard-4-finish', { ready: 'Your Inbox is ready!' })
  const identifier = await page.getByLabel('Inbox identifier', { exact: true }).inputValue()
  await page.getByText(`/public/api/v1/inboxes/${identifier}`).first().waitFor()
  await page.getByRole('tab', { name: 'TypeScript' }).click()
  await page.getByText('new WebSocket(').waitFor()
  await page.getByRole('link', { name: 'Take me there' }).click()
  await shoot('conversations-empty', { ready: 'No conversations yet' })
  return identifier
}

/** A colleague is added, made a collaborator, and signs in beside. */
async function inviteNoah({ maya: { page }, noah, shoot }: Story) {
  await page.getByRole('link', { name: 'Agents' }).click()
  await page.getByRole('button', { name: 'Add agent' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Noah Berg')
  await dialog.getByLabel('E-mail').fill('noah@acme.test')
  const secret = await dialog.getByLabel('First password').inputValue()
  await shoot('agents-add', { ready: 'First password', open: (on) => on.getByRole('button', { name: 'Add agent' }).tap() })
  await dialog.getByRole('button', { name: 'Add agent' }).click()
  await dialog.getByText('Noah Berg was added').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await shoot('agents', { ready: 'noah@acme.test' })
  await page.getByRole('link', { name: 'Inboxes' }).click()
  await shoot('inboxes', { ready: 'Web shop' })
  await page.getByRole('link', { name: /Web shop.*callbacks to/ }).click()
  await page.getByRole('tab', { name: 'Collaborators' }).click()
  await page.getByRole('checkbox', { name: 'Noah Berg' }).check()
  await page.getByRole('button', { name: 'Update' }).click()
  await page.getByText('Collaborators updated').waitFor()
  await shoot('inbox-collaborators', { ready: 'Agents of this inbox' })

  await noah.page.goto('/app/accounts/1/conversations')
  await noah.page.getByText('Sign in again to go on where you were.').waitFor()
  await noah.page.getByLabel('E-mail').fill('noah@acme.test')
  await noah.page.getByLabel('Password', { exact: true }).fill('not this one')
  await noah.page.getByRole('button', { name: 'Sign in' }).click()
  await noah.page.getByText('Invalid login credentials').waitFor()
  await signIn(noah.page, 'noah@acme.test', secret)
  await noah.page.getByText('No conversations yet').waitFor()
  await markLoaded(noah.page)
  await page.getByRole('link', { name: 'All', exact: true }).click()
}

/** A customer writes: the conversation stands in both lists without a reload, unread, and counted. */
async function newCustomerWrites({ origin, maya, noah, shoot }: Story, inbox: string) {
  const omar = await newCustomer(origin, inbox, { name: 'Omar Haddad', email: 'omar@example.test', phone_number: '+4915112345678', custom_attributes: { plan: 'Family', orders: 12 } })
  const ears = await omar.listen()
  await omar.write('Hello! Where is my parcel?')
  for (const { page } of [maya, noah]) {
    await row(page, /Omar Haddad, 1 unread, Hello! Where is my parcel\?/).waitFor()
    await page.getByRole('tab', { name: 'Unassigned 1' }).waitFor()
  }
  await sink.waitFor(({ body }) => body.event === 'message_created' && body.content === 'Hello! Where is my parcel?')
  await shoot('conversations-unread', { ready: 'Omar Haddad' })

  // Who reads takes the badge from every list.
  await row(maya.page, /Omar Haddad/).click()
  await maya.page.getByRole('log').getByText('Hello! Where is my parcel?').waitFor()
  await row(noah.page, /Omar Haddad, Hello!/).waitFor()

  // Typing, both ways and between colleagues.
  await omar.typing(true)
  await maya.page.getByText('Omar Haddad is typing').waitFor()
  await row(noah.page, /Omar Haddad, Typing…/).waitFor()
  await row(noah.page, /Omar Haddad/).click()
  await maya.page.getByRole('textbox', { name: 'Reply' }).pressSequentially('It left')
  await noah.page.getByText(/Maya Lind are typing|Maya Lind is typing/).waitFor()
  await ears.hear('conversation.typing_on', ({ user }) => user.name === 'Maya Lind')
  await omar.typing(false)
  return { ...omar, ears }
}

/** The reply is at the customer's socket and the receiver, with its mark; a note is at neither the socket nor the history. */
async function answer({ maya, noah, shoot }: Story, omar: Omar) {
  const composer = maya.page.getByRole('textbox', { name: 'Reply' })
  await composer.fill('It left **this morning**: https://track.example/42')
  await composer.press('Enter')
  const heard = await omar.ears.hear('message.created', ({ message_type }) => message_type === 1)
  expect(heard).toMatchObject({ content: 'It left **this morning**: https://track.example/42', sender: { name: 'Maya Lind' } })
  await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === heard.id && body.message_type === 'outgoing')
  const sent = maya.page.getByRole('article', { name: /^You/ })
  await sent.getByText('Sent').waitFor()
  expect(await sent.locator('strong').innerText()).toBe('this morning')
  await noah.page.getByRole('article', { name: /^Maya Lind/ }).getByText('this morning').waitFor()
  await omar.read()
  await sent.getByText('Read').waitFor()

  // Noah's note is there for Maya alone.
  await noah.page.getByRole('button', { name: 'Private note' }).click()
  await noah.page.getByRole('textbox', { name: 'Private note' }).fill('The carrier says Tuesday')
  await noah.page.getByRole('button', { name: 'Add note' }).click()
  await maya.page.getByRole('article', { name: /^Private note by Noah Berg/ }).getByText('The carrier says Tuesday').waitFor()

  // Pictures and files, both ways.
  await omar.attach('This one', new File([picture(640, 400)], 'parcel label.png', { type: 'image/png' }))
  await maya.page.getByRole('button', { name: 'Open picture parcel label.png' }).waitFor()
  await maya.page.locator('input[type=file]').setInputFiles(form)
  await maya.page.getByText('Return form.pdf').waitFor()
  await shoot('thread-composing', { ready: 'Return form.pdf', open: async (on) => { await on.getByRole('button', { name: 'Open picture' }).first().waitFor(); await on.locator('input[type=file]').setInputFiles(form) } })
  await maya.page.getByRole('button', { name: 'Send' }).click()
  await omar.ears.hear('message.created', ({ attachments }) => attachments?.[0]?.data_url.includes('Return'))
  await maya.page.getByRole('button', { name: 'Open picture parcel label.png' }).click()
  await shoot('thread-picture', { ready: 'parcel label.png', open: (on) => on.getByRole('button', { name: 'Open picture' }).first().tap() })
  await maya.page.keyboard.press('Escape')

  const told = [...omar.ears.heard, ...(await heardBefore(omar.ears.client)).flatMap(({ message }) => message ?? [])]
  expect(JSON.stringify(told)).not.toContain('carrier')
  expect(await omar.history()).not.toContain('The carrier says Tuesday')
}

/** Assign, resolve, reopen, snooze: each is in the other window at once, and in both the thread says who did it. */
async function handOver({ maya, noah, shoot }: Story) {
  await maya.page.getByRole('button', { name: 'Unassigned' }).click()
  await shoot('thread-assign', { ready: 'Assign to me', open: (on) => on.getByRole('button', { name: 'Unassigned' }).tap() })
  await maya.page.getByRole('menuitemradio', { name: 'Noah Berg' }).click()
  await noah.page.getByRole('button', { name: 'Assigned to Noah Berg' }).waitFor()
  await noah.page.getByRole('tab', { name: 'Mine 1' }).waitFor()
  await shoot('thread', { ready: 'It left' })
  await maya.page.getByRole('button', { name: 'Show the customer' }).last().click()
  await shoot('thread-customer', { ready: 'Customer attributes', open: (on) => on.getByRole('button', { name: 'Omar Haddad: show the customer' }).tap() })
  await maya.page.getByRole('complementary', { name: 'Customer' }).getByRole('button', { name: 'Close' }).click()

  await noah.page.getByRole('button', { name: 'Resolve' }).click()
  await maya.page.getByRole('button', { name: 'Reopen' }).waitFor()
  await maya.page.getByText('Conversation was marked resolved by Noah Berg').waitFor()
  await shoot('thread-resolved', { ready: 'Resolved' })
  await maya.page.getByRole('button', { name: 'Reopen' }).click()
  await noah.page.getByRole('button', { name: 'Resolve' }).waitFor()
  await noah.page.getByRole('button', { name: 'Snooze' }).click()
  await noah.page.getByRole('menuitem', { name: 'Until tomorrow' }).click()
  await maya.page.getByText(/Snoozed until/).first().waitFor()
  await shoot('thread-snoozed', { ready: 'Snoozed until' })
  await maya.page.getByRole('button', { name: /^Status: / }).click()
  await shoot('conversations-filter', { ready: 'Pending', open: async (on) => { await on.getByRole('link', { name: 'Back to the list' }).tap(); await on.getByRole('button', { name: /^Status: / }).tap() } })
  await maya.page.getByRole('menuitemradio', { name: 'Snoozed' }).click()
  await row(maya.page, /Omar Haddad.*snoozed/).waitFor()
  await maya.page.getByRole('button', { name: 'Reopen' }).click()
  await maya.page.getByText('No snoozed conversations').waitFor()
  await maya.page.getByRole('link', { name: 'All', exact: true }).click()
  await row(maya.page, /Omar Haddad/).click()
}

/** The server stops and comes back: what was written meanwhile, and what was sent into the silence, is there without a reload. */
async function loseConnection({ maya, noah, shoot }: Story, server: ServerProcess, omar: Omar) {
  server.child.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
  await maya.page.getByText('Reconnecting.').waitFor()
  const composer = maya.page.getByRole('textbox', { name: 'Reply' })
  await composer.fill('Anything else?')
  await composer.press('Enter')
  await shootHere(maya, 'thread-reconnecting', shoot)
  await start(new URL(server.url).port)
  const back = performance.now()
  await omar.write('No, thank you!')
  for (const { page } of [maya, noah]) await page.getByRole('log').getByText('No, thank you!').waitFor()
  console.log(`Both screens were true again ${Math.round(performance.now() - back)} ms after the server was back.`)
  await expect.poll(() => omar.history(), { timeout: 10_000 }).toContain('Anything else?')
  expect((await omar.history()).filter((content) => content === 'Anything else?')).toHaveLength(1)
  await noah.page.getByRole('log').getByText('Anything else?').waitFor()
  await maya.page.getByText('Reconnecting.').waitFor({ state: 'detached' })
}

/** The phone cannot load the page while the server is away. */
async function shootHere({ page }: Visitor, name: string, _: unknown) {
  await page.screenshot({ path: new URL(`../../../tmp/screenshots/${name}-1280-light.png`, import.meta.url).pathname, animations: 'disabled' })
}

async function settings({ origin, maya: { page }, shoot }: Story) {
  await page.getByRole('link', { name: 'Inboxes' }).click()
  await page.getByRole('link', { name: /Web shop.*callbacks to/ }).click()
  await shoot('inbox-settings', { ready: 'Conversation routing' })
  const before = await secretOf(page)
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('button', { name: 'Reset now' }).click()
  await page.getByText('New webhook secret.').waitFor()
  expect(await secretOf(page)).not.toBe(before)
  await page.getByRole('tab', { name: 'Configuration' }).click()
  await shoot('inbox-configuration', { ready: 'User Identity Validation' })
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await shoot('webhooks-empty', { ready: 'No webhook yet' })
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('dialog').getByLabel('URL').fill(sink.url)
  await shoot('webhooks-add', { ready: 'Events', open: (on) => on.getByRole('button', { name: 'Add webhook' }).tap() })
  await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await shoot('webhooks', { ready: sink.url })

  await page.getByRole('button', { name: /Maya Lind: availability/ }).click()
  await shoot('profile-menu', { ready: 'Sign out', open: (on) => on.getByRole('button', { name: 'You' }).tap() })
  await page.getByRole('menuitem', { name: 'Profile' }).click()
  await shoot('profile', { ready: 'Access token' })
  await page.getByRole('button', { name: 'Show token' }).click()
  await page.getByRole('button', { name: 'Copy Token' }).click()
  const old = await clipboard(page)
  const asProgram = async (token: string) => (await fetch(`${origin}/api/v1/profile`, { headers: { api_access_token: token } })).status
  expect(await asProgram(old)).toBe(200)
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('button', { name: 'Reset now' }).click()
  await page.getByText('New access token.').waitFor()
  const fresh = await page.getByLabel('Token', { exact: true }).inputValue()
  expect([await asProgram(old), await asProgram(fresh)]).toEqual([401, 200])
}

async function secretOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy Webhook Secret' }).click()
  return clipboard(page)
}

/** Signing out ends the session for every address; nothing before it was loaded twice. */
async function leave({ maya: { page }, noah, phone, shoot }: Story) {
  for (const window of [page, noah.page]) expect(await window.evaluate('window.loaded')).toBe('once')
  await page.getByRole('button', { name: /Maya Lind: availability/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/app/login')
  await page.goto('/app/accounts/1/conversations/1')
  await page.getByText('Sign in again to go on where you were.').waitFor()
  expect(await page.evaluate("fetch('/api/v1/profile').then(({ status }) => status)")).toBe(401)
  await phone.page.context().clearCookies()
  await shoot('sign-in', { ready: 'Sign in' })
}

/** Gone with a reload: what is seen later has come live. */
const markLoaded = (page: Page) => page.evaluate("window.loaded = 'once'")

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')

const form = { name: 'Return form.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') }

/** A conversation in the list, by what a screen reader says of it. */
const row = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name })
