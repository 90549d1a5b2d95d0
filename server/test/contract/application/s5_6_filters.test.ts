import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectRefusals } from './calls.ts'
import { row } from './covers.ts'

// Application API §5.6: every key with every operator that it has, and what is refused.

type Condition = { attribute_key: string; filter_operator: string; values?: unknown; query_operator?: string | null; custom_attribute_type?: string }
const one = (attribute_key: string, filter_operator: string, values?: unknown, query_operator: string | null = null): Condition => ({ attribute_key, filter_operator, values, query_operator })

let stage: Stage
/** Ids of the conversations by their names here, which stand in `referer`. */
let ids: Record<string, number>
let team: number

const types = ['text', 'number', 'currency', 'percent', 'link', 'date', 'list', 'checkbox']
const today = new Date().toISOString().slice(0, 10)

beforeAll(async () => {
  stage = await openStage()
  await stage.app.db.query('delete from contacts where account_id = $1', [stage.world.account])
  for (const model of ['contact_attribute', 'conversation_attribute']) {
    for (const type of types) {
      const definition = { attribute_display_name: type, attribute_key: `a_${type}`, attribute_display_type: type, attribute_model: model }
      const { status } = await stage.maya('POST', '/custom_attribute_definitions', definition)
      if (status !== 200) throw new Error(`${type} was refused: ${status}`)
    }
  }
  const contacts = [
    { name: 'Ada', email: 'ada@x.test', phone_number: '+4911', identifier: 'ID-1', additional_attributes: { city: 'Bonn', country_code: 'DE', company_name: 'Acme' }, custom_attributes: customs },
    { name: 'Bo', email: 'bo@y.test', phone_number: '+4912', blocked: true, additional_attributes: { city: 'Ulm' }, custom_attributes: others },
    { name: 'Cy', identifier: 'ID-3' },
    { name: 'Unknown' },
  ]
  for (const contact of contacts) await stage.noah('POST', '/contacts', contact)
  await stage.app.db.query(`update contacts set label_list = '{vip,eu}', last_activity_at = now() - interval '10 days' where name = 'Ada'`)
  await stage.app.db.query(`update contacts set created_at = '2020-05-05T23:30Z' where name = 'Bo'`)

  team = (await stage.maya('POST', '/teams', { name: 'sales' })).body.id
  ids = Object.fromEntries(await Promise.all(['red', 'green', 'blue'].map(async (name) => {
    const { body } = await stage.maya('POST', '/contacts', { name, inbox_id: stage.world.inbox.id })
    const source_id = body.payload.contact_inbox.source_id
    return [name, (await stage.maya('POST', '/conversations', { source_id, inbox_id: stage.world.inbox.id })).body.id]
  })))
  const set = (name: string, sql: string, ...values: unknown[]) => stage.app.db.query(`update conversations set ${sql} where account_id = $1 and display_id = $2`, [stage.world.account, ids[name], ...values])
  for (const name of Object.keys(ids)) await set(name, 'additional_attributes = additional_attributes || $3', JSON.stringify({ referer: name }))
  await set('red', `status = 'resolved', priority = 'high', assignee_id = $3, team_id = $4, labels = '{vip}', custom_attributes = $5,
    additional_attributes = additional_attributes || '{"browser_language": "de", "conversation_language": "fr", "mail_subject": "Order 7"}'`, stage.world.noah.id, team, JSON.stringify(customs))
  await set('green', `status = 'pending', priority = 'low', labels = '{eu}', created_at = '2020-05-05T23:30Z', custom_attributes = $3`, JSON.stringify(others))
  await set('blue', `last_activity_at = now() - interval '10 days'`)
})
afterAll(() => stage.close())

const customs = { a_text: 'Pro', a_number: 10, a_currency: '9.50', a_percent: 50, a_link: 'https://a.test/Path', a_date: '2024-02-29', a_list: 'One', a_checkbox: true }
/** What nobody checked: values of other types than the definitions have. */
const others = { a_text: 7, a_number: 'many', a_currency: 11, a_percent: [1], a_link: null, a_date: 'soon', a_list: { a: 1 }, a_checkbox: 'maybe' }

