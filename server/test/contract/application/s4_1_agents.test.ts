import { afterAll, beforeAll, expect, test } from 'vitest'
import { agent } from '../forms.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.1.

let stage: Stage
const emails = async () => (await stage.maya('GET', '/agents')).body.map(({ email }: { email: string }) => email)

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

test(row('4.1 GET /agents'), async () => {
  await stage.maya('POST', '/agents', { email: 'ada@acme.test', name: 'ada' })
  const list = expectAnswer(await stage.noah('GET', '/agents'), [agent])
  expect(list.map(({ name }: { name: string }) => name)).toEqual(['ada', 'Maya Lind', 'Noah Berg'])
  expect(list[2]).toMatchObject({ account_id: stage.world.account, available_name: 'Noah Berg', provider: 'email', role: 'agent', thumbnail: '', confirmed: true })
})

test(row('4.1 POST /agents'), async () => {
  expect(expectAnswer(await stage.maya('POST', '/agents', { email: ' Lea.Ver@acme.test' }), agent)).toMatchObject({
    email: 'lea.ver@acme.test', name: 'lea.ver', role: 'agent', auto_offline: true, confirmed: false, availability_status: 'offline',
  })
  const all = { email: 'tom@acme.test', name: 'Tom', role: 'administrator', availability: 'busy', auto_offline: false }
  expect(expectAnswer(await stage.maya('POST', '/agents', { agent: all }), agent)).toMatchObject({ name: 'Tom', role: 'administrator', auto_offline: false, availability_status: 'busy' })
  // A user of another account is only added, and keeps the name.
  expect((await stage.maya('POST', '/agents', { email: 'noah@older.test', name: 'Other' })).body).toMatchObject({ name: 'Noah Berg', confirmed: true })
  await expectRefusals([
    [stage.maya, 'POST', '/agents', { email: 'noah@acme.test' }, 422, invalid('User has already been taken', 'user_id')],
    [stage.maya, 'POST', '/agents', { email: 'nobody' }, 422, invalid('Email is not an email', 'email')],
    [stage.maya, 'POST', '/agents', { email: '' }, 422, invalid("Email can't be blank", 'email')],
    [stage.maya, 'POST', '/agents', { name: 'x' }, 422, { error: 'param is missing or the value is empty: email' }],
    [stage.maya, 'POST', '/agents', { email: 'x@acme.test', role: 'boss' }, 422, { error: "'boss' is not a valid role" }],
    [stage.maya, 'POST', '/agents', { email: 'x@acme.test', availability: 'away' }, 422, { error: "'away' is not a valid availability" }],
    [stage.noah, 'POST', '/agents', { email: 'x@acme.test' }, 401, notYours],
  ])
})

test(row('4.1 PATCH /agents/{id}'), async () => {
  const path = `/agents/${stage.world.noah.id}`
  expect(expectAnswer(await stage.maya('PATCH', path, { name: 'Noah B.', availability: 'busy', auto_offline: 'false', email: 'other@acme.test' }), agent)).toMatchObject({
    name: 'Noah B.', availability_status: 'busy', auto_offline: false, email: 'noah@acme.test', role: 'agent',
  })
  expect((await stage.maya('PUT', path, { agent: { role: null, auto_offline: null, name: null, availability: 'online' } })).body).toMatchObject({ name: 'Noah B.', role: 'agent', auto_offline: false })
  await expectRefusals([
    [stage.maya, 'PATCH', '/agents/999999', { name: 'x' }, 404, notFound],
    [stage.maya, 'PATCH', path, { role: 'boss' }, 422, { error: "'boss' is not a valid role" }],
    [stage.noah, 'PATCH', path, { role: 'administrator' }, 401, notYours],
  ])
})

test(row('4.1 POST /agents/bulk_create'), async () => {
  const before = await emails()
  expectHead(await stage.maya('POST', '/agents/bulk_create', { emails: ['One@acme.test', 'one@acme.test', 'no address', 'noah@acme.test', 'maya@older.test'] }))
  expect((await emails()).filter((email: string) => !before.includes(email)).toSorted()).toEqual(['maya@older.test', 'one@acme.test'])
  const one = (await stage.maya('GET', '/agents')).body.find(({ email }: { email: string }) => email === 'one@acme.test')
  expect(one).toMatchObject({ name: 'one', role: 'agent', auto_offline: false, availability_status: 'offline', confirmed: false })
  await expectRefusals([
    [stage.maya, 'POST', '/agents/bulk_create', {}, 422, { error: 'param is missing or the value is empty: emails' }],
    [stage.noah, 'POST', '/agents/bulk_create', { emails: ['x@acme.test'] }, 401, notYours],
  ])
})

test(row('4.1 DELETE /agents/{id}'), async () => {
  const { id } = (await stage.maya('POST', '/agents', { email: 'leaver@acme.test' })).body
  await expectRefusals([[stage.noah, 'DELETE', `/agents/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', '/agents/999999', undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `/agents/${id}`))
  expect(await emails()).not.toContain('leaver@acme.test')
  await expectRefusals([[stage.maya, 'DELETE', `/agents/${id}`, undefined, 404, notFound]])
})
