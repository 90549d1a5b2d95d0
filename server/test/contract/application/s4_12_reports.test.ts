import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectForm, type Form } from '../form.ts'
import { openStage, type Stage } from '../stage.ts'
import { row } from './covers.ts'

let stage: Stage
let now: number
let span: string
let label: number
let team: number

const refusal = { error: 'You are not authorized to do this action' }
const get = (path: string, token = stage.world.maya.token) => stage.app.call('GET', `/api/v2/accounts/${stage.world.account}${path}`, { token })

beforeAll(async () => {
  stage = await openStage()
  const { maya, noah, omar, thread, world } = stage
  label = (await maya('POST', '/labels', { title: 'refund' })).body.id
  team = (await maya('POST', '/teams', { name: 'sales' })).body.id
  await omar('POST', `${thread}/messages`, { content: 'Hello?' })
  await noah('POST', `${thread}/messages`, { content: 'Hi' })
  await omar('POST', `${thread}/messages`, { content: 'Where is it?' })
  await noah('POST', `${thread}/messages`, { content: 'On its way' })
  await maya('POST', `${thread}/labels`, { labels: ['refund'] })
  await maya('POST', `${thread}/assignments`, { assignee_id: world.noah.id })
  await maya('POST', `${thread}/toggle_status`, { status: 'resolved' })
  await omar('POST', '/conversations')
  now = Math.floor(Date.now() / 1000)
  span = `since=${now - 86_400}&until=${now + 60}`
})
afterAll(() => stage.close())

const count: Form = { value: 'int', timestamp: 'int' }
const mean: Form = { value: 'float', timestamp: 'int', count: 'int' }
const figures: Form = {
  conversations_count: 'int', incoming_messages_count: 'int', outgoing_messages_count: 'int', avg_first_response_time: 'float|null', avg_resolution_time: 'float|null',
  resolutions_count: 'int', reply_time: 'float|null',
}
const live: Form = { open: 'int', unattended: 'int', unassigned: 'int', pending: 'int' }
const group: Form = {
  id: 'int', conversations_count: 'int', resolved_conversations_count: 'int', avg_resolution_time: 'float|null', avg_first_response_time: 'float|null', avg_reply_time: 'float|null',
}
const labelled: Form = {
  id: 'int', name: 'text', conversations_count: 'int', resolved_conversations_count: 'int', avg_resolution_time: 'float', avg_first_response_time: 'float', avg_reply_time: 'float',
}

test(row('4.12 GET /reports'), async () => {
  const metrics: [string, Form, number | null][] = [
    ['conversations_count', count, 2], ['incoming_messages_count', count, 2], ['outgoing_messages_count', count, 2], ['resolutions_count', count, 1],
    ['bot_resolutions_count', count, 0], ['bot_handoffs_count', count, 0], ['avg_first_response_time', mean, null], ['avg_resolution_time', mean, null], ['reply_time', mean, null],
  ]
  for (const [metric, form, total] of metrics) {
    const { status, body } = await get(`/reports?metric=${metric}&type=account&${span}`)
    expect(status).toBe(200)
    expectForm(body, [form])
    expect([metric, body.reduce((before: number, point: any) => before + (total === null ? point.count : point.value), 0)]).toEqual([metric, total ?? 1])
  }
  for (const [type, id] of Object.entries({ agent: stage.world.noah.id, inbox: stage.world.inbox.id, label, team })) {
    expectForm((await get(`/reports?metric=reply_time&type=${type}&id=${id}&${span}`)).body, [mean])
  }
  for (const period of ['day', 'week', 'month', 'year', 'hour', 'nonsense']) expectForm((await get(`/reports?metric=reply_time&type=account&group_by=${period}&${span}`)).body, [mean])
})