const contactsOf = async (...payload: Condition[]) => {
  const { status, body } = await stage.noah('POST', '/contacts/filter?sort=name', { payload })
  expect([payload, status]).toEqual([payload, 200])
  return body.payload.map(({ name }: { name: string }) => name).join()
}
const conversationsOf = async (...payload: Condition[]) => {
  const { status, body } = await stage.maya('POST', '/conversations/filter', { payload })
  expect([payload, status]).toEqual([payload, 200])
  return Object.keys(ids).filter((name) => body.payload.some(({ id }: { id: number }) => id === ids[name])).join()
}
type Case = [Condition, string]
const expectEach = async (find: typeof contactsOf, cases: Case[]) => { for (const [condition, expected] of cases) expect([condition, await find(condition)]).toEqual([condition, expected]) }

/** Every operator of every type of custom attribute: `first` has `customs`, `second` has `others`, `none` has none. */
const customCases = (first: string, second: string, none: string): Case[] => {
  const rest = [second, none].join()
  const all = [first, second, none].join()
  return [
    [one('a_text', 'equal_to', ['PRO']), first],
    [one('a_text', 'equal_to', ['pro', '7']), [first, second].join()],
    [one('a_text', 'not_equal_to', ['pro']), rest],
    [one('a_text', 'contains', ['R']), first],
    [one('a_text', 'does_not_contain', ['r']), second],
    [one('a_text', 'is_present', []), [first, second].join()],
    [one('a_text', 'is_not_present'), none],
    [one('a_link', 'contains', ['a.test/path']), first],
    [one('a_link', 'is_not_present'), rest],
    [one('a_list', 'equal_to', ['one']), first],
    [one('a_list', 'not_equal_to', ['one', 'two']), rest],
    [one('a_number', 'equal_to', ['10.0']), first],
    [one('a_number', 'equal_to', [10]), first],
    [one('a_number', 'not_equal_to', [10]), rest],
    [one('a_number', 'is_greater_than', [9]), first],
    [one('a_number', 'is_greater_than', ['10']), ''],
    [one('a_number', 'is_less_than', ['1e1']), ''],
    [one('a_number', 'is_less_than', [10.5]), first],
    [one('a_number', 'contains', ['man']), second],
    [one('a_currency', 'is_greater_than', ['9.49']), [first, second].join()],
    [one('a_currency', 'equal_to', ['9.5']), first],
    [one('a_percent', 'is_less_than', [51]), first],
    [one('a_percent', 'is_present'), [first, second].join()],
    [one('a_date', 'equal_to', ['2024-02-29']), first],
    [one('a_date', 'not_equal_to', ['2024-02-29']), rest],
    [one('a_date', 'is_greater_than', ['2024-02-28']), first],
    [one('a_date', 'is_less_than', ['2024-02-29']), ''],
    [one('a_date', 'days_before', [1]), first],
    [one('a_date', 'does_not_contain', ['2024']), second],
    [one('a_checkbox', 'equal_to', ['true']), first],
    [one('a_checkbox', 'equal_to', [false]), ''],
    [one('a_checkbox', 'not_equal_to', [true]), rest],
    [one('a_checkbox', 'is_not_present'), none],
    [one('a_text', 'not_equal_to', ['nothing']), all],
  ]
}

