import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { startMailbox, type Mailbox } from '../../test/smtp.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let mailbox: Mailbox

beforeAll(async () => {
  mailbox = await startMailbox()
  app = await startTestApp(mailbox.env)
  world = await makeWorld(app)
  await app.db.query('delete from contacts where account_id = $1', [world.account])
  for (const contact of [
    { name: 'Ada "A", Lind', email: 'ada@out.test', phone_number: '+4915112', identifier: 'ada', additional_attributes: { city: 'Köln' }, custom_attributes: { plan: 'pro', seats: 3 } },
    { name: '=HYPERLINK("http://evil")', email: 'evil@out.test', custom_attributes: { plan: '+cmd' } },
    { name: 'Unknown person' },
  ]) await call('POST', '/contacts', contact)
  const { body } = await call('GET', '/contacts/search?q=ada@')
  await call('POST', `/contacts/${body.payload[0].id}/labels`, { labels: ['vip', 'old'] })
  await call('POST', '/custom_attribute_definitions', { attribute_display_name: 'Plan', attribute_key: 'plan', attribute_display_type: 'text', attribute_model: 'contact_attribute' })
})
afterAll(async () => {
  await app.close()
  await mailbox.close()
})

const call = (method: string, path: string, body?: unknown, token = world.maya.token) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
const ended = (address: string) => vi.waitFor(async () => {
  const { body } = await app.call('GET', address, { token: world.maya.token })
  expect(body.finished_at).not.toBeNull()
  return body
}, 20_000)
async function exported(wanted?: object): Promise<string[][]> {
  const { status, body, headers } = await call('POST', '/contacts/export', wanted)
  expect([status, body]).toEqual([200, null])
  const done = await ended(headers.get('location')!)
  expect(done).toMatchObject({ state: 'completed', error: null })
  const file = await app.call('GET', new URL(done.file_url).pathname, { token: world.maya.token })
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const rows = parse(file.body)
  expect(rows).toHaveLength(done.count + 1)
  return rows
}

test('an export has those who can be told apart, and is mailed to who asked', async () => {
  const [header, ada, evil] = await exported()
  expect(header).toEqual(['id', 'name', 'email', 'phone_number'])
  expect(ada!.slice(1)).toEqual(['Ada "A", Lind', 'ada@out.test', '+4915112'])
  expect(evil!.slice(1)).toEqual([`'=HYPERLINK("http://evil")`, 'evil@out.test', ''])
  const [mail] = await mailbox.waitFor(1)
  expect(mail!.to).toEqual(['maya@acme.test'])
  expect(mail!.raw).toContain('filename=contacts.csv')
  const [, base64] = /Content-Disposition: attachment; filename=contacts\.csv\r\n\r\n([\w+/=\r\n]+)/.exec(mail!.raw)!
  expect(Buffer.from(base64!, 'base64').toString()).toContain('ada@out.test')
})

test('columns are those that there are, in the order of the request', async () => {
  expect(await exported({ column_names: ['email', 'nonsense', 'labels', 'plan', 'city', 'email', 'blocked', 'custom_attributes', '__proto__'] })).toEqual([
    ['email', 'labels', 'plan', 'city', 'blocked', 'custom_attributes'],
    ['ada@out.test', 'vip,old', 'pro', 'Köln', 'false', '{"plan":"pro","seats":3}'],
    ['evil@out.test', '', "'+cmd", '', 'false', '{"plan":"+cmd"}'],
  ])
  expect((await exported({ column_names: ['nonsense'] }))[0]).toEqual(['id', 'name', 'email', 'phone_number'])
})

test('a filter or a label narrows it', async () => {
  const emails = async (wanted: object) => (await exported({ column_names: ['email'], ...wanted })).slice(1).flat()
  expect(await emails({ label: 'vip' })).toEqual(['ada@out.test'])
  expect(await emails({ label: 'none' })).toEqual([])
  expect(await emails({ payload: [], label: null })).toHaveLength(2)
  expect(await emails({ payload: [{ attribute_key: 'plan', filter_operator: 'equal_to', values: ['PRO'], query_operator: null }] })).toEqual(['ada@out.test'])
  expect(await call('POST', '/contacts/export', { payload: [{ attribute_key: 'nonsense', filter_operator: 'equal_to', values: ['x'] }] })).toMatchObject({ status: 422 })
})

test('what was exported can be imported again', async () => {
  const rows = await exported({ column_names: ['id', 'name', 'email', 'phone_number', 'identifier', 'labels', 'plan', 'city'] })
  const form = new FormData()
  form.set('import_file', new Blob([rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')]), 'again.csv')
  const before = (await call('GET', '/contacts')).body
  const { headers } = await call('POST', '/contacts/import', form)
  expect(await ended(headers.get('location')!)).toMatchObject({ updated: 2, created: 0, failed: 0 })
  expect((await call('GET', '/contacts')).body).toEqual(before)
})

test('one that a stopped server has begun is made anew; one whose attribute is gone says so', async () => {
  const { headers } = await call('POST', '/contacts/export', { payload: [{ attribute_key: 'plan', filter_operator: 'is_present', values: [] }] })
  const id = Number(headers.get('location')!.split('/').at(-1))
  await ended(headers.get('location')!)
  await app.db.query(`update contact_exports set state = 'pending', finished_at = null, blob_key = null, claimed_until = now() - interval '1 s' where id = $1`, [id])
  expect(await ended(headers.get('location')!)).toMatchObject({ state: 'completed', count: 2 })
  await app.db.query('delete from custom_attribute_definitions')
  await app.db.query(`update contact_exports set state = 'pending', finished_at = null, blob_key = null, claimed_until = null where id = $1`, [id])
  expect(await ended(headers.get('location')!)).toMatchObject({ state: 'failed', error: expect.stringContaining('Invalid attribute key - [plan]'), file_url: null })
  expect((await call('GET', `/contacts/exports/${id}/file`)).status).toBe(404)
})

test('agents neither export nor see exports', async () => {
  for (const [method, path] of [['POST', '/contacts/export'], ['GET', '/contacts/exports'], ['GET', '/contacts/exports/1'], ['GET', '/contacts/exports/1/file']] as const) {
    expect(await call(method, path, undefined, world.noah.token)).toMatchObject({ status: 401, body: { error: 'You are not authorized to do this action' } })
  }
  expect((await call('GET', '/contacts/exports')).body.payload.length).toBeGreaterThan(0)
  expect((await call('GET', '/contacts/exports/999999')).status).toBe(404)
})
