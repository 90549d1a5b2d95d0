import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice } from './office.ts'
import { markLoaded, visit } from './stage.ts'

// A notebook that was closed for a night: what happened meanwhile comes through the socket.

const browser = await launchChromium()

describe.skipIf(!browser)('a dashboard that was asleep', () => {
  let customers: Customer[]
  let office: Office

  beforeAll(async () => {
    office = await openOffice(browser!, { env: { CONVERSATION_MESSAGE_PER_MINUTE_LIMIT: '10000' } })
    customers = []
    for (let index = 0; index < 8; index += 1) {
      const customer = await office.newCustomer({ name: `Customer ${index}` })
      await customer.write(`Hello from ${index}`)
      customers.push(customer)
    }
    await office.signIn('maya')
  })
  afterAll(() => office?.close())

  test('shows after 500 events what a fresh one shows, without reading it again, and keeps the draft', async () => {
    const { page, problems } = office.maya
    await page.goto(`/app/accounts/1/conversations/${customers[0]!.conversation}?assignee_type=all`)
    await page.getByRole('log').getByText('Hello from 0').waitFor()
    await page.getByRole('textbox', { name: 'Reply' }).fill('Half a sentence')
    await markLoaded(page)
    await settled(page)

    await page.context().setOffline(true)
    await page.getByText(/offline|Reconnecting/i).first().waitFor()
    const before = await countEvents()
    await happenings()
    expect(await countEvents() - before).toBeGreaterThanOrEqual(500)
    const read: string[] = []
    page.on('request', (request) => /\/messages|\/conversations\?/.test(request.url()) && request.method() === 'GET' && read.push(request.url()))
    await page.context().setOffline(false)
    const woken = Date.now()
    await page.getByRole('log').getByText('The very last').waitFor()
    console.log(`true again after ${Date.now() - woken} ms`)

    await settled(page)
    const fresh = (await visit(browser!, office.app.url, { storageState: await page.context().storageState() })).page
    await fresh.goto(page.url())
    await fresh.getByRole('log').getByText('The very last').waitFor()
    await settled(fresh)
    expect(await screen(page)).toEqual(await screen(fresh))
    expect(await page.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('Half a sentence')
    expect(await page.evaluate('window.loaded')).toBe('once')
    expect(read).toEqual([])
    expect(problems).toEqual([])
  })

  /** Customers and agents write, conversations change hands and status, one is new. */
  async function happenings() {
    const asNoah = (path: string, body: object) => office.api('POST', `conversations/${path}`, body, office.world.noah.token)
    for (let round = 0; round < 27; round += 1) {
      await Promise.all(customers.map(async (customer, index) => {
        await customer.write(`Customer ${index}, word ${round}`)
        if (round % 5 === 0) await asNoah(`${customer.conversation}/messages`, { content: `Answer ${round} to ${index}`, private: index % 2 === 1 })
      }))
    }
    // The wire tells activity in whole seconds, so a list cannot tell the order within one.
    await nextSecond()
    for (const customer of customers) await customer.write('Hello?')
    await nextSecond()
    await asNoah(`${customers[1]!.conversation}/toggle_status`, { status: 'resolved' })
    await asNoah(`${customers[2]!.conversation}/assignments`, { assignee_id: office.world.noah.id })
    await (await office.newCustomer({ name: 'Newcomer' })).write('Is anybody there?')
    await customers[0]!.write('The very last')
  }

  const countEvents = async () => (await office.app.db.query<{ count: number }>('select count(*) as count from events', []))[0]!.count
})

const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1_001))
const settled = (page: Page) => page.waitForLoadState('networkidle')

/** What a person reads: the rows with their words and numbers, the counts above them, and the thread. */
async function screen(page: Page) {
  const rows = await fromTop(page.getByRole('list', { name: 'Conversations' }).getByRole('link'))
  const tabs = await page.getByRole('tab').allInnerTexts()
  const thread = await page.getByRole('log').getByRole('article').allInnerTexts()
  return { rows: rows.map(withoutTimes), tabs, thread: thread.slice(-15).map(withoutTimes) }
}

/** Rows stand in the document in any order. */
async function fromTop(rows: Locator): Promise<string[]> {
  const places = await Promise.all((await rows.all()).map(async (row) => ({ text: await row.innerText(), y: (await row.boundingBox())!.y })))
  return places.toSorted((one, other) => one.y - other.y).map(({ text }) => text)
}

const withoutTimes = (text: string) => text.replace(/\b(now|just now|\d+ ?(s|m|min)( ago)?)\b/g, '').replace(/\n+/g, '\n').trim()
