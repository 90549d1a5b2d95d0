import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { snap, type Story } from './stage.ts'

/** Every tab and page of the settings; secrets and tokens are copied, replaced, and only the new ones count. */
export async function settings({ origin, sink, maya: { page }, shoot }: Story) {
  await page.getByRole('link', { name: 'Inboxes' }).click()
  await page.getByRole('link', { name: /Web shop.*callbacks to/ }).click()
  await shoot('inbox-settings', { ready: 'Conversation routing' })
  const before = await secretOf(page)
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByRole('button', { name: 'Reset now' }).click()
  await page.getByText('New webhook secret.').waitFor()
  expect(await secretOf(page)).not.toBe(before)
  await page.getByRole('tab', { name: 'Configuration', exact: true }).click()
  await shoot('inbox-configuration', { ready: 'User Identity Validation' })
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await shoot('webhooks-empty', { ready: 'No webhook yet' })
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('dialog').getByLabel('URL').fill(sink.url)
  await shoot('webhooks-add', { ready: 'Events', open: (on) => on.getByRole('button', { name: 'Add webhook' }).tap() })
  await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await shoot('webhooks', { ready: sink.url })

  await page.getByRole('link', { name: 'Deliveries', exact: true }).click()
  await page.getByText('message_created').first().waitFor()
  await shoot('deliveries', { ready: 'Endpoints' })
  await page.getByRole('button', { name: /Maya Lind: availability/ }).click()
  await shoot('profile-menu', { ready: 'Sign out', open: (on) => on.getByRole('button', { name: 'You' }).tap() })
  await page.getByRole('menuitem', { name: 'Profile' }).click()
  await shoot('profile', { ready: 'Access token' })
  await page.getByRole('button', { name: 'Show token' }).click()
  await page.getByRole('button', { name: 'Copy Token' }).click()
  await snap(page, 'profile-token', 'light')
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
export async function leave({ maya: { page }, noah, phone, shoot }: Story) {
  for (const window of [page, noah.page]) expect(await window.evaluate('window.loaded')).toBe('once')
  await page.getByRole('button', { name: /Maya Lind: availability/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/app/login')
  await page.goto('/app/accounts/1/conversations/1')
  await page.getByText('Sign in to continue where you were going.').waitFor()
  expect(await page.evaluate("fetch('/api/v1/profile').then(({ status }) => status)")).toBe(401)
  await phone.page.context().clearCookies()
  await shoot('sign-in', { ready: 'Sign in' })
}

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')
