import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.14 and §3.1: policies of assignment, and which inbox goes by which. What they do is in auto_assignment/assign.test.ts.

const policy = {
  id: 'int', name: 'text', description: 'text|null', assignment_order: '=round_robin', conversation_priority: '=earliest_created|=longest_waiting',
  fair_distribution_limit: 'int', fair_distribution_window: 'int', enabled: 'bool', assigned_inbox_count: 'int', created_at: 'int', updated_at: 'int',
} as const
const none = { error: 'Assignment policy not found' }

let stage: Stage
let id: number
let inbox: string

beforeAll(async () => {
  stage = await openStage()
  inbox = `/inboxes/${stage.world.inbox.id}/assignment_policy`
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from assignment_policies')
  id = (await stage.maya('POST', '/assignment_policies', { name: 'Fair' })).body.id
})

test(row('4.14 POST /assignment_policies'), async () => {
  expect(expectAnswer(await stage.maya('POST', '/assignment_policies', { name: ' Night ' }), policy)).toMatchObject({
    name: 'Night', description: null, assignment_order: 'round_robin', conversation_priority: 'earliest_created', fair_distribution_limit: 100,
    fair_distribution_window: 3600, enabled: true, assigned_inbox_count: 0,
  })
  const full = { name: 'Full', description: 'All of it', assignment_order: 'round_robin', conversation_priority: 'longest_waiting', fair_distribution_limit: 5, fair_distribution_window: 60, enabled: false }
  expect(expectAnswer(await stage.maya('POST', '/assignment_policies', { assignment_policy: full }), policy)).toMatchObject(full)
  expect((await stage.maya('POST', '/assignment_policies', { name: 'Texts', conversation_priority: 1, fair_distribution_limit: '7', enabled: 'false' })).body)
    .toMatchObject({ conversation_priority: 'longest_waiting', fair_distribution_limit: 7, enabled: false })
  await expectRefusals([
    [stage.maya, 'POST', '/assignment_policies', {}, 422, invalid("Name can't be blank", 'name')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'Fair' }, 422, invalid('Name has already been taken', 'name')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', description: 'd'.repeat(20_001) }, 422, invalid('Description is too long (maximum is 20000 characters)', 'description')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', fair_distribution_limit: 0 }, 422, invalid('Fair distribution limit must be greater than 0', 'fair_distribution_limit')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', fair_distribution_window: -1 }, 422, invalid('Fair distribution window must be greater than 0', 'fair_distribution_window')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', fair_distribution_limit: 2_147_483_648 }, 422, invalid('Fair distribution limit must be less than or equal to 2147483647', 'fair_distribution_limit')],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', assignment_order: 'balanced' }, 422, { error: "'balanced' is not a valid assignment_order" }],
    [stage.maya, 'POST', '/assignment_policies', { name: 'x', conversation_priority: 'newest' }, 422, { error: "'newest' is not a valid conversation_priority" }],
    [stage.noah, 'POST', '/assignment_policies', { name: 'x' }, 401, notYours],
  ])
})

test(row('4.14 GET /assignment_policies'), async () => {
  await stage.maya('POST', '/assignment_policies', { name: 'Another' })
  const list = expectAnswer(await stage.maya('GET', '/assignment_policies'), [policy])
  expect(list.map(({ name }: { name: string }) => name)).toEqual(['Fair', 'Another'])
  await expectRefusals([[stage.noah, 'GET', '/assignment_policies', undefined, 401, notYours]])
})

test(row('4.14 GET /assignment_policies/{id}'), async () => {
  expect(expectAnswer(await stage.maya('GET', `/assignment_policies/${id}`), policy)).toMatchObject({ id, name: 'Fair' })
  await expectRefusals([
    [stage.maya, 'GET', '/assignment_policies/999999', undefined, 404, notFound], [stage.maya, 'GET', '/assignment_policies/x', undefined, 404, notFound],
    [stage.noah, 'GET', `/assignment_policies/${id}`, undefined, 401, notYours],
  ])
})

test(row('4.14 PATCH /assignment_policies/{id}'), async () => {
  expect(expectAnswer(await stage.maya('PATCH', `/assignment_policies/${id}`, { description: 'By turns', fair_distribution_limit: 3 }), policy))
    .toMatchObject({ name: 'Fair', description: 'By turns', fair_distribution_limit: 3, fair_distribution_window: 3600 })
  expect((await stage.maya('PUT', `/assignment_policies/${id}`, { assignment_policy: { description: null, enabled: false, assignment_order: null } })).body)
    .toMatchObject({ description: null, enabled: false, assignment_order: 'round_robin' })
  await stage.maya('POST', '/assignment_policies', { name: 'Taken' })
  await expectRefusals([
    [stage.maya, 'PATCH', `/assignment_policies/${id}`, { name: '' }, 422, invalid("Name can't be blank", 'name')],
    [stage.maya, 'PATCH', `/assignment_policies/${id}`, { name: 'Taken' }, 422, invalid('Name has already been taken', 'name')],
    [stage.maya, 'PATCH', `/assignment_policies/${id}`, { fair_distribution_limit: 0 }, 422, invalid('Fair distribution limit must be greater than 0', 'fair_distribution_limit')],
    [stage.maya, 'PATCH', '/assignment_policies/999999', { name: 'x' }, 404, notFound],
    [stage.noah, 'PATCH', `/assignment_policies/${id}`, { name: 'x' }, 401, notYours],
  ])
  expect((await stage.maya('GET', `/assignment_policies/${id}`)).body.name).toBe('Fair')
})

