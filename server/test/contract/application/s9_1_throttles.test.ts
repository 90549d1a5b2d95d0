import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import { openStage, type Stage } from '../stage.ts'
import { row } from './covers.ts'

// Each throttle lets so many calls through and answers the next with 429 (application API §9.1). Small settings where there are settings.

let stage: Stage
/** Each test calls from an address of its own, as loopback is exempt. */
let address = 0

beforeAll(async () => {
  stage = await openStage({
    TRUST_PROXY: 'true', RACK_ATTACK_LIMIT: '40', RACK_ATTACK_ALLOWED_IPS: '198.51.100.7', RATE_LIMIT_CONTACT_SEARCH: '2', RATE_LIMIT_CONVERSATIONS_META: '2',
    RATE_LIMIT_CONVERSATION_TRANSCRIPT: '2', RATE_LIMIT_REPORTS_API_USER_LEVEL: '2', RATE_LIMIT_REPORTS_API_ACCOUNT_LEVEL: '3',
  })
})
afterAll(() => stage.close())

interface Call { method: string; path: string; body?: unknown; token?: string; ip?: string }

/** Calls until one is refused for its frequency; answers how many were let through. */
async function allowed(most: number, callOf: (n: number) => Call): Promise<number> {
  const own = `203.0.113.${++address}`
  for (let n = 0; n <= most; n++) {
    const { method, path, body, token, ip = own } = callOf(n)
    const answer = await stage.app.call(method, path, { token, body, headers: { 'x-forwarded-for': ip } })
    if (answer.status === 429) {
      expect(answer.body).toBe('Retry later\n')
      return n
    }
  }
  return Number.POSITIVE_INFINITY
}

const account = (path: string) => `/api/v1/accounts/${stage.world.account}${path}`
const maya = () => stage.world.maya.token
const noah = () => stage.world.noah.token

test(row('9.1 every request'), async () => {
  expect(await allowed(50, () => ({ method: 'GET', path: '/api' }))).toBe(40)
})

test(row('9.1 safe list'), async () => {
  expect(await allowed(50, () => ({ method: 'GET', path: '/api', ip: '198.51.100.7' }))).toBe(Number.POSITIVE_INFINITY)
  expect(await allowed(50, () => ({ method: 'GET', path: '/api', ip: '127.0.0.1' }))).toBe(Number.POSITIVE_INFINITY)
  expect(await allowed(50, () => ({ method: 'GET', path: '/health' }))).toBe(Number.POSITIVE_INFINITY)
})

test(row('9.1 sign in'), async () => {
  expect(await allowed(10, (n) => ({ method: 'POST', path: '/auth/sign_in', body: { email: `somebody${n}@acme.test`, password: 'x' } }))).toBe(5)
  expect(await allowed(15, (n) => ({ method: 'POST', path: '/auth/sign_in', body: { email: 'one@acme.test', password: 'x' }, ip: `192.0.2.${n + 1}` }))).toBe(10)
})

test(row('9.1 second step'), async () => {
  const second = (mfa_token: string, ip: string) => ({ method: 'POST', path: '/auth/sign_in', body: { mfa_token, otp_code: '1' }, ip })
  expect(await allowed(15, (n) => second(`token ${n}`, '192.0.2.201'))).toBe(10)
  expect(await allowed(15, (n) => second('one token', `192.0.2.${n + 210}`))).toBe(10)
})

test(row('9.1 password'), async () => {
  expect(await allowed(10, (n) => ({ method: 'POST', path: '/auth/password', body: { email: `somebody${n}@acme.test` } }))).toBe(5)
  expect(await allowed(10, (n) => ({ method: 'POST', path: '/auth/password', body: { email: 'two@acme.test' }, ip: `192.0.2.${n + 50}` }))).toBe(5)
})

test(row('9.1 sign up'), async () => {
  expect(await allowed(10, () => ({ method: 'POST', path: '/api/v1/accounts', body: {} }))).toBe(5)
})

test(row('9.1 confirmation'), async () => {
  expect(await allowed(10, (n) => ({ method: 'POST', path: '/resend_confirmation', body: { email: `somebody${n}@acme.test` } }))).toBe(5)
  expect(await allowed(10, (n) => ({ method: 'POST', path: '/resend_confirmation', body: { email: 'three@acme.test' }, ip: `192.0.2.${n + 100}` }))).toBe(5)
  expect(await allowed(10, () => ({ method: 'POST', path: '/api/v1/profile/resend_confirmation', token: maya() }))).toBe(5)
})

test(row('9.1 mfa'), async () => {
  expect(await allowed(10, () => ({ method: 'POST', path: '/api/v1/profile/mfa/verify', body: { otp_code: '1' }, token: maya() }))).toBe(5)
})

test(row('9.1 transcript'), async () => {
  expect(await allowed(5, () => ({ method: 'POST', path: account(`${stage.thread}/transcript`), body: { email: 'a@example.org' }, token: maya() }))).toBe(2)
})

test(row('9.1 upload'), async () => {
  expect(await allowed(70, (n) => ({ method: 'POST', path: account('/upload'), token: maya(), ip: `192.0.2.${n + 150}` }))).toBe(60)
})

test(row('9.1 contact search'), async () => {
  expect(await allowed(5, (n) => ({ method: 'GET', path: account('/contacts/search?q=o'), token: n % 2 ? maya() : noah() }))).toBe(2)
})

test(row('9.1 reports'), async () => {
  const path = `/api/v2/accounts/${stage.world.account}/reports/summary?type=account`
  expect(await allowed(5, () => ({ method: 'GET', path, token: maya() }))).toBe(2)
  const zoe = await addAgent(stage.app, account(''), maya(), 'Zoe', 'zoe@acme.test', 'administrator')
  expect(await allowed(5, () => ({ method: 'GET', path, token: zoe.token }))).toBe(1)
})

test(row('9.1 conversation counts'), async () => {
  expect(await allowed(5, () => ({ method: 'GET', path: account('/conversations/meta'), token: maya() }))).toBe(2)
  expect(await allowed(5, () => ({ method: 'GET', path: account('/conversations/meta'), token: noah() }))).toBe(2)
})
