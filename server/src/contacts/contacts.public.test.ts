import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { hmacHex } from '../db/secrets.ts'
import { onCommitted, type Committed } from '../events/emit.ts'

let app: TestApp
let world: World
let door: string
let agents: string

const committed: Committed[] = []
const hmacError = { error: 'HMAC failed: Invalid Identifier Hash Provided' }
const notFound = { status: 404, error: 'Not Found' }

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  door = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts`
  agents = `/api/v1/accounts/${world.account}`
  onCommitted(app.db, (one) => committed.push(one))
})
afterAll(() => app.close())

const create = (body: unknown, at = door) => app.call('POST', at, { body })
const signed = (identifier: string, key = world.inbox.hmac_token) => ({ identifier, identifier_hash: hmacHex(key, identifier) })
const seen = async (id: number) => (await app.call('GET', `${agents}/contacts/${id}`, { token: world.maya.token })).body.payload
const verified = async (sourceId: string) => (await app.db.query('select hmac_verified from contact_inboxes where source_id = $1', [sourceId]))[0]!.hmac_verified
const eventsOf = (contactId: number) =>
  committed.flatMap(({ events }) => events).filter(({ subject }) => subject.contact?.id === contactId).map(({ name, changes }) => ({ name, changes }))
const signalsOf = (type: string) => committed.flatMap(({ signals }) => signals).filter((signal) => signal.type === type)

describe('coming in', () => {
  test('answers the six keys, a UUID and a token, and makes up a name', async () => {
    const { status, body } = await create({})
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['source_id', 'pubsub_token', 'id', 'name', 'email', 'phone_number'])
    expect(body.source_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(body.pubsub_token).toMatch(/^\w{24}$/)
    expect(body.name).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/)
    expect(body).toMatchObject({ email: null, phone_number: null })
    expect(eventsOf(body.id)).toEqual([{ name: 'contact.created', changes: null }])
    const [{ actor }] = await app.db.query('select actor from events where contact_id = $1', [body.id]) as any
    expect(actor).toMatchObject({ type: 'contact', id: body.id, name: body.name })
  })

  test('stores what the client says of itself', async () => {
    const said = { identifier: 'u-1', name: 'Ada', email: 'Ada@Example.ORG', phone_number: '+15550001111', custom_attributes: { plan: { tier: 'pro' } } }
    const { body } = await create(said)
    expect(body).toMatchObject({ name: 'Ada', email: 'ada@example.org', phone_number: '+15550001111' })
    expect(await seen(body.id)).toMatchObject({ identifier: 'u-1', custom_attributes: { plan: { tier: 'pro' } }, thumbnail: '' })
    expect(await app.db.query('select contact_type from contacts where id = $1', [body.id])).toEqual([{ contact_type: 'lead' }])
  })

  test('answers a known source id unchanged', async () => {
    const first = await create({ source_id: 'device.1/äö +%', name: 'First' })
    const again = await create({ source_id: 'device.1/äö +%', name: 'Second', email: 'nobody', identifier: 'other' })
    expect(again.body).toEqual(first.body)
    expect((await app.call('GET', `${door}/${encodeURIComponent('device.1/äö +%')}`)).body).toEqual(first.body)
  })

  test('takes forms, numbers for texts, and ignores what it does not know', async () => {
    const form = await app.call('POST', door, { body: 'name=Form&custom_attributes[a]=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(await seen(form.body.id)).toMatchObject({ name: 'Form', custom_attributes: { a: '1' } })
    const odd = await create({ name: 17, email: { a: 1 }, phone_number: ['x'], source_id: { b: 2 }, custom_attributes: 'no', avatar_url: 'javascript:alert(1)', what: 1 })
    expect(odd.body).toMatchObject({ name: '17', email: null, phone_number: null })
    expect(await seen(odd.body.id)).toMatchObject({ thumbnail: '', custom_attributes: {} })
  })

  test('treats blank values as absent', async () => {
    const { status, body } = await create({ source_id: '', name: ' ', email: '', phone_number: '', identifier: '' })
    expect(status).toBe(200)
    expect(body.source_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(await seen(body.id)).toMatchObject({ email: null, phone_number: null, identifier: null })
  })

  test('refuses bad values and stores nothing', async () => {
    const before = await app.db.query('select count(*) from contacts')
    const tries: [unknown, string, string[]][] = [
      [{ email: 'no at' }, 'Email Invalid email', ['email']],
      [{ phone_number: '0049' }, 'Phone number should be in e164 format', ['phone_number']],
      [{ email: 'x', phone_number: '+0' }, 'Email Invalid email, Phone number should be in e164 format', ['email', 'phone_number']],
      [{ identifier: 'i'.repeat(256) }, 'Identifier is too long (maximum is 255 characters)', ['identifier']],
      [{ source_id: 's'.repeat(20_001) }, 'Source is too long (maximum is 20000 characters)', ['source_id']],
      [{ name: 'a\0b' }, 'Name contains invalid characters', ['name']],
      [{ source_id: '\ud800' }, 'Source id contains invalid characters', ['source_id']],
      [{ custom_attributes: { a: { b: '\udfff' } } }, 'Custom attributes contains invalid characters', ['custom_attributes']],
    ]
    for (const [body, message, attributes] of tries) {
      expect(await create(body)).toMatchObject({ status: 422, body: { message, attributes } })
    }
    expect(await app.db.query('select count(*) from contacts')).toEqual(before)
  })

  test('cuts a long name without breaking a character, and takes a source id of 20,000', async () => {
    expect((await create({ name: '🦊'.repeat(300) })).body.name).toBe('🦊'.repeat(255))
    const source_id = 'ß'.repeat(20_000)
    const made = await create({ source_id })
    expect(made.body.source_id).toBe(source_id)
    expect((await create({ source_id })).body.id).toBe(made.body.id)
  })

  test('keeps hostile keys as data', async () => {
    const { body } = await app.call('POST', door, { body: '{"custom_attributes":{"__proto__":{"admin":true},"constructor":1}}', headers: { 'content-type': 'application/json' } })
    const [row] = await app.db.query('select custom_attributes::text as text from contacts where id = $1', [body.id])
    expect(JSON.parse(row!.text)).toEqual(JSON.parse('{"__proto__":{"admin":true},"constructor":1}'))
    expect(({} as any).admin).toBeUndefined()
  })

  test('knows no unknown inbox or source id', async () => {
    expect(await create({}, '/public/api/v1/inboxes/nowhere/contacts')).toMatchObject({ status: 404, body: notFound })
    for (const method of ['GET', 'PATCH', 'PUT']) expect(await app.call(method, `${door}/nobody`)).toMatchObject({ status: 404, body: notFound })
    expect((await app.call('GET', `${door}/%00`)).status).toBe(404)
  })

  test('is one contact when twenty come at once with one source id', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ source_id: 'race', identifier: 'racer', email: 'race@example.org' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => body.pubsub_token)).size).toBe(1)
    expect(await app.db.query('select count(*) from contacts where identifier = $1', ['racer'])).toEqual([{ count: 1 }])
  })

  test('is one contact when twenty prove one identifier at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(signed('proven-racer'))))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(new Set(answers.map(({ body }) => body.source_id)).size).toBe(20)
  })

  test('is twenty contacts when twenty only claim one e-mail at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ email: 'claimed@example.org' })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(20)
    expect(await app.db.query('select count(*) from contacts where email = $1', ['claimed@example.org'])).toEqual([{ count: 1 }])
  })
})

describe('changing oneself', () => {
  test('answers both forms, merges deeply and clears nothing by a blank', async () => {
    const { body } = await create({ name: 'Eva', email: 'eva@example.org', custom_attributes: { a: { x: 1 }, list: [1, 2] } })
    committed.length = 0
    const patched = await app.call('PATCH', `${door}/${body.source_id}`, {
      body: { name: 'Eva B.', email: '', identifier: 'ignored', source_id: 'ignored', custom_attributes: { a: { y: 2 }, list: [3] } },
    })
    expect(patched.status).toBe(200)
    expect(patched.body).toMatchObject({
      ...body, name: 'Eva B.', account_id: world.account, identifier: null, custom_attributes: { a: { x: 1, y: 2 }, list: [3] }, contact_type: 'lead', blocked: false,
    })
    expect(eventsOf(body.id)).toEqual([{ name: 'contact.updated', changes: {
      name: ['Eva', 'Eva B.'], updated_at: [expect.stringMatching(/^\d.*\.\d{3}Z$/), expect.stringMatching(/^\d.*\.\d{3}Z$/)],
      custom_attributes: [{ a: { x: 1 }, list: [1, 2] }, { a: { x: 1, y: 2 }, list: [3] }],
    } }])
    expect((await app.call('PUT', `${door}/${body.source_id}`, { body: { name: 'Eva B.' } })).status).toBe(200)
    expect(eventsOf(body.id)).toHaveLength(1)
  })

  test('refuses bad values', async () => {
    const { body } = await create({})
    expect(await app.call('PATCH', `${door}/${body.source_id}`, { body: { email: 'bad' } })).toMatchObject({ status: 422, body: { message: 'Email Invalid email' } })
    expect(await app.call('PATCH', `${door}/${body.source_id}`, { body: { name: 'n'.repeat(256) } })).toMatchObject({ status: 422, body: { attributes: ['name'] } })
  })

  test('loses nothing when twenty change different attributes at once', async () => {
    const { body } = await create({})
    await Promise.all(Array.from({ length: 20 }, (_, n) => app.call('PATCH', `${door}/${body.source_id}`, { body: { custom_attributes: { [`k${n}`]: n } } })))
    expect(Object.keys((await seen(body.id)).custom_attributes)).toHaveLength(20)
  })
})

describe("another person's values", () => {
  test('neither join nor reveal that person at creation', async () => {
    const victim = (await create({ name: 'Vera Secret', email: 'vera@example.org', phone_number: '+4917012345', identifier: 'vera' })).body
    const claims: Record<string, unknown>[] = [{ email: 'VERA@example.org' }, { phone_number: '+4917012345' }, { identifier: 'vera' }]
    for (const claim of claims) {
      const { status, body } = await create(claim)
      expect(status).toBe(200)
      expect(body.id).not.toBe(victim.id)
      expect(JSON.stringify(body)).not.toContain('Secret')
      expect(body.email).toBe(claim.email ? 'vera@example.org' : null)
      expect(body.phone_number).toBe(claim.phone_number ?? null)
      const stored = await seen(body.id)
      expect(stored).toMatchObject({ email: null, phone_number: null, identifier: null })
      const [[column, value]] = Object.entries(claim) as [[string, string]]
      expect(stored.additional_attributes).toEqual({ [`unverified_${column}`]: value.toLowerCase() })
    }
  })

  test('neither merge nor overwrite that person on update', async () => {
    const victim = (await create({ name: 'Paul', email: 'paul@example.org' })).body
    const { body } = await create({ name: 'Mallory' })
    const patched = await app.call('PATCH', `${door}/${body.source_id}`, { body: { email: 'paul@example.org', name: 'Mallory II' } })
    expect(patched).toMatchObject({ status: 200, body: { id: body.id, name: 'Mallory II', email: 'paul@example.org' } })
    expect(await seen(victim.id)).toMatchObject({ name: 'Paul', email: 'paul@example.org' })
    expect(await seen(body.id)).toMatchObject({ email: null, additional_attributes: { unverified_email: 'paul@example.org' } })
    // A free value ends the claim.
    await app.call('PATCH', `${door}/${body.source_id}`, { body: { email: 'mallory@example.org' } })
    expect(await seen(body.id)).toMatchObject({ email: 'mallory@example.org', additional_attributes: {} })
  })
})

describe('identity validation', () => {
  test('a creation with a valid hash verifies the new session and joins the known contact', async () => {
    committed.length = 0
    const first = (await create({ ...signed('u-42'), name: 'Ada' })).body
    const second = (await create({ ...signed('u-42'), name: 'Ignored', email: 'ignored@example.org' })).body
    expect(second).toMatchObject({ id: first.id, name: 'Ada', email: null })
    expect(await verified(first.source_id)).toBe(true)
    expect(await verified(second.source_id)).toBe(true)
    expect(signalsOf('verified')).toHaveLength(2)
  })

  test('a wrong hash is a 401 and nothing is stored', async () => {
    const before = await app.db.query('select count(*) from contacts')
    const wrong = [
      { identifier: 'u-43', identifier_hash: 'f'.repeat(64) }, { ...signed('u-43'), identifier: 'u-44' }, { identifier_hash: hmacHex(world.inbox.hmac_token, '') },
      signed('u-43', world.inbox.secret), { identifier: 'u-43', identifier_hash: 'short' }, { identifier: 'u-43', identifier_hash: 'ä'.repeat(32) },
    ]
    for (const body of wrong) expect(await create(body)).toMatchObject({ status: 401, body: hmacError })
    expect(await app.db.query('select count(*) from contacts')).toEqual(before)
  })

  test('showing and updating verify a session whose contact is the one named', async () => {
    for (const method of ['GET', 'PATCH']) {
      const identifier = `own-${method}`
      const { source_id } = (await create({ identifier })).body
      expect(await verified(source_id)).toBe(false)
      const proof = signed(identifier)
      const path = method === 'GET' ? `${door}/${source_id}?${new URLSearchParams(proof)}` : `${door}/${source_id}`
      expect((await app.call(method, path, method === 'GET' ? {} : { body: proof })).status).toBe(200)
      expect(await verified(source_id)).toBe(true)
    }
  })

  test('a pair of somebody else verifies nothing', async () => {
    const { source_id } = (await create({ identifier: 'alice' })).body
    const proof = signed('bob')
    expect(await app.call('GET', `${door}/${source_id}?${new URLSearchParams(proof)}`)).toMatchObject({ status: 401, body: hmacError })
    expect(await app.call('PATCH', `${door}/${source_id}`, { body: { ...proof, name: 'Bob' } })).toMatchObject({ status: 401, body: hmacError })
    expect(await create({ ...proof, source_id })).toMatchObject({ status: 401, body: hmacError })
    expect(await verified(source_id)).toBe(false)
  })

  test('a contact without identifier gets the proved one, unless it is taken', async () => {
    const first = (await create({ name: 'Carol' })).body
    expect((await app.call('PATCH', `${door}/${first.source_id}`, { body: signed('carol') })).status).toBe(200)
    expect(await seen(first.id)).toMatchObject({ identifier: 'carol' })
    const second = (await create({})).body
    expect(await app.call('PATCH', `${door}/${second.source_id}`, { body: signed('carol') })).toMatchObject({ status: 401, body: hmacError })
    expect(await seen(second.id)).toMatchObject({ identifier: null })
  })

  test('where it is mandatory a missing hash is a 401 everywhere, and old sessions must verify once', async () => {
    const { body: inbox } = await app.call('POST', `${agents}/inboxes`, { token: world.maya.token, body: { name: 'Strict', channel: { type: 'api' } } })
    const strict = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
    const { source_id } = (await create({ identifier: 'dora' }, strict)).body
    await app.call('PATCH', `${agents}/inboxes/${inbox.id}`, { token: world.maya.token, body: { channel: { hmac_mandatory: true } } })
    const proof = signed('dora', inbox.hmac_token)
    expect(await create({}, strict)).toMatchObject({ status: 401, body: hmacError })
    expect(await create({ source_id }, strict)).toMatchObject({ status: 401, body: hmacError })
    expect(await app.call('GET', `${strict}/${source_id}`)).toMatchObject({ status: 401, body: hmacError })
    expect(await app.call('PATCH', `${strict}/${source_id}`, { body: { name: 'x' } })).toMatchObject({ status: 401, body: hmacError })
    expect(await app.call('GET', `${strict}/${source_id}/conversations`)).toMatchObject({ status: 401, body: hmacError })
    expect((await create({ ...proof, source_id }, strict)).status).toBe(200)
    expect(await app.call('GET', `${strict}/${source_id}/conversations`)).toMatchObject({ status: 200, body: [] })
  })
})
