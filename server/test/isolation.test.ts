import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './harness.ts'
import { addAgent, makeWorld, type Person, type World } from './world.ts'

// Every finder, tried from another account, from an agent of another inbox, and by the wrong role.

let app: TestApp
let acme: World
let other: World
/** An agent of acme who is in no inbox. */
let stranger: Person
let message: number
let webhook: number
/** What hangs on acme's contact, and files of its contacts. */
let note: number
let imported: string
let exported: string
/** Records of acme's people: ids by the name of their list. */
const kept: Record<string, number> = {}
let policy: number
let notification: number

beforeAll(async () => {
  app = await startTestApp({ ENABLE_ACCOUNT_SIGNUP: 'true' })
  acme = await makeWorld(app)
  other = await makeWorld(app, 'other')
  const api = `/api/v1/accounts/${acme.account}`
  stranger = await addAgent(app, api, acme.maya.token, 'Sam Stranger', 'sam@acme.test')
  message = (await app.call('POST', `${api}/conversations/${acme.conversation}/messages`, { token: acme.maya.token, body: { content: 'hi' } })).body.id
  webhook = (await app.call('POST', `${api}/webhooks`, { token: acme.maya.token, body: { url: 'https://hooks.example.org/a' } })).body.payload.webhook.id
  policy = (await app.call('POST', `${api}/assignment_policies`, { token: acme.maya.token, body: { name: 'Fair at acme' } })).body.id
  await app.call('POST', `${api}/inboxes/${acme.inbox.id}/assignment_policy`, { token: acme.maya.token, body: { assignment_policy_id: policy } })
  await app.db.query(
    `insert into csat_survey_responses (account_id, conversation_id, message_id, rating, feedback_message) select account_id, conversation_id, id, 5, 'good acme' from messages where id = $1`, [message])
  for (const [list, body] of Object.entries(settings)) {
    const { body: made } = await app.call('POST', `${api}/${list}`, { token: acme.maya.token, body })
    kept[list] = (made.payload ?? made).id
  }
  const [told] = await app.db.query<{ id: number }>(
    `insert into notifications (account_id, user_id, notification_type, primary_actor_id, last_activity_at)
     select account_id, $2, 'conversation_creation', conversation_id, now() from messages where id = $1 returning id`, [message, acme.maya.id])
  notification = told!.id
  note = (await app.call('POST', `${api}/contacts/${acme.omar.id}/notes`, { token: acme.maya.token, body: { content: 'of acme' } })).body.id
  const form = new FormData()
  form.set('import_file', new Blob(['email\nbo@acme.test']), 'acme.csv')
  const files = [await app.call('POST', `${api}/contacts/import`, { token: acme.maya.token, body: form }), await app.call('POST', `${api}/contacts/export`, { token: acme.maya.token })]
  ;[imported, exported] = files.map(({ headers }) => headers.get('location')!.slice(api.length)) as [string, string]
  // So that a number of acme's is none of the other's.
  for (const world of [acme, acme, acme]) {
    await app.call('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${world.omar.source_id}/conversations`)
  }
  acme = { ...acme, conversation: acme.conversation + 3 }
  message = (await app.call('POST', `${api}/conversations/${acme.conversation}/messages`, { token: acme.maya.token, body: { content: 'hi' } })).body.id
})
afterAll(() => app.close())

/** What acme keeps beside its conversations. */
const settings = {
  teams: { name: 'Sales of acme' }, labels: { title: 'acme-vip' }, canned_responses: { short_code: 'acme', content: 'Hello from acme' },
  custom_attribute_definitions: { attribute_display_name: 'Plan at acme', attribute_key: 'acme_plan' }, custom_filters: { name: 'Open at acme', filter_type: 'conversation' },
  dashboard_apps: { title: 'acme shop', content: [{ url: 'https://shop.acme.test', type: 'frame' }] },
  agent_bots: { name: 'Robo of acme', outgoing_url: 'https://bots.acme.test' },
  automation_rules: { name: 'Rule of acme', event_name: 'nothing' }, macros: { name: 'Macro of acme', visibility: 'global' },
}

/** Routes with a record in the path, below the account: the record is acme's. */
const records = (): [string, string, unknown?][] => [
  ['GET', `/inboxes/${acme.inbox.id}`],
  ['PATCH', `/inboxes/${acme.inbox.id}`, { name: 'stolen' }],
  ['DELETE', `/inboxes/${acme.inbox.id}`],
  ['POST', `/inboxes/${acme.inbox.id}/reset_secret`],
  ['GET', `/inboxes/${acme.inbox.id}/assignable_agents`],
  ['GET', `/assignable_agents?inbox_ids[]=${acme.inbox.id}`],
  ['GET', `/inbox_members/${acme.inbox.id}`],
  ['POST', '/inbox_members', { inbox_id: acme.inbox.id, user_ids: [] }],
  ['PATCH', '/inbox_members', { inbox_id: acme.inbox.id, user_ids: [] }],
  ['DELETE', '/inbox_members', { inbox_id: acme.inbox.id, user_ids: [] }],
  ['PATCH', `/agents/${acme.noah.id}`, { name: 'stolen' }],
  ['DELETE', `/agents/${acme.noah.id}`],
  ['PATCH', `/webhooks/${webhook}`, { url: 'https://evil.example.org' }],
  ['POST', `/webhooks/${webhook}/reset_secret`],
  ['DELETE', `/webhooks/${webhook}`],
  ['POST', '/signature_check', { endpoint_id: acme.inbox.id, body: '{}' }],
  ...Object.entries(kept).flatMap(([list, id]): [string, string, unknown?][] => [
    // There is no canned response to show alone.
    ...(list === 'canned_responses' ? [] : [['GET', `/${list}/${id}`] as [string, string]]), ['PATCH', `/${list}/${id}`, settings[list as keyof typeof settings]], ['DELETE', `/${list}/${id}`],
  ]),
  ['DELETE', `/agent_bots/${kept.agent_bots}/avatar`],
  ...['reset_access_token', 'reset_secret', 'test_delivery'].map((verb): [string, string] => ['POST', `/agent_bots/${kept.agent_bots}/${verb}`]),
  ['POST', `/endpoints/agent_bot/${kept.agent_bots}/pause`],
  ['GET', `/inboxes/${acme.inbox.id}/agent_bot`],
  ['POST', `/inboxes/${acme.inbox.id}/set_agent_bot`, { agent_bot: kept.agent_bots }],
  ['GET', `/automation_rules/${kept.automation_rules}/runs`],
  ['POST', `/automation_rules/${kept.automation_rules}/clone`],
  ['POST', `/macros/${kept.macros}/execute`, { conversation_ids: [acme.conversation] }],
  ['PATCH', `/notifications/${notification}`],
  ['POST', `/notifications/${notification}/unread`],
  ['POST', `/notifications/${notification}/snooze`, { snoozed_until: 1_900_000_000 }],
  ['DELETE', `/notifications/${notification}`],
  ['GET', `/teams/${kept.teams}/team_members`],
  ...['POST', 'PATCH', 'DELETE'].map((method): [string, string, unknown] => [method, `/teams/${kept.teams}/team_members`, { user_ids: [] }]),
  ['GET', `/inboxes/${acme.inbox.id}/assignment_policy`],
  ['POST', `/inboxes/${acme.inbox.id}/assignment_policy`, { assignment_policy_id: policy }],
  ['DELETE', `/inboxes/${acme.inbox.id}/assignment_policy`],
  ['GET', `/assignment_policies/${policy}`],
  ['PATCH', `/assignment_policies/${policy}`, { name: 'stolen' }],
  ['GET', `/assignment_policies/${policy}/inboxes`],
  ['DELETE', `/assignment_policies/${policy}`],
  ['GET', `/contacts/${acme.omar.id}`],
  ['PATCH', `/contacts/${acme.omar.id}`, { name: 'stolen' }],
  ['DELETE', `/contacts/${acme.omar.id}`],
  ['POST', '/actions/contact_merge', { base_contact_id: acme.omar.id, mergee_contact_id: acme.omar.id }],
  ['GET', `/contacts/${acme.omar.id}/conversations`],
  ['GET', `/contacts/${acme.omar.id}/attachments`],
  ['GET', `/contacts/${acme.omar.id}/labels`],
  ['POST', `/contacts/${acme.omar.id}/labels`, { labels: ['stolen'] }],
  ['POST', `/contacts/${acme.omar.id}/destroy_custom_attributes`, { custom_attributes: ['plan'] }],
  ['DELETE', `/contacts/${acme.omar.id}/avatar`],
  ['GET', `/contacts/${acme.omar.id}/notes`],
  ['POST', `/contacts/${acme.omar.id}/notes`, { content: 'stolen' }],
  ['GET', `/contacts/${acme.omar.id}/notes/${note}`],
  ['PATCH', `/contacts/${acme.omar.id}/notes/${note}`, { content: 'stolen' }],
  ['DELETE', `/contacts/${acme.omar.id}/notes/${note}`],
  ['GET', imported],
  ['GET', `${imported}/failed_rows`],
  ['GET', exported],
  ['GET', `${exported}/file`],
  ['GET', `/contacts/${acme.omar.id}/contactable_inboxes`],
  ['POST', `/contacts/${acme.omar.id}/contact_inboxes`, { inbox_id: acme.inbox.id }],
  ['POST', '/contact_inboxes/filter', { inbox_id: acme.inbox.id, source_id: acme.omar.source_id }],
  ['POST', '/conversations', { source_id: acme.omar.source_id }],
  ['POST', '/conversations', { inbox_id: acme.inbox.id, contact_id: acme.omar.id }],
  ['GET', `/conversations/${acme.conversation}`],
  ['DELETE', `/conversations/${acme.conversation}`],
  ['GET', `/events?conversation_id=${acme.conversation}`],
  ['GET', `/events?inbox_id=${acme.inbox.id}`],
  ['PATCH', `/conversations/${acme.conversation}`, { priority: 'high' }],
  ['POST', `/conversations/${acme.conversation}/toggle_status`],
  ['POST', `/conversations/${acme.conversation}/toggle_priority`, { priority: 'low' }],
  ['POST', `/conversations/${acme.conversation}/toggle_typing_status`, { typing_status: 'on' }],
  ['POST', `/conversations/${acme.conversation}/update_last_seen`],
  ['POST', `/conversations/${acme.conversation}/unread`],
  ['POST', `/conversations/${acme.conversation}/custom_attributes`, { custom_attributes: {} }],
  ['GET', `/conversations/${acme.conversation}/labels`],
  ['POST', `/conversations/${acme.conversation}/labels`, { labels: ['stolen'] }],
  ['POST', `/conversations/${acme.conversation}/assignments`, { assignee_id: 1 }],
  ['GET', `/conversations/${acme.conversation}/reporting_events`],
  ['POST', `/conversations/${acme.conversation}/destroy_custom_attributes`, { custom_attributes: ['plan'] }],
  ['POST', `/conversations/${acme.conversation}/mute`],
  ['POST', `/conversations/${acme.conversation}/unmute`],
  ['POST', `/conversations/${acme.conversation}/transcript`, { email: 'eve@other.test' }],
  ['GET', `/conversations/${acme.conversation}/attachments`],
  ['GET', `/conversations/${acme.conversation}/participants`],
  ['POST', `/conversations/${acme.conversation}/participants`, { user_ids: [] }],
  ['PATCH', `/conversations/${acme.conversation}/participants`, { user_ids: [] }],
  ['DELETE', `/conversations/${acme.conversation}/participants`, { user_ids: [] }],
  ['GET', `/conversations/${acme.conversation}/draft_messages`],
  ['PATCH', `/conversations/${acme.conversation}/draft_messages`, { message: 'stolen' }],
  ['DELETE', `/conversations/${acme.conversation}/draft_messages`],
  ['POST', `/conversations/${acme.conversation}/direct_uploads`, { blob: { filename: 'a', byte_size: 1 } }],
  ['POST', `/conversations/${acme.conversation}/messages/${message}/translate`, { target_language: 'en' }],
  ['GET', `/inboxes/${acme.inbox.id}/campaigns`],
  ['POST', `/inboxes/${acme.inbox.id}/sync_templates`],
  ['GET', `/conversations/${acme.conversation}/messages`],
  ['POST', `/conversations/${acme.conversation}/messages`, { content: 'stolen' }],
  ['PATCH', `/conversations/${acme.conversation}/messages/${message}`, { status: 'read' }],
  ['DELETE', `/conversations/${acme.conversation}/messages/${message}`],
]

describe('another account', () => {
  test('is refused at the door of the account', async () => {
    for (const [method, path, body] of records()) {
      const answer = await app.call(method, `/api/v1/accounts/${acme.account}${path}`, { token: other.maya.token, body })
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, { error: 'You are not authorized to access this account' }])
    }
  })

  test('cannot name a foreign record through its own door', async () => {
    for (const [method, path, body] of records()) {
      const answer = await app.call(method, `/api/v1/accounts/${other.account}${path}`, { token: other.maya.token, body })
      expect([method, path, answer.status]).toEqual([method, path, 404])
    }
  })

  test('sees nothing foreign in its lists', async () => {
    const api = `/api/v1/accounts/${other.account}`
    const { token } = other.maya
    const text = JSON.stringify(await Promise.all([
      app.call('GET', `${api}/inboxes`, { token }), app.call('GET', `${api}/agents`, { token }), app.call('GET', `${api}/contacts`, { token }),
      app.call('GET', `${api}/contacts/search?q=omar`, { token }), app.call('GET', `${api}/contacts/imports`, { token }), app.call('GET', `${api}/contacts/exports`, { token }), app.call('GET', `${api}/conversations?status=all`, { token }),
      app.call('GET', `${api}/assignment_policies`, { token }), app.call('GET', `${api}/csat_survey_responses`, { token }),
      app.call('GET', `${api}/csat_survey_responses/download?since=0&until=4000000000&inbox_id=${acme.inbox.id}`, { token }),
      app.call('GET', `${api}/conversations?status=all&source_id=${acme.omar.source_id}`, { token }), app.call('GET', `${api}/webhooks`, { token }),
      ...['search?q=', 'search?q=hi', 'search/conversations?q=omar', 'search/contacts?q=omar', 'search/messages?q=hi', 'conversations/search?q=hi', 'conversations?q=hi', 'conversations?conversation_type=participating',
        'conversations?conversation_type=mention'].map((path) => app.call('GET', `${api}/${path}`, { token })),
      app.call('POST', `${api}/conversations/filter`, { token, body: { payload: [{ attribute_key: 'inbox_id', filter_operator: 'equal_to', values: [acme.inbox.id] }] } }),
      app.call('GET', `${api}/notifications`, { token }),
      ...Object.keys(settings).map((list) => app.call('GET', `${api}/${list}`, { token })),
    ]))
    expect(text).not.toContain('acme')
    expect(text).not.toContain(acme.omar.source_id)
    expect(text).not.toContain(acme.inbox.identifier)
  })

  test('cannot put a foreign agent into its team, or give a conversation to a foreign team', async () => {
    const api = `/api/v1/accounts/${other.account}`
    const { token } = other.maya
    const own = (await app.call('POST', `${api}/teams`, { token, body: { name: 'own' } })).body.id
    for (const method of ['POST', 'PATCH']) {
      expect((await app.call(method, `${api}/teams/${own}/team_members`, { token, body: { user_ids: [acme.noah.id] } })).body).toEqual({ error: 'Invalid User IDs' })
    }
    await app.call('POST', `${api}/conversations/${other.conversation}/assignments`, { token, body: { team_id: kept.teams } })
    expect((await app.call('GET', `${api}/conversations/${other.conversation}`, { token })).body.meta).not.toHaveProperty('team')
  })

  test('changes nothing foreign among many', async () => {
    const api = `/api/v1/accounts/${other.account}`
    const { token } = other.maya
    for (const body of [{ type: 'Conversation', ids: [acme.conversation], fields: { status: 'resolved' } }, { type: 'Contact', ids: [acme.omar.id], action_name: 'delete' }]) {
      expect((await app.call('POST', `${api}/bulk_actions`, { token, body })).status).toBe(200)
    }
    expect(await app.db.query('select 1 from bulk_actions')).toEqual([])
    const posted = await app.call('POST', `${api}/conversations/${other.conversation}/participants`, { token, body: { user_ids: [acme.noah.id] } })
    expect(posted.status).toBe(422)
  })

  test('cannot assign a foreign agent or add one to its inbox', async () => {
    const api = `/api/v1/accounts/${other.account}`
    const { token } = other.maya
    const assigned = await app.call('POST', `${api}/conversations/${other.conversation}/assignments`, { token, body: { assignee_id: acme.noah.id } })
    expect(assigned.body).toBeNull()
    const robo = kept.agent_bots
    const toBot = await app.call('POST', `${api}/conversations/${other.conversation}/assignments`, { token, body: { assignee_id: robo, assignee_type: 'AgentBot' } })
    expect(toBot.body).toBeNull()
    expect((await app.call('POST', `${api}/inboxes/${other.inbox.id}/set_agent_bot`, { token, body: { agent_bot: robo } })).status).toBe(404)
    const said = await app.call('POST', `${api}/conversations/${other.conversation}/messages`, { token, body: { content: 'hi', sender_type: 'AgentBot', sender_id: robo } })
    expect(said.body.sender).toMatchObject({ id: other.maya.id, type: 'user' })
    const added = await app.call('POST', `${api}/inbox_members`, { token, body: { inbox_id: other.inbox.id, user_ids: [acme.noah.id] } })
    expect(added.status).toBe(422)
  })
})

