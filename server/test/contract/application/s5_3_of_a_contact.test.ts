import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { addAgent } from '../../world.ts'
import { agent, contact, contactLink, inboxSlim, linkedContact } from '../forms.ts'
import { multipart, openStage, png, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours, type Refusal } from './calls.ts'
import { row } from './covers.ts'

// Application API §5.3: what belongs to a contact, and contacts as files.

const note = { id: 'int', content: 'text', account_id: 'null', contact_id: 'null', 'user?': agent, created_at: 'int', updated_at: 'int' } as const
const file = {
  id: 'int', message_id: 'int', thumb_url: 'text', data_url: 'text', file_size: 'int', file_type: 'text', extension: 'text|null', width: 'int|null', height: 'int|null',
  created_at: 'int', 'sender?': 'object', conversation_id: 'int',
} as const
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/

let stage: Stage
/** An agent of no inbox. */
let stranger: Ask
let id: number

beforeAll(async () => {
  stage = await openStage()
  const { token } = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Sam', 'sam@acme.test')
  stranger = (method, path, body) => stage.app.call(method, `/api/v1/accounts/${stage.world.account}${path}`, { token, body })
})
afterAll(() => stage.close())
beforeEach(async () => { id = (await stage.noah('POST', '/contacts', { name: 'Ada', custom_attributes: { a: 1, b: 2 } })).body.payload.contact.id })

test(row('5.3 GET /contacts/{id}/contactable_inboxes'), async () => {
  const path = `/contacts/${id}/contactable_inboxes`
  const [fresh] = expectAnswer(await stage.noah('GET', path), { payload: [{ inbox: inboxSlim, source_id: 'text' }] }).payload
  expect(fresh.source_id).toMatch(uuid)
  await stage.noah('POST', `/contacts/${id}/contact_inboxes`, { inbox_id: stage.world.inbox.id, source_id: 'known' })
  expect((await stage.noah('GET', path)).body.payload[0].source_id).toBe('known')
  expect((await stranger('GET', path)).body).toEqual({ payload: [] })
})

test(row('5.3 POST /contacts/{id}/contact_inboxes'), async () => {
  const path = `/contacts/${id}/contact_inboxes`
  const link = { inbox_id: stage.world.inbox.id, source_id: `reach-${id}` }
  for (let n = 0; n < 2; n++) expect(expectAnswer(await stage.noah('POST', path, link), contactLink).source_id).toBe(link.source_id)
  expect(expectAnswer(await stage.noah('POST', path, { inbox_id: link.inbox_id }), contactLink).source_id).toMatch(uuid)
  await expectRefusals([
    [stranger, 'POST', path, link, 401, notYours],
    [stage.noah, 'POST', path, { inbox_id: 999_999 }, 404, notFound],
    [stage.noah, 'POST', path, {}, 404, notFound],
    [stage.noah, 'POST', path, { ...link, source_id: stage.world.omar.source_id }, 422, { error: 'source_id should be unique' }],
  ])
})

test(row('5.3 GET /contacts/{id}/labels'), async () => {
  expect((await stage.noah('GET', `/contacts/${id}/labels`)).body).toEqual({ payload: [] })
})

test(row('5.3 POST /contacts/{id}/labels'), async () => {
  const path = `/contacts/${id}/labels`
  expect(expectAnswer(await stage.noah('POST', path, { labels: ['a', 'b'] }), { payload: ['text'] })).toEqual({ payload: ['a', 'b'] })
  expect((await stage.noah('GET', path)).body).toEqual({ payload: ['a', 'b'] })
  for (const labels of [undefined, null, 'a', { a: 'b' }]) {
    await stage.noah('POST', path, { labels: ['a'] })
    expect([labels, (await stage.noah('POST', path, { labels })).body]).toEqual([labels, { payload: [] }])
  }
})

const write = async (content: unknown, who = stage.noah) => expectAnswer(await who('POST', `/contacts/${id}/notes`, { content }), note)

