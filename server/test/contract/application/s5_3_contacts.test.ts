import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contactRoom } from '../../cable/client.ts'
import { or } from '../form.ts'
import { contact, linkedContact } from '../forms.ts'
import { clientPath, openStage, png, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §5.1–§5.4: contacts, their lists, and one of them.

const page = { meta: { count: 'int', current_page: 'int|text' }, payload: [linkedContact] } as const
const matches = { meta: { count: 'int|null', current_page: 'int|text', has_more: 'bool|null' }, payload: [linkedContact] } as const
const inboxDump = {
  id: 'int', channel_id: 'int', account_id: 'int', name: 'text', created_at: 'iso', updated_at: 'iso', channel_type: 'text', enable_auto_assignment: 'bool',
  greeting_enabled: 'bool', greeting_message: 'text|null', email_address: 'null', working_hours_enabled: 'bool', out_of_office_message: 'text|null', timezone: 'text',
  enable_email_collect: 'bool', csat_survey_enabled: 'bool', allow_messages_after_resolved: 'bool', auto_assignment_config: 'object', lock_to_single_conversation: 'bool',
  portal_id: 'null', sender_name_type: 'text', business_name: 'text|null', csat_config: 'object',
} as const
const created = { payload: { contact: linkedContact, contact_inbox: or({ inbox: inboxDump, source_id: 'text' }, { inbox: 'null', source_id: 'null' }) } }

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
  await stage.app.db.query('delete from contacts where account_id = $1 and id <> $2', [stage.world.account, stage.world.omar.id])
  for (const one of people) await stage.noah('POST', '/contacts', one)
  const [anna] = (await stage.noah('GET', '/contacts/search?q=Anna')).body.payload
  await stage.noah('POST', `/contacts/${anna.id}/labels`, { labels: ['vip'] })
})
afterAll(() => stage.close())

const people = [
  { name: 'Anna', email: 'c@people.test', phone_number: '+4930', additional_attributes: { company_name: 'Zeta', city: 'Ulm', country: 'Peru' } },
  { name: 'bert', email: 'a@people.test', phone_number: '+4910', additional_attributes: { company_name: 'Alpha', city: 'Aachen', country: 'Chile' } },
  { name: '+49 20', email: 'b@people.test', identifier: 'Ident' },
  { name: 'Nobody' },
]
const names = async (path: string) => (await stage.noah('GET', path)).body.payload.map(({ name }: { name: string }) => name)
const create = async (values: object) => expectAnswer(await stage.noah('POST', '/contacts', values), created).payload.contact

test(row('5.3 GET /contacts'), async () => {
  expect(expectAnswer(await stage.noah('GET', '/contacts'), page).meta).toEqual({ count: 4, current_page: 1 })
  expect((await stage.noah('GET', '/contacts?page=2')).body).toEqual({ meta: { count: 4, current_page: '2' }, payload: [] })
  expectAnswer(await stage.noah('GET', '/contacts?include_contact_inboxes=no'), { ...page, payload: [contact] })
  expect(await names('/contacts?labels[]=vip&labels[]=absent')).toEqual(['Anna'])
  expect(await names('/contacts?labels=')).toEqual(await names('/contacts'))
})

test(row('5.3 GET /contacts', 'every sort, both ways, nulls last'), async () => {
  const sorted: Record<string, string[]> = {
    email: ['bert', '+49 20', 'Anna', 'Omar'],
    '-email': ['Omar', 'Anna', '+49 20', 'bert'],
    name: ['Anna', 'bert', 'Omar', '+49 20'],
    '-name': ['Omar', 'bert', 'Anna', '+49 20'],
    phone_number: ['bert', 'Anna', 'Omar', '+49 20'],
    '-phone_number': ['Anna', 'bert', '+49 20', 'Omar'],
    company_name: ['bert', 'Anna', 'Omar', '+49 20'],
    '-company': ['Anna', 'bert', '+49 20', 'Omar'],
    city: ['bert', 'Anna', 'Omar', '+49 20'],
    '-city': ['Anna', 'bert', '+49 20', 'Omar'],
    country: ['bert', 'Anna', 'Omar', '+49 20'],
    '-country': ['Anna', 'bert', '+49 20', 'Omar'],
    created_at: ['Omar', 'Anna', 'bert', '+49 20'],
    '-created_at': ['+49 20', 'bert', 'Anna', 'Omar'],
  }
  for (const [sort, expected] of Object.entries(sorted)) expect([sort, await names(`/contacts?sort=${sort}`)]).toEqual([sort, expected])
  await stage.omar('POST', stage.thread + '/messages', { content: 'hello' })
  for (const sort of ['last_activity_at', '-last_activity_at']) expect((await names(`/contacts?sort=${sort}`))[0]).toBe('Omar')
})

