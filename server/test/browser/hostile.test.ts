import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice } from './office.ts'
import { snap } from './stage.ts'

// What strangers send is shown to agents: nothing of it runs, fetches or breaks the page.

const browser = await launchChromium()
const attack = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

describe.skipIf(!browser)('what a hostile customer sends', () => {
  let spy: Server
  let mallory: Customer
  let office: Office
  const visits: string[] = []

  beforeAll(async () => {
    office = await openOffice(browser!)
    spy = createServer((request, response) => {
      // The server itself looks once whether there is a picture; browsers never come here.
      if (request.headers['user-agent'] !== 'Parley') visits.push(request.url ?? '')
      response.end()
    }).listen(0, '127.0.0.1')
    await once(spy, 'listening')
    mallory = await office.newCustomer({
      name: `\u202e${attack}${'W'.repeat(120)}`, email: 'mallory@example.test', avatar_url: `${elsewhere()}/avatar.svg`,
      custom_attributes: { [attack]: attack, link: `${elsewhere()}/" onmouseover="window.hacked=1`, script: 'javascript:window.hacked=1', ['k'.repeat(100)]: 'v'.repeat(1000), deep: { a: [attack] } },
    })
    for (const text of texts()) await mallory.write(text)
    await mallory.attach('', new File([`<svg xmlns="http://www.w3.org/2000/svg"><script>window.hacked=1</script></svg>`], `${'long-'.repeat(40)}"><img src=x onerror=window.hacked=1>.svg`, { type: 'image/svg+xml' }))
    await mallory.attach('', new File([attack], '\u202efdp.exe.html', { type: 'text/html' }))
    await office.api('POST', `conversations/${mallory.conversation}/messages`, { content: 'I see.' })
    await office.signIn('maya')
  })
  afterAll(async () => {
    await office?.close()
    spy?.close()
  })

  const elsewhere = () => `http://127.0.0.1:${(spy.address() as AddressInfo).port}`
  const texts = () => [
    attack,
    `[click me](javascript:window.hacked=1) [data](data:text/html,${encodeURIComponent(attack)}) [relative](/app/accounts/1/profile) [fine](https://good.example/)`,
    `![tracked](${elsewhere()}/pixel.png) <iframe src="${elsewhere()}/frame"></iframe> [ref][1]\n\n[1]: javascript:window.hacked=1`,
    'Unbreakable' + 'W'.repeat(3_000),
    '\u202eright to left override\n\nمرحبا، أين طردي؟ שלום 👩‍👩‍👧‍👦🏳️‍🌈 Z̷̡̢̛͍͎͓̈́̓a̸͝l̶͠g̸͘o̵͠',
    `${'>'.repeat(3_000)} deep\n${'- '.repeat(2_000)}deep`,
    `\`\`\`\n${'wide '.repeat(400)}\n\`\`\``,
    '| a '.repeat(300),
    `https://good.example/${'path/'.repeat(300)} www.good.example javascript:alert(1)`,
    '\n'.repeat(500) + 'end',
  ]

  test('nothing runs, nothing is fetched, and only honest links can be followed', async () => {
    const { page, problems } = office.maya
    await open(page)
    await page.getByRole('button', { name: 'Show the customer' }).last().click()
    await page.getByRole('complementary', { name: 'Customer' }).getByText('mallory@example.test').waitFor()
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(visits).toEqual([])
    expect(await page.locator('[role=log] :is(script, iframe, object, embed, img[src^="http://127.0.0.1:' + new URL(elsewhere()).port + '"])').count()).toBe(0)

    const links = await page.getByRole('log').locator('a').evaluateAll((all) => all.map((link) => ({ href: link.getAttribute('href') ?? '', rel: link.getAttribute('rel') ?? '' })))
    expect(links.length).toBeGreaterThan(3)
    for (const { href, rel } of links) {
      expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(new URL(href).protocol)
      expect(rel).toContain('noopener')
    }
    // The picture of the customer is not fetched either: the page's policy names no other host.
    expect(problems.filter((problem) => !problem.includes('/avatar.svg'))).toEqual([])
  })

  test('a file with a script in it is saved, not shown', async () => {
    for (const link of await office.maya.page.getByRole('log').locator('a[download]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))) {
      const answer = await fetch(link)
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    }
  })

  test('the layout holds on the desk and on the phone', async () => {
    const { maya, phone, shoot } = office
    await maya.page.getByRole('button', { name: 'Close' }).click()
    await shoot('hostile-thread', { ready: 'I see.' })
    for (const { page } of [maya, phone]) {
      await open(page)
      expect(await overflowing(page)).toEqual([])
    }
    await phone.page.getByRole('link', { name: 'Back to the list' }).tap()
    await phone.page.getByRole('list', { name: 'Conversations' }).waitFor()
    expect(await overflowing(phone.page)).toEqual([])
    await snap(phone.page, 'hostile-list', 'light')
  })

  async function open(page: Page) {
    await page.goto(`/app/accounts/1/conversations/${mallory.conversation}`)
    await page.getByRole('log').getByText('I see.').waitFor()
  }

})

/** What is wider than its place, save for what scrolls on purpose. */
const overflowing = (page: Page) => page.evaluate<string[]>(`
  [document.documentElement, ...document.querySelectorAll('main, [role=log], [role=log] [role=article], ul[aria-label=Conversations] a, header, aside')]
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 200))`)
