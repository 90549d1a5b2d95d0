import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, png, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.9.

const action = { action_name: 'text', action_params: ['object|text|int|null'] } as const
const condition = { attribute_key: 'text', filter_operator: 'text', values: ['text|int'], 'query_operator?': 'text|null' } as const
const file = { id: 'int', automation_rule_id: 'int', file_type: 'text', account_id: 'int', file_url: 'text', blob_id: 'text', filename: 'text' } as const
const rule = {
  id: 'int', account_id: 'int', name: 'text', description: 'text|null', event_name: 'text', conditions: [condition], actions: [action], created_on: 'int', active: 'bool',
  'files?': [file],
} as const

const vip = {
  name: 'VIP', description: 'First in line', event_name: 'message_created',
  conditions: [
    { attribute_key: 'content', filter_operator: 'contains', values: ['refund'], query_operator: 'and' },
    { attribute_key: 'inbox_id', filter_operator: 'equal_to', values: [1], query_operator: null },
  ],
  actions: [{ action_name: 'add_label', action_params: ['vip'] }, { action_name: 'send_email_to_team', action_params: [{ team_ids: [1], message: 'Look' }] }],
}
const faults = (attribute: string, ...texts: string[]) => ({ error: { [attribute]: texts } })

let stage: Stage
let id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from automation_rules')
  id = (await stage.maya('POST', '/automation_rules', vip)).body.id
})

test(row('4.9 POST /automation_rules', 'answers the bare rule'), async () => {
  expect(expectAnswer(await stage.maya('POST', '/automation_rules', vip), rule)).toMatchObject({ ...vip, account_id: stage.world.account, active: true })
  expect(expectAnswer(await stage.maya('POST', '/automation_rules', { name: 'Bare', event_name: 'anything', active: false }), rule))
    .toMatchObject({ description: null, event_name: 'anything', conditions: [], actions: [], active: false })
})

test('what a rule cannot be is said in an object, and nothing is stored', async () => {
  const post = (change: object) => ({ ...vip, ...change })
  const when = (attribute_key: string, filter_operator = 'equal_to', values: unknown = ['a'], query_operator?: string) => ({ attribute_key, filter_operator, values, query_operator })
  const bodies: [object, object][] = [
    [{ name: '' }, faults('name', "can't be blank")],
    [{ name: 'n'.repeat(256) }, faults('name', 'is too long (maximum is 255 characters)')],
    [{ event_name: null }, faults('event_name', "can't be blank")],
    [{ description: 'd'.repeat(20_001) }, faults('description', 'is too long (maximum is 20000 characters)')],
    [{ conditions: [when('weather'), when('mood')] }, faults('conditions', 'Automation conditions weather,mood not supported.', 'Automation conditions should have query operator.')],
    [{ conditions: [when('status'), when('content', 'contains')] }, faults('conditions', 'Automation conditions should have query operator.')],
    [{ conditions: [when('status', 'equal_to', ['open'], 'XOR'), when('priority')] }, faults('conditions', 'Query operator must be either "AND" or "OR"')],
    [{ conditions: [when('status', 'is_greater_than')] }, faults('conditions', 'Invalid operator. The allowed operators for status are [equal_to,not_equal_to,is_present,is_not_present,attribute_changed].')],
    [{ conditions: [when('content', 'contains', [])] }, faults('conditions', 'Invalid value. The values provided for content are invalid')],
    [{ actions: [{ action_name: 'explode' }, { action_params: ['x'] }] }, faults('actions', 'Automation actions explode, not supported.')],
    [{ actions: [{ action_name: 'send_webhook_event', action_params: ['ftp://x'] }] }, faults('actions', 'Automation actions send_webhook_event needs a complete http:// or https:// address.')],
    [{ actions: [{ action_name: 'send_attachment', action_params: ['nothing'] }] }, faults('actions', 'send_attachment needs the blob_id of an upload.')],
  ]
  await expectRefusals(bodies.map(([change, answer]) => [stage.maya, 'POST', '/automation_rules', post(change), 422, answer]))
  await expectRefusals(bodies.map(([change, answer]) => [stage.maya, 'PATCH', `/automation_rules/${id}`, change, 422, answer]))
  expect((await stage.maya('GET', '/automation_rules')).body.payload).toHaveLength(1)
})

