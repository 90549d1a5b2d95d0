import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './harness.ts'
import { makeWorld, type World } from './world.ts'

// What a contact's credentials open: its own session, and nothing beside it.

let app: TestApp
let acme: World
let other: World
let message: number

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  acme = await makeWorld(app)
  other = await makeWorld(app, 'other')
  // So that a number of acme's is none of the other's.
  const own = `/public/api/v1/inboxes/${acme.inbox.identifier}/contacts/${acme.omar.source_id}/conversations`
  acme = { ...acme, conversation: (await app.call('POST', own)).body.id }
  message = (await app.call('POST', `/api/v1/accounts/${acme.account}/conversations/${acme.conversation}/messages`, { token: acme.maya.token, body: { content: 'hi' } })).body.id
})
afterAll(() => app.close())

const client = (world: World, sourceId = world.omar.source_id) => `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${sourceId}`
const notFound = { status: 404, error: 'Not Found' }

test('is nobody in another inbox', async () => {
  const stolen = client(other, acme.omar.source_id)
  for (const path of ['', '/conversations', `/conversations/${acme.conversation}`, `/conversations/${acme.conversation}/messages`]) {
    expect((await app.call('GET', stolen + path)).body).toEqual(notFound)
  }
})

test('has no part in the conversations of another contact', async () => {
  const eve = (await app.call('POST', `/public/api/v1/inboxes/${acme.inbox.identifier}/contacts`, { body: { name: 'Eve' } })).body
  const theirs = `${client(acme, eve.source_id)}/conversations/${acme.conversation}`
  const tries: [string, string, unknown?][] = [
    ['GET', ''], ['POST', '/toggle_status'], ['POST', '/toggle_typing', { typing_status: 'on' }], ['POST', '/update_last_seen'],
    ['GET', '/messages'], ['POST', '/messages', { content: 'x' }], ['PATCH', `/messages/${message}`, { submitted_values: [] }],
  ]
  for (const [method, path, body] of tries) {
    const answer = await app.call(method, theirs + path, { body })
    expect([path, answer.status, answer.body]).toEqual([path, 404, notFound])
  }
})

test('never sees private notes or activity lines', async () => {
  const api = `/api/v1/accounts/${acme.account}/conversations/${acme.conversation}`
  const note = (await app.call('POST', `${api}/messages`, { token: acme.maya.token, body: { content: 'a secret note', private: true } })).body
  await app.call('POST', `${api}/toggle_status`, { token: acme.maya.token, body: { status: 'resolved' } })
  const own = `${client(acme)}/conversations`
  const seen = JSON.stringify(await Promise.all([
    app.call('GET', own), app.call('GET', `${own}/${acme.conversation}`), app.call('GET', `${own}/${acme.conversation}/messages`),
    app.call('GET', `${own}/${acme.conversation}/messages?after=0`),
  ]))
  expect(seen).not.toContain('a secret note')
  expect(seen).not.toContain('resolved by')
  expect((await app.call('PATCH', `${own}/${acme.conversation}/messages/${note.id}`)).body).toEqual(notFound)
})