test(row('4.12 GET /reports', 'the odd cases'), async () => {
  const cases: [string, number, unknown][] = [
    [`metric=conversations_count&${span}`, 422, { error: 'param is missing or the value is empty: type' }],
    [`metric=conversations_count&type=nonsense&${span}`, 422, { error: "'nonsense' is not a valid type" }],
    [`metric=conversations_count&type=agent&id=999999&${span}`, 404, { error: 'Resource could not be found' }],
    [`metric=conversations_count&type=label&${span}`, 404, { error: 'Resource could not be found' }],
    [`metric=nonsense&type=account&${span}`, 200, {}],
    [`type=account&${span}`, 200, {}],
    ['metric=conversations_count&type=account', 200, []],
    ['metric=conversations_count&type=account&since=1', 200, []],
    [`metric=conversations_count&type=account&since=${now}&until=${now - 5}`, 200, []],
    ['metric=reply_time&type=account&group_by=hour&since=0&until=2000000000', 422, { error: 'The span has more than 25000 periods: group it by a longer one' }],
    ['metric=reply_time&type=account&group_by=year&since=-1e300&until=1e300', 200, expect.any(Array)],
  ]
  for (const [query, status, body] of cases) {
    const answer = await get(`/reports?${query}`)
    expect([query, answer.status, answer.body]).toEqual([query, status, body])
  }
})

test(row('4.12 GET /reports', 'days and hours when clocks change'), async () => {
  const zone = (name: string | null) => stage.maya('PATCH', '', { reporting_timezone: name })
  expect((await zone('Europe/Berlin')).status).toBe(200)
  const [since, until] = [Date.UTC(2026, 9, 23, 22) / 1000, Date.UTC(2026, 9, 25, 23) / 1000]
  const points = async (period: string) => (await get(`/reports?metric=conversations_count&type=account&group_by=${period}&since=${since}&until=${until}&timezone_offset=-5`)).body
  expect((await points('day')).map(({ timestamp }: any) => timestamp - since)).toEqual([0, 24 * 3600])
  expect((await points('hour')).map(({ timestamp }: any) => (timestamp - since) / 3600)).toEqual(Array.from({ length: 49 }, (_, hour) => hour))
  await zone(null)
  expect((await points('day')).map(({ timestamp }: any) => timestamp - since)).toEqual([-17, 7, 31].map((hours) => hours * 3600))
})

test(row('4.12 GET /reports/summary'), async () => {
  const { status, body } = await get(`/reports/summary?type=account&${span}&business_hours=true`)
  expect(status).toBe(200)
  expectForm(body, { ...(figures as object), previous: figures })
  expect(body).toMatchObject({ conversations_count: 2, incoming_messages_count: 2, outgoing_messages_count: 2, resolutions_count: 1, avg_first_response_time: 0, previous: { conversations_count: 0, reply_time: null } })
  const none = { conversations_count: 0, incoming_messages_count: 0, outgoing_messages_count: 0, avg_first_response_time: null, avg_resolution_time: null, resolutions_count: 0, reply_time: null }
  expect((await get('/reports/summary?type=account')).body).toEqual({ ...none, previous: none })
  expect((await get('/reports/summary')).status).toBe(422)
})

test(row('4.12 GET /reports/bot_summary'), async () => {
  const form = { bot_resolutions_count: 'int', bot_handoffs_count: 'int' }
  expectForm((await get(`/reports/bot_summary?type=account&${span}`)).body, { ...form, previous: form })
})

test(row('4.12 GET /reports/bot_metrics'), async () => {
  const form = { conversation_count: 'int', message_count: 'int', resolution_rate: 'int', handoff_rate: 'int' }
  for (const query of [`?${span}`, '']) expectForm((await get(`/reports/bot_metrics${query}`)).body, form)
})

test(row('4.12 GET /reports/conversations'), async () => {
  expectForm((await get('/reports/conversations?type=account')).body, live)
  const agents = (await get('/reports/conversations?type=agent')).body
  expectForm(agents, [{ id: 'int', name: 'text', email: 'text', thumbnail: 'text', availability: '=online|=busy|=offline', metric: { open: 'int', unattended: 'int' } }])
  expect(agents.length).toBe(2)
  expect((await get('/reports/conversations?type=agent&page=2')).body).toEqual([])
  expect(await get('/reports/conversations')).toMatchObject({ status: 422, body: null })
})