test('a custom attribute of the account is a key like any other', async () => {
  const conditions = [{ attribute_key: 'plan', filter_operator: 'equal_to', values: ['gold'], custom_attribute_type: 'conversation_attribute' }]
  expect((await stage.maya('POST', '/automation_rules', { ...vip, conditions })).status).toBe(422)
  await stage.maya('POST', '/custom_attribute_definitions', { attribute_display_name: 'Plan', attribute_key: 'plan', attribute_display_type: 'text', attribute_model: 'conversation_attribute' })
  expect((await stage.maya('POST', '/automation_rules', { ...vip, conditions })).body).toMatchObject({ conditions })
})

test(row('4.9 GET /automation_rules'), async () => {
  const { payload } = expectAnswer(await stage.maya('GET', '/automation_rules'), { payload: [rule] })
  expect(payload.map((one: { id: number }) => one.id)).toEqual([id])
})

test(row('4.9 GET /automation_rules/{id}', 'with the files that it sends'), async () => {
  expect(expectAnswer(await stage.maya('GET', `/automation_rules/${id}`), { payload: rule }).payload).toMatchObject({ id, name: 'VIP' })
  const form = new FormData()
  form.append('attachment', new Blob([png], { type: 'image/png' }), 'map.png')
  const { blob_id } = (await stage.maya('POST', '/upload', form)).body
  const made = (await stage.maya('POST', '/automation_rules', { ...vip, actions: [{ action_name: 'send_attachment', action_params: [blob_id] }] })).body
  const { payload } = expectAnswer(await stage.maya('GET', `/automation_rules/${made.id}`), { payload: rule })
  expect(payload.files).toMatchObject([{ automation_rule_id: made.id, blob_id, filename: 'map.png', file_type: 'image/png' }])
})

test(row('4.9 PATCH /automation_rules/{id}'), async () => {
  const { payload } = expectAnswer(await stage.maya('PATCH', `/automation_rules/${id}`, { active: false, conditions: [] }), { payload: rule })
  expect(payload).toMatchObject({ id, name: 'VIP', active: false, conditions: [], actions: vip.actions })
  expect((await stage.maya('PUT', `/automation_rules/${id}`, { description: null, event_name: 'conversation_created' })).body.payload).toMatchObject({ description: null, event_name: 'conversation_created' })
})

test(row('4.9 POST /automation_rules/{id}/clone'), async () => {
  const { payload } = expectAnswer(await stage.maya('POST', `/automation_rules/${id}/clone`), { payload: rule })
  expect(payload).toMatchObject({ ...vip, active: true })
  expect(payload.id).not.toBe(id)
})

test(row('4.9 DELETE /automation_rules/{id}'), async () => {
  expectHead(await stage.maya('DELETE', `/automation_rules/${id}`))
  expect((await stage.maya('GET', '/automation_rules')).body).toEqual({ payload: [] })
})

test('an unknown rule is 404, and agents have no rules', async () => {
  const calls: [string, string, unknown?][] = [
    ['GET', '/automation_rules/999999'], ['PATCH', '/automation_rules/999999', { name: 'x' }], ['POST', '/automation_rules/999999/clone'], ['DELETE', '/automation_rules/999999'],
    ['GET', '/automation_rules/999999/runs'],
  ]
  await expectRefusals(calls.map(([method, path, body]) => [stage.maya, method, path, body, 404, notFound]))
  const own: [string, string, unknown?][] = [['GET', '/automation_rules'], ['POST', '/automation_rules', vip], ...calls.map(([method, path, body]): [string, string, unknown] => [method, path.replace('999999', String(id)), body])]
  await expectRefusals(own.map(([method, path, body]) => [stage.noah, method, path, body, 401, notYours]))
})
