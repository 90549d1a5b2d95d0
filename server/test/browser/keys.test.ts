import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedSignature, startSink, type Callback, type Sink } from '../sink.ts'
import { launchChromium } from './chromium.ts'
import type { Customer } from './customer.ts'
import { type Office, openOffice, settings } from './office.ts'

// Keys that are replaced while their holders go on working, options of callbacks, and why a signature does not fit.

const browser = await launchChromium()
const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

describe.skipIf(!browser)('keys and callbacks', () => {
  let sink: Sink
  let omar: Customer
  let office: Office

  beforeAll(async () => {
    sink = await startSink()
    office = await openOffice(browser!, { env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' }, inbox: { webhook_url: sink.url } })
    omar = await office.newCustomer({ name: 'Omar Haddad' })
    await office.signIn('maya')
  })
  afterAll(async () => {
    await office?.close()
    await sink?.close()
  })

  const callback = async (content: string): Promise<Callback> => {
    await omar.write(content)
    return sink.waitFor(({ body }) => body.event === 'message_created' && body.content === content)
  }
  const inbox = () => office.api('GET', 'inboxes/1')
  const reset = async (what: string, overlap?: string) => {
    const { page } = office.maya
    await page.getByRole('button', { name: `Reset ${what}` }).click()
    if (overlap) {
      await page.getByRole('dialog').getByRole('combobox').click()
      await page.getByRole('option', { name: overlap }).click()
    }
  }
  const confirm = () => office.maya.page.getByRole('dialog').getByRole('button', { name: 'Reset now' }).click()

  test('a webhook secret rotates: both sign for the time that was chosen', async () => {
    const { maya: { page }, shoot, world } = office
    await page.goto(`${settings}/inboxes/1`)
    await reset('webhook secret', 'In two days')
    await page.getByText('X-Chatwoot-Signature-Previous').waitFor()
    await shoot('inbox-reset-secret', { ready: 'The old one stops working', open: (on) => on.getByRole('button', { name: 'Reset webhook secret' }).tap() })
    await confirm()
    await page.getByText(/The old secret signs beside this one until/).waitFor()
    const { secret } = await inbox()
    expect(secret).not.toBe(world.inbox.secret)
    const got = await callback('Signed twice')
    expect(got.headers['x-chatwoot-signature']).toBe(expectedSignature(got, secret))
    expect(got.headers['x-chatwoot-signature-previous']).toBe(expectedSignature(got, world.inbox.secret))
  })

  test('an HMAC token rotates: hashes of either are accepted', async () => {
    const { maya, shoot, app, world } = office
    await maya.page.goto(`${settings}/inboxes/1?tab=configuration`)
    await reset('HMAC token')
    await confirm()
    await maya.page.getByText(/Hashes of the old token are accepted until/).waitFor()
    await shoot('inbox-configuration-overlap', { ready: 'Hashes of the old token' })
    const { hmac_token } = await inbox()
    for (const [index, token] of [hmac_token, world.inbox.hmac_token].entries()) {
      const identifier = `customer-${index}`
      const made = await app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`, { body: { identifier, identifier_hash: hmac(token, identifier) } })
      expect(made.status).toBe(200)
    }
  })

  test('an access token rotates: programs change over one by one', async () => {
    const { maya, app, world } = office
    await maya.page.goto('/app/accounts/1/profile')
    await reset('access token', 'In one hour')
    await confirm()
    const fresh = await maya.page.getByLabel('Token', { exact: true }).inputValue()
    for (const token of [fresh, world.maya.token]) expect((await app.call('GET', '/api/v1/profile', { token })).status).toBe(200)
    expect(fresh).not.toBe(world.maya.token)
  })

  test('an inbox names its events, headers whose values nobody sees again, and drops repeated messages', async () => {
    const { maya: { page }, shoot } = office
    await page.goto(`${settings}/inboxes/1`)
    await page.getByRole('radio', { name: 'Events of your choice' }).check()
    await page.getByRole('checkbox', { name: 'Conversation read' }).check()
    await page.getByRole('checkbox', { name: 'Typing started' }).uncheck()
    await page.getByRole('checkbox', { name: 'Drop repeated messages' }).check()
    await page.getByRole('checkbox', { name: /^Leave out what this receiver did itself/ }).check()
    await page.getByRole('button', { name: 'Add header' }).click()
    await page.getByLabel('Name of header 1').fill('X Gate')
    await page.getByText('A name has letters, digits and hyphens.').waitFor()
    await page.getByLabel('Name of header 1').fill('X-Gate')
    await page.getByLabel('Value of header 1').fill('open sesame')
    await page.getByRole('button', { name: 'Update', exact: true }).click()
    await page.getByRole('region', { name: 'Notifications' }).getByText('Inbox updated').waitFor()
    await page.reload()
    await page.getByText('Kept, not shown').waitFor()
    await shoot('inbox-callback', { ready: 'Kept, not shown' })
    expect(await page.content()).not.toContain('sesame')
    // A form that is sent again keeps the value that it does not know.
    await page.getByLabel('Name', { exact: true }).fill('Web shop')
    await page.getByRole('button', { name: 'Update', exact: true }).click()
    await expect.poll(async () => (await inbox()).name).toBe('Web shop')
    expect(await inbox()).toMatchObject({ unique_source_id: true, skip_own: true, custom_headers: { 'X-Gate': '••••' }, events: expect.arrayContaining(['conversation_read']) })
    expect((await callback('With a header')).headers['x-gate']).toBe('open sesame')
  })

  test('a webhook is added, changed, and its secret rotates; private receivers are named', async () => {
    const { maya: { page }, shoot } = office
    await page.goto(`${settings}/webhooks`)
    await page.getByRole('button', { name: 'Add webhook' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('URL').fill('https://receiver.example/hook')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Warehouse')
    await dialog.getByRole('button', { name: 'Add webhook' }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Edit Warehouse' }).click()
    await dialog.getByRole('checkbox', { name: 'Contact merged' }).check()
    await dialog.getByRole('button', { name: 'Add header' }).click()
    await dialog.getByLabel('Name of header 1').fill('Authorization')
    await dialog.getByLabel('Value of header 1').fill('Bearer abc')
    await shoot('webhooks-edit', { ready: 'Edit webhook', open: (on) => on.getByRole('button', { name: 'Edit Warehouse' }).tap() })
    await dialog.getByRole('button', { name: 'Save webhook' }).click()
    await page.getByText('Sends Authorization.').waitFor()
    await page.getByRole('list', { name: 'Events' }).getByText('Contact merged').waitFor()
    await reset('secret', 'In seven days')
    await confirm()
    await page.getByText(/The old secret signs beside this one until/).waitFor()

    await page.getByLabel('Hosts and networks').fill('not a host!')
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText(/webhook_allow_hosts must be a list/).waitFor()
    await page.getByLabel('Hosts and networks').fill('crm.internal\n10.0.0.0/8')
    await page.getByRole('button', { name: 'Update' }).click()
    await page.getByText('Private receivers updated').waitFor()
    await page.reload()
    expect(await page.getByLabel('Hosts and networks').inputValue()).toBe('crm.internal\n10.0.0.0/8')
    await shoot('webhooks-options', { ready: 'Private receivers' })
  })

  test('the page that checks signatures says what fits, and why something does not', async () => {
    const { maya: { page }, shoot } = office
    const { secret } = await inbox()
    const got = await callback('Check me')
    await page.goto(`${settings}/integrations/signatures`)
    await shoot('signature-empty', { ready: 'Byte for byte' })
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByText('There is no X-Chatwoot-Signature').waitFor()
    await page.getByLabel('Headers').fill(`X-Chatwoot-Signature: ${String(got.headers['x-chatwoot-signature'])}\nX-Chatwoot-Timestamp: ${String(got.headers['x-chatwoot-timestamp'])}`)
    await page.getByLabel('Body').fill(got.raw)
    const check = async (verdict: RegExp) => {
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await page.getByRole('status').getByText(verdict).waitFor()
    }
    await check(/The signature fits: it is signed with the key of the inbox “Web shop”/)
    await shoot('signature-fits', { ready: 'Byte for byte' })
    await page.getByLabel('Secret of your receiver').fill((await inbox()).hmac_token)
    await check(/This is the HMAC token of the inbox/)
    await page.getByLabel('Secret of your receiver').fill(secret)
    await page.getByLabel('Body').fill(JSON.stringify(JSON.parse(got.raw), null, 2))
    await check(/over another spelling of the same JSON/)
    await page.getByText('It does not fit').waitFor()

    await page.getByRole('radio', { name: 'An identifier hash' }).check()
    await page.getByLabel('Identifier', { exact: true }).fill('ada')
    await page.getByRole('textbox', { name: 'Identifier hash' }).fill(hmac(secret, 'ada'))
    await check(/This is the callback secret of the inbox/)
    await shoot('signature-identity', { ready: 'Exactly as it is sent' })

    // From a delivery it comes filled in.
    await page.goto(`${settings}/integrations/deliveries?event=message_created`)
    await page.getByRole('list', { name: 'Deliveries' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Copy the raw body' }).waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Check a signature' }).click()
    await page.getByRole('link', { name: 'The delivery' }).waitFor()
    await check(/The signature fits/)
  })

  test('nothing threw or was blocked', () => expect(office.problems()).toEqual([]))
})