test(row('4.14 DELETE /assignment_policies/{id}'), async () => {
  await stage.maya('POST', inbox, { assignment_policy_id: id })
  await expectRefusals([[stage.noah, 'DELETE', `/assignment_policies/${id}`, undefined, 401, notYours]])
  expectHead(await stage.maya('DELETE', `/assignment_policies/${id}`))
  await expectRefusals([[stage.maya, 'DELETE', `/assignment_policies/${id}`, undefined, 404, notFound], [stage.maya, 'GET', inbox, undefined, 404, none]])
})

test(row('4.14 GET /assignment_policies/{id}/inboxes'), async () => {
  expect(expectAnswer(await stage.maya('GET', `/assignment_policies/${id}/inboxes`), { inboxes: ['object'] })).toEqual({ inboxes: [] })
  await stage.maya('POST', inbox, { assignment_policy_id: id })
  const shown = (await stage.maya('GET', `/inboxes/${stage.world.inbox.id}`)).body
  expect((await stage.maya('GET', `/assignment_policies/${id}/inboxes`)).body).toEqual({ inboxes: [shown] })
  await expectRefusals([
    [stage.noah, 'GET', `/assignment_policies/${id}/inboxes`, undefined, 401, notYours], [stage.maya, 'GET', '/assignment_policies/999999/inboxes', undefined, 404, notFound],
    [stage.maya, 'POST', `/assignment_policies/${id}/inboxes`, {}, 404, { status: 404, error: 'Not Found' }],
  ])
})

test(row('3.1 POST /inboxes/{id}/assignment_policy'), async () => {
  expect(expectAnswer(await stage.maya('POST', inbox, { assignment_policy_id: id }), policy)).toMatchObject({ id, assigned_inbox_count: 1 })
  const other = (await stage.maya('POST', '/assignment_policies', { name: 'Other' })).body.id
  expect((await stage.maya('POST', inbox, { assignment_policy_id: String(other) })).body).toMatchObject({ id: other, assigned_inbox_count: 1 })
  expect((await stage.maya('GET', `/assignment_policies/${id}`)).body.assigned_inbox_count).toBe(0)
  await expectRefusals([
    [stage.maya, 'POST', inbox, {}, 404, notFound], [stage.maya, 'POST', inbox, { assignment_policy_id: 999_999 }, 404, notFound],
    [stage.maya, 'POST', '/inboxes/999999/assignment_policy', { assignment_policy_id: id }, 404, notFound],
    [stage.noah, 'POST', inbox, { assignment_policy_id: id }, 401, notYours],
  ])
})

test(row('3.1 GET /inboxes/{id}/assignment_policy'), async () => {
  await expectRefusals([[stage.maya, 'GET', inbox, undefined, 404, none]])
  await stage.maya('POST', inbox, { assignment_policy_id: id })
  expect(expectAnswer(await stage.maya('GET', inbox), policy)).toMatchObject({ id, assigned_inbox_count: 1 })
  await expectRefusals([[stage.noah, 'GET', inbox, undefined, 401, notYours], [stage.maya, 'GET', '/inboxes/999999/assignment_policy', undefined, 404, notFound]])
})

test(row('3.1 DELETE /inboxes/{id}/assignment_policy'), async () => {
  await expectRefusals([[stage.maya, 'DELETE', inbox, undefined, 404, none]])
  await stage.maya('POST', inbox, { assignment_policy_id: id })
  await expectRefusals([[stage.noah, 'DELETE', inbox, undefined, 401, notYours]])
  expectHead(await stage.maya('DELETE', inbox))
  await expectRefusals([[stage.maya, 'GET', inbox, undefined, 404, none]])
  expect((await stage.maya('GET', `/assignment_policies/${id}`)).body.assigned_inbox_count).toBe(0)
})

test('the limit of open conversations is a setting of the inbox', async () => {
  const path = `/inboxes/${stage.world.inbox.id}`
  expect((await stage.maya('PATCH', path, { auto_assignment_config: { max_assignment_limit: 3, other: 1 } })).body.auto_assignment_config).toEqual({ max_assignment_limit: 3 })
  expect((await stage.maya('PATCH', path, { name: 'Web app' })).body.auto_assignment_config).toEqual({ max_assignment_limit: 3 })
  const refusal = invalid('Auto assignment config max assignment limit must be greater than 0', 'auto_assignment_config')
  await expectRefusals([[stage.maya, 'PATCH', path, { auto_assignment_config: { max_assignment_limit: 0 } }, 422, refusal]])
  expect((await stage.maya('PATCH', path, { auto_assignment_config: {} })).body.auto_assignment_config).toEqual({})
})
