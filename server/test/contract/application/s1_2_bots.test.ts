import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { message, shownConversation, slimBot } from './conversation_forms.ts'
import { agent } from '../forms.ts'
import { makeWorld, type World } from '../../world.ts'
import { type Ask, openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §1.1 and §1.2: tokens, and what those of bots may call.

let stage: Stage
let other: World
let bot: { id: number; access_token: string }
let ask: Ask

const as = (token: string, account: () => number): Ask => (method, path, body, headers = {}) => stage.app.call(method, `/api/v1/accounts/${account()}${path}`, { token, body, headers })

beforeAll(async () => {
  stage = await openStage()
  other = await makeWorld(stage.app, 'other')
  bot = (await stage.maya('POST', '/agent_bots', { name: 'Robo' })).body
  ask = as(bot.access_token, () => stage.world.account)
})
afterAll(() => stage.close())

describe('a token', () => {
  const path = '/api/v1/profile'
  const profile = (headers: Record<string, string>, query = '') => stage.app.call('GET', path + query, { headers })

  test.each(['api_access_token', 'Api-Access-Token', 'API_ACCESS_TOKEN'])('is read from %s', async (name) => {
    expect((await profile({ [name]: stage.world.maya.token })).body).toMatchObject({ id: stage.world.maya.id })
  })

  test('is read as a bearer, which newer versions do', async () => {
    expect((await profile({ authorization: `Bearer ${stage.world.maya.token}` })).body).toMatchObject({ id: stage.world.maya.id })
  })

  test('is not read from the query or the body', async () => {
    expect((await profile({}, `?api_access_token=${stage.world.maya.token}`)).status).toBe(401)
    expect((await stage.app.call('PUT', path, { body: { api_access_token: stage.world.maya.token, name: 'x' } })).status).toBe(401)
  })

  test('that is wrong is a 401, whatever session there is besides', async () => {
    const { headers } = await stage.app.call('POST', '/auth/sign_in', { body: { email: stage.world.maya.email, password: 'Correct-horse-9' } })
    const session = Object.fromEntries(['access-token', 'client', 'uid'].map((name) => [name, headers.get(name)!]))
    expect((await profile(session)).status).toBe(200)
    expect((await profile({ ...session, api_access_token: 'wrong' })).body).toEqual({ error: 'Invalid Access Token' })
    expect((await profile({ ...session, api_access_token: ' ' })).status).toBe(200)
  })

  test('has 24 characters and is one per owner', async () => {
    for (const token of [stage.world.maya.token, bot.access_token]) expect(token).toMatch(/^[1-9A-HJ-NP-Za-km-z]{24}$/)
  })
})

test(row('1.2 conversations'), async () => {
  expectAnswer(await ask('GET', stage.thread), shownConversation)
  const made = await ask('POST', '/conversations', { inbox_id: stage.world.inbox.id, contact_id: stage.world.omar.id })
  expect(made.status).toBe(200)
  expect((await ask('PATCH', stage.thread, { priority: 'high' })).body).toMatchObject({ priority: 'high' })
  expectHead(await ask('POST', `${stage.thread}/toggle_priority`, { priority: 'low' }))
  expectHead(await ask('POST', `${stage.thread}/toggle_typing_status`, { typing_status: 'on' }))
  expect((await ask('POST', `${stage.thread}/custom_attributes`, { custom_attributes: { plan: 'pro' } })).body).toEqual({ custom_attributes: { plan: 'pro' } })
  expect((await ask('POST', `${stage.thread}/toggle_status`, { status: 'resolved' })).body.payload).toMatchObject({ success: true, current_status: 'resolved' })
  // Whoever is no agent does not become its assignee by opening it.
  expect((await ask('POST', `${stage.thread}/toggle_status`, { status: 'open' })).body.payload).toMatchObject({ success: true, current_status: 'open' })
  expect((await stage.maya('GET', stage.thread)).body.meta).not.toHaveProperty('assignee')
  await expectRefusals([[ask, 'GET', '/conversations/999999', undefined, 404, notFound]])
})

test(row('1.2 conversations/messages'), async () => {
  const said = expectAnswer(await ask('POST', `${stage.thread}/messages`, { content: 'I am a robot' }), message)
  expect(said).toMatchObject({ message_type: 1, sender: { id: bot.id, name: 'Robo', avatar_url: '', type: 'agent_bot' } })
  // Its word ends the waiting, and is no first reply: that is a person's.
  expect((await ask('GET', stage.thread)).body).toMatchObject({ waiting_since: 0, first_reply_created_at: 0 })
  expect((await ask('POST', `${stage.thread}/messages`, { content: 'from Omar', message_type: 'incoming' })).body).toMatchObject({ message_type: 0, sender: { type: 'contact' } })
  // Somebody else's key is none of the bot's.
  const key = { 'idempotency-key': 'one-key-for-two-owners' }
  const [first, again, another] = [
    await ask('POST', `${stage.thread}/messages`, { content: 'once' }, key), await ask('POST', `${stage.thread}/messages`, { content: 'once' }, key),
    await stage.maya('POST', `${stage.thread}/messages`, { content: 'once' }, key),
  ]
  expect([first.body.id === again.body.id, first.body.id === another.body.id]).toEqual([true, false])
})

test(row('1.2 conversations/assignments'), async () => {
  expectAnswer(await ask('POST', `${stage.thread}/assignments`, { assignee_id: stage.world.noah.id }), agent)
  expect((await ask('GET', stage.thread)).body.meta).toMatchObject({ assignee: { id: stage.world.noah.id }, assignee_type: 'User' })
  // A bot takes the place of an agent, and an agent that of a bot.
  expectAnswer(await ask('POST', `${stage.thread}/assignments`, { assignee_id: bot.id, assignee_type: 'AgentBot' }), slimBot)
  expect((await ask('GET', stage.thread)).body.meta).toMatchObject({ assignee: { id: bot.id, name: 'Robo' }, assignee_type: 'AgentBot' })
  expect((await stage.maya('GET', '/conversations?assignee_type=unassigned')).body.data.payload.map(({ id }: { id: number }) => id)).toContain(stage.world.conversation)
  expect((await ask('POST', `${stage.thread}/assignments`, { assignee_id: 999_999, assignee_type: 'AgentBot' })).body).toBeNull()
  expect((await ask('GET', stage.thread)).body.meta.assignee_type).toBe('AgentBot')
  await ask('POST', `${stage.thread}/assignments`, { assignee_id: stage.world.noah.id })
  expect((await ask('GET', stage.thread)).body.meta.assignee_type).toBe('User')
  expect((await ask('POST', `${stage.thread}/assignments`, { assignee_id: 0 })).body).toBeNull()
})

test(row('1.2 conversations/labels'), async () => {
  expect((await ask('POST', `${stage.thread}/labels`, { labels: ['robots'] })).body).toEqual({ payload: ['robots'] })
  expect((await ask('GET', `${stage.thread}/labels`)).body).toEqual({ payload: ['robots'] })
})

const closed = { error: 'Access to this endpoint is not authorized for bots' }

test(row('1.2 everything else'), async () => {
  const routes = (await stage.app.call('GET', '/openapi.json')).body.paths as Record<string, Record<string, unknown>>
  const open = new Set([
    'POST /conversations', 'GET /conversations/{conversation_id}', 'PATCH /conversations/{conversation_id}', 'POST /conversations/{conversation_id}/toggle_status',
    'POST /conversations/{conversation_id}/toggle_priority', 'POST /conversations/{conversation_id}/toggle_typing_status', 'POST /conversations/{conversation_id}/custom_attributes',
    'POST /conversations/{conversation_id}/messages', 'POST /conversations/{conversation_id}/assignments', 'GET /conversations/{conversation_id}/labels',
    'POST /conversations/{conversation_id}/labels',
  ])
  let tried = 0
  for (const [path, operations] of Object.entries(routes)) {
    if (!/^\/api\/v[12]\/(accounts\/\{account_id\}|profile|notification_subscriptions)/.test(path)) continue
    for (const method of Object.keys(operations).map((name) => name.toUpperCase())) {
      if (open.has(`${method} ${path.replace(/^\/api\/v1\/accounts\/\{account_id\}/, '')}`)) continue
      const address = path.replace('{account_id}', String(stage.world.account)).replace(/\{\w+\}/g, '1')
      const answer = await stage.app.call(method, address, { token: bot.access_token, ...(method === 'GET' ? {} : { body: {} }) })
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, closed])
      tried++
    }
  }
  expect(tried).toBeGreaterThan(100)
})

