import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSignInLink } from '../../src/sessions/links.ts'
import type { TestApp } from '../harness.ts'
import { startMailbox, type Mailbox } from '../smtp.ts'
import { makeWorld, password, type World } from '../world.ts'
import { violations, wcag } from './axe.ts'
import { launchChromium } from './chromium.ts'
import { openApp } from './office.ts'
import { signIn, visit } from './stage.ts'

// The ways in beside the password: links by mail, links of programs, and too many devices.

const browser = await launchChromium()

describe.skipIf(!browser)('ways in', () => {
  let app: TestApp
  let mailbox: Mailbox
  let world: World
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    mailbox = await startMailbox()
    app = await openApp({ MAX_USER_SESSIONS: '3', ...mailbox.env })
    world = await makeWorld(app)
  })
  afterAll(async () => {
    await browser?.close()
    await app.close()
    await mailbox.close()
  })
  beforeEach(async () => {
    const visitor = await visit(browser!, app.url, { reducedMotion: 'reduce' })
    page = visitor.page
    page.on('close', () => problems.push(...visitor.problems))
  })
  afterEach(() => page.context().close())

  const accessible = async () => expect(await violations(page, { tags: [...wcag, 'best-practice'] })).toEqual([])
  const linkTo = async (address: string) => {
    await mailbox.waitFor(mailbox.received.length + 1)
    const { to, raw } = mailbox.received.at(-1)!
    expect(to).toEqual([address])
    return `/app/auth/password/edit?reset_password_token=${/reset_password_token=(?:3D)?(\w+)/.exec(raw.replace(/=\r?\n/g, ''))![1]!}`
  }

  test('an invitation leads to a password, and in; once', async () => {
    const [link] = await Promise.all([
      linkTo('lea@acme.test'), app.call('POST', `/api/v1/accounts/${world.account}/agents`, { token: world.maya.token, body: { email: 'lea@acme.test', name: 'Lea' } }),
    ])
    await page.goto(link)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('Choose a password that meets the rule below.').waitFor()
    await accessible()
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.waitForURL('**/conversations')
    await page.goto(link)
    await page.getByLabel('New password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByText('This link has been used or is over.').waitFor()
  })

  test('a forgotten password is set anew by mail', async () => {
    await page.goto('/app/login')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByText('Your password stays as it is until you follow it.').waitFor()
    await accessible()
    await page.getByLabel('E-mail').fill(world.noah.email)
    const [link] = await Promise.all([linkTo(world.noah.email), page.getByRole('button', { name: 'Send the link' }).click()])
    await page.getByText('Look into your mail').waitFor()
    await accessible()
    await page.goto(link)
    await page.getByLabel('New password', { exact: true }).fill('Another-horse-9')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.waitForURL('**/conversations')
  })

  test('a link of a program signs in, once', async () => {
    const link = new URL(await createSignInLink(app.db.query, world.maya)).search
    await page.goto(`/app/login${link}`)
    await page.waitForURL('**/conversations')
    await page.context().clearCookies()
    await page.goto(`/app/login${link}`)
    await page.getByText('has been used or is over').waitFor()
    await accessible()
    await signIn(page, world.maya.email, password)
    // Also over somebody else's session.
    await page.goto(`/app/login${new URL(await createSignInLink(app.db.query, world.noah)).search}`)
    await page.waitForURL('**/conversations')
    expect(await page.evaluate(async () => (await (await fetch('/api/v1/profile')).json() as { id: number }).id)).toBe(world.noah.id)
  })

  test('who is signed in on too many devices may sign out there', async () => {
    await app.db.query('delete from sessions')
    for (const _ of [1, 2, 3]) await app.call('POST', '/auth/sign_in', { body: { email: world.maya.email, password } })
    await page.goto('/app/login')
    await page.getByLabel('E-mail').fill(world.maya.email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('You are signed in on too many devices.').waitFor()
    await accessible()
    await page.getByRole('button', { name: 'Sign out everywhere else and sign in' }).click()
    await page.waitForURL('**/conversations')
    expect(await app.db.query('select id from sessions')).toHaveLength(1)
  })

  test('nothing of it was blocked or thrown', () => expect(problems).toEqual([]))
})
