import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contactRoom, subscribed } from '../../test/cable/client.ts'
import { startTestApp, type Answer, type TestApp } from '../../test/harness.ts'
import { addAgent, makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let other: World

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  world = await makeWorld(app)
  other = await makeWorld(app, 'other')
})
afterAll(() => app.close())

const as = (token: string) => (method: string, path: string, body?: unknown): Promise<Answer> =>
  app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
const maya: ReturnType<typeof as> = (...given) => as(world.maya.token)(...given)
const noah: ReturnType<typeof as> = (...given) => as(world.noah.token)(...given)
const create = async (body: unknown) => (await maya('POST', '/contacts', body)).body.payload
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/
const notFound = { error: 'Resource could not be found' }
const slim = () => ({ id: world.inbox.id, avatar_url: '', channel_id: world.inbox.id, name: 'Web app', channel_type: 'Channel::Api', provider: null })

describe('creating', () => {
  test('without an inbox answers the contact and two nulls', async () => {
    const { status, body } = await noah('POST', '/contacts', {
      name: 'Ada', email: 'ADA@example.org', phone_number: '+4915550001', identifier: 'ada@bridge', blocked: 'false', additional_attributes: { city: 'Bonn', country: 'DE' },
    })
    expect(status).toBe(200)
    expect(body.payload).toEqual({
      contact: {
        additional_attributes: { city: 'Bonn', country: 'DE' }, availability_status: 'offline', email: 'ada@example.org', id: expect.any(Number), name: 'Ada',
        phone_number: '+4915550001', blocked: false, identifier: 'ada@bridge', thumbnail: '', custom_attributes: {}, created_at: expect.any(Number), contact_inboxes: [],
      },
      contact_inbox: { inbox: null, source_id: null },
    })
    expect(await app.db.query('select location, country_code, contact_type from contacts where id = $1', [body.payload.contact.id]))
      .toEqual([{ location: 'Bonn', country_code: 'DE', contact_type: 'lead' }])
  })

  test('with an inbox makes the session too and dumps the inbox', async () => {
    const { contact, contact_inbox } = await create({ name: 'Linked', inbox_id: String(world.inbox.id), source_id: 'linked-1' })
    expect(contact.contact_inboxes).toEqual([{ source_id: 'linked-1', inbox: slim() }])
    expect(contact_inbox).toMatchObject({
      source_id: 'linked-1', inbox: { id: world.inbox.id, channel_id: world.inbox.id, account_id: world.account, portal_id: null, created_at: expect.stringMatching(/\.\d{3}Z$/) },
    })
    expect(contact_inbox.inbox).not.toHaveProperty('secret')
    expect((await create({ inbox_id: world.inbox.id })).contact_inbox.source_id).toMatch(uuid)
    expect((await create({ inbox_id: world.inbox.id, source_id: '' })).contact_inbox).toEqual({ inbox: null, source_id: null })
  })

  test('refuses what is taken or wrong, all at once, and leaves nothing', async () => {
    await create({ email: 'taken@example.org', phone_number: '+49100', identifier: 'taken', inbox_id: world.inbox.id, source_id: 'taken' })
    const before = await app.db.query('select count(*) from contacts')
    expect(await maya('POST', '/contacts', { email: 'Taken@example.org', phone_number: '+49100', identifier: 'taken', name: 'n'.repeat(256) })).toMatchObject({ status: 422, body: {
      message: 'Name is too long (maximum is 255 characters), Email has already been taken, Identifier has already been taken, Phone number has already been taken',
      attributes: ['name', 'email', 'identifier', 'phone_number'],
    } })
    expect(await maya('POST', '/contacts', { email: 'x y@z' })).toMatchObject({ status: 422, body: { message: 'Email Invalid email', attributes: ['email'] } })
    expect(await maya('POST', '/contacts', { name: 'Half', inbox_id: world.inbox.id, source_id: 'taken' })).toMatchObject({ status: 422, body: { error: 'source_id should be unique' } })
    for (const inbox_id of [other.inbox.id, 999_999, Number.MAX_SAFE_INTEGER]) {
      expect(await maya('POST', '/contacts', { name: 'Half', inbox_id })).toMatchObject({ status: 404, body: notFound })
    }
    expect(await app.db.query('select count(*) from contacts')).toEqual(before)
  })

  test('takes a blank identifier and phone number twice', async () => {
    for (let n = 0; n < 2; n++) expect((await create({ identifier: '', phone_number: '', email: '' })).contact).toMatchObject({ identifier: null, phone_number: null, email: null, name: '' })
  })

  test('lets one of twenty have an e-mail and tells the others', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => maya('POST', '/contacts', { email: 'one@example.org' })))
    const [first, ...more] = answers.filter(({ status }) => status === 200)
    expect(more).toEqual([])
    const taken = { message: 'Email has already been taken', attributes: ['email'], contact_id: first!.body.payload.contact.id }
    for (const { body } of answers.filter(({ status }) => status !== 200)) expect(body).toEqual(taken)
  })

  test('survives hostile bodies', async () => {
    const deep = [100, 1000, 3000, 6000, 9000, 50_000].map((depth) => `{"custom_attributes":{"a":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}}`)
    const bodies = ['{"name":{"a":1},"email":["x"],"blocked":{"b":1},"inbox_id":"x","additional_attributes":[1]}', '{"name":"a\\u0000b"}', '{"identifier":"\\ud800"}', '[]', '"x"', '{', ...deep]
    for (const body of bodies) {
      const { status } = await app.call('POST', `/api/v1/accounts/${world.account}/contacts`, { token: world.maya.token, body, headers: { 'content-type': 'application/json' } })
      expect([body.slice(0, 60), body.length, [200, 400, 404, 422].includes(status)]).toEqual([body.slice(0, 60), body.length, true])
    }
  })
})

