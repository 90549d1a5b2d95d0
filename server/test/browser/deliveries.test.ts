import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { warnOfEndpoint } from '../../src/deliveries/endpoints.ts'
import { startSink, type Sink } from '../sink.ts'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice, settings } from './office.ts'

// The ledger as administrators use it: find what went wrong, see the exchange, send it again, hold an endpoint back, hear that one was switched off.

const browser = await launchChromium()

describe.skipIf(!browser)('deliveries', () => {
  let sink: Sink
  let omar: Customer
  let office: Office

  beforeAll(async () => {
    sink = await startSink()
    office = await openOffice(browser!, { env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' }, inbox: { webhook_url: sink.url } })
    omar = await office.newCustomer({ name: 'Omar Haddad' })
    await office.signIn('maya', 'noah')
  })
  afterAll(async () => {
    await office?.close()
    await sink?.close()
  })

  const heard = (content: string) => sink.received.filter(({ body }) => body.event === 'message_created' && body.content === content)

  test('a callback that fails is found in the list, shown as it went out, and sent again under the same id', async () => {
    const { maya: { page }, shoot } = office
    sink.answer = (response) => { response.statusCode = 503; response.end('{"why":"maintenance"}') }
    await omar.write('Is anybody there?')
    await sink.waitFor(({ body }) => body.content === 'Is anybody there?')
    await page.goto(`${settings}/integrations/deliveries?event=message_created`)
    const line = page.getByRole('list', { name: 'Deliveries' }).getByRole('link', { name: /Retrying.*message_created.*503/is })
    await line.waitFor()
    await shoot('deliveries-retrying', { ready: 'Endpoints' })
    await line.click()
    await page.getByText('{"why":"maintenance"}').first().waitFor()
    await page.getByText(/^X-Chatwoot-Signature: /i).first().waitFor()
    await shoot('delivery-exchange', { ready: 'maintenance' })

    sink.answer = (response) => response.end('ok')
    await page.getByRole('button', { name: 'Send now' }).click()
    await page.getByText('Accepted (200)').first().waitFor()
    await page.getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => heard('Is anybody there?').length).toBeGreaterThanOrEqual(3)
    expect(new Set(heard('Is anybody there?').map(({ delivery }) => delivery)).size).toBe(1)
  })

  test('Retry at a failed message posts it again', async () => {
    const { noah, api, world } = office
    const sent = await api('POST', `conversations/${omar.conversation}/messages`, { content: 'On its way' }, world.noah.token)
    await sink.waitFor(({ body }) => body.id === sent.id)
    await api('PATCH', `conversations/${omar.conversation}/messages/${sent.id}`, { status: 'failed', external_error: 'The gateway lost it' })
    await noah.page.goto(`/app/accounts/1/conversations/${omar.conversation}`)
    await noah.page.getByText('The gateway lost it').first().waitFor()
    await noah.page.getByRole('button', { name: /^Retry/ }).click()
    await noah.page.getByText('Sent again: accepted (200).').waitFor()
    expect(heard('On its way').length).toBe(2)
  })

  test('what failed in an outage is replayed with its progress in view', async () => {
    const { maya: { page }, shoot, app } = office
    await app.db.query(
      `insert into deliveries (account_id, event_id, endpoint_kind, endpoint_id, lane, state, attempts, event, conversation_id, message_id, settled_at, last_status, last_error)
       select account_id, event_id, endpoint_kind, endpoint_id, lane, 'failed', 4, event, conversation_id, message_id, now(), 503, '503 Service Unavailable'
         from (select * from deliveries where event = 'message_created' order by id limit 1) d, generate_series(1, 250)`, [])
    const before = sink.received.length
    await page.goto(`${settings}/integrations/deliveries?state=failed`)
    await page.getByRole('button', { name: 'Send again…' }).click()
    await shoot('deliveries-replay-dialog', { ready: 'All that failed', open: (on) => on.getByRole('button', { name: 'Send again…' }).tap() })
    await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
    await page.getByRole('progressbar', { name: 'Sent again' }).waitFor()
    await page.getByText(/of 250 sent again/).waitFor()
    await shoot('deliveries-replay', { ready: 'sent again' })
    await page.getByText('All 250 sent again').waitFor({ timeout: 30_000 })
    expect(sink.received.length - before).toBeGreaterThanOrEqual(250)
    // The address keeps the replay: a reload shows how it ended.
    await page.reload()
    await page.getByText('All 250 sent again').waitFor()
  })

  test('a paused endpoint gets nothing, and everything once it is resumed', async () => {
    const { maya: { page }, noah, shoot } = office
    await page.goto(`${settings}/inboxes/1?tab=deliveries`)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText(/^Paused since/).waitFor()
    // The processes that deliver look once a second.
    await page.waitForTimeout(1300)
    await omar.write('Held back')
    await page.getByRole('link', { name: /Waiting.*message_created/s }).first().waitFor()
    await noah.page.getByText(/Callback paused since/).waitFor({ timeout: 20_000 })
    await shoot('inbox-deliveries-paused', { ready: 'Paused since' })
    expect(heard('Held back')).toEqual([])
    await page.getByRole('button', { name: 'Resume' }).click()
    await sink.waitFor(({ body }) => body.content === 'Held back')
  })

  test('administrators hear that an endpoint was switched off, on every screen, until they put it aside', async () => {
    const { maya: { page }, noah, shoot, app } = office
    await page.goto('/app/accounts/1/conversations')
    await page.getByText('Choose a conversation').waitFor()
    await app.db.query(`update endpoint_states set failing_since = now() - interval '4 days'`, [])
    await warnOfEndpoint(app.db, app.config, { account_id: 1, kind: 'inbox', id: 1 })
    await page.getByText(/Callbacks to “Web app” have been failing since .* and will soon be switched off/).waitFor()
    await page.getByRole('button', { name: 'Dismiss until it changes' }).click()

    // Another turn is told again.
    sink.answer = (response) => { response.statusCode = 410; response.end() }
    await omar.write('Nobody hears this')
    const notice = page.getByText(/Callbacks to “Web app” are switched off since .*410 Gone/)
    await notice.waitFor()
    await page.reload()
    await notice.waitFor()
    await shoot('trouble-notice', { ready: 'are switched off' })
    expect(await noah.page.getByText(/are switched off/).count()).toBe(0)

    await page.getByRole('link', { name: 'Show endpoint' }).click()
    await page.getByText('Switched off', { exact: true }).waitFor()
    await shoot('deliveries-switched-off', { ready: 'Resume it when the receiver is ready' })
    await page.getByRole('button', { name: 'Dismiss until it changes' }).click()
    await notice.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByText('Switched off', { exact: true }).waitFor()
    expect(await notice.count()).toBe(0)

    sink.answer = (response) => response.end('ok')
    await page.getByRole('button', { name: 'Resume' }).click()
    await sink.waitFor(({ body }) => body.content === 'Nobody hears this')
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
