import { afterAll, beforeAll, expect, test } from 'vitest'
import { setPublicUrl } from '../../../src/http/public_url.ts'
import { agentRoom, subscribed } from '../../cable/client.ts'
import { addAgent, makeWorld, password, type Person, type World } from '../../world.ts'
import { startTestApp, type TestApp } from '../../harness.ts'
import { ownSession, profile } from '../forms.ts'
import { png, type Ask } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §1.4.

let app: TestApp
let world: World
let other: World
let ada: Person
let me: Ask

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  setPublicUrl(app.url)
  world = await makeWorld(app)
  other = await makeWorld(app, 'other')
  ada = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Ada Moss', 'ada@acme.test')
  me = (method, path, body, headers = {}) => app.call(method, `/api/v1/profile${path}`, { token: ada.token, body, headers })
})
afterAll(() => app.close())

const signIn = async (headers: Record<string, string> = {}) => {
  const answer = await app.call('POST', '/auth/sign_in', { body: { email: ada.email, password }, headers })
  return Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, answer.headers.get(name)!]))
}

test(row('1.4 GET /profile'), async () => {
  expect(expectAnswer(await me('GET', ''), profile)).toMatchObject({
    id: ada.id, uid: ada.email, email: ada.email, provider: 'email', role: 'agent', account_id: world.account, type: null, confirmed: true, avatar_url: '',
    available_name: 'Ada Moss', display_name: null, message_signature: null, inviter_id: world.maya.id,
    accounts: [{ id: world.account, status: 'active', onboarding_step: null, permissions: ['agent'], availability: 'online', auto_offline: true, availability_status: 'offline' }],
  })
  expect((await app.call('GET', '/api/v1/profile')).body).toEqual({ errors: ['You need to sign in or sign up before continuing.'] })
})