test(row('5.3 GET /contacts/search'), async () => {
  expect(expectAnswer(await stage.noah('GET', '/contacts/search?q=PEOPLE.test'), matches).meta).toEqual({ count: 3, current_page: 1, has_more: false })
  const found: Record<string, string[]> = { anna: ['Anna'], Nobod: ['Nobody'], '491': ['bert'], ident: [], den: ['+49 20'], 'people&sort=-name': ['bert', 'Anna', '+49 20'], absent: [] }
  for (const [q, expected] of Object.entries(found)) expect([q, await names(`/contacts/search?q=${q}`)]).toEqual([q, expected])
  for (const q of ['', '?q=', '?q=%20%20']) expect((await stage.noah('GET', `/contacts/search${q}`)).body).toEqual({ meta: { count: null, current_page: 1, has_more: null }, payload: [] })
  for (let n = 0; n < 16; n++) await create({ name: `Many ${n}` })
  expect(expectAnswer(await stage.noah('GET', '/contacts/search?q=many'), matches).meta).toEqual({ count: 15, current_page: 1, has_more: true })
  expect((await stage.noah('GET', '/contacts/search?q=many&page=2')).body.meta).toEqual({ count: 1, current_page: '2', has_more: false })
})

test(row('5.3 POST /contacts/filter'), async () => {
  const payload = [{ attribute_key: 'email', filter_operator: 'contains', values: ['people'], query_operator: null }]
  expect(expectAnswer(await stage.noah('POST', '/contacts/filter?sort=-email', { payload }), page).meta).toEqual({ count: 3, current_page: 1 })
  expectAnswer(await stage.noah('POST', '/contacts/filter', { payload, include_contact_inboxes: false, page: 1 }), { ...page, payload: [contact] })
  await expectRefusals([[stage.noah, 'POST', '/contacts/filter', {}, 422, { error: 'param is missing or the value is empty: payload' }]])
})

test(row('5.3 GET /contacts/active'), async () => {
  expect((await stage.noah('GET', '/contacts/active')).body).toEqual({ meta: { count: 0, current_page: 1 }, payload: [] })
  await stage.ear(contactRoom(stage.world.omar.pubsub_token))
  const { meta, payload } = expectAnswer(await stage.noah('GET', '/contacts/active?page=1'), page)
  expect([meta, payload[0].availability_status]).toEqual([{ count: 1, current_page: '1' }, 'online'])
  await expectRefusals([[stage.maya, 'DELETE', `/contacts/${stage.world.omar.id}`, undefined, 422, { message: 'Omar is Online, please try again later' }]])
})

test(row('5.3 GET /contacts/{id}'), async () => {
  expectAnswer(await stage.noah('GET', `/contacts/${stage.world.omar.id}`), { payload: linkedContact })
  expectAnswer(await stage.noah('GET', `/contacts/${stage.world.omar.id}?include_contact_inboxes=false`), { payload: contact })
  await expectRefusals([[stage.noah, 'GET', '/contacts/999999', undefined, 404, notFound]])
})