test.each([
  [row('4.12 GET /reports/agents'), 'agents', 'Agent name,Assigned conversations,', 2], [row('4.12 GET /reports/inboxes'), 'inboxes', 'Inbox name,Inbox type,No. of conversations,', 1],
  [row('4.12 GET /reports/labels'), 'labels', 'Label,No. of conversations,', 1], [row('4.12 GET /reports/teams'), 'teams', 'Team name,No. of conversations,', 1],
  [row('4.12 GET /reports/conversations_summary'), 'conversations_summary', 'No. of conversations,Incoming messages,', 1],
])('%s', async (_name, path, columns, rows) => {
  const { status, body, headers } = await get(`/reports/${path}?${span}`)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.csv"$/)
  const lines = body.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^Reporting period \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/)
  expect(lines[1].startsWith(columns)).toBe(true)
  expect(lines.length).toBe(2 + rows)
  expect((await get(`/reports/${path}`)).status).toBe(200)
})

test(row('4.12 GET /reports/conversation_traffic'), async () => {
  const { status, body, headers } = await get('/reports/conversation_traffic?timezone_offset=5.5')
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  const lines = body.trimEnd().split('\n').map((line: string) => line.split(','))
  expect(lines.length).toBe(25)
  expect(lines[0]).toEqual(['Start of the hour', ...Array.from({ length: 7 }, () => expect.stringMatching(/^\d{4}-\d\d-\d\d$/))])
  expect(lines.slice(1).flatMap((line: string[]) => line.slice(1)).reduce((sum: number, cell: string) => sum + Number(cell), 0)).toBe(2)
})

test.each([
  [row('4.12 GET /summary_reports/agent'), 'agent', group, 2], [row('4.12 GET /summary_reports/team'), 'team', group, 1], [row('4.12 GET /summary_reports/inbox'), 'inbox', group, 1],
  [row('4.12 GET /summary_reports/label'), 'label', labelled, 1],
])('%s', async (_name, by, form, rows) => {
  for (const query of [`?${span}`, `?${span}&business_hours=true`, '']) {
    const { status, body } = await get(`/summary_reports/${by}${query}`)
    expect([status, body.length]).toEqual([200, rows])
    expectForm(body, [form])
  }
})

test(row('4.12 GET /summary_reports/channel'), async () => {
  expectForm((await get(`/summary_reports/channel?${span}`)).body, { 'Channel::Api': { open: 'int', resolved: 'int', pending: 'int', snoozed: 'int', total: 'int' } })
  expect((await get('/summary_reports/channel')).body).toEqual({})
  expect(await get(`/summary_reports/channel?since=${now - 200 * 86_400}&until=${now}`)).toMatchObject({ status: 422, body: { error: 'Date range cannot exceed 6 months' } })
})

test(row('4.12 GET /reports/inbox_label_matrix'), async () => {
  const { inbox } = stage.world
  const whole = { inboxes: [{ id: inbox.id, name: 'Web app' }], labels: [{ id: label, title: 'refund' }], matrix: [[1]] }
  for (const query of ['', `?${span}`, `?inbox_ids[]=${inbox.id}&label_ids[]=${label}`]) expect((await get(`/reports/inbox_label_matrix${query}`)).body).toEqual(whole)
  expect((await get('/reports/inbox_label_matrix?inbox_ids[]=999999')).body).toEqual({ ...whole, inboxes: [], matrix: [] })
  expect((await get('/reports/inbox_label_matrix?inbox_ids[]=abc')).body).toEqual({ ...whole, inboxes: [], matrix: [] })
})

test(row('4.12 GET /reports/first_response_time_distribution'), async () => {
  const form = { 'Channel::Api': { '0-1h': 'int', '1-4h': 'int', '4-8h': 'int', '8-24h': 'int', '24h+': 'int' } }
  for (const query of ['', `?${span}`]) expectForm((await get(`/reports/first_response_time_distribution${query}`)).body, form)
  expect((await get('/reports/first_response_time_distribution?since=1&until=2')).body).toEqual({})
})

