import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addAgent, type Person } from '../../world.ts'
import { or } from '../form.ts'
import { agent } from '../forms.ts'
import { multipart, openStage, png, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound, notYours } from './calls.ts'
import { conversation, sender, shownConversation, slimBot } from './conversation_forms.ts'
import { row } from './covers.ts'

// Application API §6.5. `at` is the address of a fresh conversation of Omar's.

let stage: Stage
let at: string
let id: number
let sam: Person
let stranger: Ask

beforeAll(async () => {
  stage = await openStage()
  const { app, world } = stage
  sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')
  stranger = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: sam.token, body })
})
afterAll(() => stage.close())
beforeEach(async () => {
  const { world } = stage
  id = (await stage.maya('POST', '/conversations', { inbox_id: world.inbox.id, contact_id: world.omar.id, source_id: world.omar.source_id })).body.id
  at = `/conversations/${id}`
})

const shown = async () => (await stage.maya('GET', at)).body
const lines = async () => (await stage.maya('GET', `${at}/messages`)).body.payload.filter(({ message_type }: { message_type: number }) => message_type === 2).map(({ content }: { content: string }) => content)

test(row('6.5 GET /'), async () => {
  expect(expectAnswer(await stage.noah('GET', at), shownConversation)).toMatchObject({ id, uuid: expect.stringMatching(/^[\da-f-]{36}$/) })
  await expectRefusals([[stage.maya, 'GET', '/conversations/999999', undefined, 404, notFound], [stranger, 'GET', at, undefined, 401, notYours]])
})

test('a member of the team sees it, too', async () => {
  const team = (await stage.maya('POST', '/teams', { name: `team ${id}`, allow_auto_assign: false })).body.id
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [sam.id] })
  await stage.maya('POST', `${at}/assignments`, { team_id: team })
  expect((await stranger('GET', at)).status).toBe(200)
  expect((await stranger('POST', `${at}/messages`, { content: 'from the team' })).status).toBe(200)
  expect((await stranger('GET', '/conversations?status=all')).body.data.payload).toEqual([])
})

test(row('6.5 PATCH /'), async () => {
  expect(expectAnswer(await stage.noah('PATCH', at, { priority: 'high', status: 'resolved' }), conversation)).toMatchObject({ priority: 'high', status: 'open' })
  expect((await stage.noah('PUT', at, { priority: null })).body.priority).toBeNull()
  await expectRefusals([[stage.noah, 'PATCH', at, { priority: 'huge' }, 422, { error: "'huge' is not a valid priority" }]])
})

test(row('6.5 DELETE /'), async () => {
  await expectRefusals([[stage.noah, 'DELETE', at, undefined, 401, notYours]])
  expectHead(await stage.maya('DELETE', at))
  expect((await stage.maya('GET', at)).status).toBe(404)
})

describe(row('6.5 POST /toggle_status'), () => {
  const form = { payload: { success: 'bool', conversation_id: 'int', current_status: 'text', snoozed_until: 'iso|null' } } as const
  const toggle = async (who: Ask, body?: object) => expectAnswer(await who('POST', `${at}/toggle_status`, body), form).payload

  test('goes to and fro, or where it is told', async () => {
    expect(await toggle(stage.maya)).toEqual({ success: true, conversation_id: id, current_status: 'resolved', snoozed_until: null })
    expect((await toggle(stage.maya)).current_status).toBe('open')
    expect((await toggle(stage.maya, { status: 'pending' })).current_status).toBe('pending')
    expect((await toggle(stage.maya)).current_status).toBe('open')
    const until = Math.floor(Date.now() / 1000) + 60
    expect(await toggle(stage.maya, { status: 'snoozed', snoozed_until: until })).toMatchObject({ current_status: 'snoozed', snoozed_until: new Date(until * 1000).toISOString() })
    expect(await toggle(stage.maya, { status: 'resolved', snoozed_until: until })).toMatchObject({ current_status: 'resolved', snoozed_until: null })
    await expectRefusals([[stage.maya, 'POST', `${at}/toggle_status`, { status: 'closed' }, 422, { error: "'closed' is not a valid status" }]])
  })

  test('snoozes until a moment in whatever form, or without an end', async () => {
    const until = '2090-01-01T00:00:00.000Z'
    for (const snoozed_until of [Date.parse(until) / 1000, String(Date.parse(until) / 1000), until]) {
      expect([snoozed_until, (await toggle(stage.maya, { status: 'snoozed', snoozed_until })).snoozed_until]).toEqual([snoozed_until, until])
    }
    await expectRefusals([[stage.maya, 'POST', `${at}/toggle_status`, { status: 'snoozed', snoozed_until: 'tomorrow' }, 422, { error: "'tomorrow' is not a valid snoozed_until" }]])
    for (const snoozed_until of [null, '', undefined]) expect((await toggle(stage.maya, { status: 'snoozed', snoozed_until })).snoozed_until).toBeNull()
    expect((await toggle(stage.maya, { status: 'open', snoozed_until: 'tomorrow' })).current_status).toBe('open')
  })

  test('gives it to the agent who opens it, not to an administrator', async () => {
    await toggle(stage.noah, { status: 'resolved' })
    expect((await shown()).meta).not.toHaveProperty('assignee')
    await toggle(stage.maya, { status: 'open' })
    expect((await shown()).meta).not.toHaveProperty('assignee')
    await toggle(stage.noah, { status: 'open' })
    expect((await shown()).meta.assignee.id).toBe(stage.world.noah.id)
  })
})

