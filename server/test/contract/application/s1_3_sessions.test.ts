import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createMailer } from '../../../src/mail/send.ts'
import { startMailbox, type Mailbox } from '../../smtp.ts'
import { password } from '../../world.ts'
import { profile, openSession } from '../forms.ts'
import { expectForm } from '../form.ts'
import { openStage, type Stage } from '../stage.ts'
import { row } from './covers.ts'

// Application API §1.3.

const chrome = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
const wrong = { success: false, errors: ['Invalid login credentials. Please try again.'] }

let stage: Stage
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => stage.app.call(method, path, { body, headers })
const signIn = (body: object = {}, headers: Record<string, string> = {}) => call('POST', '/auth/sign_in', { email: 'noah@acme.test', password, ...body }, headers)
const sessionOf = (headers: Headers) => Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, headers.get(name)!]))

describe('sessions', () => {
  beforeAll(async () => { stage = await openStage({ MAX_USER_SESSIONS: '3' }) })
  afterAll(() => stage.close())
  beforeEach(() => stage.app.db.query('delete from sessions'))

  test(row('1.3 POST /auth/sign_in'), async () => {
    const { status, body, headers } = await signIn({ email: ' NOAH@acme.test ' })
    expect(status).toBe(200)
    expectForm(body, { data: profile })
    expect(Object.fromEntries(['token-type', 'uid'].map((name) => [name, headers.get(name)]))).toEqual({ 'token-type': 'Bearer', uid: 'noah@acme.test' })
    expect(Number(headers.get('expiry')) * 1000).toBeGreaterThan(Date.now())
    const bearer = JSON.parse(Buffer.from(headers.get('authorization')!.replace('Bearer ', ''), 'base64').toString()) as object
    expect(bearer).toMatchObject(sessionOf(headers))
    for (const attempt of [{ password: 'no' }, { email: 'nobody@acme.test' }, { email: undefined }, { sso_auth_token: 'x' }]) {
      expect(await signIn(attempt)).toMatchObject({ status: 401, body: wrong })
    }
  })

  test('a token of a second factor, which nobody has here, is refused', async () => {
    expect(await call('POST', '/auth/sign_in', { mfa_token: 'abc', otp_code: '123456' })).toMatchObject({ status: 401, body: { error: 'Invalid or expired MFA token' } })
  })

  test(row('1.3 session limit'), async () => {
    const first = sessionOf((await signIn({}, { 'user-agent': chrome })).headers)
    for (const _ of [2, 3]) await signIn({}, { 'user-agent': chrome })
    const { status, body } = await signIn({}, { 'user-agent': chrome })
    expect(status).toBe(409)
    expectForm(body, { sessions_limit_reached: 'bool', sessions: [openSession] })
    expect(body.sessions).toHaveLength(3)
    expect(body.sessions[2]).toMatchObject({
      browser_name: 'Chrome', browser_version: '126', device_name: null, platform_name: 'macOS', platform_version: '10.15.7', ip_address: expect.stringMatching(/127\.0\.0\.1|::1/),
    })
    // Programs have nobody to ask: the oldest ends.
    expect((await signIn()).status).toBe(200)
    expect((await call('GET', '/auth/validate_token', undefined, first)).status).toBe(401)
    const { sessions } = (await signIn({}, { 'user-agent': chrome })).body
    expect((await signIn({ revoke_session_id: sessions[0].id }, { 'user-agent': chrome })).status).toBe(200)
    expect((await signIn({ revoke_session_id: 999_999 }, { 'user-agent': chrome })).status).toBe(409)
    expect((await signIn({ revoke_all_sessions: true, password: 'wrong' }, { 'user-agent': chrome })).status).toBe(401)
    expect((await signIn({ revoke_all_sessions: true }, { 'user-agent': chrome })).status).toBe(200)
    expect(await stage.app.db.query('select id from sessions')).toHaveLength(1)
  })

  test(row('1.3 DELETE /auth/sign_out'), async () => {
    const session = sessionOf((await signIn()).headers)
    expect(await call('DELETE', '/auth/sign_out', undefined, session)).toMatchObject({ status: 200, body: { success: true } })
    const nobody = { status: 404, body: { success: false, errors: ['User was not found or was not logged in.'] } }
    expect(await call('DELETE', '/auth/sign_out', undefined, session)).toMatchObject(nobody)
    expect(await call('DELETE', '/auth/sign_out')).toMatchObject(nobody)
  })

  test(row('1.3 GET /auth/validate_token'), async () => {
    const session = sessionOf((await signIn()).headers)
    const { status, body } = await call('GET', '/auth/validate_token', undefined, session)
    expect(status).toBe(200)
    expectForm(body, { payload: { success: 'bool', data: { ...profile, created_at: 'iso' } } })
    expect(await call('GET', '/auth/validate_token', undefined, { ...session, 'access-token': 'x' })).toMatchObject({
      status: 401, body: { success: false, errors: ['Invalid login credentials'] },
    })
  })
})