test(row('1.4 PATCH /profile'), async () => {
  const change = { name: 'Ada M.', display_name: 'Ada', message_signature: '*Ada*', ui_settings: { a: 1 }, phone_number: '+123' }
  expect(expectAnswer(await me('PATCH', '', { profile: change }), profile)).toMatchObject({
    name: 'Ada M.', display_name: 'Ada', available_name: 'Ada', message_signature: '*Ada*', ui_settings: { a: 1 }, custom_attributes: { phone_number: '+123' },
  })
  expect((await me('PUT', '', { ui_settings: { b: 2 }, display_name: null, account_id: other.account })).body).toMatchObject({ ui_settings: { b: 2 }, display_name: null, account_id: world.account })
  expect((await me('PATCH', '', { email: 'Ada.Moss@acme.test' })).body).toMatchObject({ email: 'ada.moss@acme.test', uid: 'ada.moss@acme.test' })
  expect((await me('PATCH', '', { email: ada.email })).status).toBe(200)
  await expectRefusals([
    [me, 'PATCH', '', { current_password: 'wrong', password: 'Another-horse-9' }, 422, { error: 'Invalid current password' }],
    [me, 'PATCH', '', { password: 'Another-horse-9' }, 422, { error: 'Invalid current password' }],
    [me, 'PATCH', '', { current_password: password, password: 'Another-horse-9', password_confirmation: 'x' }, 422, invalid("Password confirmation doesn't match Password", 'password_confirmation')],
    [me, 'PATCH', '', { email: world.noah.email }, 422, invalid('Email has already been taken', 'email')],
    [me, 'PATCH', '', { email: 'nobody' }, 422, invalid('Email is not an email', 'email')],
    [me, 'PATCH', '', { name: ' ' }, 422, invalid("Name can't be blank", 'name')],
    [me, 'PATCH', '', { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
  ])
})

test(row('1.4 PATCH /profile', 'the picture'), async () => {
  const send = (content: Buffer<ArrayBuffer> | string, key = 'profile[avatar]') => {
    const form = new FormData()
    form.set(key, new Blob([content], { type: 'image/png' }), 'me.png')
    return me('PATCH', '', form)
  }
  const { avatar_url } = expectAnswer(await send(png), profile)
  expect(avatar_url).toMatch(/\/rails\/active_storage\/blobs\/redirect\/\w{24}\/avatar\.png$/)
  const picture = await fetch(avatar_url)
  expect([picture.status, picture.headers.get('content-type'), Buffer.from(await picture.arrayBuffer())]).toEqual([200, 'image/png', png])
  await expectRefusals([[() => send('no picture'), 'PATCH', '', undefined, 422, invalid('Avatar filetype not supported', 'avatar')]])
  const second = (await send(png, 'avatar')).body.avatar_url
  expect(second).not.toBe(avatar_url)
  expect([(await fetch(avatar_url)).status, (await fetch(second)).status]).toEqual([404, 200])
  const agents = (await app.call('GET', `/api/v1/accounts/${world.account}/agents`, { token: world.maya.token })).body
  expect(agents.find(({ id }: { id: number }) => id === ada.id).thumbnail).toBe(second)
})

test(row('1.4 DELETE /profile/avatar'), async () => {
  const { avatar_url } = (await me('GET', '')).body
  expect(expectAnswer(await me('DELETE', '/avatar'), profile).avatar_url).toBe('')
  if (avatar_url) expect((await fetch(avatar_url)).status).toBe(404)
  expect((await me('DELETE', '/avatar')).status).toBe(200)
})

test(row('1.4 POST /profile/availability'), async () => {
  for (const availability of ['busy', 'offline', 'online']) {
    expect(expectAnswer(await me('POST', '/availability', { profile: { account_id: world.account, availability } }), profile).accounts[0].availability).toBe(availability)
  }
  await expectRefusals([
    [me, 'POST', '/availability', { account_id: other.account, availability: 'busy' }, 404, notFound],
    [me, 'POST', '/availability', { account_id: world.account, availability: 'away' }, 422, { error: "'away' is not a valid availability" }],
  ])
})

test(row('1.4 POST /profile/auto_offline'), async () => {
  // Absent is no; the choice then holds without presence, too.
  await me('POST', '/availability', { account_id: world.account, availability: 'busy' })
  expect(expectAnswer(await me('POST', '/auto_offline', { account_id: world.account }), profile).accounts[0]).toMatchObject({ auto_offline: false, availability_status: 'busy' })
  expect((await me('POST', '/auto_offline', { account_id: world.account, auto_offline: true })).body.accounts[0]).toMatchObject({ auto_offline: true, availability_status: 'offline' })
  await expectRefusals([[me, 'POST', '/auto_offline', { account_id: other.account, auto_offline: true }, 404, notFound]])
})

test(row('1.4 PUT /profile/set_active_account'), async () => {
  expectHead(await me('PUT', '/set_active_account', { profile: { account_id: world.account } }))
  expect((await me('GET', '')).body.accounts[0].active_at).not.toBeNull()
  await expectRefusals([[me, 'PUT', '/set_active_account', { account_id: other.account }, 404, notFound]])
})

test(row('1.4 POST /profile/resend_confirmation'), async () => expectHead(await me('POST', '/resend_confirmation')))

test(row('1.4 POST /profile/reset_access_token'), async () => {
  const before = ada.token
  const { access_token } = expectAnswer(await me('POST', '/reset_access_token'), profile)
  expect((await app.call('GET', '/api/v1/profile', { token: before })).body).toEqual({ error: 'Invalid Access Token' })
  ada = { ...ada, token: access_token }
  expect((await me('GET', '')).body.access_token).toBe(access_token)
})

test.each([
  [row('1.4 GET /profile/mfa'), 'GET', ''],
  [row('1.4 POST /profile/mfa'), 'POST', ''],
  [row('1.4 DELETE /profile/mfa'), 'DELETE', ''],
  [row('1.4 POST /profile/mfa/verify'), 'POST', '/verify'],
  [row('1.4 POST /profile/mfa/backup_codes'), 'POST', '/backup_codes'],
])('%s', async (_row, method, path) => {
  const answer = { error: 'MFA feature is not available. Please configure encryption keys.' }
  await expectRefusals([[me, method, `/mfa${path}`, method === 'GET' ? undefined : { otp_code: '123456' }, 403, answer]])
})

test(row('1.4 GET /profile/sessions'), async () => {
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
  const [one, two] = [await signIn(), await signIn({ 'user-agent': phone })]
  const list = expectAnswer(await app.call('GET', '/api/v1/profile/sessions', { headers: two }), [ownSession])
  expect(list[0]).toMatchObject({ browser_name: 'Safari', browser_version: '17', device_name: 'iPhone', platform_name: 'iOS', platform_version: '17.5', current: true })
  expect(list.filter(({ current }: { current: boolean }) => current)).toHaveLength(1)
  // Use moves a session up; a token is none of them.
  await app.db.query(`update sessions set last_activity_at = now() - interval '1 hour'`)
  expect((await app.call('GET', '/api/v1/profile/sessions', { headers: one })).body.map(({ current }: { current: boolean }) => current)[0]).toBe(true)
  expect((await me('GET', '/sessions')).body.some(({ current }: { current: boolean }) => current)).toBe(false)
})

test(row('1.4 DELETE /profile/sessions/{id}'), async () => {
  const [one, two] = [await signIn(), await signIn()]
  const as = (session: Record<string, string>): Ask => (method, path) => app.call(method, `/api/v1/profile/sessions${path}`, { headers: session })
  const [second, first] = (await as(two)('GET', '')).body as { id: number }[]
  await expectRefusals([
    [as(two), 'DELETE', `/${second!.id}`, undefined, 422, { error: 'You cannot revoke the current session.' }],
    [as(two), 'DELETE', '/999999', undefined, 404, notFound],
    [(method, path) => app.call(method, `/api/v1/profile/sessions${path}`, { token: world.noah.token }), 'DELETE', `/${first!.id}`, undefined, 404, notFound],
  ])
  expectHead(await as(two)('DELETE', `/${first!.id}`))
  expect((await as(one)('GET', '')).status).toBe(401)
})

test('sockets hear of the choice', async () => {
  const room = agentRoom(world.account, { id: ada.id, token: (await me('GET', '')).body.pubsub_token })
  const ear = await subscribed(`${app.url.replace('http', 'ws')}/cable`, room)
  const state = async () => {
    ear.send({ command: 'message', identifier: room, data: { action: 'update_presence' } })
    return [(await ear.next()).message!.data.users[ada.id], (await me('GET', '')).body.accounts[0].availability_status]
  }
  for (const availability of ['busy', 'offline', 'online']) {
    await me('POST', '/availability', { account_id: world.account, availability })
    expect(await state()).toEqual([availability, availability])
  }
  ear.socket.terminate()
})