test(row('6.5 POST /toggle_priority'), async () => {
  for (const [body, after] of [[{ priority: 'urgent' }, 'urgent'], [{ priority: '' }, null], [{ priority: 'low' }, 'low'], [{ priority: null }, null], [{ priority: 'low' }, 'low'], [{}, null]] as const) {
    expectHead(await stage.noah('POST', `${at}/toggle_priority`, body))
    expect([body, (await shown()).priority]).toEqual([body, after])
  }
  expect((await stage.noah('POST', `${at}/toggle_priority`, { priority: 'huge' })).status).toBe(422)
})

test(row('6.5 POST /toggle_typing_status'), async () => {
  for (const body of [{ typing_status: 'on' }, { typing_status: 'off', is_private: true }, { typing_status: 'maybe' }, {}]) expectHead(await stage.noah('POST', `${at}/toggle_typing_status`, body))
})

test(row('6.5 POST /update_last_seen'), async () => {
  await stage.maya('POST', `${at}/assignments`, { assignee_id: stage.world.noah.id })
  await stage.maya('POST', `${at}/messages`, { content: 'hi', message_type: 'incoming' })
  expect(expectAnswer(await stage.maya('POST', `${at}/update_last_seen`), conversation)).toMatchObject({ unread_count: 0, agent_last_seen_at: expect.any(Number), assignee_last_seen_at: 0 })
  // It is read, but not by the assignee.
  const { agent_last_seen_at: seen, assignee_last_seen_at: own } = (await stage.noah('POST', `${at}/update_last_seen`)).body
  expect(own).toBe(seen)
  const ago = (minutes: number) => stage.app.db.query(
    `update conversations set (agent_last_seen_at, assignee_last_seen_at, last_incoming_at) = (select at, at, at from (select now() - make_interval(mins => $3::int) as at) moment)
      where display_id = $1 and account_id = $2`, [id, stage.world.account, minutes])
  await ago(30)
  for (const who of [stage.maya, stage.noah]) expect((await who('POST', `${at}/update_last_seen`)).body.agent_last_seen_at).toBeLessThan(seen)
  await ago(61)
  const again = (await stage.noah('POST', `${at}/update_last_seen`)).body
  expect(again.assignee_last_seen_at).toBe(again.agent_last_seen_at)
  expect(again.agent_last_seen_at).toBeGreaterThanOrEqual(seen)
})

test(row('6.5 POST /unread'), async () => {
  expect(expectAnswer(await stage.noah('POST', `${at}/unread`), conversation)).toMatchObject({ unread_count: 0, agent_last_seen_at: 0 })
  for (const content of ['one', 'two']) await stage.maya('POST', `${at}/messages`, { content, message_type: 'incoming' })
  await stage.noah('POST', `${at}/update_last_seen`)
  await stage.app.db.query(`update messages set created_at = created_at - interval '1 min' where content = 'one'`)
  const { unread_count, agent_last_seen_at, assignee_last_seen_at, last_non_activity_message } = (await stage.noah('POST', `${at}/unread`)).body
  expect(unread_count).toBe(1)
  expect([last_non_activity_message.created_at, last_non_activity_message.created_at - 1]).toContain(agent_last_seen_at)
  expect(assignee_last_seen_at).toBe(agent_last_seen_at)
})

test(row('6.5 POST /mute', `and ${row('6.5 POST /unmute')}`), async () => {
  expectHead(await stage.noah('POST', `${at}/mute`))
  expect(await shown()).toMatchObject({ muted: true, status: 'resolved', meta: { sender: { blocked: true } } })
  expect(await lines()).toEqual(['Conversation was marked resolved by Noah Berg', 'Noah Berg has muted the conversation'])
  await stage.omar('POST', `/conversations/${id}/messages`, { content: 'hello?' })
  expect((await shown()).status).toBe('resolved')
  expectHead(await stage.noah('POST', `${at}/unmute`))
  expect(await shown()).toMatchObject({ muted: false, status: 'resolved' })
  expect((await lines()).at(-1)).toBe('Noah Berg has unmuted the conversation')
  await stage.omar('POST', `/conversations/${id}/messages`, { content: 'hello!' })
  expect((await shown()).status).toBe('open')
})

