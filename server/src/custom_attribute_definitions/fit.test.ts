import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { matches } from './pattern.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
})
afterAll(() => app.close())

const call = (method: string, path: string, body?: unknown) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: world.maya.token, body })
const define = (attribute_key: string, attribute_display_type: string, more: object = {}) =>
  call('POST', '/custom_attribute_definitions', { attribute_display_name: attribute_key, attribute_key, attribute_display_type, attribute_model: 'contact_attribute', enforced: true, ...more })
const contact = (custom_attributes: object) => call('POST', '/contacts', { name: 'Ada', custom_attributes })
const refusal = (key: string, problem: string) =>
  ({ message: `Custom attributes ${key} ${problem}`, attributes: ['custom_attributes'], custom_attributes: { [key]: problem } })

const types: [type: string, fit: unknown[], misfit: unknown[], problem: string, more?: object][] = [
  ['number', [1, -2.5, '12', ' 12.50 ', '-3e2', 0], ['twelve', '1,5', '0x10', 'Infinity', true, '1 2'], 'must be a number'],
  ['currency', [9.99, '9.99'], ['9.99 €'], 'must be a number'],
  ['percent', [50, '50'], ['50 %'], 'must be a number'],
  ['date', ['2026-06-15', '2026-06-15T09:30:00Z', '2026-06-15T09:30:00.123+02:00', '2026-06-15 09:30', '2024-02-29'],
    ['15.06.2026', '2026-6-1', '2026-02-30', '2026-13-01', '2026-06-15T99:00', 1781510400], 'must be a date such as 2026-06-15, or 2026-06-15T09:30:00Z'],
  ['checkbox', [true, false, 'true', 'FALSE'], ['yes', 1, 0, 'on'], 'must be true or false'],
  ['link', ['https://example.org/a?b', 'HTTP://example.org', 'mailto:ada@example.org'], ['example.org', 'javascript:alert(1)', 'https://', 'mailto:', 1],
    'must be an address that begins with http://, https:// or mailto:'],
  ['list', ['gold', 'silver', '7'], ['bronze', 'Gold', true], 'must be one of gold, silver, 7', { attribute_values: ['gold', 'silver', '7'] }],
  ['text', ['any', 12, true], [], ''],
  ['text', ['AB-12'], ['ab-12', 'x AB-12'], 'looks like AB-12', { regex_pattern: '^[A-Z]{2}-\\d+$', regex_cue: 'looks like AB-12' }],
  ['text', ['ab-12', 'AB-12'], ['AB'], 'does not match its pattern', { regex_pattern: '/^[a-z]{2}-\\d+$/gi' }],
]

test.each(types)('values of an enforced %s', async (type, fit, misfit, problem, more) => {
  const { id } = (await define('it', type, more)).body
  for (const value of [...fit, null, '', ' ']) {
    const { status, body } = await contact({ it: value })
    expect([value, status, body.payload?.contact.custom_attributes]).toEqual([value, 200, { it: value }])
  }
  for (const value of misfit) {
    const { status, body } = await contact({ it: value })
    expect([value, status, body]).toEqual([value, 422, refusal('it', problem)])
  }
  for (const value of [{ a: 1 }, ['gold']]) {
    expect(await contact({ it: value })).toMatchObject({ status: 422, body: refusal('it', 'must be a text, a number, true or false') })
  }
  await call('DELETE', `/custom_attribute_definitions/${id}`)
})

test('nothing is refused that is not enforced, not defined, of the other noun or of another account', async () => {
  const other = await makeWorld(app, 'rival')
  await define('seats', 'number', { enforced: false })
  await define('size', 'number', { attribute_model: 'conversation_attribute' })
  await app.call('POST', `/api/v1/accounts/${other.account}/custom_attribute_definitions`, {
    token: other.maya.token, body: { attribute_display_name: 'Free', attribute_key: 'free', attribute_display_type: 'number', attribute_model: 1, enforced: true },
  })
  const wild = { seats: 'many', size: 'big', free: 'yes' }
  expect((await contact(wild)).body.payload.contact.custom_attributes).toEqual(wild)
})

test('a contact: all that is wrong at once, and what was there before may stay', async () => {
  const { id } = (await contact({ plan: 'old', age: 'old', note: 'x' })).body.payload.contact
  await define('plan', 'list', { attribute_values: ['new'] })
  await define('age', 'number')
  const change = (custom_attributes: object) => call('PATCH', `/contacts/${id}`, { custom_attributes })
  expect(await change({ plan: 'older', age: 'older', note: 'y' })).toMatchObject({
    status: 422,
    body: {
      message: 'Custom attributes plan must be one of new, Custom attributes age must be a number', attributes: ['custom_attributes'],
      custom_attributes: { plan: 'must be one of new', age: 'must be a number' },
    },
  })
  expect((await change({ plan: 'old', age: 'old', note: 'y' })).body.payload.custom_attributes).toEqual({ plan: 'old', age: 'old', note: 'y' })
  expect((await change({ plan: 'new', age: null })).body.payload.custom_attributes).toEqual({ plan: 'new', age: null, note: 'y' })
  const upsert = (age: unknown) => call('POST', '/contacts?upsert=true', { identifier: 'u-1', custom_attributes: { age } })
  expect((await upsert('old')).status).toBe(422)
  expect((await upsert(30)).status).toBe(200)
  expect(await upsert('old')).toMatchObject({ status: 422, body: refusal('age', 'must be a number') })
})