test(row('5.6 contact keys'), async () => {
  await expectEach(contactsOf, [
    [one('name', 'equal_to', ['ADA']), 'Ada'],
    [one('name', 'not_equal_to', ['ada']), 'Bo,Cy'],
    [one('name', 'contains', ['d', 'O']), 'Ada,Bo'],
    [one('name', 'does_not_contain', ['d', 'o']), 'Cy'],
    [one('email', 'equal_to', ['Ada@X.test']), 'Ada'],
    [one('email', 'not_equal_to', ['ada@x.test']), 'Bo'],
    [one('email', 'contains', ['TEST']), 'Ada,Bo'],
    [one('email', 'does_not_contain', ['x.']), 'Bo'],
    [one('city', 'equal_to', ['bonn']), 'Ada'],
    [one('city', 'not_equal_to', ['bonn']), 'Bo'],
    [one('city', 'contains', ['on']), 'Ada'],
    [one('city', 'does_not_contain', ['on']), 'Bo'],
    [one('company_name', 'equal_to', ['acme']), 'Ada'],
    [one('company', 'contains', ['c']), 'Ada'],
    [one('phone_number', 'equal_to', ['4911']), 'Ada'],
    [one('phone_number', 'equal_to', ['++4911']), 'Ada'],
    [one('phone_number', 'not_equal_to', ['+4911']), 'Bo'],
    [one('phone_number', 'contains', ['91']), 'Ada,Bo'],
    [one('phone_number', 'does_not_contain', ['911']), 'Bo'],
    [one('phone_number', 'starts_with', ['49']), 'Ada,Bo'],
    [one('phone_number', 'starts_with', ['+4912']), 'Bo'],
    [one('identifier', 'equal_to', ['id-1']), 'Ada'],
    [one('identifier', 'not_equal_to', ['id-1']), 'Cy'],
    [one('country_code', 'equal_to', ['de']), 'Ada'],
    [one('country_code', 'not_equal_to', ['fr']), 'Ada'],
    [one('blocked', 'equal_to', [true]), 'Bo'],
    [one('blocked', 'not_equal_to', ['true']), 'Ada,Cy'],
    [one('labels', 'equal_to', ['vip']), 'Ada'],
    [one('labels', 'not_equal_to', ['vip']), 'Bo,Cy'],
    [one('labels', 'is_present'), 'Ada'],
    [one('labels', 'is_not_present', []), 'Bo,Cy'],
    [one('created_at', 'is_greater_than', ['2020-05-05']), 'Ada,Cy'],
    [one('created_at', 'is_greater_than', ['2020-05-04']), 'Ada,Bo,Cy'],
    [one('created_at', 'is_less_than', ['2020-05-05']), ''],
    [one('created_at', 'is_less_than', ['2020-05-06T00:00:00Z']), 'Bo'],
    [one('created_at', 'days_before', [3]), 'Bo'],
    [one('last_activity_at', 'is_less_than', [today]), 'Ada'],
    [one('last_activity_at', 'days_before', ['9']), 'Ada'],
    [one('last_activity_at', 'days_before', [10]), ''],
    [one('last_activity_at', 'is_greater_than', ['2000-01-01']), 'Ada'],
  ])
})

test(row('5.6 contact values'), async () => {
  await expectEach(contactsOf, [
    [one('name', 'equal_to', ['ada', 'bo']), 'Ada,Bo'],
    [one('name', 'not_equal_to', ['ada', 'bo']), 'Cy'],
    [one('labels', 'equal_to', ['none', 'eu']), 'Ada'],
    [one('name', 'equal_to', 'ada'), 'Ada'],
    [one('name', 'contains', ['%']), ''],
    [one('name', 'equal_to', [`'; drop table contacts; --`]), ''],
    ...customCases('Ada', 'Bo', 'Cy'),
  ])
})