test(row('6.5 POST /transcript'), async () => {
  await expectRefusals([
    [stage.noah, 'POST', `${at}/transcript`, {}, 422, { error: 'email param missing' }], [stage.noah, 'POST', `${at}/transcript`, { email: ' ' }, 422, { error: 'email param missing' }],
    [stage.noah, 'POST', `${at}/transcript`, { email: 'nobody' }, 422, { error: 'Invalid email address' }],
    [stage.noah, 'POST', `${at}/transcript`, { email: 'a@example.org' }, 422, { error: 'No mail can be sent: the setting SMTP_ADDRESS names no mail server' }],
    [stranger, 'POST', `${at}/transcript`, { email: 'a@example.org' }, 401, notYours],
  ])
})

test(row('6.5 POST /custom_attributes'), async () => {
  expect(expectAnswer(await stage.noah('POST', `${at}/custom_attributes`, { custom_attributes: { a: 1, b: 'x' } }), { custom_attributes: 'object' })).toEqual({ custom_attributes: { a: 1, b: 'x' } })
  expect((await stage.noah('POST', `${at}/custom_attributes`, { custom_attributes: { c: true } })).body).toEqual({ custom_attributes: { c: true } })
  expect((await stage.noah('POST', `${at}/custom_attributes`, {})).status).toBe(422)
})

test(row('6.5 POST /destroy_custom_attributes'), async () => {
  await stage.noah('POST', `${at}/custom_attributes`, { custom_attributes: { a: 1, b: 'x' } })
  expect(expectAnswer(await stage.noah('POST', `${at}/destroy_custom_attributes`, { custom_attributes: ['a', 'z'] }), { custom_attributes: 'object' })).toEqual({ custom_attributes: { b: 'x' } })
  expect((await stage.noah('POST', `${at}/custom_attributes`, { custom_attributes: { c: 2 }, merge: true })).body).toEqual({ custom_attributes: { b: 'x', c: 2 } })
})

test(row('6.5 GET /labels', `and ${row('6.5 POST /labels')}`), async () => {
  expect((await stage.noah('GET', `${at}/labels`)).body).toEqual({ payload: [] })
  expect((await stage.noah('POST', `${at}/labels`, { labels: ['a', 'nobody-knows', 'a'] })).body).toEqual({ payload: ['a', 'nobody-knows'] })
  expect((await stage.noah('GET', `${at}/labels`)).body).toEqual({ payload: ['a', 'nobody-knows'] })
  for (const labels of [undefined, null, 'a', { a: 'b' }]) {
    await stage.noah('POST', `${at}/labels`, { labels: ['a'] })
    expect([labels, (await stage.noah('POST', `${at}/labels`, { labels })).body]).toEqual([labels, { payload: [] }])
  }
})

describe(row('6.5 POST /assignments'), () => {
  const assign = (body: object, who = stage.noah) => who('POST', `${at}/assignments`, body)

  test('to an agent, who need not be in the inbox', async () => {
    expect(expectAnswer(await assign({ assignee_id: sam.id }), agent).id).toBe(sam.id)
    expect((await shown()).meta).toMatchObject({ assignee: { id: sam.id }, assignee_type: 'User' })
    for (const assignee_id of [null, 0, 999999, 'nobody', '']) {
      await assign({ assignee_id: sam.id })
      expect((await assign({ assignee_id })).body).toBeNull()
      expect((await shown()).meta).not.toHaveProperty('assignee')
    }
  })

  test('to a team', async () => {
    const team = (await stage.maya('POST', '/teams', { name: `night ${id}`, description: 'At night', allow_auto_assign: false })).body.id
    await assign({ assignee_id: stage.world.noah.id })
    const form = { id: 'int', name: 'text', description: 'text|null', allow_auto_assign: 'bool', account_id: 'int', created_at: 'iso', updated_at: 'iso' } as const
    expect(expectAnswer(await assign({ team_id: team }), form)).toMatchObject({ id: team, name: `night ${id}`, description: 'At night' })
    const { meta } = await shown()
    expect(meta).toMatchObject({ team: { id: team } })
    expect(meta).not.toHaveProperty('assignee')
    expect((await assign({ team_id: 0 })).body).toBeNull()
    expect((await shown()).meta).not.toHaveProperty('team')
  })

  test('to a bot, which an agent relieves', async () => {
    const [{ id: bot }] = await stage.app.db.query<{ id: number }>(
      `insert into agent_bots (account_id, name, secret, outgoing_url) values ($1, 'Robo', 'x', 'https://bots.example.org') returning id`, [stage.world.account]) as [{ id: number }]
    expect(expectAnswer(await assign({ assignee_id: bot, assignee_type: 'AgentBot' }), slimBot)).toMatchObject({ id: bot, name: 'Robo' })
    expect((await shown()).meta).toMatchObject({ assignee: { id: bot }, assignee_type: 'AgentBot' })
    expect((await assign({ assignee_id: 999999, assignee_type: 'AgentBot' })).body).toBeNull()
    expect((await shown()).meta.assignee_type).toBe('AgentBot')
    await assign({ assignee_id: stage.world.noah.id })
    expect((await shown()).meta).toMatchObject({ assignee: { id: stage.world.noah.id }, assignee_type: 'User' })
  })

  test('of both, the agent alone; of none, nothing', async () => {
    expect((await assign({ assignee_id: sam.id, team_id: 999999 })).body.id).toBe(sam.id)
    expect((await assign({})).body).toBeNull()
    expect((await shown()).meta.assignee.id).toBe(sam.id)
  })
})

