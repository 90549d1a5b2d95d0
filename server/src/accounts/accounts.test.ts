import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { addAgent, password } from '../../test/world.ts'

const ines = { account_name: 'Acme', user_full_name: 'Ines Roth', email: 'Ines@Acme.test', password }

describe('the first account', () => {
  let app: TestApp
  beforeAll(async () => { app = await startTestApp() })
  afterAll(() => app.close())

  it('is refused with the words of the wire', async () => {
    const post = (body: object, headers = {}) => app.call('POST', '/api/v1/accounts', { body, headers })
    const invalid = (message: string, name: string) => ({ status: 422, body: { message, attributes: [name] } })
    expect(await post({})).toMatchObject({ status: 403, body: { message: 'Invalid, please check the signup paramters and try again' } })
    expect(await post({ ...ines, email: 'nobody' })).toMatchObject({ status: 403, body: { message: 'You have entered an invalid email' } })
    expect(await post({ ...ines, user_full_name: ' ' })).toMatchObject(invalid("Name can't be blank", 'name'))
    expect(await post({ ...ines, account_name: undefined })).toMatchObject(invalid("Name can't be blank", 'name'))
    expect(await post({ ...ines, account_name: 'x'.repeat(256) })).toMatchObject(invalid('Name is too long (maximum is 255 characters)', 'name'))
    expect(await post({ ...ines, password: 'seven-7' })).toMatchObject(invalid('Password is too short (minimum is 8 characters)', 'password'))
    expect(await post({ ...ines, password: undefined })).toMatchObject(invalid("Password can't be blank", 'password'))
    expect(await post(ines, { origin: 'https://elsewhere.test' })).toMatchObject({ status: 403, body: { message: 'Signup failed' } })
    expect((await app.call('GET', '/api/v1/installation')).body).toMatchObject({ onboarding: true, name: 'Parley' })
  })

  it('is made once, however many submit at once', async () => {
    const answers = await Promise.all([ines, { ...ines, email: 'other@acme.test' }].map((body) => app.call('POST', '/api/v1/accounts', { body })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404])
    expect(answers.find(({ status }) => status === 404)!.body).toEqual({ status: 404, error: 'Not Found' })
    const { body, headers } = answers.find(({ status }) => status === 200)!
    expect(Object.keys(body.data)).toEqual([
      'id', 'provider', 'uid', 'name', 'display_name', 'email', 'account_id', 'created_at', 'pubsub_token', 'role', 'inviter_id', 'confirmed', 'avatar_url',
      'access_token', 'accounts',
    ])
    expect(body.data).toMatchObject({ name: 'Ines Roth', role: 'administrator', confirmed: true, accounts: [{ name: 'Acme', role: 'administrator', locale: 'en' }] })
    expect(headers.get('uid')).toBe(body.data.email)
    expect(headers.get('set-cookie')).toMatch(/^parley_session=\w+\.\w+; HttpOnly; SameSite=Lax; Path=\/; Max-Age=\d+$/)
    const counts = await app.db.query('select (select count(*) from accounts) as accounts, (select count(*) from users) as users')
    expect(counts).toEqual([{ accounts: 1, users: 1 }])
    expect((await app.call('GET', '/api/v1/installation')).body.onboarding).toBe(false)
    expect((await app.call('POST', '/api/v1/accounts', { body: ines, token: body.data.access_token })).status).toBe(404)
  })
})

