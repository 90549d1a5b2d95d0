import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

// Two nodes on one database: the second is loaded anew, so that it shares nothing with the first but PostgreSQL.

let nodes: [TestApp, TestApp]
let world: World
let contacts: string

beforeAll(async () => {
  const connection = await freshDatabase()
  const first = await startTestApp({}, connection)
  vi.resetModules()
  const other = await import('../../test/harness.ts')
  nodes = [first, await other.startTestApp({}, connection)]
  world = await makeWorld(first)
  contacts = `/api/v1/accounts/${world.account}/contacts`
})
afterAll(async () => {
  for (const node of nodes) await node.close()
})

const send = (method: string, path: string, body: unknown, node = nodes[0]) => node.call(method, path, { token: world.noah.token, body })
const upsert = (body: unknown, node?: TestApp) => send('POST', `${contacts}?upsert=true`, body, node)
const create = async (body: unknown) => (await send('POST', contacts, body)).body.payload.contact
const eventsOf = (id: number) => nodes[0].db.query('select name from events where contact_id = $1 order by id', [id])

describe('upsert', () => {
  test('creates whom nobody knows, and says it in the shape of a creation', async () => {
    const { status, body } = await upsert({ name: 'Una', email: 'una@example.org', inbox_id: world.inbox.id })
    expect([status, Object.keys(body.payload)]).toEqual([200, ['contact', 'contact_inbox']])
    expect(body.payload).toMatchObject({ contact: { name: 'Una', contact_inboxes: [{}] }, contact_inbox: { inbox: { id: world.inbox.id }, source_id: expect.any(String) } })
    const again = await upsert({ email: 'UNA@example.org', inbox_id: world.inbox.id })
    expect(again.body).toEqual(body)
    expect(await eventsOf(body.payload.contact.id)).toEqual([{ name: 'contact.created' }])
    expect((await upsert({ name: 'Nobody in particular' })).body.payload.contact.id).not.toBe((await upsert({ name: 'Nobody in particular' })).body.payload.contact.id)
  })

  test('changes as an update does', async () => {
    const { id } = await create({ name: 'Dora', identifier: 'dora', custom_attributes: { a: 1, b: { x: 1 } } })
    const { body } = await upsert({ identifier: 'dora', phone_number: '+4930123', custom_attributes: { b: { y: 2 } } })
    expect(body.payload.contact).toMatchObject({ id, name: 'Dora', phone_number: '+4930123', custom_attributes: { a: 1, b: { y: 2 } } })
    expect(body.payload.contact_inbox).toEqual({ inbox: null, source_id: null })
    expect(await eventsOf(id)).toEqual([{ name: 'contact.created' }, { name: 'contact.updated' }])
  })

  test('goes by identifier, then e-mail, then phone number', async () => {
    const byPhone = await create({ phone_number: '+4940111' })
    const byEmail = await create({ email: 'three@example.org' })
    const byIdentifier = await create({ identifier: 'three' })
    const found = async (body: unknown) => (await upsert(body)).body
    expect((await found({ phone_number: '+4940111', identifier: 'unheard', name: 'P' })).payload.contact.id).toBe(byPhone.id)
    expect(await found({ phone_number: '+4940111', email: 'three@example.org' })).toEqual(
      { message: 'Phone number has already been taken', attributes: ['phone_number'], contact_id: byPhone.id })
    expect(await found({ email: 'three@example.org', identifier: 'three' })).toEqual(
      { message: 'Email has already been taken', attributes: ['email'], contact_id: byEmail.id })
    expect((await found({ identifier: 'three', name: 'I' })).payload.contact.id).toBe(byIdentifier.id)
  })

  test('keeps to the account, and takes the flag from the body, too', async () => {
    expect((await send('POST', contacts, { email: 'flag@example.org', upsert: true })).status).toBe(200)
    expect((await send('POST', contacts, { email: 'flag@example.org', upsert: 'true', name: 'Flag' })).body.payload.contact.name).toBe('Flag')
    expect((await send('POST', `${contacts}?upsert=false`, { email: 'flag@example.org' })).status).toBe(422)
  })

  test('refuses what an update refuses', async () => {
    expect((await upsert({ email: 'no at' })).status).toBe(422)
    const { id } = await create({ identifier: 'strict' })
    expect(await upsert({ identifier: 'strict', phone_number: '1' })).toMatchObject({ status: 422, body: { attributes: ['phone_number'] } })
    const other = await create({ name: 'Other', inbox_id: world.inbox.id, source_id: 'taken' })
    expect((await upsert({ identifier: 'strict', inbox_id: world.inbox.id, source_id: 'taken' })).status).toBe(422)
    expect(id).not.toBe(other.id)
  })

  test('is one contact when twenty come at once on two nodes', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => upsert({
      identifier: 'crowd', email: 'crowd@example.org', phone_number: '+4940999', inbox_id: world.inbox.id, custom_attributes: { [`k${index}`]: index },
    }, nodes[index % 2])))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map(({ body }) => `${body.payload.contact.id} ${body.payload.contact_inbox.source_id}`)).size).toBe(1)
    const [row] = await nodes[0].db.query(`select count(*) over (), custom_attributes from contacts where identifier = 'crowd'`)
    expect([row!.count, Object.keys(row!.custom_attributes).length]).toEqual([1, 20])
  })
})

