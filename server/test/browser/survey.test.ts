import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../harness.ts'
import { freePort } from '../platform/server_process.ts'
import { makeWorld, type World } from '../world.ts'
import { violations } from './axe.ts'
import { launchChromium } from './chromium.ts'
import { newCustomer } from './customer.ts'
import { desk, phone, snap, visit, type Visitor } from './stage.ts'

// A customer answers a survey on a phone, with a thumb and without a script.

const browser = await launchChromium()
const attack = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

describe.skipIf(!browser)('the survey', () => {
  let app: TestApp
  let world: World
  let pocket: Visitor
  let wide: Visitor

  beforeAll(async () => {
    app = await startTestApp({ PORT: String(await freePort()) })
    world = await makeWorld(app)
    await configure({ csat_survey_enabled: true })
    pocket = await visit(browser!, app.url, phone)
    wide = await visit(browser!, app.url, desk)
  })
  afterAll(async () => {
    await browser?.close()
    await app.close()
  })

  const api = () => `/api/v1/accounts/${world.account}`
  const configure = (settings: object) => app.call('PATCH', `${api()}/inboxes/${world.inbox.id}`, { token: world.maya.token, body: settings })

  async function surveyed(): Promise<string> {
    const { conversation } = await newCustomer(app.url, world.inbox.identifier, { name: 'Ines' })
    await app.call('POST', `${api()}/conversations/${conversation}/toggle_status`, { token: world.noah.token, body: { status: 'resolved' } })
    return (await app.call('GET', `${api()}/conversations/${conversation}`, { token: world.maya.token })).body.uuid
  }

  const answerOf = async (uuid: string) => (await app.call('GET', `/public/api/v1/csat_survey/${uuid}`)).body.csat_survey_response

  test('one press is an answer, and words may follow it', async () => {
    const uuid = await surveyed()
    const { page } = pocket
    await page.goto(`/survey/responses/${uuid}`)
    await check(page, 'survey')
    await page.getByRole('button', { name: 'Good', exact: true }).tap()
    await page.getByText('Thank you, your rating is saved.').waitFor()
    expect(await answerOf(uuid)).toMatchObject({ rating: 4, feedback_message: null })
    await page.getByLabel('Would you like to tell us more?').fill('Quick and kind.\nThe parcel could have been earlier.')
    await check(page, 'survey-rated')
    await page.getByRole('button', { name: 'Send feedback' }).tap()
    await page.getByText('Thank you for your feedback.').waitFor()
    await page.getByRole('button', { name: 'Very good' }).tap()
    await page.getByRole('button', { name: 'Very good', pressed: true }).waitFor()
    expect(await answerOf(uuid)).toMatchObject({ rating: 5, feedback_message: 'Quick and kind.\nThe parcel could have been earlier.' })
    await page.reload()
    await check(page, 'survey-answered')
    await wide.page.goto(`/survey/responses/${uuid}`)
    await check(wide.page, 'survey-answered')
  })

  test('stars, long words, and a survey that is over', async () => {
    const configured = await configure({ name: `${attack} ${'W'.repeat(150)}`, csat_config: { display_type: 'star', message: `${attack}\nHow was it? ${'Unbreakable'.repeat(20)}\n\u202eמה שלומך` } })
    expect(configured.status).toBe(200)
    const uuid = await surveyed()
    const { page } = pocket
    await page.goto(`/survey/responses/${uuid}`)
    await page.getByRole('button', { name: 'Okay' }).tap()
    await page.getByLabel('Would you like to tell us more?').fill(`</textarea>${attack}`)
    await page.getByRole('button', { name: 'Send feedback' }).tap()
    await page.getByText('Thank you for your feedback.').waitFor()
    await check(page, 'survey-stars')
    await app.db.query(`update messages set created_at = now() - interval '16 days' where content_type = 'input_csat'`)
    await page.reload()
    await page.getByText('This survey is closed.').waitFor()
    expect(await page.getByRole('button', { disabled: false }).count()).toBe(0)
    await check(page, 'survey-over')
    await page.goto('/survey/responses/nothing')
    await page.getByText('There is no survey here').waitFor()
    await check(page, 'survey-missing')
    expect(await page.evaluate('window.hacked')).toBeUndefined()
  })

  test('asked for nothing that its policy forbids', () => {
    expect([...pocket.problems, ...wide.problems]).toEqual([])
  })
})

/** Nothing hangs over, everybody can read and reach it, light and dark. */
async function check(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await snap(page, name, theme)
    expect(await violations(page)).toEqual([])
  }
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} is wider than the window`).toBe(true)
  const sizes = await page.getByRole('button').evaluateAll((all) => all.map((one) => (one as unknown as { getBoundingClientRect(): { width: number; height: number } }).getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)))
  expect(Math.min(...sizes, 44), name).toBeGreaterThanOrEqual(page.viewportSize()!.width < 600 ? 44 : 32)
}