describe('a password by mail', () => {
  let mailbox: Mailbox
  const deliver = async () => {
    const mailer = createMailer({ db: stage.app.db, config: stage.app.config })
    await mailer.sendDue(new AbortController().signal)
    mailer.close()
    // The server's own job may have been faster, and be under way with it.
    await expect.poll(() => stage.app.db.query(`select 1 from mails where state = 'pending'`)).toEqual([])
  }
  const mails = (to: string) => mailbox.received.filter((mail) => mail.to.includes(to))
  // A line of a mail is cut where it is longer than 76 characters.
  const linkIn = ({ raw }: { raw: string }) => /reset_password_token=(?:3D)?(\w+)/.exec(raw.replace(/=\r?\n/g, ''))![1]!
  beforeAll(async () => {
    mailbox = await startMailbox()
    stage = await openStage(mailbox.env)
  })
  afterAll(async () => {
    await stage.close()
    await mailbox.close()
  })

  test(row('1.3 POST /auth/password'), async () => {
    const answer = { message: 'Request for password reset is successful. A email with instructions will be sent to your email if it exists.' }
    for (const email of ['noah@acme.test', 'nobody@acme.test', 'no address', undefined]) {
      expect(await call('POST', '/auth/password', { email })).toMatchObject({ status: 200, body: answer })
    }
    await deliver()
    expect(mailbox.received.map(({ to }) => to)).toEqual([['noah@acme.test']])
    expect(mailbox.received[0]!.raw).toMatch(/^Subject: Reset password instructions/m)
  })

  test(row('1.3 PUT /auth/password'), async () => {
    const invalidToken = { status: 422, body: { message: 'Invalid token', redirect_url: '/' } }
    const session = sessionOf((await signIn()).headers)
    await call('POST', '/auth/password', { email: 'noah@acme.test' })
    await deliver()
    const reset_password_token = linkIn(mails('noah@acme.test').at(-1)!)
    expect(JSON.stringify(await stage.app.db.query('select * from mails'))).not.toContain(reset_password_token)
    const put = (body: object) => call('PUT', '/auth/password', { reset_password_token, password: 'Another-horse-9', password_confirmation: 'Another-horse-9', ...body })
    // The link of the first mail is worth nothing since there is a second.
    expect(await put({ reset_password_token: linkIn(mails('noah@acme.test')[0]!) })).toMatchObject(invalidToken)
    expect(await put({ reset_password_token: undefined })).toMatchObject(invalidToken)
    expect(await put({ password: 'short', password_confirmation: 'short' })).toMatchObject({ status: 422, body: { attributes: ['password'] } })
    expect(await put({ password_confirmation: 'other' })).toMatchObject({ status: 422, body: { attributes: ['password_confirmation'] } })
    const { status, body, headers } = await put({})
    expect(status).toBe(200)
    expectForm(body, { data: profile })
    expect((await call('GET', '/auth/validate_token', undefined, sessionOf(headers))).status).toBe(200)
    expect((await call('GET', '/auth/validate_token', undefined, session)).status).toBe(401)
    expect(await put({})).toMatchObject(invalidToken)
    expect([(await signIn()).status, (await signIn({ password: 'Another-horse-9' })).status]).toEqual([401, 200])
  })

  test('a link is over once the password or the address is another', async () => {
    // The first mailed link that is followed has replaced it.
    const token = (await signIn({ password: 'Another-horse-9' })).body.data.access_token as string
    const current_password = 'Another-horse-9'
    const changes: (() => Promise<unknown>)[] = [
      () => stage.app.call('PUT', '/api/v1/profile', { token, body: { current_password, password, password_confirmation: password } }),
      () => stage.app.call('PUT', '/api/v1/profile', { token, body: { email: 'noah@elsewhere.test' } }),
    ]
    for (const change of changes) {
      await call('POST', '/auth/password', { email: 'noah@acme.test' })
      await deliver()
      const reset_password_token = linkIn(mails('noah@acme.test').at(-1)!)
      expect(await change()).toMatchObject({ status: 200 })
      expect((await call('PUT', '/auth/password', { reset_password_token, password: 'Another-horse-9' })).status).toBe(422)
    }
    await stage.app.call('PUT', '/api/v1/profile', { token, body: { email: 'noah@acme.test' } })
  })

  test('a link is over after its hours', async () => {
    await call('POST', '/auth/password', { email: 'maya@acme.test' })
    await deliver()
    await stage.app.db.query('update password_resets set expires_at = now()')
    expect((await call('PUT', '/auth/password', { reset_password_token: linkIn(mails('maya@acme.test')[0]!), password })).status).toBe(422)
  })

  test(row('1.3 POST /resend_confirmation'), async () => {
    await stage.maya('POST', '/agents', { email: 'lea@acme.test', name: 'Lea' })
    await deliver()
    expect(mails('lea@acme.test').map(({ raw }) => /^Subject: (.+)$/m.exec(raw)![1]!.trim())).toEqual(['acme has invited you to Parley'])
    for (const email of ['lea@acme.test', 'noah@acme.test', 'nobody@acme.test', undefined]) {
      expect(await call('POST', '/resend_confirmation', { email })).toMatchObject({ status: 200, body: null })
    }
    await deliver()
    expect(mails('lea@acme.test')).toHaveLength(2)
    const set = await call('PUT', '/auth/password', { reset_password_token: linkIn(mails('lea@acme.test')[1]!), password })
    expect(set.body.data).toMatchObject({ name: 'Lea', confirmed: true })
  })
})

test('without a mail server nobody is promised a mail', async () => {
  stage = await openStage()
  expect(await call('POST', '/auth/password', { email: 'noah@acme.test' })).toMatchObject({ status: 422, body: { error: expect.stringContaining('SMTP_ADDRESS') } })
  expect((await call('POST', '/resend_confirmation', { email: 'noah@acme.test' })).status).toBe(200)
  await stage.maya('POST', '/agents', { email: 'lea@acme.test' })
  expect(await stage.app.db.query('select 1 from mails')).toEqual([])
  await stage.close()
})