test(row('0.5 bot where bots may not'), async () => {
  await expectRefusals([[ask, 'GET', '/conversations', undefined, 401, closed], [ask, 'GET', `${stage.thread}/messages`, undefined, 401, closed], [ask, 'GET', '/inboxes', undefined, 401, closed]])
})

test(row('0.5 bot without an inbox in the account'), async () => {
  const elsewhere = as(bot.access_token, () => other.account)
  const path = `/conversations/${other.conversation}`
  const refused = { error: 'Bot is not authorized to access this account' }
  await expectRefusals([[elsewhere, 'GET', path, undefined, 401, refused], [elsewhere, 'GET', '/inboxes', undefined, 401, closed]])
  await expectRefusals([[as(bot.access_token, () => 999_999), 'GET', '/conversations/1', undefined, 404, notFound]])
  // A bot of the installation works where it has an inbox.
  const { db } = stage.app
  await db.query('update agent_bots set account_id = null where id = $1', [bot.id])
  await expectRefusals([[ask, 'GET', stage.thread, undefined, 401, refused]])
  await db.query('update inboxes set agent_bot_id = $1 where id = $2', [bot.id, other.inbox.id])
  expect((await elsewhere('GET', path)).status).toBe(200)
  await db.query('update inboxes set agent_bot_id = null')
  await db.query('update agent_bots set account_id = $2 where id = $1', [bot.id, stage.world.account])
})