test(row('4.12 GET /reports/outgoing_messages_count'), async () => {
  const { noah, inbox } = stage.world
  for (const [by, id, name] of [['agent', noah.id, 'Noah Berg'], ['inbox', inbox.id, 'Web app'], ['label', label, 'refund']] as const) {
    expect((await get(`/reports/outgoing_messages_count?group_by=${by}&${span}`)).body).toEqual([{ id, name, outgoing_messages_count: 2 }])
  }
  expect((await get(`/reports/outgoing_messages_count?group_by=team&${span}`)).body).toEqual([])
  expect((await get('/reports/outgoing_messages_count?group_by=agent')).body).toEqual([])
  for (const query of ['', '?group_by=nonsense']) expect(await get(`/reports/outgoing_messages_count${query}`)).toMatchObject({ status: 422, body: null })
})

test(row('4.12 GET /live_reports/conversation_metrics'), async () => {
  expectForm((await get('/live_reports/conversation_metrics')).body, live)
  expect((await get('/live_reports/conversation_metrics')).body).toEqual({ open: 1, unattended: 1, unassigned: 1, pending: 0 })
  for (const id of [team, 'abc']) expect((await get(`/live_reports/conversation_metrics?team_id=${id}`)).body).toEqual({ open: 0, unattended: 0, unassigned: 0, pending: 0 })
})

test(row('4.12 GET /live_reports/grouped_conversation_metrics'), async () => {
  for (const by of ['assignee_id', 'team_id']) {
    expectForm((await get(`/live_reports/grouped_conversation_metrics?group_by=${by}`)).body, [{ open: 'int', unattended: 'int', unassigned: 'int', [by]: 'int|null' }])
  }
  for (const query of ['', '?group_by=inbox_id']) expect(await get(`/live_reports/grouped_conversation_metrics${query}`)).toMatchObject({ status: 422, body: { error: 'invalid group_by' } })
})

describe('every report', () => {
  const paths = [
    '/reports?type=account&metric=reply_time', '/reports/summary?type=account', '/reports/bot_summary', '/reports/bot_metrics', '/reports/conversations?type=account', '/reports/agents',
    '/reports/inboxes', '/reports/labels', '/reports/teams', '/reports/conversations_summary', '/reports/conversation_traffic', '/reports/inbox_label_matrix',
    '/reports/first_response_time_distribution', '/reports/outgoing_messages_count?group_by=agent', '/summary_reports/agent', '/summary_reports/team', '/summary_reports/inbox',
    '/summary_reports/label', '/summary_reports/channel', '/live_reports/conversation_metrics', '/live_reports/grouped_conversation_metrics?group_by=team_id',
  ]

  test('is for administrators', async () => {
    for (const path of paths) {
      const answer = await get(path, stage.world.noah.token)
      expect([path, answer.status, answer.body]).toEqual([path, 401, refusal])
    }
  })

  test('is for members of the account', async () => {
    const { call } = stage.app
    expect((await call('GET', `/api/v2/accounts/${stage.world.account}/reports/summary?type=account`)).status).toBe(401)
    expect((await call('GET', '/api/v2/accounts/1/reports/summary?type=account', { token: stage.world.maya.token })).body).toEqual({ error: 'You are not authorized to access this account' })
    expect((await call('GET', '/api/v2/accounts/999999/reports/summary?type=account', { token: stage.world.maya.token })).status).toBe(404)
  })

  test('tells nothing of another account', async () => {
    const text = JSON.stringify(await Promise.all(paths.map((path) => get(`${path}${path.includes('?') ? '&' : '?'}${span}`))))
    expect(text).not.toContain('maya@older')
    for (const [type, id] of Object.entries({ agent: 1, inbox: 1 })) expect((await get(`/reports?metric=reply_time&type=${type}&id=${id}&${span}`)).status).toBe(404)
  })
})
