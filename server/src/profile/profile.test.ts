import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { addAgent, password, type Person } from '../../test/world.ts'

let app: TestApp
let account: number
let ines: string
let noah: Person
beforeAll(async () => {
  app = await startTestApp()
  const { data } = (await app.call('POST', '/api/v1/accounts', { body: { account_name: 'Acme', user_full_name: 'Ines Roth', email: 'ines@acme.test', password } })).body
  account = data.account_id
  ines = data.access_token
  noah = await addAgent(app, `/api/v1/accounts/${account}`, ines, 'Noah', 'noah@acme.test')
})
afterAll(() => app.close())

const path = '/api/v1/profile'
const get = async (token: string) => (await app.call('GET', path, { token })).body
const signIn = (email: string, secret = password) => app.call('POST', '/auth/sign_in', { body: { email, password: secret } })
const cookieFrom = async (email: string, secret = password) =>
  ({ cookie: (await signIn(email, secret)).headers.get('set-cookie')!.split(';')[0]!, origin: app.url })

it('shows the user with its accounts and tokens', async () => {
  const body = await get(ines)
  expect(Object.keys(body)).toEqual([
    'access_token', 'account_id', 'available_name', 'avatar_url', 'confirmed', 'display_name', 'message_signature', 'email', 'id', 'inviter_id', 'name', 'provider',
    'pubsub_token', 'role', 'ui_settings', 'uid', 'type', 'accounts',
  ])
  expect(body).toMatchObject({ access_token: ines, account_id: account, role: 'administrator', uid: 'ines@acme.test' })
  expect(body.accounts).toEqual([{
    id: account, name: 'Acme', status: 'active', onboarding_step: null, active_at: expect.any(String), role: 'administrator', permissions: ['administrator'],
    availability: 'online', availability_status: 'offline', auto_offline: true,
  }])
  expect((await app.call('GET', path)).status).toBe(401)
})

it('shows tokens to the cookie only when they are asked for', async () => {
  const headers = await cookieFrom('ines@acme.test')
  const plain = (await app.call('GET', path, { headers })).body
  expect(plain).not.toHaveProperty('access_token')
  expect(plain).not.toHaveProperty('pubsub_token')
  const revealed = (await app.call('GET', `${path}?reveal=access_token`, { headers })).body
  expect(revealed.access_token).toBe(ines)
  expect(revealed).not.toHaveProperty('pubsub_token')
})

it('changes what it is told to, wrapped or flat', async () => {
  const put = (body: object) => app.call('PUT', path, { token: noah.token, body })
  expect((await put({ profile: { name: 'Noah Berg', display_name: 'Noah', message_signature: '**N**' } })).body).toMatchObject({
    name: 'Noah Berg', available_name: 'Noah', message_signature: '**N**',
  })
  expect((await put({ ui_settings: { a: { b: 1 } }, phone_number: '+49301' })).body).toMatchObject({ ui_settings: { a: { b: 1 } }, custom_attributes: { phone_number: '+49301' } })
  expect((await put({ ui_settings: {}, display_name: null })).body).toMatchObject({ ui_settings: {}, display_name: null, available_name: 'Noah Berg', message_signature: '**N**' })
  expect((await put({ email: 'INES@acme.test' })).body).toEqual({ message: 'Email has already been taken', attributes: ['email'] })
  expect((await put({ name: '', email: 'x' })).body).toEqual({ message: "Email is not an email, Name can't be blank", attributes: ['email', 'name'] })
  for (const wrong of [{ name: '' }, { name: null }, { email: 'x' }, { email: null }, { display_name: 'x'.repeat(256) }, { ui_settings: { x: 'y'.repeat(20_000) } }, { name: 'a\0b' }]) {
    expect({ wrong, status: (await put(wrong)).status }).toEqual({ wrong, status: 422 })
  }
})

it('sets availability in an own account', async () => {
  const post = (action: string, body: object) => app.call('POST', `${path}/${action}`, { token: noah.token, body })
  expect((await post('availability', { profile: { account_id: account, availability: 'busy' } })).body.accounts[0]).toMatchObject({ availability: 'busy', availability_status: 'offline' })
  expect((await post('auto_offline', { account_id: account })).body.accounts[0]).toMatchObject({ auto_offline: false, availability_status: 'busy' })
  expect((await post('availability', { account_id: 999, availability: 'busy' })).status).toBe(404)
  expect((await post('availability', { account_id: account, availability: 'away' })).status).toBe(422)
  expect((await post('availability', {})).body).toEqual({ error: 'param is missing or the value is empty: account_id' })
  expect(await app.call('PUT', `${path}/set_active_account`, { token: noah.token, body: { account_id: account } })).toMatchObject({ status: 200, body: null })
  expect((await app.call('PUT', `${path}/set_active_account`, { token: noah.token, body: { account_id: 999 } })).status).toBe(404)
})

it('replaces the access token at once', async () => {
  const headers = await cookieFrom('ines@acme.test')
  const { body } = await app.call('POST', `${path}/reset_access_token`, { headers })
  expect(body.access_token).toMatch(/^\w{24}$/)
  expect(body).not.toHaveProperty('pubsub_token')
  expect((await app.call('GET', path, { token: ines })).body).toEqual({ error: 'Invalid Access Token' })
  ines = body.access_token
  expect((await get(ines)).email).toBe('ines@acme.test')
})

it('takes a new password for the old one, and ends the other sessions', async () => {
  const [mine, other] = [await cookieFrom('noah@acme.test'), await cookieFrom('noah@acme.test')]
  const put = (body: object) => app.call('PUT', path, { headers: mine, body: { profile: body } })
  expect((await put({ password: 'another-password' })).body).toEqual({ error: 'Invalid current password' })
  expect((await put({ current_password: 'nonsense', password: 'another-password' })).status).toBe(422)
  expect((await put({ current_password: password, password: 'short' })).body.attributes).toEqual(['password'])
  expect((await put({ current_password: password, password: 'another-password', password_confirmation: 'x' })).body.attributes).toEqual(['password_confirmation'])
  expect((await app.call('GET', path, { headers: other })).status).toBe(200)

  expect((await put({ current_password: password, password: 'another-password', password_confirmation: 'another-password' })).status).toBe(200)
  expect((await app.call('GET', path, { headers: mine })).status).toBe(200)
  expect((await app.call('GET', path, { headers: other })).status).toBe(401)
  expect((await signIn('noah@acme.test')).status).toBe(401)
  const { data } = (await signIn('noah@acme.test', 'another-password')).body
  expect(data.pubsub_token).not.toBe(noah.pubsub_token)
  expect(data.access_token).toBe(noah.token)
})