test(row('6.5 GET /attachments'), async () => {
  const file = {
    id: 'int', message_id: 'int', thumb_url: 'text', data_url: 'text', file_size: 'int', file_type: 'text', extension: 'text|null', width: 'int|null', height: 'int|null',
    created_at: 'int', 'sender?': sender,
  } as const
  const form = { meta: { total_count: 'int' }, payload: [file] } as const
  expect(expectAnswer(await stage.noah('GET', `${at}/attachments`), form)).toEqual({ meta: { total_count: 0 }, payload: [] })
  await stage.noah('POST', `${at}/messages`, multipart({ content: 'two' }, [['a.png', 'image/png', png], ['b.txt', 'text/plain', 'text']]))
  const { meta, payload } = expectAnswer(await stage.noah('GET', `${at}/attachments`), form)
  expect(meta).toEqual({ total_count: 2 })
  expect(payload).toMatchObject([{ file_type: 'file', extension: 'txt', thumb_url: '', sender: { name: 'Noah Berg' } }, { file_type: 'image', file_size: png.length }])
  for (const page of ['2', '0', '99999999999']) expect((await stage.noah('GET', `${at}/attachments?page=${page}`)).status).toBe(200)
  expect((await stage.noah('GET', `${at}/attachments?page=2`)).body).toEqual({ meta: { total_count: 2 }, payload: [] })
})

describe('the draft', () => {
  const path = () => `${at}/draft_messages`

  test(row('6.5 GET /draft_messages', `and ${row('6.5 PATCH /draft_messages')}`), async () => {
    expect((await stage.noah('GET', path())).body).toEqual({ has_draft: false })
    expectHead(await stage.noah('PATCH', path(), { draft_message: { message: 'Dear Omar' } }))
    expect(expectAnswer(await stage.maya('GET', path()), or({ has_draft: 'bool', message: 'text' }))).toEqual({ has_draft: true, message: 'Dear Omar' })
    expectHead(await stage.maya('PUT', path(), { message: 'Dear Omar,' }))
    expect((await stage.noah('GET', path())).body).toEqual({ has_draft: true, message: 'Dear Omar,' })
    expectHead(await stage.maya('PATCH', path(), {}))
    expect((await stage.noah('GET', path())).body).toEqual({ has_draft: true, message: '' })
  })

  test(row('6.5 DELETE /draft_messages'), async () => {
    await stage.noah('PATCH', path(), { message: 'x' })
    expectHead(await stage.noah('DELETE', path()))
    expect((await stage.noah('GET', path())).body).toEqual({ has_draft: false })
  })
})

test(row('6.5 POST /direct_uploads'), async () => {
  const form = {
    id: 'int', key: 'text', filename: 'text', content_type: 'text', metadata: 'object', service_name: 'text', byte_size: 'int', checksum: 'text|null', created_at: 'iso', signed_id: 'text',
    direct_upload: { url: 'text', headers: 'object' },
  } as const
  const blob = { filename: 'dot.png', byte_size: png.length, content_type: 'image/png' }
  const announced = expectAnswer(await stage.noah('POST', `${at}/direct_uploads`, { blob }), form)
  const { url, headers } = announced.direct_upload
  const put = (body: string | Buffer<ArrayBuffer>) => fetch(url, { method: 'PUT', body, headers })
  expect((await stage.noah('POST', `${at}/messages`, { attachments: [announced.signed_id] })).status).toBe(422)
  expect((await put('something else')).status).toBe(422)
  expect((await put(png)).status).toBe(204)
  expect((await put(png)).status).toBe(404)
  const sent = (await stage.noah('POST', `${at}/messages`, { attachments: [announced.signed_id] })).body
  expect(sent.attachments).toMatchObject([{ file_type: 'image', file_size: png.length, extension: 'png' }])
  expect(Buffer.from(await (await fetch(sent.attachments[0].data_url)).arrayBuffer())).toEqual(png)
})