test(row('5.3 GET /contacts/{id}/notes'), async () => {
  expect((await stage.noah('GET', `/contacts/${id}/notes`)).body).toEqual([])
  for (const content of ['first', 'second']) await write(content)
  expect(expectAnswer(await stage.noah('GET', `/contacts/${id}/notes`), [note]).map(({ content }: { content: string }) => content)).toEqual(['second', 'first'])
})

test(row('5.3 POST /contacts/{id}/notes'), async () => {
  const path = `/contacts/${id}/notes`
  expect(await write('Likes\ntea ')).toMatchObject({ content: 'Likes\ntea ', account_id: null, contact_id: null, user: { id: stage.world.noah.id } })
  expectAnswer(await stage.noah('POST', path, { note: { content: 'wrapped' } }), note)
  await expectRefusals([
    [stage.noah, 'POST', path, {}, 422, { error: 'param is missing or the value is empty: note' }],
    [stage.noah, 'POST', path, { content: ' ' }, 422, invalid("Content can't be blank", 'content')],
    [stage.noah, 'POST', path, { content: 'c'.repeat(20_001) }, 422, invalid('Content is too long (maximum is 20000 characters)', 'content')],
    [stage.noah, 'POST', '/contacts/999999/notes', { content: 'x' }, 404, notFound],
  ])
})

test(row('5.3 GET /contacts/{id}/notes/{note_id}'), async () => {
  const written = await write('shown')
  expect(expectAnswer(await stage.noah('GET', `/contacts/${id}/notes/${written.id}`), note)).toEqual(written)
  await expectRefusals([[stage.noah, 'GET', `/contacts/${stage.world.omar.id}/notes/${written.id}`, undefined, 404, notFound]])
})

test(row('5.3 PATCH /contacts/{id}/notes/{note_id}'), async () => {
  const path = `/contacts/${id}/notes/${(await write('old')).id}`
  expect(expectAnswer(await stage.maya('PATCH', path, { content: 'new' }), note)).toMatchObject({ content: 'new', user: { id: stage.world.maya.id } })
  await expectRefusals([
    [stage.noah, 'PUT', path, { content: '' }, 422, invalid("Content can't be blank", 'content')],
    [stage.noah, 'PATCH', path, {}, 422, { error: 'param is missing or the value is empty: note' }],
  ])
  await stage.app.db.query('update contact_notes set user_id = null where contact_id = $1', [id])
  expect(expectAnswer(await stage.noah('GET', path), note)).not.toHaveProperty('user')
})

test(row('5.3 DELETE /contacts/{id}/notes/{note_id}'), async () => {
  const path = `/contacts/${id}/notes/${(await write('old')).id}`
  expectHead(await stage.noah('DELETE', path))
  await expectRefusals([[stage.noah, 'DELETE', path, undefined, 404, notFound]])
})

test(row('5.3 POST /contacts/{id}/destroy_custom_attributes'), async () => {
  const path = `/contacts/${id}/destroy_custom_attributes`
  expect(expectAnswer(await stage.noah('POST', path, { custom_attributes: ['a', 'absent'] }), { payload: linkedContact }).payload.custom_attributes).toEqual({ b: 2 })
  expect((await stage.noah('POST', path, {})).body.payload.custom_attributes).toEqual({ b: 2 })
})

