import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { password } from '../../test/world.ts'

const email = 'ines@acme.test'
const signIn = (app: TestApp, headers: Record<string, string> = {}, body: object = { email, password }) => app.call('POST', '/auth/sign_in', { body, headers })
const signUp = (app: TestApp, address = email) =>
  app.call('POST', '/api/v1/accounts', { body: { account_name: 'Acme', user_full_name: 'Ines Roth', email: address, password } })
const sessionOf = (headers: Headers) => Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, headers.get(name) ?? '']))
const cookieOf = (headers: Headers) => headers.get('set-cookie')!.split(';')[0]!

describe('a session', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
    await signUp(app)
  })
  afterAll(() => app.close())

  it('is opened with e-mail and password', async () => {
    const { status, body, headers } = await signIn(app, {}, { email: ' INES@acme.test', password })
    expect(status).toBe(200)
    expect(body.data).toMatchObject({ email, name: 'Ines Roth', role: 'administrator', access_token: expect.any(String), pubsub_token: expect.any(String) })
    expect(headers.get('token-type')).toBe('Bearer')
    expect(headers.get('uid')).toBe(email)
    expect(Number(headers.get('expiry'))).toBeGreaterThan(Date.now() / 1000 + 58 * 86_400)
    const bearer = JSON.parse(Buffer.from(headers.get('authorization')!.slice(7), 'base64').toString()) as object
    expect(bearer).toEqual({ ...sessionOf(headers), 'token-type': 'Bearer', expiry: headers.get('expiry') })
    expect(headers.get('set-cookie')).toMatch(/^parley_session=\w+\.\w+; HttpOnly; SameSite=Lax; Path=\/; Max-Age=\d+$/)
  })

  it('is refused in the same words for a wrong password, an unknown address and nothing at all', async () => {
    for (const body of [{ email, password: 'wrong-password' }, { email: 'nobody@acme.test', password }, { email: 'x', password }, {}, { email, password: { a: 1 } }]) {
      expect(await signIn(app, {}, body)).toMatchObject({ status: 401, body: { success: false, errors: ['Invalid login credentials. Please try again.'] } })
    }
  })

  it('is proved by headers, by the bearer form and by the cookie', async () => {
    const { headers } = await signIn(app)
    const ways: Record<string, string>[] = [sessionOf(headers), { authorization: headers.get('authorization')! }, { cookie: `a=b; ${cookieOf(headers)}` }]
    for (const way of ways) {
      expect((await app.call('GET', '/api/v1/profile', { headers: way })).status).toBe(200)
      const { status, body } = await app.call('GET', '/auth/validate_token', { headers: way })
      expect(status).toBe(200)
      expect(body.payload).toMatchObject({ success: true, data: { email, created_at: expect.stringMatching(/Z$/) } })
      expect('access_token' in body.payload.data).toBe(!('cookie' in way))
    }
    const wrong: Record<string, string>[] = [{}, { ...sessionOf(headers), 'access-token': 'x' }, { ...sessionOf(headers), uid: 'other@acme.test' }, { cookie: 'parley_session=a.b' }]
    for (const way of wrong) {
      expect(await app.call('GET', '/auth/validate_token', { headers: way })).toMatchObject({ status: 401, body: { success: false, errors: ['Invalid login credentials'] } })
    }
  })

  it('changes nothing by its cookie alone from another page', async () => {
    const { headers } = await signIn(app)
    const put = (extra: object) => app.call('PUT', '/api/v1/profile', { body: { display_name: 'Ines' }, headers: { cookie: cookieOf(headers), ...extra } })
    expect((await put({})).status).toBe(401)
    expect((await put({ origin: 'https://elsewhere.test' })).status).toBe(401)
    expect((await put({ origin: app.url })).status).toBe(200)
    expect((await signIn(app, { origin: 'https://elsewhere.test' })).headers.get('set-cookie')).toBeNull()
  })

  it('ends with sign-out', async () => {
    const { headers } = await signIn(app)
    const other = await signIn(app)
    const out = await app.call('DELETE', '/auth/sign_out', { headers: sessionOf(headers) })
    expect(out).toMatchObject({ status: 200, body: { success: true } })
    expect(out.headers.get('set-cookie')).toContain('parley_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0')
    expect((await app.call('GET', '/api/v1/profile', { headers: sessionOf(headers) })).body).toEqual({ errors: ['You need to sign in or sign up before continuing.'] })
    expect(await app.call('DELETE', '/auth/sign_out', { headers: sessionOf(headers) })).toMatchObject({
      status: 404, body: { success: false, errors: ['User was not found or was not logged in.'] },
    })
    const byCookie = { headers: { cookie: cookieOf(other.headers), origin: app.url } }
    expect((await app.call('DELETE', '/auth/sign_out', byCookie)).status).toBe(200)
    expect((await app.call('GET', '/api/v1/profile', byCookie)).status).toBe(401)
  })

  it('is one of 25 at most: the oldest gives way', async () => {
    await app.db.query(
      `insert into sessions (user_id, client, token_hash, expires_at) select u.id, 'c' || n, '', now() + interval '1 day' from users u, generate_series(1, 30) n`)
    const { headers } = await signIn(app)
    const rows = await app.db.query<{ client: string }>('select client from sessions order by id')
    expect(rows).toHaveLength(25)
    expect(rows[0]!.client).toBe('c7')
    expect(rows.at(-1)!.client).toBe(headers.get('client'))
  })

  it('outlives no end date', async () => {
    const { headers } = await signIn(app)
    await app.db.query(`update sessions set expires_at = now() where client = $1`, [headers.get('client')])
    expect((await app.call('GET', '/api/v1/profile', { headers: sessionOf(headers) })).status).toBe(401)
  })
})

describe('sessions of odd installations', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ TRUST_PROXY: 'true', PUBLIC_URL: 'https://help.acme.test' })
  })
  afterAll(() => app.close())

  it('mark the cookie as secure, and refuse addresses that could not stand in a header', async () => {
    expect((await signUp(app, 'inês@acme.test')).status).toBe(403)
    const { status, headers } = await signUp(app)
    expect(status).toBe(200)
    expect(headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  it('count tries per address of the caller and per e-mail', async () => {
    const attempt = async (ip: string, address: string) => (await signIn(app, { 'x-forwarded-for': ip }, { email: address, password: 'wrong-password' })).status
    const sameIp = []
    for (let n = 1; n <= 6; n++) sameIp.push(await attempt('203.0.113.1', `a${n}@acme.test`))
    expect(sameIp).toEqual([401, 401, 401, 401, 401, 429])
    const sameEmail = []
    for (let n = 1; n <= 11; n++) sameEmail.push(await attempt(`203.0.113.${10 + n}`, n % 2 ? 'Target@acme.test' : ' target@acme.test'))
    expect(sameEmail.at(-2)).toBe(401)
    expect(sameEmail.at(-1)).toBe(429)
    const signUps = []
    for (let n = 1; n <= 6; n++) signUps.push((await app.call('POST', '/api/v1/accounts', { body: {}, headers: { 'x-forwarded-for': '203.0.113.2' } })).status)
    expect(signUps).toEqual([404, 404, 404, 404, 404, 429])
  })
})
