import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true', RATE_LIMIT_CONTACT_SEARCH: '3', TRUST_PROXY: 'true' })
  world = await makeWorld(app)
  await makeWorld(app, 'other')
  await app.db.query('delete from contacts where account_id = $1', [world.account])
  for (const contact of [
    { name: 'bea', email: 'bea@example.org', additional_attributes: { city: 'Ulm', company_name: 'Zeta' }, custom_attributes: { plan: 'pro' } },
    { name: 'Carl', phone_number: '+5511999', blocked: true, additional_attributes: { city: 'Aachen' } },
    { name: '+4911', identifier: 'Ident_1%' },
    { name: 'Anna', email: 'anna@example.org', phone_number: '+491700', identifier: 'anna', additional_attributes: { country_code: 'DE' } },
    { name: 'Nobody' },
  ]) await call('POST', '/contacts', contact)
  const { body } = await call('GET', '/contacts/search?q=bea')
  await call('POST', `/contacts/${body.payload[0].id}/labels`, { labels: ['vip'] })
})
afterAll(() => app.close())

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: world.maya.token, body, headers: headers ?? {} })
const names = async (path: string) => (await call('GET', path)).body.payload.map(({ name }: { name: string }) => name)

describe('the list', () => {
  test('has those who can be told apart, newest first', async () => {
    const { body } = await call('GET', '/contacts')
    expect(body.meta).toEqual({ count: 4, current_page: 1 })
    expect(body.payload.map(({ name }: { name: string }) => name)).toEqual(['Anna', '+4911', 'Carl', 'bea'])
    expect(body.payload[0].contact_inboxes).toEqual([])
    expect((await call('GET', '/contacts?include_contact_inboxes=false')).body.payload[0]).not.toHaveProperty('contact_inboxes')
  })

  test('sorts', async () => {
    expect(await names('/contacts?sort=name')).toEqual(['Anna', 'bea', 'Carl', '+4911'])
    expect(await names('/contacts?sort=-name')).toEqual(['Carl', 'bea', 'Anna', '+4911'])
    expect(await names('/contacts?sort=city')).toEqual(['Carl', 'bea', '+4911', 'Anna'])
    expect(await names('/contacts?sort=-email')).toEqual(['bea', 'Anna', '+4911', 'Carl'])
    expect(await names('/contacts?sort=created_at')).toEqual(['bea', 'Carl', '+4911', 'Anna'])
    for (const sort of ['nonsense', '--name', "name;drop table contacts", 'constructor', '']) expect(await names(`/contacts?sort=${encodeURIComponent(sort)}`)).toHaveLength(4)
  })

  test('echoes the page as it was written', async () => {
    expect((await call('GET', '/contacts?page=1')).body.meta).toEqual({ count: 4, current_page: '1' })
    for (const page of ['2', '0', '-1', '99999999999999999999', '1e9']) {
      const { status, body } = await call('GET', `/contacts?page=${page}`)
      expect([status, body.meta.current_page, body.payload.length]).toEqual([200, page, page.startsWith('2') || page.startsWith('9') ? 0 : 4])
    }
    expect((await call('GET', '/contacts?page[]=1')).body.meta.current_page).toBe(1)
    expect((await call('POST', '/contacts/filter', { payload: [], page: 2 })).body.meta).toEqual({ count: 4, current_page: 2 })
    expect((await call('POST', '/contacts/filter?page=2', { payload: [] })).body.meta).toEqual({ count: 4, current_page: '2' })
  })

  test('keeps its count, and knows who was active last, through every change', async () => {
    const counted = async () => (await call('GET', '/contacts')).body.meta.count
    const create = async (values: object) => (await call('POST', '/contacts', values)).body.payload.contact.id as number
    expect(await counted()).toBe(4)
    const [first, second] = [await create({ name: 'Counted', email: 'counted@example.org' }), await create({ name: 'Uncounted' })]
    expect(await counted()).toBe(5)
    await call('PATCH', `/contacts/${second}`, { phone_number: '+49222' })
    expect(await counted()).toBe(6)
    await call('PATCH', `/contacts/${second}`, { phone_number: null })
    await call('PATCH', `/contacts/${first}`, { email: 'other@example.org' })
    expect(await counted()).toBe(5)
    await app.db.query(`update contacts set last_activity_at = now() - interval '2 hours' where id = $1`, [second])
    await app.db.query(`update contacts set last_activity_at = now() where id = $1`, [first])
    expect((await names('/contacts?sort=-last_activity_at'))[0]).toBe('Counted')
    await app.db.query(`update contacts set last_activity_at = last_activity_at + interval '5 days', email = 'z@example.org' where id = $1`, [second])
    expect((await names('/contacts?sort=-last_activity_at')).slice(0, 2)).toEqual(['Uncounted', 'Counted'])
    expect((await names('/contacts?sort=last_activity_at')).slice(0, 2)).toEqual(['Counted', 'Uncounted'])
    await call('POST', '/actions/contact_merge', { base_contact_id: first, mergee_contact_id: second })
    expect(await counted()).toBe(5)
    await call('DELETE', `/contacts/${first}`)
    expect(await counted()).toBe(4)
    expect(await app.db.query('select contact_id from contact_hours where contact_id = any($1::bigint[])', [[first, second]])).toEqual([])
  })

  test('cuts pages anywhere in an order', async () => {
    await app.db.query(`insert into contacts (account_id, name, email, additional_attributes)
      select $1, 'paged', 'p' || i || '@paged.test', case when i % 2 = 0 then jsonb_build_object('city', 'Z' || i) else '{}' end from generate_series(1, 40) i`, [world.account])
    const filter = (sort: string, page: number) => call('POST', `/contacts/filter?sort=${sort}&page=${page}`, { payload: [{ attribute_key: 'email', filter_operator: 'contains', values: ['@paged.'] }] })
    for (const sort of ['', 'city', '-city', 'name', '-name', 'email', '-email', 'created_at', '-created_at', 'last_activity_at', '-last_activity_at', 'country']) {
      const pages = await Promise.all([1, 2, 3, 4].map(async (page) => (await filter(sort, page)).body.payload.map(({ id }: { id: number }) => id)))
      expect([sort, pages.map(({ length }) => length), new Set(pages.flat()).size]).toEqual([sort, [15, 15, 10, 0], 40])
    }
    await app.db.query(`delete from contacts where name = 'paged'`)
  })

  test('narrows by labels', async () => {
    expect(await names('/contacts?labels[]=vip&labels[]=none')).toEqual(['bea'])
    expect(await names('/contacts?labels[]=none')).toEqual([])
  })
})