describe(row('5.3 POST /contacts'), () => {
  test('without an inbox', async () => {
    const { payload } = expectAnswer(await stage.noah('POST', '/contacts', { name: 'Ada', email: 'ADA@Example.org', additional_attributes: { city: 'Bonn' } }), created)
    expect(payload).toMatchObject({ contact: { name: 'Ada', email: 'ada@example.org', contact_inboxes: [] }, contact_inbox: { inbox: null, source_id: null } })
  })

  test('with one, and with a blank source id', async () => {
    const { payload } = expectAnswer(await stage.noah('POST', '/contacts', { inbox_id: stage.world.inbox.id, source_id: 'made' }), created)
    expect(payload.contact_inbox).toMatchObject({ source_id: 'made', inbox: { id: stage.world.inbox.id, account_id: stage.world.account } })
    const blank = expectAnswer(await stage.noah('POST', '/contacts', { inbox_id: stage.world.inbox.id, source_id: '' }), created)
    expect(blank.payload).toMatchObject({ contact: { contact_inboxes: [] }, contact_inbox: { inbox: null, source_id: null } })
  })

  test('in no inbox that there is, and then not at all', async () => {
    for (const inbox_id of [999_999, 0, 'Web app', stage.world.inbox.identifier]) {
      await expectRefusals([[stage.noah, 'POST', '/contacts', { name: 'Stray', inbox_id }, 404, notFound]])
    }
    expect(await names('/contacts/search?q=Stray')).toEqual([])
    for (const inbox_id of [null, '']) expect((await create({ inbox_id })).contact_inboxes).toEqual([])
  })

  test('with a picture, and with what is none', async () => {
    const form = (name: string, content: Buffer<ArrayBuffer>) => {
      const body = new FormData()
      body.set('name', 'Pictured')
      body.set('avatar', new Blob([content], { type: 'image/png' }), name)
      return body
    }
    expect(expectAnswer(await stage.noah('POST', '/contacts', form('a.png', png)), created).payload.contact.thumbnail).toMatch(/avatar\.png$/)
    await expectRefusals([
      [stage.noah, 'POST', '/contacts', form('a.svg', Buffer.from('<svg/>')), 422, invalid('Avatar filetype not supported', 'avatar')],
      [stage.noah, 'POST', '/contacts', form('a.png', Buffer.concat([png, Buffer.alloc(15 * 1024 * 1024)])), 422, invalid('Avatar is too big', 'avatar')],
    ])
  })
})

test(row('5.3 PATCH /contacts/{id}'), async () => {
  const { id } = await create({ name: 'Old', email: 'old@example.org', blocked: true, custom_attributes: { a: { x: 1 }, b: 2 }, additional_attributes: { city: 'Bonn' } })
  const change = { name: 'New', email: '', blocked: false, custom_attributes: { a: { y: 1 }, c: null }, additional_attributes: { country: 'DE' } }
  expect(expectAnswer(await stage.noah('PATCH', `/contacts/${id}`, change), { payload: linkedContact }).payload).toMatchObject({
    name: 'New', email: null, blocked: false, custom_attributes: { a: { y: 1 }, b: 2, c: null }, additional_attributes: { city: 'Bonn', country: 'DE' },
  })
  expectAnswer(await stage.noah('PUT', `/contacts/${id}`, { name: 'Newer', include_contact_inboxes: 'false' }), { payload: contact })
  await expectRefusals([[stage.noah, 'PATCH', '/contacts/999999', { name: 'x' }, 404, notFound]])
})

test(row('5.3 DELETE /contacts/{id}'), async () => {
  const { id } = await create({ name: 'Gone' })
  await expectRefusals([[stage.noah, 'DELETE', `/contacts/${id}`, undefined, 401, notYours]])
  expectHead(await stage.maya('DELETE', `/contacts/${id}`))
  await expectRefusals([[stage.maya, 'DELETE', `/contacts/${id}`, undefined, 404, notFound]])
})

test(row('5.3 DELETE /contacts/{id}/avatar'), async () => {
  const body = new FormData()
  body.set('avatar', new Blob([png], { type: 'image/png' }), 'a.png')
  const { id } = await create({ name: 'Pictured' })
  await stage.noah('PATCH', `/contacts/${id}`, body)
  expect(expectAnswer(await stage.noah('DELETE', `/contacts/${id}/avatar`), { payload: contact }).payload.thumbnail).toBe('')
})

test(row('5.3 GET /contacts/{id}/conversations'), async () => {
  const { callback_health, ...one } = (await stage.noah('GET', stage.thread)).body
  expect((await stage.noah('GET', `/contacts/${stage.world.omar.id}/conversations`)).body).toEqual({ payload: [one] })
  expect(callback_health).toBeNull()
  for (let n = 0; n < 20; n++) await stage.app.call('POST', `${clientPath(stage.world, stage.world.omar.source_id)}/conversations`)
  expect((await stage.noah('GET', `/contacts/${stage.world.omar.id}/conversations`)).body.payload).toHaveLength(20)
})

test(row('5.3 POST /contact_inboxes/filter'), async () => {
  const link = { inbox_id: stage.world.inbox.id, source_id: stage.world.omar.source_id }
  expect(expectAnswer(await stage.noah('POST', '/contact_inboxes/filter', link), linkedContact)).toMatchObject({ id: stage.world.omar.id, contact_inboxes: [{ source_id: link.source_id }] })
  expectHead(await stage.noah('POST', '/contact_inboxes/filter', { ...link, source_id: 'absent' }), 404)
  await expectRefusals([[stage.noah, 'POST', '/contact_inboxes/filter', { ...link, inbox_id: 999_999 }, 404, notFound]])
})
