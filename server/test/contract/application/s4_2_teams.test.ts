import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agentRoom } from '../../cable/client.ts'
import { addAgent, type Person } from '../../world.ts'
import { agent } from '../forms.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.2.

const team = { id: 'int', name: 'text', description: 'text|null', allow_auto_assign: 'bool', account_id: 'int', is_member: 'bool' } as const
const strangers = { error: 'Invalid User IDs' }

let stage: Stage
let ada: Person
let id: number
const ids = (agents: { id: number }[]) => agents.map((one) => one.id).toSorted((a, b) => a - b)
const members = async () => ids((await stage.noah('GET', `/teams/${id}/team_members`)).body)

beforeAll(async () => {
  stage = await openStage()
  ada = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Ada Moss', 'ada@acme.test')
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from teams')
  id = (await stage.maya('POST', '/teams', { name: 'Sales' })).body.id
})

test(row('4.2 POST /teams'), async () => {
  expect(expectAnswer(await stage.maya('POST', '/teams', { name: ' Support DE ', description: 'Second line' }), team)).toMatchObject({
    name: 'support de', description: 'Second line', allow_auto_assign: true, account_id: stage.world.account, is_member: false,
  })
  expect(expectAnswer(await stage.maya('POST', '/teams', { team: { name: 'Night', allow_auto_assign: false } }), team)).toMatchObject({ description: null, allow_auto_assign: false })
  await expectRefusals([
    [stage.maya, 'POST', '/teams', {}, 422, invalid('Name must not be blank', 'name')],
    [stage.maya, 'POST', '/teams', { name: '  ' }, 422, invalid('Name must not be blank', 'name')],
    [stage.maya, 'POST', '/teams', { name: 'SALES' }, 422, invalid('Name has already been taken', 'name')],
    [stage.maya, 'POST', '/teams', { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
    [stage.maya, 'POST', '/teams', { name: 'x', description: 'd'.repeat(20_001) }, 422, invalid('Description is too long (maximum is 20000 characters)', 'description')],
    [stage.maya, 'POST', '/teams', { name: '', description: 'd'.repeat(20_001) }, 422, invalid('Name must not be blank, Description is too long (maximum is 20000 characters)', 'name', 'description')],
    [stage.noah, 'POST', '/teams', { name: 'x' }, 401, notYours],
  ])
})

test(row('4.2 GET /teams'), async () => {
  const other = (await stage.maya('POST', '/teams', { name: 'Another' })).body.id
  await stage.maya('POST', `/teams/${other}/team_members`, { user_ids: [stage.world.noah.id] })
  const list = expectAnswer(await stage.noah('GET', '/teams'), [team])
  expect(list.map(({ id, is_member }: { id: number; is_member: boolean }) => [id, is_member])).toEqual([[id, false], [other, true]])
})

test(row('4.2 GET /teams/{id}'), async () => {
  expect(expectAnswer(await stage.noah('GET', `/teams/${id}`), team)).toMatchObject({ id, name: 'sales' })
  await expectRefusals([[stage.noah, 'GET', '/teams/999999', undefined, 404, notFound], [stage.noah, 'GET', '/teams/x', undefined, 404, notFound]])
})

test(row('4.2 PATCH /teams/{id}'), async () => {
  expect(expectAnswer(await stage.maya('PATCH', `/teams/${id}`, { description: 'Deals', allow_auto_assign: 'false' }), team)).toMatchObject({
    name: 'sales', description: 'Deals', allow_auto_assign: false,
  })
  expect((await stage.maya('PUT', `/teams/${id}`, { team: { name: 'Deals', description: null } })).body).toMatchObject({ name: 'deals', description: null })
  await stage.maya('POST', '/teams', { name: 'taken' })
  await expectRefusals([
    [stage.maya, 'PATCH', `/teams/${id}`, { name: '' }, 422, invalid('Name must not be blank', 'name')],
    [stage.maya, 'PATCH', `/teams/${id}`, { name: 'Taken' }, 422, invalid('Name has already been taken', 'name')],
    [stage.maya, 'PATCH', '/teams/999999', { name: 'x' }, 404, notFound],
    [stage.noah, 'PATCH', `/teams/${id}`, { name: 'x' }, 401, notYours],
  ])
})

test(row('4.2 DELETE /teams/{id}'), async () => {
  const teamOf = async () => (await stage.maya('GET', stage.thread)).body.meta.team
  await stage.maya('POST', `${stage.thread}/assignments`, { team_id: id })
  expect(await teamOf()).toMatchObject({ id })
  await expectRefusals([[stage.noah, 'DELETE', `/teams/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', '/teams/999999', undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `/teams/${id}`))
  expect((await stage.maya('GET', '/teams')).body).toEqual([])
  expect(await teamOf()).toBeUndefined()
})

test(row('4.2 GET /teams/{team_id}/team_members'), async () => {
  await stage.maya('POST', `/teams/${id}/team_members`, { user_ids: [stage.world.noah.id, ada.id] })
  expect(ids(expectAnswer(await stage.noah('GET', `/teams/${id}/team_members`), [agent]))).toEqual(ids([stage.world.noah, ada]))
  await expectRefusals([[stage.noah, 'GET', '/teams/999999/team_members', undefined, 404, notFound]])
})

test(row('4.2 POST /teams/{team_id}/team_members'), async () => {
  const path = `/teams/${id}/team_members`
  expect(ids(expectAnswer(await stage.maya('POST', path, { user_ids: [ada.id] }), [agent]))).toEqual([ada.id])
  expect(ids(expectAnswer(await stage.maya('POST', path, { user_ids: [ada.id, stage.world.noah.id] }), [agent]))).toEqual([stage.world.noah.id])
  expect(await members()).toEqual(ids([ada, stage.world.noah]))
  await expectRefusals([
    [stage.maya, 'POST', path, { user_ids: [999_999] }, 401, strangers],
    [stage.maya, 'POST', path, { user_ids: ['abc'] }, 401, strangers],
    [stage.maya, 'POST', path, {}, 422, { error: 'param is missing or the value is empty: user_ids' }],
    [stage.noah, 'POST', path, { user_ids: [ada.id] }, 401, notYours],
  ])
})

test(row('4.2 PATCH /teams/{team_id}/team_members'), async () => {
  const path = `/teams/${id}/team_members`
  await stage.maya('POST', path, { user_ids: [ada.id] })
  expect(ids(expectAnswer(await stage.maya('PATCH', path, { user_ids: [stage.world.noah.id, stage.world.maya.id] }), [agent]))).toEqual(ids([stage.world.noah, stage.world.maya]))
  await expectRefusals([
    [stage.maya, 'PATCH', path, { user_ids: [ada.id, 999_999] }, 401, strangers],
    [stage.noah, 'PATCH', path, { user_ids: [] }, 401, notYours],
  ])
  expect(await members()).toEqual(ids([stage.world.noah, stage.world.maya]))
  expectAnswer(await stage.maya('PATCH', path, { user_ids: [] }), [agent])
  expect(await members()).toEqual([])
})

test(row('4.2 DELETE /teams/{team_id}/team_members'), async () => {
  const path = `/teams/${id}/team_members`
  await stage.maya('POST', path, { user_ids: [ada.id, stage.world.noah.id] })
  await expectRefusals([[stage.maya, 'DELETE', path, { user_ids: [999_999] }, 401, strangers], [stage.noah, 'DELETE', path, { user_ids: [ada.id] }, 401, notYours]])
  expectHead(await stage.maya('DELETE', path, { user_ids: [ada.id] }))
  expect(await members()).toEqual([stage.world.noah.id])
})

test('who leaves the account leaves its teams', async () => {
  const lea = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Lea Ver', 'lea@acme.test')
  await stage.maya('POST', `/teams/${id}/team_members`, { user_ids: [lea.id] })
  expectHead(await stage.maya('DELETE', `/agents/${lea.id}`))
  expect(await members()).toEqual([])
})

test('a change of the list is told by its stamp', async () => {
  const room = agentRoom(stage.world.account, { id: stage.world.noah.id, token: stage.world.noah.pubsub_token })
  const ear = await stage.ear(room)
  const before = (await stage.noah('GET', '/cache_keys')).body.cache_keys
  await stage.maya('POST', '/teams', { name: 'fresh' })
  const heard = await ear.events(room)
  expect(heard.map(({ event }) => event)).toEqual(['account.cache_invalidated'])
  const { cache_keys } = heard[0]!.data
  expect(cache_keys).toEqual((await stage.noah('GET', '/cache_keys')).body.cache_keys)
  expect(cache_keys).toMatchObject({ label: before.label, inbox: before.inbox })
  expect(cache_keys.team).not.toBe(before.team)
})