test(row('5.6 conversation keys'), async () => {
  const { noah, inbox } = stage.world
  const contact = (await stage.maya('GET', `/conversations/${ids.red}`)).body.meta.sender.id
  await expectEach(conversationsOf, [
    [one('status', 'equal_to', ['resolved', 'pending']), 'red,green'],
    [one('status', 'not_equal_to', ['open']), 'red,green'],
    [one('status', 'equal_to', ['all']), 'red,green,blue'],
    [one('status', 'not_equal_to', ['all']), ''],
    [one('priority', 'equal_to', ['high', 'urgent']), 'red'],
    [one('priority', 'not_equal_to', ['high']), 'green'],
    [one('browser_language', 'equal_to', ['DE']), 'red'],
    [one('browser_language', 'not_equal_to', ['en']), 'red'],
    [one('conversation_language', 'equal_to', ['fr']), 'red'],
    [one('conversation_language', 'not_equal_to', ['fr']), ''],
    [one('contact_id', 'equal_to', [contact]), 'red'],
    [one('contact_id', 'not_equal_to', [String(contact)]), 'green,blue'],
    [one('assignee_id', 'equal_to', [noah.id]), 'red'],
    [one('assignee_id', 'not_equal_to', [noah.id]), ''],
    [one('assignee_id', 'is_present'), 'red'],
    [one('assignee_id', 'is_not_present'), 'green,blue'],
    [one('inbox_id', 'equal_to', [inbox.id, 0]), 'red,green,blue'],
    [one('inbox_id', 'not_equal_to', [inbox.id]), ''],
    [one('inbox_id', 'is_present'), 'red,green,blue'],
    [one('inbox_id', 'is_not_present'), ''],
    [one('team_id', 'equal_to', [team]), 'red'],
    [one('team_id', 'is_not_present'), 'green,blue'],
    [one('team_id', 'is_present'), 'red'],
    [one('team_id', 'not_equal_to', [999]), 'red'],
    [one('campaign_id', 'equal_to', [1]), ''],
    [one('campaign_id', 'not_equal_to', [1]), ''],
    [one('campaign_id', 'is_present'), ''],
    [one('campaign_id', 'is_not_present'), 'red,green,blue'],
    [one('labels', 'equal_to', ['vip', 'none']), 'red'],
    [one('labels', 'not_equal_to', ['vip']), 'green,blue'],
    [one('labels', 'is_present'), 'red,green'],
    [one('labels', 'is_not_present'), 'blue'],
    [one('referer', 'equal_to', ['RED']), 'red'],
    [one('referer', 'not_equal_to', ['red']), 'green,blue'],
    [one('referer', 'contains', ['e']), 'red,green,blue'],
    [one('referer', 'does_not_contain', ['r']), 'blue'],
    [one('mail_subject', 'contains', ['order']), 'red'],
    [one('mail_subject', 'equal_to', ['order 7']), 'red'],
    [one('mail_subject', 'not_equal_to', ['x']), 'red'],
    [one('mail_subject', 'does_not_contain', ['order']), ''],
    [one('display_id', 'equal_to', [ids.red]), 'red'],
    [one('display_id', 'not_equal_to', [ids.red]), 'green,blue'],
    [one('display_id', 'contains', [String(ids.red)]), 'red'],
    [one('display_id', 'does_not_contain', ['x']), 'red,green,blue'],
    [one('created_at', 'is_greater_than', ['2020-05-05']), 'red,blue'],
    [one('created_at', 'is_less_than', ['2020-05-06']), 'green'],
    [one('created_at', 'days_before', [5]), 'green'],
    [one('last_activity_at', 'days_before', [5]), 'blue'],
    [one('last_activity_at', 'is_less_than', [today]), 'blue'],
    [one('last_activity_at', 'is_greater_than', ['2000-01-01']), 'red,green,blue'],
  ])
})

test(row('5.6 conversation values'), async () => {
  await expectEach(conversationsOf, customCases('red', 'green', 'blue'))
})

test(row('5.6 joining'), async () => {
  const name = (value: string, joiner: string | null = null) => one('name', 'equal_to', [value], joiner)
  expect(await contactsOf(name('ada', 'OR'), name('bo', 'AND'), one('blocked', 'equal_to', [false]))).toBe('Ada')
  expect(await contactsOf(name('ada', 'AND'), one('blocked', 'equal_to', [true], 'OR'), name('cy'))).toBe('Cy')
  expect(await contactsOf(name('ada', 'or'), name('cy', 'and'), one('a_text', 'not_equal_to', ['x'], 'or'), name('bo'))).toBe('Ada,Bo,Cy')
  expect(await contactsOf(name('ada', 'AND'))).toBe('Ada')
  expect(await contactsOf()).toBe('Ada,Bo,Cy')
  expect(await conversationsOf(one('status', 'equal_to', ['open'], 'OR'), one('labels', 'equal_to', ['eu']))).toBe('green,blue')
})

