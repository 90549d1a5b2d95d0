import { expect } from 'vitest'
import { password } from '../world.ts'
import { markLoaded, signIn, type Story } from './stage.ts'

/** An empty installation leads to the onboarding page; a form with mistakes keeps what was typed. */
export async function firstRun({ maya: { page }, phone, shoot }: Story) {
  await page.goto('/')
  await page.waitForURL('**/installation/onboarding')
  await shoot('onboarding', { ready: 'Welcome to Parley' })
  await page.getByLabel('Full name').fill('Maya Lind')
  await page.getByRole('button', { name: 'Create account' }).click()
  await shoot('onboarding-errors', { ready: 'Enter the name of your company or team.', open: (on) => on.getByRole('button', { name: 'Create account' }).tap() })
  expect(await page.getByLabel('Full name').inputValue()).toBe('Maya Lind')
  await page.getByLabel('Company name').fill('Acme')
  await page.getByLabel('Work e-mail').fill('maya@acme.test')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/settings/inboxes/new')
  await markLoaded(page)

  await phone.page.goto('/')
  await phone.page.waitForURL('**/app/login')
  await signIn(phone.page, 'maya@acme.test', password)
  await phone.page.getByText('There is no inbox yet').waitFor()
}

/** The wizard's words are those of existing tutorials. */
export async function addInbox({ sink, maya: { page }, shoot }: Story): Promise<string> {
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
export async function inviteNoah({ maya: { page }, noah, shoot }: Story) {
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
  // Who takes the customer's conversation is told by the story.
  await page.evaluate(`fetch('/api/v1/accounts/1/inboxes/1', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"enable_auto_assignment":false}' })`)

  await noah.page.goto('/app/accounts/1/conversations')
  await noah.page.getByText('Sign in to continue where you were going.').waitFor()
  await noah.page.getByLabel('E-mail').fill('noah@acme.test')
  await noah.page.getByLabel('Password', { exact: true }).fill('not this one')
  await noah.page.getByRole('button', { name: 'Sign in' }).click()
  await noah.page.getByText('Invalid login credentials').waitFor()
  await signIn(noah.page, 'noah@acme.test', secret)
  await noah.page.goto('/app/accounts/1/settings/agents')
  await noah.page.getByText('Administrators only').waitFor()
  await noah.page.goto('/')
  await noah.page.getByText('No conversations yet').waitFor()
  await markLoaded(noah.page)
  await page.getByRole('link', { name: 'All', exact: true }).click()
}