describe('an account', () => {
  let app: TestApp
  let token: string
  let account: number
  let noah: Awaited<ReturnType<typeof addAgent>>
  beforeAll(async () => {
    app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
    const { data } = (await app.call('POST', '/api/v1/accounts', { body: ines })).body
    token = data.access_token
    account = data.account_id
    noah = await addAgent(app, `/api/v1/accounts/${account}`, token, 'Noah', 'noah@acme.test')
  })
  afterAll(() => app.close())

  it('is one of several when sign-up is enabled', async () => {
    expect((await app.call('POST', '/api/v1/accounts', { body: ines })).body).toEqual({ message: 'You have already signed up for an account with ines@acme.test' })
    const { status, body, headers } = await app.call('POST', '/api/v1/accounts', { body: { account_name: 'Second', locale: 'de' }, token: noah.token })
    expect(status).toBe(200)
    expect(body.data.id).toBe(noah.id)
    expect(body.data.accounts).toHaveLength(2)
    expect(body.data.accounts.find((each: { id: number }) => each.id === body.data.account_id)).toMatchObject({ name: 'Second', locale: 'de', role: 'administrator' })
    expect(headers.get('uid')).toBe('noah@acme.test')
    expect((await app.call('GET', `/api/v1/accounts/${body.data.account_id}`, { token })).status).toBe(404)
  })

  it('is shown to its members', async () => {
    const { status, body } = await app.call('GET', `/api/v1/accounts/${account}`, { token: noah.token })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['settings', 'created_at', 'domain', 'features', 'id', 'locale', 'name', 'support_email', 'status', 'cache_keys', 'latest_chatwoot_version'])
    expect((await app.call('GET', '/api/v1/accounts/999', { token })).body).toEqual({ error: 'Resource could not be found' })
    expect((await app.call('GET', '/api/v1/accounts/x', { token })).status).toBe(404)
    expect((await app.call('GET', `/api/v1/accounts/${account}`)).status).toBe(401)
  })

  it('is changed by administrators', async () => {
    const path = `/api/v1/accounts/${account}`
    const patch = (body: object) => app.call('PATCH', path, { token, body })
    expect((await app.call('PATCH', path, { token: noah.token, body: { name: 'Mine' } })).body).toEqual({ error: 'You are not authorized to do this action' })
    const { body } = await patch({ name: 'Acme Ltd', locale: 'pt_BR', support_email: 'help@acme.test', auto_resolve_after: 60, website: 'acme.test', user_role: 'boss' })
    expect(body).toMatchObject({ name: 'Acme Ltd', locale: 'pt_BR', support_email: 'help@acme.test', settings: { auto_resolve_after: 60 } })
    expect(body.custom_attributes).toEqual({ plan_name: null, subscribed_quantity: null, subscription_status: null, subscription_ends_on: null, website: 'acme.test' })
    expect((await patch({ auto_resolve_message: 'Bye' })).body.settings).toEqual({ auto_resolve_after: 60, auto_resolve_message: 'Bye' })
    const refused = [
      { auto_resolve_after: 9 }, { auto_resolve_after: 'soon' }, { audio_transcriptions: {} }, { name: '' }, { name: null }, { locale: 'klingon!' }, { support_email: 'x' },
      { domain: 'd'.repeat(101) },
    ]
    for (const wrong of refused) {
      expect({ wrong, status: (await patch(wrong)).status }).toEqual({ wrong, status: 422 })
    }
  })

  it('remembers who used it last, and answers stamps', async () => {
    expect(await app.call('POST', `/api/v1/accounts/${account}/update_active_at`, { token: noah.token })).toMatchObject({ status: 200, body: null })
    expect((await app.call('GET', '/api/v1/profile', { token: noah.token })).body.account_id).toBe(account)
    const { body, headers } = await app.call('GET', `/api/v1/accounts/${account}/cache_keys`, { token })
    expect(Object.keys(body.cache_keys)).toEqual(['label', 'inbox', 'team'])
    expect(headers.get('cache-control')).toContain('max-age=10')
  })

  it('tells anyone what server this is', async () => {
    expect((await app.call('GET', '/health')).body).toEqual({ status: 'woot' })
    const { body } = await app.call('GET', '/api')
    expect(body).toMatchObject({ version: '4.15.1', queue_services: 'ok', data_services: 'ok' })
    expect(body.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })
})
