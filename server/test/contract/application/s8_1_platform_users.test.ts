import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../harness.ts'
import { makeWorld, type World } from '../../world.ts'
import type { Form } from '../form.ts'
import { expectAnswer, expectHead, expectRefusals, invalid } from './calls.ts'
import { row } from './covers.ts'
import { deskToken, newAccount, newUser, notTheirs, otherToken, platformAsk, platformEnv } from './platform.ts'

// Application API §8.1: users of the installation.

const user = {
  access_token: 'text', account_id: 'int|null', available_name: 'text', avatar_url: 'text', confirmed: 'bool', display_name: 'text|null', message_signature: 'text|null',
  email: 'text', id: 'int', name: 'text', provider: 'text', pubsub_token: 'text', 'custom_attributes?': 'object', role: '=agent|=administrator|null',
  ui_settings: 'object', uid: 'text', accounts: [{ id: 'int', name: 'text', active_at: 'iso|null', role: '=agent|=administrator' }],
} satisfies Form

let app: TestApp
let world: World
const desk = platformAsk(() => app, deskToken)
const otherDesk = platformAsk(() => app, otherToken)

beforeAll(async () => {
  app = await startTestApp(platformEnv)
  world = await makeWorld(app)
})
afterAll(() => app.close())

test(row('8.1 POST /users'), async () => {
  const given = { name: 'Jon Reed', display_name: 'Jon', email: 'Jon@Bakery.test', password: 'Correct-horse-9', custom_attributes: { tier: 1 } }
  const made = expectAnswer(await desk('POST', '/users', given), user)
  expect(made).toMatchObject({ name: 'Jon Reed', display_name: 'Jon', available_name: 'Jon', email: 'jon@bakery.test', confirmed: true, account_id: null, role: null, accounts: [], custom_attributes: { tier: 1 } })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'jon@bakery.test', password: 'Correct-horse-9' } })).status).toBe(200)
  // An address that is somebody's is taken in as it is.
  const taken = await desk('POST', '/users', { name: 'Stolen', email: world.noah.email, password: 'Another-horse-1' })
  expect(taken.body).toMatchObject({ id: world.noah.id, name: 'Noah Berg' })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: world.noah.email, password: 'Another-horse-1' } })).status).toBe(401)
  await app.db.query('update users set confirmed_at = null where id = $1', [world.noah.id])
  expect((await desk('POST', '/users', { email: world.noah.email })).body).toMatchObject({ id: world.noah.id, confirmed: true })
  await expectRefusals([
    [desk, 'POST', '/users', { name: 'x', password: 'Correct-horse-9' }, 422, invalid("Email can't be blank", 'email')],
    [desk, 'POST', '/users', { name: 'x', email: 'x', password: 'Correct-horse-9' }, 422, invalid('Email is not an email', 'email')],
    [desk, 'POST', '/users', { name: 'x', email: 'x@bakery.test' }, 422, invalid("Password can't be blank", 'password')],
    [desk, 'POST', '/users', { email: 'x@bakery.test', password: 'Correct-horse-9' }, 422, invalid("Name can't be blank", 'name')],
  ])
})

test(row('8.1 GET /users/{id}'), async () => {
  const { id } = await newUser(desk)
  expect(expectAnswer(await desk('GET', `/users/${id}`), user)).toMatchObject({ id, name: 'Ida Holm' })
  await expectRefusals([[desk, 'GET', `/users/${world.maya.id}`, undefined, 401, notTheirs], [otherDesk, 'GET', `/users/${id}`, undefined, 401, notTheirs]])
})

