import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import { openStage, type Stage } from '../stage.ts'
import { row } from './covers.ts'

// One error of each cause: status and body, exactly (application API §0.5).

let stage: Stage
let api: string
let other: Stage['world']['account']

beforeAll(async () => {
  stage = await openStage({ TRUST_PROXY: 'true', RACK_ATTACK_LIMIT: '3', PLATFORM_API_TOKEN: 'platform-token-of-32-characters' })
  api = `/api/v1/accounts/${stage.world.account}`
  other = stage.world.account - 1
})
afterAll(() => stage.close())

const notBots = { error: 'Access to this endpoint is not authorized for bots' }
const notFound = { error: 'Resource could not be found' }
const pageNotFound = { status: 404, error: 'Not Found' }

async function expectAnswer(method: string, path: string, headers: Record<string, string>, status: number, body: unknown, sent?: unknown): Promise<void> {
  const answer = await stage.app.call(method, path, { headers, ...(sent === undefined ? {} : { body: sent }) })
  expect([method, path, answer.status, answer.body]).toEqual([method, path, status, body])
}

const maya = () => ({ api_access_token: stage.world.maya.token })
const noah = () => ({ api_access_token: stage.world.noah.token })

test(row('0.5 no credentials'), async () => {
  const body = { errors: ['You need to sign in or sign up before continuing.'] }
  await expectAnswer('GET', `${api}/inboxes`, {}, 401, body)
  await expectAnswer('GET', `${api}/inboxes`, { 'access-token': 'x', client: 'y', uid: 'z' }, 401, body)
  await expectAnswer('GET', '/api/v1/profile', {}, 401, body)
})

test(row('0.5 unknown token'), () => expectAnswer('GET', `${api}/inboxes`, { api_access_token: 'nobody' }, 401, { error: 'Invalid Access Token' }))

test(row('0.5 bot where bots may not'), async () => {
  const bot = (await stage.maya('POST', '/agent_bots', { name: 'Robo' })).body
  await expectAnswer('GET', `${api}/conversations`, { api_access_token: bot.access_token }, 401, notBots)
})

test(row('0.5 platform token on /api/v1'), () => expectAnswer('GET', `${api}/inboxes`, { api_access_token: 'platform-token-of-32-characters' }, 401, notBots))

test(row('0.5 no member of the account'), () => expectAnswer('GET', `/api/v1/accounts/${other}/inboxes`, maya(), 401, { error: 'You are not authorized to access this account' }))

test(row('0.5 bot without an inbox in the account'), async () => {
  const bot = (await stage.maya('POST', '/agent_bots', { name: 'Elsewhere' })).body
  await expectAnswer('GET', `/api/v1/accounts/${other}/conversations/1`, { api_access_token: bot.access_token }, 401, { error: 'Bot is not authorized to access this account' })
})

test(row('0.5 account suspended'), async () => {
  await stage.app.db.query(`update accounts set status = 'suspended' where id = $1`, [stage.world.account])
  await expectAnswer('GET', `${api}/inboxes`, maya(), 401, { error: 'Account is suspended' })
  await stage.app.db.query(`update accounts set status = 'active' where id = $1`, [stage.world.account])
})

test(row('0.5 role refused'), () => expectAnswer('GET', `${api}/webhooks`, noah(), 401, { error: 'You are not authorized to do this action' }))

test(row('0.5 record not found'), async () => {
  for (const path of ['/conversations/99999', '/contacts/99999', '/inboxes/99999', '/teams/99999', '/canned_responses/abc', '/labels/0']) await expectAnswer(path.includes('canned') ? 'PATCH' : 'GET', api + path, maya(), 404, notFound)
  await expectAnswer('GET', '/api/v1/accounts/99999/inboxes', maya(), 404, notFound)
})

test(row('0.5 record not found under /platform or /public'), async () => {
  await expectAnswer('GET', '/public/api/v1/inboxes/nowhere', {}, 404, pageNotFound)
  await expectAnswer('GET', '/platform/api/v1/users/99999', { api_access_token: 'platform-token-of-32-characters' }, 404, pageNotFound)
})

test(row('0.5 not in the community build'), async () => {
  for (const path of ['/audit_logs', '/sla_policies', '/custom_roles', '/companies']) await expectAnswer('GET', api + path, maya(), 404, pageNotFound)
})

test(row('4.14 enterprise only'), async () => {
  for (const path of ['/applied_slas', '/agent_capacity_policies', '/captain/assistants', '/saml_settings', '/reporting_events', '/whatsapp_calls']) await expectAnswer('GET', api + path, maya(), 404, pageNotFound)
})

test(row('6.5 GET /inbox_assistant'), () => expectAnswer('GET', `${api}${stage.thread}/inbox_assistant`, maya(), 404, pageNotFound))

test(row('0.5 validation failed'), async () => {
  await expectAnswer('POST', `${api}/contacts`, maya(), 422, { message: 'Email Invalid email, Phone number should be in e164 format', attributes: ['email', 'phone_number'] }, { email: 'x', phone_number: '1' })
})

test(row('0.5 invalid automation rule or macro'), async () => {
  const answer = await stage.maya('POST', '/automation_rules', { name: 'x', event_name: 'message_created', conditions: [{ attribute_key: 'nonsense', filter_operator: 'equal_to', values: ['x'] }], actions: [] })
  expect([answer.status, answer.body]).toEqual([422, { error: { conditions: [expect.any(String)] } }])
  const macro = await stage.maya('POST', '/macros', { name: 'x', actions: [{ action_name: 'nonsense', action_params: [] }] })
  expect([macro.status, macro.body]).toEqual([422, { error: { actions: [expect.any(String)] } }])
})

test(row('0.5 required param missing'), () => expectAnswer('POST', `${api}/agents/bulk_create`, maya(), 422, { error: 'param is missing or the value is empty: emails' }, {}))

test(row('0.5 business rule refused'), () => expectAnswer('POST', `${api}/contacts/import`, maya(), 422, { error: 'File is blank' }, {}))

test(row('0.5 bad enum value'), () => expectAnswer('POST', `${api}${stage.thread}/toggle_status`, maya(), 422, { error: "'sleeping' is not a valid status" }, { status: 'sleeping' }))

test(row('0.5 throttled'), async () => {
  const headers = { ...maya(), 'x-forwarded-for': '203.0.113.44' }
  const statuses = []
  for (let n = 0; n < 4; n++) statuses.push((await stage.app.call('GET', `${api}/inboxes`, { headers })).status)
  expect(statuses).toEqual([200, 200, 200, 429])
  const answer = await stage.app.call('GET', `${api}/inboxes`, { headers })
  expect([answer.body, answer.headers.get('content-type')]).toEqual(['Retry later\n', 'text/plain'])
})

test(row('0.5 unknown route'), async () => {
  await expectAnswer('GET', `${api}/nonsense`, maya(), 404, pageNotFound)
  await expectAnswer('GET', '/api/v1/nonsense', {}, 404, pageNotFound)
})

test('an agent of another account is nobody here, whatever the record', async () => {
  const agent = await addAgent(stage.app, api, stage.world.maya.token, 'Sam', 'sam.errors@acme.test')
  await expectAnswer('GET', `/api/v1/accounts/${other}/conversations/1`, { api_access_token: agent.token }, 401, { error: 'You are not authorized to access this account' })
})