describe('the search', () => {
  test('finds parts of name, e-mail, phone and identifier, with or without +', async () => {
    const found: Record<string, string[]> = {
      BEA: ['bea'], 'example.org': ['Anna', 'bea'], 5511: ['Carl'], '%2B5511': ['Carl'], '+5511': ['Carl'], ident: [], Ident: ['+4911'], '1%25': ['+4911'], '%25': ['+4911'],
      _: ['+4911'], Nobody: ['Nobody'], omar: [],
    }
    for (const [q, expected] of Object.entries(found)) expect([q, await names(`/contacts/search?q=${q}`)]).toEqual([q, expected])
  })

  test('reads every alphabet', async () => {
    const { id } = (await call('POST', '/contacts', { name: 'Юлия Öztürk 山田', identifier: 'ключ' })).body.payload.contact
    for (const q of ['юлия', 'öZTÜRK', '山田', 'я Ö', 'ключ']) expect([q, await names(`/contacts/search?q=${encodeURIComponent(q)}`)]).toEqual([q, ['Юлия Öztürk 山田']])
    await call('DELETE', `/contacts/${id}`)
  })

  test('counts the page, and says nothing of a blank', async () => {
    expect((await call('GET', '/contacts/search/?q=example&page=1')).body.meta).toEqual({ count: 2, current_page: '1', has_more: false })
    for (const path of ['/contacts/search', '/contacts/search?q=', '/contacts/search?q=%20']) {
      expect((await call('GET', path)).body).toEqual({ meta: { count: null, current_page: 1, has_more: null }, payload: [] })
    }
  })

  test('is limited per account and minute', async () => {
    const from = { 'x-forwarded-for': '203.0.113.7' }
    const statuses = []
    for (let n = 0; n < 5; n++) statuses.push((await call('GET', '/contacts/search?q=a', undefined, from)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
  })
})

describe('the filter', () => {
  const one = (attribute_key: string, filter_operator: string, values: unknown = [], query_operator: string | null = null) => ({ attribute_key, filter_operator, values, query_operator })
  const filter = (...payload: unknown[]) => call('POST', '/contacts/filter', { payload })
  const matches = async (...payload: unknown[]) => (await filter(...payload)).body.payload.map(({ name }: { name: string }) => name).toSorted()
  const today = new Date().toISOString().slice(0, 10)

  test('compares', async () => {
    const cases: [ReturnType<typeof one>, string[]][] = [
      [one('name', 'equal_to', ['ANNA']), ['Anna']],
      [one('name', 'equal_to', ['anna', 'bea']), ['Anna', 'bea']],
      [one('name', 'not_equal_to', ['anna']), ['+4911', 'Carl', 'bea']],
      [one('name', 'contains', ['AR', 'ea']), ['Carl', 'bea']],
      [one('name', 'does_not_contain', ['a']), ['+4911']],
      [one('email', 'equal_to', ['ANNA@example.org']), ['Anna']],
      [one('email', 'not_equal_to', ['anna@example.org']), ['bea']],
      [one('email', 'contains', ['%']), []],
      [one('phone_number', 'equal_to', ['5511999']), ['Carl']],
      [one('phone_number', 'equal_to', ['+5511999', 491700]), ['Anna', 'Carl']],
      [one('phone_number', 'contains', ['11']), ['Carl']],
      [one('phone_number', 'starts_with', ['55']), ['Carl']],
      [one('phone_number', 'not_equal_to', ['5511999']), ['Anna']],
      [one('identifier', 'equal_to', ['IDENT_1%']), ['+4911']],
      [one('identifier', 'equal_to', 'anna'), ['Anna']],
      [one('country_code', 'equal_to', ['de']), ['Anna']],
      [one('city', 'contains', ['ul']), ['bea']],
      [one('company_name', 'equal_to', ['zeta']), ['bea']],
      [one('blocked', 'equal_to', [true]), ['Carl']],
      [one('blocked', 'not_equal_to', ['true']), ['+4911', 'Anna', 'bea']],
      [one('labels', 'equal_to', ['vip']), ['bea']],
      [one('labels', 'not_equal_to', ['vip']), ['+4911', 'Anna', 'Carl']],
      [one('labels', 'is_present'), ['bea']],
      [one('labels', 'is_not_present'), ['+4911', 'Anna', 'Carl']],
      [one('created_at', 'is_greater_than', [today]), []],
      [one('created_at', 'is_greater_than', ['2020-02-29']), ['+4911', 'Anna', 'Carl', 'bea']],
      [one('created_at', 'is_less_than', ['2020-02-29T10:00:00Z']), []],
      [one('created_at', 'days_before', [1]), []],
      [one('last_activity_at', 'is_less_than', [today]), []],
    ]
    for (const [condition, expected] of cases) expect([condition, await matches(condition)]).toEqual([condition, expected])
  })

  test('finds values by what the index holds of them, and no others', async () => {
    const long = 'ß'.repeat(300)
    await call('POST', '/custom_attribute_definitions', { attribute_display_name: 'CRM id', attribute_key: 'crm_id', attribute_display_type: 0, attribute_model: 1 })
    const made = []
    for (const [name, crm_id, city] of [['w1', 'AB-1', 'ÖREBRO'], ['w2', 'ab-10', `${long}1`], ['w3', 12, `${long}2`], ['w4', `${long}1`, ''], ['w5', `${long}2`, 'örebro']]) {
      made.push((await call('POST', '/contacts', { name, identifier: name, custom_attributes: { crm_id, other: 'AB-1' }, additional_attributes: { city } })).body.payload.contact.id)
    }
    expect(await matches(one('crm_id', 'equal_to', ['ab-1']))).toEqual(['w1'])
    expect(await matches(one('crm_id', 'equal_to', ['12']))).toEqual(['w3'])
    expect(await matches(one('crm_id', 'equal_to', [`${long}2`, 'AB-10']))).toEqual(['w2', 'w5'])
    expect(await matches(one('crm_id', 'not_equal_to', ['AB-1'], 'AND'), one('name', 'contains', ['w']))).toEqual(['w2', 'w3', 'w4', 'w5'])
    expect(await matches(one('city', 'equal_to', ['Örebro']))).toEqual(['w1', 'w5'])
    expect(await matches(one('city', 'equal_to', [`${long}2`]))).toEqual(['w3'])
    for (const id of made) await call('DELETE', `/contacts/${id}`)
  })

  test('joins from left to right, AND before OR', async () => {
    expect(await matches(one('name', 'equal_to', ['bea'], 'or'), one('name', 'equal_to', ['anna'], 'AND'), one('blocked', 'equal_to', [true]))).toEqual(['bea'])
    expect(await matches(one('name', 'contains', ['a'], 'AND'), one('email', 'contains', ['example'], 'AND'))).toEqual(['Anna', 'bea'])
    expect(await matches()).toHaveLength(4)
  })

  test('refuses what it does not know, in the words of the wire', async () => {
    const keys = '[name,phone_number,email,identifier,country_code,city,company_name,labels,blocked,created_at,last_activity_at]'
    const unknown = (key: string) => `Invalid attribute key - [${key}]. The key should be one of ${keys} or a custom attribute defined in the account.`
    const cases: [unknown[], string][] = [
      [[one('nonsense', 'equal_to', ['x'])], unknown('nonsense')],
      [[one('__proto__', 'equal_to', ['x'])], unknown('__proto__')],
      [[one('identifier', 'contains', ['x'])], 'Invalid operator. The allowed operators for identifier are [equal_to,not_equal_to].'],
      [[one('name', 'equal_to', [])], 'Invalid value. The values provided for name are invalid'],
      [[one('name', 'equal_to', [{ id: 1 }, null])], 'Invalid value. The values provided for name are invalid'],
      [[one('created_at', 'is_less_than', ['2023-02-30'])], 'Invalid value. The values provided for created_at are invalid'],
      [[one('created_at', 'is_less_than', ['0000-01-01'])], 'Invalid value. The values provided for created_at are invalid'],
      [[one('created_at', 'days_before', ['9999999999999'])], 'Invalid value. The values provided for created_at are invalid'],
      [[one('blocked', 'equal_to', ['maybe'])], 'Invalid value. The values provided for blocked are invalid'],
      [[one('name', 'equal_to', ['x'], 'XOR'), one('name', 'equal_to', ['x'])], 'Query operator must be either "AND" or "OR".'],
      [[one('name', 'equal_to', ['x']), one('name', 'equal_to', ['x'])], 'Query operator must be either "AND" or "OR".'],
      [Array.from({ length: 101 }, () => one('name', 'equal_to', ['x'], 'AND')), 'payload may hold 100 conditions at most'],
    ]
    for (const [payload, error] of cases) expect(await filter(...payload)).toMatchObject({ status: 422, body: { error } })
    for (const body of [{}, { payload: 'x' }, { payload: { a: 1 } }]) expect((await call('POST', '/contacts/filter', body)).status).toBe(422)
    for (const payload of [[1, null, 'x'], [{}], [{ attribute_key: { a: 1 } }]]) expect([200, 422]).toContain((await call('POST', '/contacts/filter', { payload })).status)
  })
})