test('a value that is taken names the contact that has it', async () => {
  const first = await create({ name: 'Holder', email: 'held@example.org', identifier: 'held' })
  const taken = { message: 'Email has already been taken', attributes: ['email'], contact_id: first.id }
  expect(await send('POST', contacts, { email: 'held@example.org' })).toMatchObject({ status: 422, body: taken })
  const second = await create({ name: 'Second' })
  expect(await send('PATCH', `${contacts}/${second.id}`, { email: 'Held@example.org' })).toMatchObject({ status: 422, body: taken })
  expect((await send('PATCH', `${contacts}/${second.id}`, { email: 'bad' })).body).not.toHaveProperty('contact_id')
  const own = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  expect(JSON.stringify((await nodes[0].call('POST', own, { body: { email: 'held@example.org' } })).body)).not.toContain('contact_id')
})

test('twenty who are new at once are one contact with one conversation', async () => {
  const locked = (await nodes[0].call('POST', `/api/v1/accounts/${world.account}/inboxes`, {
    token: world.maya.token, body: { name: 'Locked', lock_to_single_conversation: true, channel: { type: 'api' } },
  })).body
  const own = `/public/api/v1/inboxes/${locked.inbox_identifier}/contacts`
  const asClient = async (node: TestApp) => {
    const contact = (await node.call('POST', own, { body: { source_id: 'new device', name: 'New' } })).body
    const conversation = (await node.call('POST', `${own}/new%20device/conversations`)).body
    return `${contact.id} ${conversation.id}`
  }
  expect(new Set(await Promise.all(Array.from({ length: 20 }, (_, index) => asClient(nodes[index % 2]!)))).size).toBe(1)

  const asProgram = async (node: TestApp, index: number) => {
    const call = (path: string, body: unknown) => node.call('POST', `/api/v1/accounts/${world.account}${path}`, { token: world.maya.token, body })
    const { contact } = (await call('/contacts?upsert=true', { email: 'new@program.test' })).body.payload
    const conversation = (await call('/conversations', { inbox_id: locked.id, contact_id: contact.id, message: { content: `m${index}` } })).body
    return `${contact.id} ${conversation.id}`
  }
  expect(new Set(await Promise.all(Array.from({ length: 20 }, (_, index) => asProgram(nodes[index % 2]!, index)))).size).toBe(1)
  expect(await nodes[0].db.query('select messages_count from conversations where inbox_id = $1 order by id', [locked.id])).toEqual([{ messages_count: 0 }, { messages_count: 20 }])
})