describe(row('5.6 errors'), () => {
  const refusals = (path: string, cases: [Condition[], string][]) =>
    expectRefusals(cases.map(([payload, error]) => [stage.maya, 'POST', path, { payload }, 422, { error }]))
  const value = (key: string) => `Invalid value. The values provided for ${key} are invalid`

  test('of conditions that are none, which do not count as said', async () => {
    for (const path of ['/contacts/filter', '/conversations/filter']) for (const condition of [null, 'name', 7, ['name'], {}]) {
      const { status, body } = await stage.maya('POST', path, { payload: [condition] })
      expect([path, condition, status, body.error]).toEqual([path, condition, 422, expect.stringContaining('Invalid attribute key - []')])
    }
  })

  test('of contacts', async () => {
    const keys = 'name,phone_number,email,identifier,country_code,city,company_name,labels,blocked,created_at,last_activity_at'
    const unknown = (key: string) => `Invalid attribute key - [${key}]. The key should be one of [${keys}] or a custom attribute defined in the account.`
    const custom = 'equal_to,not_equal_to,contains,does_not_contain,is_present,is_not_present,is_greater_than,is_less_than,days_before'
    await refusals('/contacts/filter', [
      [[one('nonsense', 'equal_to', ['x'])], unknown('nonsense')],
      [[one('status', 'equal_to', ['open'])], unknown('status')],
      [[one('constructor', 'equal_to', ['x'])], unknown('constructor')],
      [[one('name', 'nonsense', ['x'])], 'Invalid operator. The allowed operators for name are [equal_to,not_equal_to,contains,does_not_contain].'],
      [[one('phone_number', 'is_present')], 'Invalid operator. The allowed operators for phone_number are [equal_to,not_equal_to,contains,does_not_contain,starts_with].'],
      [[one('labels', 'contains', ['x'])], 'Invalid operator. The allowed operators for labels are [equal_to,not_equal_to,is_present,is_not_present].'],
      [[one('a_text', 'starts_with', ['x'])], `Invalid operator. The allowed operators for a_text are [${custom}].`],
      [[one('name', 'equal_to', [])], value('name')],
      [[one('name', 'equal_to')], value('name')],
      [[one('blocked', 'equal_to', ['maybe'])], value('blocked')],
      [[one('blocked', 'equal_to', ['constructor'])], value('blocked')],
      ...['2023-02-30', 'soon', '', '05/05/2020'].map((date): [Condition[], string] => [[one('created_at', 'is_less_than', [date])], value('created_at')]),
      [[one('created_at', 'days_before', ['-1'])], value('created_at')],
      [[one('a_number', 'is_greater_than', ['x'])], value('a_number')],
      [[one('a_number', 'equal_to', ['x'])], value('a_number')],
      [[one('a_number', 'days_before', [1])], value('a_number')],
      [[one('a_date', 'is_greater_than', ['x'])], value('a_date')],
      [[one('a_text', 'is_greater_than', ['x'])], value('a_text')],
      [[one('a_checkbox', 'is_less_than', [true])], value('a_checkbox')],
      [[one('a_checkbox', 'equal_to', ['x'])], value('a_checkbox')],
      [[one('name', 'equal_to', ['x'], 'XOR')], 'Query operator must be either "AND" or "OR".'],
      [[one('name', 'equal_to', ['x']), one('name', 'equal_to', ['x'])], 'Query operator must be either "AND" or "OR".'],
    ])
  })

  test('of conversations, which contact attributes are none of', async () => {
    const keys = 'status,priority,browser_language,conversation_language,contact_id,assignee_id,inbox_id,team_id,campaign_id,labels,referer,mail_subject,display_id,created_at,last_activity_at'
    await stage.maya('POST', '/custom_attribute_definitions', { attribute_display_name: 'Own', attribute_key: 'own', attribute_display_type: 'text', attribute_model: 'contact_attribute' })
    await refusals('/conversations/filter', [
      [[one('own', 'equal_to', ['x'])], `Invalid attribute key - [own]. The key should be one of [${keys}] or a custom attribute defined in the account.`],
      [[one('status', 'contains', ['x'])], 'Invalid operator. The allowed operators for status are [equal_to,not_equal_to].'],
      [[one('assignee_id', 'equal_to', ['noah'])], value('assignee_id')],
      [[one('display_id', 'equal_to', ['1e3'])], value('display_id')],
      [[one('inbox_id', 'equal_to', ['99999999999999999999'])], value('inbox_id')],
      [[one('created_at', 'is_greater_than', [])], value('created_at')],
    ])
    await expectRefusals([[stage.maya, 'POST', '/conversations/filter', {}, 422, { error: 'param is missing or the value is empty: payload' }]])
  })
})