describe('an agent of no inbox', () => {
  test('is refused at the conversations of inboxes that it is not in', async () => {
    for (const [method, path, body] of records().filter(([, path]) => path.startsWith('/conversations/'))) {
      const answer = await app.call(method, `/api/v1/accounts/${acme.account}${path}`, { token: stranger.token, body })
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, { error: 'You are not authorized to do this action' }])
    }
  })

  test('has empty lists', async () => {
    const api = `/api/v1/accounts/${acme.account}`
    const list = await app.call('GET', `${api}/conversations?status=all`, { token: stranger.token })
    expect(list.body.data).toEqual({ meta: { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 }, payload: [] })
    expect((await app.call('GET', `${api}/inboxes`, { token: stranger.token })).body).toEqual({ payload: [] })
    expect((await app.call('GET', `${api}/contacts/${acme.omar.id}/conversations`, { token: stranger.token })).body).toEqual({ payload: [] })
  })

  test('cannot start a conversation in an inbox that it is not in', async () => {
    for (const body of [{ source_id: acme.omar.source_id }, { inbox_id: acme.inbox.id, contact_id: acme.omar.id }]) {
      expect((await app.call('POST', `/api/v1/accounts/${acme.account}/conversations`, { token: stranger.token, body })).status).toBe(401)
    }
  })
})

