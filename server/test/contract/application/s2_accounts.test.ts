import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectForm, type Form } from '../form.ts'
import { password } from '../../world.ts'
import { openStage, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §2.

const cacheKeys = { label: 'text', inbox: 'text', team: 'text' } as const
const account = {
  settings: 'object', created_at: 'iso', 'custom_attributes?': 'object', domain: 'text|null', features: 'object', id: 'int', locale: 'text', name: 'text',
  support_email: 'text', status: '=active|=suspended', cache_keys: cacheKeys,
} satisfies Form
const signedUp = {
  id: 'int', provider: 'text', uid: 'text', name: 'text', display_name: 'text|null', email: 'text', account_id: 'int', created_at: 'iso', pubsub_token: 'text',
  role: '=administrator', inviter_id: 'int|null', confirmed: 'bool', avatar_url: 'text', access_token: 'text',
  accounts: [{ id: 'int', name: 'text', active_at: 'iso|null', role: '=administrator|=agent', locale: 'text' }],
} satisfies Form
const plan = { plan_name: null, subscribed_quantity: null, subscription_status: null, subscription_ends_on: null }

let stage: Stage
let outsider: Ask
beforeAll(async () => {
  stage = await openStage({ MAILER_SENDER_EMAIL: 'Parley <desk@parley.test>' })
  const { body } = await stage.app.call('POST', '/api/v1/accounts', { body: { account_name: 'Elsewhere', user_full_name: 'Eve', email: 'eve@else.test', password } })
  outsider = (method, path, body_) => stage.app.call(method, `/api/v1/accounts/${stage.world.account}${path}`, { token: body.data.access_token, body: body_ })
})
afterAll(() => stage.close())

test(row('2.1 GET /accounts/{id}'), async () => {
  const shown = expectAnswer(await stage.noah('GET', ''), { ...account, latest_chatwoot_version: 'text|null' })
  expect(shown).toMatchObject({ id: stage.world.account, name: 'acme', locale: 'en', domain: null, support_email: 'desk@parley.test', settings: {}, latest_chatwoot_version: null })
  expect(shown.features).toMatchObject({ labels: true, team_management: true, canned_responses: true, custom_attributes: true })
  await expectRefusals([[outsider, 'GET', '', undefined, 404, notFound]])
})

test(row('2.1 PATCH /accounts/{id}'), async () => {
  const settings = {
    auto_resolve_after: 60, auto_resolve_message: 'Bye', auto_resolve_ignore_waiting: true, audio_transcriptions: false, auto_resolve_label: 'stale', reporting_timezone: 'Europe/Berlin',
  }
  const attributes = { website: 'acme.test', industry: 'Shoes', company_size: '1-10', timezone: 'UTC', referral_source: 'friend' }
  const base = { name: 'Acme Ltd', locale: 'de', domain: 'acme.test', support_email: 'help@acme.test' }
  const changed = expectAnswer(await stage.maya('PATCH', '', { ...base, ...settings, ...attributes, user_role: 'boss', unknown: 1 }), account)
  expect(changed).toMatchObject({ ...base, settings })
  expect(changed.custom_attributes).toEqual({ ...plan, ...attributes })
  // Merged key by key; null takes a setting back.
  const again = expectAnswer(await stage.maya('PUT', '', { auto_resolve_after: null, reporting_timezone: null, website: 'other.test', domain: null, support_email: '' }), account)
  expect(again).toMatchObject({ settings: { ...settings, auto_resolve_after: null, reporting_timezone: null }, domain: null, support_email: 'desk@parley.test', name: 'Acme Ltd' })
  expect(again.custom_attributes.website).toBe('other.test')
  // What is there and empty is not shown.
  const emptied = expectAnswer(await stage.maya('PUT', '', { website: '', industry: null, company_size: ' ' }), account)
  expect(emptied.custom_attributes).toEqual({ ...plan, timezone: 'UTC', referral_source: 'friend' })
  const range = (text: string) => invalid(`auto_resolve_after must be ${text}`, 'auto_resolve_after')
  await expectRefusals([
    [stage.maya, 'PATCH', '', { auto_resolve_after: 9 }, 422, range('from 10 to 1439856')],
    [stage.maya, 'PATCH', '', { auto_resolve_after: 1_439_857 }, 422, range('from 10 to 1439856')],
    [stage.maya, 'PATCH', '', { auto_resolve_after: 10.5 }, 422, range('a whole number')],
    [stage.maya, 'PATCH', '', { auto_resolve_message: 1 }, 422, invalid('auto_resolve_message must be a text', 'auto_resolve_message')],
    [stage.maya, 'PATCH', '', { audio_transcriptions: 'yes' }, 422, invalid('audio_transcriptions must be true or false', 'audio_transcriptions')],
    [stage.maya, 'PATCH', '', { reporting_timezone: 'Mars/Olympus' }, 422, invalid('reporting_timezone is not a valid timezone', 'reporting_timezone')],
    [stage.maya, 'PATCH', '', { support_email: 'nobody' }, 422, invalid('Support email is not a valid email address', 'support_email')],
    [stage.maya, 'PATCH', '', { domain: 'd'.repeat(101) }, 422, invalid('Domain is too long (maximum is 100 characters)', 'domain')],
    [stage.maya, 'PATCH', '', { name: '' }, 422, invalid("Name can't be blank", 'name')],
    [stage.maya, 'PATCH', '', { locale: 'klingon!' }, 422, { error: "'klingon!' is not a valid locale" }],
    [stage.noah, 'PATCH', '', { name: 'Mine' }, 401, notYours],
    [outsider, 'PATCH', '', { name: 'Mine' }, 404, notFound],
  ])
})

test(row('2.1 POST /update_active_at'), async () => {
  expectHead(await stage.noah('POST', '/update_active_at'))
  await expectRefusals([[outsider, 'POST', '/update_active_at', undefined, 404, notFound]])
})

test(row('2.1 GET /cache_keys'), async () => {
  const answer = await stage.noah('GET', '/cache_keys')
  expectAnswer(answer, { cache_keys: cacheKeys })
  expect(answer.headers.get('cache-control')).toBe('max-age=10, private, stale-while-revalidate=300')
  await expectRefusals([[outsider, 'GET', '/cache_keys', undefined, 404, notFound]])
})

test(row('2.1 PATCH /onboarding'), async () => {
  const changed = expectAnswer(await stage.maya('PATCH', '/onboarding', { name: 'Acme GmbH', locale: 'fr', industry: 'Boots', domain: 'ignored.test' }), account)
  expect(changed).toMatchObject({ name: 'Acme GmbH', locale: 'fr', domain: null, custom_attributes: { industry: 'Boots' } })
  expect(expectAnswer(await stage.maya('PUT', '/onboarding', { industry: 'Shoes' }), account).custom_attributes).toMatchObject({ industry: 'Shoes' })
  await expectRefusals([[stage.noah, 'PATCH', '/onboarding', { name: 'Mine' }, 401, notYours], [outsider, 'PATCH', '/onboarding', {}, 404, notFound]])
})

const anybody: Ask = (method, path, body) => stage.app.call(method, path, { body })
const says = (message: string) => ({ message })

test(row('2.2 POST /api/v1/accounts'), async () => {
  const input = { account_name: 'Shop', user_full_name: 'Sue', email: 'sue@shop.test', password, locale: 'pt_BR' }
  const answer = await anybody('POST', '/api/v1/accounts', input)
  const { data } = expectAnswer(answer, { data: signedUp })
  expect(data).toMatchObject({ uid: 'sue@shop.test', accounts: [{ id: data.account_id, name: 'Shop', role: 'administrator', locale: 'pt_BR' }] })
  expect(answer.headers.get('access-token')).toMatch(/^\w{24}$/)
  const own = await stage.app.call('POST', '/api/v1/accounts', { token: data.access_token, body: { account_name: 'Second' } })
  expectForm(own.body, { data: signedUp })
  expect([own.body.data.accounts.length, own.headers.get('access-token'), own.headers.get('uid')]).toEqual([2, expect.stringMatching(/^\w{24}$/), 'sue@shop.test'])
  // The dashboard has its session already, and no use for a token.
  const headers = { cookie: answer.headers.get('set-cookie')!.split(';')[0]!, origin: stage.app.url }
  const third = await stage.app.call('POST', '/api/v1/accounts', { headers, body: { account_name: 'Third' } })
  expect([third.status, third.headers.get('access-token'), third.headers.get('set-cookie')]).toEqual([200, null, null])
  await expectRefusals([
    [anybody, 'POST', '/api/v1/accounts', {}, 403, says('Invalid, please check the signup paramters and try again')],
    [anybody, 'POST', '/api/v1/accounts', { ...input, email: 'x' }, 403, says('You have entered an invalid email')],
    [anybody, 'POST', '/api/v1/accounts', input, 403, says('You have already signed up for an account with sue@shop.test')],
    [anybody, 'POST', '/api/v1/accounts', { ...input, email: 'a@shop.test', account_name: '' }, 422, invalid("Name can't be blank", 'name')],
    [anybody, 'POST', '/api/v1/accounts', { ...input, email: 'a@shop.test', password: 'short' }, 422, invalid('Password is too short (minimum is 8 characters)', 'password')],
  ])
})

test(row('2.2 POST /api/v2/accounts'), async () => {
  const answer = await anybody('POST', '/api/v2/accounts', { email: 'tim@shop.test', password, locale: 'de' })
  const { data } = expectAnswer(answer, { data: signedUp })
  expect(data).toMatchObject({ name: 'tim', accounts: [{ name: 'tim', locale: 'de' }] })
  expect(answer.headers.get('client')).toMatch(/^\w{24}$/)
  await expectRefusals([
    [anybody, 'POST', '/api/v2/accounts', { password }, 403, says('You have entered an invalid email')],
    [anybody, 'POST', '/api/v2/accounts', { email: 'tim@shop.test', password }, 403, says('You have already signed up for an account with tim@shop.test')],
  ])
})
