import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Form } from '../form.ts'
import { openStage, png, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.8, and the bot of an inbox (§3.1).

const shown = {
  id: 'int', name: 'text|null', description: 'text|null', thumbnail: 'text', outgoing_url: 'text|null', bot_type: '=webhook', bot_config: 'object', account_id: 'int',
} satisfies Form
const added = { previous_secret_until: 'iso|null', webhook_secret: 'text', custom_headers: 'object', skip_own: 'bool' } satisfies Form
const forAdministrators = { ...shown, access_token: 'text', secret: 'text', system_bot: 'bool', ...added } satisfies Form
const forAgents = { ...shown, access_token: 'text', system_bot: 'bool' } satisfies Form
const systemBot = {
  id: 'int', name: 'text|null', description: 'text|null', thumbnail: 'text', bot_type: '=webhook', bot_config: 'object', account_id: 'null', system_bot: 'bool',
} satisfies Form
const record = { id: 'int', owner_type: '=AgentBot', owner_id: 'int', token: 'text', created_at: 'iso', updated_at: 'iso' } satisfies Form

let stage: Stage
let system: number
let id: number

beforeAll(async () => {
  stage = await openStage({ PLATFORM_API_TOKEN: 'a-token-of-the-hosting-desk' })
  const made = await stage.app.call('POST', '/platform/api/v1/agent_bots', { token: 'a-token-of-the-hosting-desk', body: { name: 'Everywhere', outgoing_url: 'https://secret.example.org' } })
  system = made.body.id
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from agent_bots where account_id is not null')
  id = (await stage.maya('POST', '/agent_bots', { name: 'Robo' })).body.id
})

test(row('4.8 POST /agent_bots'), async () => {
  const given = { name: 'Helper', description: 'Answers first', outgoing_url: 'https://bots.example.org/h', bot_type: 'webhook', bot_config: { tone: 'kind' } }
  expect(expectAnswer(await stage.maya('POST', '/agent_bots', given), forAdministrators)).toMatchObject({ ...given, account_id: stage.world.account, system_bot: false, thumbnail: '' })
  // Nothing is required.
  expect(expectAnswer(await stage.maya('POST', '/agent_bots', {}), forAdministrators)).toMatchObject({ name: null, description: null, outgoing_url: null, bot_config: {} })
  await expectRefusals([
    [stage.maya, 'POST', '/agent_bots', { outgoing_url: `https://x.example.org/${'a'.repeat(2048)}` }, 422, invalid('Outgoing url is too long (maximum is 2048 characters)', 'outgoing_url')],
    [stage.maya, 'POST', '/agent_bots', { outgoing_url: 'nowhere' }, 422, invalid('Outgoing url is invalid', 'outgoing_url')],
    [stage.maya, 'POST', '/agent_bots', { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
    [stage.maya, 'POST', '/agent_bots', { bot_type: 'csml' }, 422, { error: "'csml' is not a valid bot_type" }],
    [stage.noah, 'POST', '/agent_bots', { name: 'x' }, 401, notYours],
  ])
})

test('a picture is fetched from its address', async () => {
  const pictures = createServer((request, response) => (request.url === '/robo.png' ? response.end(png) : response.writeHead(404).end('no')))
  await once(pictures.listen(0, '127.0.0.1'), 'listening')
  const at = (path: string) => `http://127.0.0.1:${(pictures.address() as AddressInfo).port}${path}`
  const wanted = (await stage.maya('POST', '/agent_bots', { avatar_url: at('/robo.png') })).body
  const missing = (await stage.maya('POST', '/agent_bots', { avatar_url: at('/nothing.png') })).body
  expect([wanted.thumbnail, missing.thumbnail]).toEqual(['', ''])
  const thumbnail = async (one: { id: number }) => (await stage.maya('GET', `/agent_bots/${one.id}`)).body.thumbnail as string
  while (await thumbnail(wanted) === '') await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await thumbnail(wanted)).toMatch(/avatar\.png$/)
  expect(await thumbnail(missing)).toBe('')
  await expectRefusals([[stage.maya, 'PATCH', `/agent_bots/${id}`, { avatar_url: 'javascript:alert(1)' }, 422, invalid('Avatar url is invalid', 'avatar_url')]])
  pictures.close()
})

test(row('4.8 GET /agent_bots'), async () => {
  expect((await stage.maya('GET', '/agent_bots')).body.map((bot: { id: number }) => bot.id).toSorted()).toEqual([system, id].toSorted())
  const list = (await stage.noah('GET', '/agent_bots')).body as { id: number }[]
  expectAnswer({ status: 200, body: list.find((bot) => bot.id === id), headers: new Headers() }, forAgents)
  expectAnswer({ status: 200, body: list.find((bot) => bot.id === system), headers: new Headers() }, systemBot)
})

test(row('4.8 GET /agent_bots/{id}'), async () => {
  expectAnswer(await stage.maya('GET', `/agent_bots/${id}`), forAdministrators)
  expectAnswer(await stage.noah('GET', `/agent_bots/${id}`), forAgents)
  expectAnswer(await stage.maya('GET', `/agent_bots/${system}`), systemBot)
  await expectRefusals([[stage.maya, 'GET', '/agent_bots/999999', undefined, 404, notFound], [stage.maya, 'GET', '/agent_bots/x', undefined, 404, notFound]])
})

test(row('4.8 PATCH /agent_bots/{id}'), async () => {
  await stage.maya('PATCH', `/agent_bots/${id}`, { description: 'Kept', bot_config: { a: 1 } })
  const custom_headers = { 'X-Key': 'hidden' }
  const changed = expectAnswer(await stage.maya('PUT', `/agent_bots/${id}`, { name: 'Robo 2', outgoing_url: 'https://b.example.org', custom_headers, skip_own: true }), forAdministrators)
  expect(changed).toMatchObject({ name: 'Robo 2', description: 'Kept', bot_config: { a: 1 }, skip_own: true, custom_headers: { 'X-Key': '••••' } })
  await expectRefusals([
    [stage.maya, 'PATCH', `/agent_bots/${system}`, { name: 'x' }, 404, notFound], [stage.noah, 'PATCH', `/agent_bots/${id}`, { name: 'x' }, 401, notYours],
    [stage.maya, 'PATCH', `/agent_bots/${id}`, { custom_headers: { Host: 'x' } }, 422, invalid('Custom headers name Host, which is set for each callback', 'custom_headers')],
  ])
})

test(row('4.8 DELETE /agent_bots/{id}'), async () => {
  const { access_token } = (await stage.maya('GET', `/agent_bots/${id}`)).body
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: id })
  await stage.maya('POST', `${stage.thread}/assignments`, { assignee_id: id, assignee_type: 'AgentBot' })
  await expectRefusals([[stage.noah, 'DELETE', `/agent_bots/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', `/agent_bots/${system}`, undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `/agent_bots/${id}`))
  expect((await stage.maya('GET', `/inboxes/${stage.world.inbox.id}/agent_bot`)).body).toEqual({})
  expect((await stage.maya('GET', stage.thread)).body.meta).not.toHaveProperty('assignee')
  expect((await stage.app.call('GET', `/api/v1/accounts/${stage.world.account}${stage.thread}`, { token: access_token })).body).toEqual({ error: 'Invalid Access Token' })
})

test(row('4.8 DELETE /agent_bots/{id}/avatar'), async () => {
  const form = new FormData()
  form.append('avatar', new Blob([png], { type: 'image/png' }), 'robo.png')
  const { thumbnail } = (await stage.maya('PATCH', `/agent_bots/${id}`, form)).body
  expect((await stage.app.call('GET', new URL(thumbnail).pathname)).status).toBeLessThan(400)
  expect(expectAnswer(await stage.maya('DELETE', `/agent_bots/${id}/avatar`), forAdministrators).thumbnail).toBe('')
  expect((await stage.app.call('GET', new URL(thumbnail).pathname)).status).toBe(404)
  await expectRefusals([[stage.noah, 'DELETE', `/agent_bots/${id}/avatar`, undefined, 401, notYours]])
})

test(row('4.8 POST /agent_bots/{id}/reset_access_token'), async () => {
  const look = async (token: string) => (await stage.app.call('GET', `/api/v1/accounts/${stage.world.account}${stage.thread}`, { token })).status
  const { access_token } = (await stage.maya('GET', `/agent_bots/${id}`)).body
  expect(await look(access_token)).toBe(200)
  const renewed = expectAnswer(await stage.maya('POST', `/agent_bots/${id}/reset_access_token`), forAdministrators)
  expect(renewed.access_token).not.toBe(access_token)
  expect([await look(access_token), await look(renewed.access_token)]).toEqual([401, 200])
  const overlapping = (await stage.maya('POST', `/agent_bots/${id}/reset_access_token`, { overlap: 60 })).body.access_token
  expect([await look(renewed.access_token), await look(overlapping)]).toEqual([200, 200])
  await expectRefusals([
    [stage.noah, 'POST', `/agent_bots/${id}/reset_access_token`, undefined, 401, notYours], [stage.maya, 'POST', `/agent_bots/${system}/reset_access_token`, undefined, 404, notFound],
  ])
})

test(row('4.8 POST /agent_bots/{id}/reset_secret'), async () => {
  const before = (await stage.maya('GET', `/agent_bots/${id}`)).body
  const after = expectAnswer(await stage.maya('POST', `/agent_bots/${id}/reset_secret`), forAdministrators)
  expect([after.secret === before.secret, after.access_token, after.previous_secret_until]).toEqual([false, before.access_token, null])
  expect((await stage.maya('POST', `/agent_bots/${id}/reset_secret`, { overlap: 60 })).body.previous_secret_until).not.toBeNull()
  await expectRefusals([
    [stage.noah, 'POST', `/agent_bots/${id}/reset_secret`, undefined, 401, notYours], [stage.maya, 'POST', `/agent_bots/${system}/reset_secret`, undefined, 404, notFound],
  ])
})

test(row('3.1 GET /inboxes/{id}/agent_bot'), async () => {
  const path = `/inboxes/${stage.world.inbox.id}/agent_bot`
  expect((await stage.maya('GET', path)).body).toEqual({})
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: id })
  // Here the token is the whole record, shown to every role.
  expect(expectAnswer(await stage.maya('GET', path), { agent_bot: { ...forAdministrators, access_token: record } }).agent_bot).toMatchObject({ id, access_token: { owner_id: id } })
  expectAnswer(await stage.noah('GET', path), { agent_bot: { ...forAgents, access_token: record } })
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: system })
  expectAnswer(await stage.noah('GET', path), { agent_bot: systemBot })
  await expectRefusals([[stage.maya, 'GET', '/inboxes/999999/agent_bot', undefined, 404, notFound]])
})

test(row('3.1 POST /inboxes/{id}/set_agent_bot'), async () => {
  const path = `/inboxes/${stage.world.inbox.id}/set_agent_bot`
  const connected = async () => (await stage.maya('GET', `/inboxes/${stage.world.inbox.id}/agent_bot`)).body.agent_bot?.id ?? null
  const other = (await stage.maya('POST', '/agent_bots', { name: 'Other' })).body.id
  for (const [agent_bot, wanted] of [[id, id], [other, other], [String(system), system], [null, null], [id, id], [undefined, null]] as const) {
    expectHead(await stage.maya('POST', path, { agent_bot }))
    expect(await connected()).toBe(wanted)
  }
  // What is no id leaves the bot where it is.
  await stage.maya('POST', path, { agent_bot: id })
  for (const agent_bot of ['abc', 0, [id], { id }, 1.5, true, '']) expect(await stage.maya('POST', path, { agent_bot })).toMatchObject({ status: 404, body: notFound })
  expect(await connected()).toBe(id)
  await expectRefusals([
    [stage.maya, 'POST', path, { agent_bot: 999_999 }, 404, notFound], [stage.noah, 'POST', path, { agent_bot: id }, 401, notYours],
    [stage.maya, 'POST', '/inboxes/999999/set_agent_bot', { agent_bot: id }, 404, notFound],
  ])
})

test('of a bot of the installation the ledger tells neither where it is nor what it was sent with', async () => {
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: system })
  await stage.omar('POST', '/conversations/' + stage.world.conversation + '/messages', { content: 'hello' })
  const path = `/deliveries?endpoint_kind=agent_bot&endpoint_id=${system}`
  const tried = async () => (await stage.maya('GET', path)).body.payload.find(({ attempts }: { attempts: number }) => attempts > 0)
  while (!await tried()) await new Promise((resolve) => setTimeout(resolve, 20))
  const shown = (await stage.maya('GET', `/deliveries/${(await tried()).id}`)).body
  expect(shown.attempts_made).toMatchObject([{ error: null, response_body: null, request: { url: null, headers: {} } }])
  expect(JSON.stringify([await tried(), shown])).not.toContain('secret.example.org')
  await stage.maya('POST', `/inboxes/${stage.world.inbox.id}/set_agent_bot`, { agent_bot: null })
})