test('what administrators alone may do is refused to agents', async () => {
  const administration: [string, string, unknown?][] = [
    ['POST', '/inboxes', { name: 'x', channel: { type: 'api' } }], ['PATCH', `/inboxes/${acme.inbox.id}`, { name: 'x' }], ['DELETE', `/inboxes/${acme.inbox.id}`],
    ['POST', `/inboxes/${acme.inbox.id}/reset_secret`], ['POST', '/inbox_members', { inbox_id: acme.inbox.id, user_ids: [] }],
    ['POST', '/agents', { email: 'x@acme.test' }], ['PATCH', `/agents/${acme.maya.id}`, { role: 'agent' }], ['DELETE', `/agents/${acme.maya.id}`],
    ['POST', '/agent_bots', { name: 'x' }], ['PATCH', `/agent_bots/${kept.agent_bots}`, { name: 'x' }], ['DELETE', `/agent_bots/${kept.agent_bots}`],
    ['POST', `/agent_bots/${kept.agent_bots}/reset_secret`], ['POST', `/inboxes/${acme.inbox.id}/set_agent_bot`, {}], ['POST', '/integrations/hooks', {}],
    ['GET', '/webhooks'], ['POST', '/webhooks', { url: 'https://x.example.org' }], ['DELETE', `/webhooks/${webhook}`], ['DELETE', `/contacts/${acme.omar.id}`],
    ['POST', '/contacts/import'], ['GET', imported], ['GET', `${imported}/failed_rows`], ['POST', '/contacts/export'], ['GET', exported], ['GET', `${exported}/file`],
    ['GET', '/assignment_policies'], ['DELETE', `/assignment_policies/${policy}`], ['DELETE', `/inboxes/${acme.inbox.id}/assignment_policy`], ['GET', '/csat_survey_responses'],
    ['POST', `/webhooks/${webhook}/reset_secret`], ['POST', `/inboxes/${acme.inbox.id}/rotate_hmac_token`], ['POST', '/signature_check', { body: '{}' }],
    ...['teams', 'labels', 'custom_attribute_definitions'].flatMap((list): [string, string, unknown?][] => [
      ['POST', `/${list}`, settings[list as keyof typeof settings]], ['PATCH', `/${list}/${kept[list]}`, {}], ['DELETE', `/${list}/${kept[list]}`],
    ]),
    ['GET', `/labels/${kept.labels}`], ['PATCH', '/onboarding', { name: 'x' }], ['POST', '/agents/bulk_create', { emails: [] }],
    ...['POST', 'PATCH', 'DELETE'].map((method): [string, string, unknown] => [method, `/teams/${kept.teams}/team_members`, { user_ids: [] }]),
  ]
  for (const [method, path, body] of administration) {
    const answer = await app.call(method, `/api/v1/accounts/${acme.account}${path}`, { token: acme.noah.token, body })
    expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, { error: 'You are not authorized to do this action' }])
  }
  const inbox = await app.call('GET', `/api/v1/accounts/${acme.account}/inboxes/${acme.inbox.id}`, { token: acme.noah.token })
  expect(inbox.body).not.toHaveProperty('secret')
  expect(inbox.body).not.toHaveProperty('hmac_token')
})