test(row('5.3 POST /actions/contact_merge'), async () => {
  const values = { name: 'Other', email: `other-${id}@example.org`, inbox_id: stage.world.inbox.id, custom_attributes: { b: 3, c: { d: 4 } }, additional_attributes: { city: 'Bonn' } }
  const mergee = (await stage.noah('POST', '/contacts', values)).body.payload.contact
  await stage.noah('POST', `/contacts/${mergee.id}/notes`, { content: 'of the other' })
  const merge = (base_contact_id: number, mergee_contact_id: number) => stage.noah('POST', '/actions/contact_merge', { base_contact_id, mergee_contact_id })
  expect(expectAnswer(await merge(id, mergee.id), contact)).toMatchObject({
    id, name: 'Ada', email: values.email, custom_attributes: { a: 1, b: 2, c: { d: 4 } }, additional_attributes: { city: 'Bonn' },
  })
  expect((await stage.noah('GET', `/contacts/${id}/notes`)).body).toMatchObject([{ content: 'of the other' }])
  expect((await stage.noah('GET', `/contacts/${id}`)).body.payload.contact_inboxes).toEqual(mergee.contact_inboxes)
  expect((await stage.noah('GET', `/contacts/${mergee.id}`)).status).toBe(404)
  expectAnswer(await merge(id, id), contact)
  const merging: Refusal[] = [{ base_contact_id: id, mergee_contact_id: 999_999 }, { base_contact_id: 'x', mergee_contact_id: id }, { mergee_contact_id: id }, {}].map((body) =>
    [stage.noah, 'POST', '/actions/contact_merge', body, 404, notFound])
  await expectRefusals(merging)
})

test(row('5.3 GET /contacts/{id}/attachments'), async () => {
  const path = `/contacts/${stage.world.omar.id}/attachments`
  for (const name of ['old.png', 'new.png']) await stage.omar('POST', `${stage.thread}/messages`, multipart({ content: name }, [[name, 'image/png', png]]))
  const list = expectAnswer(await stage.noah('GET', path), { meta: { total_count: 'int' }, payload: [file] })
  expect([list.meta.total_count, list.payload.map((one: { data_url: string }) => one.data_url.split('/').at(-1))]).toEqual([2, ['new.png', 'old.png']])
  expect(list.payload[0]).toMatchObject({ conversation_id: stage.world.conversation, sender: { id: stage.world.omar.id } })
  expect((await stage.noah('GET', `${path}?page=2`)).body).toEqual({ meta: { total_count: 2 }, payload: [] })
  expect((await stranger('GET', path)).body).toEqual({ meta: { total_count: 0 }, payload: [] })
})

test(row('5.3 POST /contacts/import'), async () => {
  const form = new FormData()
  form.set('import_file', new Blob(['name,email\nImported,imported@example.org\nNone,\n']), 'people.csv')
  const answer = await stage.maya('POST', '/contacts/import', form)
  expectHead(answer)
  const path = answer.headers.get('location')!.replace(/^.*(?=\/contacts)/, '')
  const done = await vi.waitFor(async () => {
    const { body } = await stage.maya('GET', path)
    expect(body.state).toBe('completed')
    return body
  }, 10_000)
  expect(done).toMatchObject({ total: 2, processed: 2, created: 1, failed: 1, errors: [{ line: 3, message: 'Row has neither email, phone number nor identifier' }] })
  const wrong = new FormData()
  wrong.set('import_file', new Blob(['nombre,correo\nx,y']), 'wrong.csv')
  await expectRefusals([
    [stage.maya, 'POST', '/contacts/import', {}, 422, { error: 'File is blank' }],
    [stage.maya, 'POST', '/contacts/import', wrong, 422, { error: 'Wrong header: "nombre", "correo" lacks a column to tell contacts apart by: email, phone_number or identifier' }],
    [stage.noah, 'POST', '/contacts/import', form, 401, notYours],
  ])
})

test(row('5.3 POST /contacts/export'), async () => {
  const answer = await stage.maya('POST', '/contacts/export', { column_names: ['email'], label: 'absent' })
  expectHead(answer)
  const path = answer.headers.get('location')!.replace(/^.*(?=\/contacts)/, '')
  await vi.waitFor(async () => expect((await stage.maya('GET', path)).body).toMatchObject({ state: 'completed', count: 0, column_names: ['email'] }), 10_000)
  expect((await stage.maya('GET', `${path}/file`)).body).toBe('email\n')
  await expectRefusals([[stage.noah, 'POST', '/contacts/export', {}, 401, notYours]])
})

test(row('5.3 POST /contacts/{id}/call'), async () => {
  await expectRefusals([[stage.maya, 'POST', `/contacts/${id}/call`, { inbox_id: stage.world.inbox.id }, 404, { status: 404, error: 'Not Found' }]])
})