test('a conversation: when it is created, and when its attributes are replaced or merged', async () => {
  await define('order', 'number', { attribute_model: 0 })
  const create = (order: unknown) => call('POST', '/conversations', { source_id: world.omar.source_id, custom_attributes: { order } })
  expect(await create('none')).toMatchObject({ status: 422, body: refusal('order', 'must be a number') })
  const { id } = (await create(7)).body
  const set = (body: object) => call('POST', `/conversations/${id}/custom_attributes`, body)
  expect(await set({ custom_attributes: { order: 'none' } })).toMatchObject({ status: 422, body: refusal('order', 'must be a number') })
  expect(await set({ custom_attributes: { order: [1] }, merge: true })).toMatchObject({ status: 422 })
  expect((await set({ custom_attributes: { note: 'x' }, merge: true })).body).toEqual({ custom_attributes: { order: 7, note: 'x' } })
  expect((await set({ custom_attributes: {} })).body).toEqual({ custom_attributes: {} })
})

test('customers\' apps are not held to it', async () => {
  await define('tier', 'list', { attribute_values: ['gold'] })
  const path = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  const made = await app.call('POST', path, { body: { name: 'Eve', custom_attributes: { tier: 'diamond' } } })
  expect(made.status).toBe(200)
  expect((await app.call('PATCH', `${path}/${made.body.source_id}`, { body: { custom_attributes: { tier: 'platinum' } } })).status).toBe(200)
  expect((await call('GET', `/contacts/${made.body.id}`)).body.payload.custom_attributes).toEqual({ tier: 'platinum' })
})

test('rows of an import that do not fit fail, the others come in', async () => {
  await define('level', 'list', { attribute_values: ['a', 'b'] })
  const form = new FormData()
  form.set('import_file', new Blob(['email,level,custom_attributes\none@fit.test,a,\ntwo@fit.test,c,\nthree@fit.test,,"{""level"":""d""}"'], { type: 'text/csv' }), 'people.csv')
  const address = (await call('POST', '/contacts/import', form)).headers.get('location')!
  const done = await vi.waitFor(async () => {
    const { body } = await app.call('GET', address, { token: world.maya.token })
    expect(body.finished_at).not.toBeNull()
    return body
  }, 20_000)
  expect(done).toMatchObject({ created: 1, failed: 2 })
  expect(done.errors.map(({ message }: { message: string }) => message)).toEqual(Array(2).fill('Custom attributes level must be one of a, b'))
})

test('a pattern that is none cannot be enforced; one without end refuses', async () => {
  const wrong = { message: 'Regex pattern is not a regular expression', attributes: ['regex_pattern'] }
  expect(await define('wrong', 'text', { regex_pattern: '(' })).toMatchObject({ status: 422, body: wrong })
  const { id, enforced } = (await define('wrong', 'text', { regex_pattern: '(', enforced: undefined })).body
  expect(enforced).toBe(false)
  const change = (body: object) => call('PATCH', `/custom_attribute_definitions/${id}`, body)
  expect(await change({ enforced: true })).toMatchObject({ status: 422, body: wrong })
  expect((await change({ enforced: true, regex_pattern: '^(a+)+$' })).body).toMatchObject({ enforced: true, regex_pattern: '^(a+)+$' })
  expect((await contact({ wrong: 'aaa' })).status).toBe(200)
  expect(await contact({ wrong: `${'a'.repeat(200)}!` })).toMatchObject({ status: 422, body: refusal('wrong', 'does not match its pattern') })
})

test('an account whose patterns have no end holds up nobody else', async () => {
  for (let n = 0; n < 12; n++) await define(`evil${n}`, 'text', { regex_pattern: `^(a+)+${n}$` })
  await define('sane', 'text', { regex_pattern: '^[a-z]+$' })
  const values = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`evil${n}`, `${'a'.repeat(200)}!`]))
  expect((await contact(values)).status).toBe(422)
  // Three of them have run; none of the account is asked again for a while.
  expect(await contact({ sane: 'abc' })).toMatchObject({ status: 422, body: refusal('sane', 'does not match its pattern') })
  expect(await matches(0, '^[a-z]+$', 'abc')).toBe(true)
})