describe('one contact', () => {
  test('is shown with its sessions unless they are not wanted', async () => {
    const { contact } = await create({ name: 'Shown', inbox_id: world.inbox.id, source_id: 'shown' })
    expect((await noah('GET', `/contacts/${contact.id}`)).body).toEqual({ payload: contact })
    for (const word of ['false', '1', '']) expect((await noah('GET', `/contacts/${contact.id}?include_contact_inboxes=${word}`)).body.payload).not.toHaveProperty('contact_inboxes')
    for (const id of ['0', '-1', 'x', '1e3', '99999999999999999999', String(other.omar.id)]) expect(await maya('GET', `/contacts/${id}`)).toMatchObject({ status: 404, body: notFound })
  })

  test('is updated by merging attributes one level deep', async () => {
    const { contact } = await create({ name: 'Old', email: 'old@example.org', custom_attributes: { a: { x: 1 }, b: 2 }, additional_attributes: { city: 'Bonn' } })
    const { status, body } = await noah('PATCH', `/contacts/${contact.id}`, { name: 'New', email: '', custom_attributes: { a: { y: 1 }, c: null }, additional_attributes: { country: 'DE' }, blocked: true })
    expect(status).toBe(200)
    expect(body.payload).toMatchObject({
      name: 'New', email: null, blocked: true, custom_attributes: { a: { y: 1 }, b: 2, c: null }, additional_attributes: { city: 'Bonn', country: 'DE' }, contact_inboxes: [],
    })
    const [event] = await app.db.query('select changes, actor from events where contact_id = $1 and name = $2', [contact.id, 'contact.updated'])
    expect(Object.keys(event!.changes).toSorted()).toEqual(['additional_attributes', 'blocked', 'country_code', 'custom_attributes', 'email', 'name', 'updated_at'])
    expect(event!.changes.name).toEqual(['Old', 'New'])
    expect(event!.actor).toMatchObject({ type: 'api', id: world.noah.id })
    expect((await maya('PUT', `/contacts/${contact.id}`, { name: 'New', include_contact_inboxes: false })).body.payload).not.toHaveProperty('contact_inboxes')
    expect(await app.db.query('select 1 from events where contact_id = $1 and name = $2', [contact.id, 'contact.updated'])).toHaveLength(1)
  })

  test('keeps a picture and lets go of it', async () => {
    const { contact } = await create({ name: 'Pictured' })
    const form = new FormData()
    form.set('avatar', new Blob([Buffer.from('89504e470d0a1a0a0000', 'hex')], { type: 'image/png' }), 'a.png')
    const kept = await maya('PATCH', `/contacts/${contact.id}`, form)
    expect(kept.body.payload.thumbnail).toMatch(/^http.*\/rails\/active_storage\/.*avatar\.png$/)
    form.set('avatar', new Blob(['no picture']), 'a.png')
    expect(await maya('PATCH', `/contacts/${contact.id}`, form)).toMatchObject({ status: 422, body: { attributes: ['avatar'] } })
    expect((await maya('DELETE', `/contacts/${contact.id}/avatar`)).body.payload).toMatchObject({ thumbnail: '' })
    for (const avatar_url of ['javascript:alert(1)', '/rails/active_storage/blobs/redirect/x/avatar.png', 'data:image/png;base64,', 'https://']) {
      expect((await maya('PATCH', `/contacts/${contact.id}`, { avatar_url })).body.payload.thumbnail).toBe('')
    }
  })

  test('is deleted by administrators with all that is its, unless it is online', async () => {
    const { contact } = await create({ name: 'Gone', inbox_id: world.inbox.id, source_id: 'gone' })
    expect(await noah('DELETE', `/contacts/${contact.id}`)).toMatchObject({ status: 401 })
    const door = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/gone`
    const { body: conversation } = await app.call('POST', `${door}/conversations`)
    await app.call('POST', `${door}/conversations/${conversation.id}/messages`, { body: { content: 'hello' } })
    const deleted = await maya('DELETE', `/contacts/${contact.id}`)
    expect([deleted.status, deleted.body]).toEqual([200, null])
    expect((await maya('GET', `/contacts/${contact.id}`)).status).toBe(404)
    expect((await app.call('GET', door)).status).toBe(404)
    expect((await maya('DELETE', `/contacts/${contact.id}`)).status).toBe(404)
    expect(await app.db.query(`select 1 from events where contact_id = $1 and name = 'contact.deleted'`, [contact.id])).toHaveLength(1)

    const online = await create({ name: 'Here', inbox_id: world.inbox.id, source_id: 'here' })
    const { body: session } = await app.call('GET', door.replace('gone', 'here'))
    const { socket } = await subscribed(`${app.url.replace('http', 'ws')}/cable`, contactRoom(session.pubsub_token))
    expect(await maya('DELETE', `/contacts/${online.contact.id}`)).toMatchObject({ status: 422, body: { message: 'Here is Online, please try again later' } })
    expect((await maya('GET', '/contacts/active')).body).toMatchObject({ meta: { count: 1, current_page: 1 }, payload: [{ id: online.contact.id, availability_status: 'online' }] })
    socket.close()
  })

  test('has labels and loses single attributes', async () => {
    const { contact } = await create({ name: 'Labelled', custom_attributes: { a: 1, b: 2 } })
    expect((await noah('POST', `/contacts/${contact.id}/labels`, { labels: ['vip', ' vip', 'a,b', ''] })).body).toEqual({ payload: ['vip', 'a', 'b'] })
    expect((await noah('GET', `/contacts/${contact.id}/labels`)).body).toEqual({ payload: ['vip', 'a', 'b'] })
    expect((await noah('POST', `/contacts/${contact.id}/labels`)).body).toEqual({ payload: [] })
    expect((await noah('POST', `/contacts/${contact.id}/destroy_custom_attributes`, { custom_attributes: ['a', 'nothing'] })).body.payload.custom_attributes).toEqual({ b: 2 })
  })
})

describe('sessions of a contact', () => {
  test('are added, found again and refused when another contact has them', async () => {
    const { contact } = await create({ name: 'Reached' })
    const { contact: rival } = await create({ name: 'Rival' })
    const link = { inbox_id: world.inbox.id, source_id: 'reach-1' }
    for (let n = 0; n < 2; n++) expect((await noah('POST', `/contacts/${contact.id}/contact_inboxes`, link)).body).toEqual({ source_id: 'reach-1', inbox: slim() })
    expect(await noah('POST', `/contacts/${rival.id}/contact_inboxes`, link)).toMatchObject({ status: 422, body: { error: 'source_id should be unique' } })
    for (const source_id of [undefined, '']) expect((await noah('POST', `/contacts/${contact.id}/contact_inboxes`, { ...link, source_id })).body.source_id).toMatch(uuid)
    expect((await noah('GET', `/contacts/${contact.id}`)).body.payload.contact_inboxes).toHaveLength(3)
    expect((await noah('POST', '/contact_inboxes/filter', link)).body).toMatchObject({ id: contact.id, contact_inboxes: [{ source_id: 'reach-1' }, {}, {}] })
    const missing = await noah('POST', '/contact_inboxes/filter', { ...link, source_id: 'nobody' })
    expect([missing.status, missing.body]).toEqual([404, null])
    await noah('POST', `/contacts/${rival.id}/contact_inboxes`, { ...link, source_id: 'trusted', hmac_verified: true })
    expect(await app.db.query(`select hmac_verified from contact_inboxes where source_id = 'trusted'`)).toEqual([{ hmac_verified: true }])
  })

  test('are of inboxes that the caller works in', async () => {
    const stranger = as((await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')).token)
    const { contact } = await create({ name: 'Reachable', inbox_id: world.inbox.id, source_id: 'reachable' })
    expect((await noah('GET', `/contacts/${contact.id}/contactable_inboxes`)).body).toEqual({ payload: [{ inbox: slim(), source_id: 'reachable' }] })
    const { contact: unlinked } = await create({ name: 'Unlinked' })
    expect((await noah('GET', `/contacts/${unlinked.id}/contactable_inboxes`)).body.payload[0].source_id).toMatch(uuid)
    expect((await stranger('GET', `/contacts/${contact.id}/contactable_inboxes`)).body).toEqual({ payload: [] })
    expect((await stranger('POST', `/contacts/${contact.id}/contact_inboxes`, { inbox_id: world.inbox.id })).status).toBe(401)
    expect((await stranger('POST', '/contact_inboxes/filter', { inbox_id: world.inbox.id, source_id: 'reachable' })).status).toBe(401)
    expect((await maya('POST', `/contacts/${contact.id}/contact_inboxes`, {})).status).toBe(404)
    expect((await maya('POST', `/contacts/${contact.id}/contact_inboxes`, { inbox_id: other.inbox.id })).status).toBe(404)
  })

  test('lead to its conversations', async () => {
    const { body } = await noah('GET', `/contacts/${world.omar.id}/conversations`)
    expect(body.payload.map(({ id }: { id: number }) => id)).toEqual([world.conversation])
  })
})