test(row('8.1 PATCH /users/{id}'), async () => {
  const { id, email } = await newUser(desk)
  await desk('PATCH', `/users/${id}`, { custom_attributes: { a: 1 } })
  const changed = expectAnswer(await desk('PATCH', `/users/${id}`, { name: 'Ida B', email: 'new@bakery.test', custom_attributes: { b: 2 }, password: 'Another-horse-1' }), user)
  expect(changed).toMatchObject({ name: 'Ida B', email: 'new@bakery.test', confirmed: true, custom_attributes: { a: 1, b: 2 } })
  expect((await app.call('POST', '/auth/sign_in', { body: { email: 'new@bakery.test', password: 'Another-horse-1' } })).status).toBe(200)
  expect((await app.call('POST', '/auth/sign_in', { body: { email, password: 'Correct-horse-9' } })).status).toBe(401)
  await expectRefusals([
    [desk, 'PATCH', `/users/${id}`, { email: world.maya.email }, 422, invalid('Email has already been taken', 'email')],
    [desk, 'PATCH', `/users/${id}`, { name: '' }, 422, invalid("Name can't be blank", 'name')],
    [desk, 'PATCH', `/users/${world.maya.id}`, { name: 'Stolen' }, 401, notTheirs],
  ])
})

test(row('8.1 DELETE /users/{id}'), async () => {
  const [id, ida] = [await newAccount(desk), await newUser(desk)]
  await desk('POST', `/accounts/${id}/account_users`, { user_id: ida.id, role: 'administrator' })
  await expectRefusals([[desk, 'DELETE', `/users/${world.maya.id}`, undefined, 401, notTheirs]])
  expectHead(await desk('DELETE', `/users/${ida.id}`))
  expect((await app.call('GET', '/api/v1/profile', { token: ida.access_token })).body).toEqual({ error: 'Invalid Access Token' })
  expect((await desk('GET', `/users/${ida.id}`)).status).toBe(404)
  expect((await desk('GET', `/accounts/${id}/account_users`)).body).toEqual([])
})

test(row('8.1 GET /users/{id}/login'), async () => {
  const ida = await newUser(desk)
  const { url } = expectAnswer(await desk('GET', `/users/${ida.id}/login`), { url: 'text' })
  const link = new URL(url)
  expect([link.pathname, [...link.searchParams.keys()], link.searchParams.get('email')]).toEqual(['/app/login', ['email', 'sso_auth_token'], ida.email])
  const { email, sso_auth_token } = Object.fromEntries(link.searchParams)
  const signIn = (body: object) => app.call('POST', '/auth/sign_in', { body })
  // Nobody else's address, once, and not for long.
  expect((await signIn({ email: world.maya.email, sso_auth_token })).status).toBe(401)
  const signedIn = await signIn({ email, sso_auth_token })
  expect(signedIn).toMatchObject({ status: 200, body: { data: { id: ida.id } } })
  expect(signedIn.headers.get('access-token')).toBeTruthy()
  const again = await signIn({ email, sso_auth_token })
  expect([again.status, again.body]).toEqual([401, { success: false, errors: ['Invalid login credentials. Please try again.'] }])
  const late = new URL((await desk('GET', `/users/${ida.id}/login`)).body.url).searchParams
  await app.db.query(`update sign_in_links set expires_at = expires_at - interval '5 minutes'`)
  expect((await signIn({ email, sso_auth_token: late.get('sso_auth_token') })).status).toBe(401)
  await expectRefusals([[desk, 'GET', `/users/${world.maya.id}/login`, undefined, 401, notTheirs]])
})

test('a link signs in however many sessions there are: the oldest ends', async () => {
  const ida = await newUser(desk)
  await app.db.query(`insert into sessions (user_id, client, token_hash, expires_at) select $1, 'client ' || n, 'x', now() + interval '1 day' from generate_series(1, 30) n`, [ida.id])
  const { searchParams } = new URL((await desk('GET', `/users/${ida.id}/login`)).body.url)
  const signedIn = await app.call('POST', '/auth/sign_in', { body: Object.fromEntries(searchParams), headers: { 'user-agent': 'Mozilla/5.0' } })
  expect(signedIn.status).toBe(200)
})

test(row('8.1 POST /users/{id}/token'), async () => {
  const ida = await newUser(desk)
  const answer = expectAnswer(await desk('POST', `/users/${ida.id}/token`), {
    access_token: 'text', expiry: 'null', user: { id: 'int', name: 'text', display_name: 'text|null', email: 'text', pubsub_token: 'text' },
  })
  expect(answer).toMatchObject({ access_token: ida.access_token, user: { id: ida.id } })
  await expectRefusals([[desk, 'POST', `/users/${world.maya.id}/token`, undefined, 401, notTheirs]])
})
