import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addAgent, type Person } from '../../world.ts'
import { agent } from '../forms.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead } from './calls.ts'
import { row } from './covers.ts'

// Application API §6.5, participants. `at` is the address of a fresh conversation of Omar's.

let stage: Stage
let at: string
let sam: Person

beforeAll(async () => {
  stage = await openStage()
  const { app, world } = stage
  sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')
})
afterAll(() => stage.close())
beforeEach(async () => {
  const { world } = stage
  const { id } = (await stage.maya('POST', '/conversations', { inbox_id: world.inbox.id, contact_id: world.omar.id, source_id: world.omar.source_id })).body
  at = `/conversations/${id}`
})

const path = () => `${at}/participants`
const idsOf = async () => (await stage.noah('GET', path())).body.map((one: { id: number }) => one.id)

test(row('6.5 GET /participants', `and ${row('6.5 POST /participants')}`), async () => {
  const { maya, noah } = stage.world
  expect((await stage.noah('GET', path())).body).toEqual([])
  expect(expectAnswer(await stage.noah('POST', path(), { user_ids: [noah.id, maya.id, sam.id] }), [agent])).toHaveLength(3)
  // Sam is in none of the inboxes: named, not stored.
  expect((await idsOf()).toSorted()).toEqual([maya.id, noah.id].toSorted())
  expectAnswer(await stage.noah('GET', path()), [agent])
  expect((await stage.noah('POST', path(), { user_ids: [String(noah.id)] })).body).toMatchObject([{ id: noah.id }])
  expect((await stage.noah('POST', path(), { user_ids: [999999] })).status).toBe(422)
  expect((await stage.noah('POST', path(), {})).status).toBe(422)
})

test('whoever it is assigned to is among them, also when somebody else has it later', async () => {
  const { maya, noah } = stage.world
  await stage.maya('POST', `${at}/assignments`, { assignee_id: noah.id })
  expect(await idsOf()).toEqual([noah.id])
  await stage.maya('POST', `${at}/assignments`, { assignee_id: maya.id })
  await stage.maya('POST', `${at}/assignments`, { assignee_id: null })
  expect((await idsOf()).toSorted()).toEqual([maya.id, noah.id].toSorted())
  // Sam may be given it, but sees none of the inboxes.
  await stage.maya('POST', `${at}/assignments`, { assignee_id: sam.id })
  expect(await idsOf()).toHaveLength(2)
})

test(row('6.5 PATCH /participants'), async () => {
  const { maya, noah } = stage.world
  await stage.noah('POST', path(), { user_ids: [noah.id] })
  expect((await stage.noah('PATCH', path(), { user_ids: [maya.id, sam.id] })).body.map((one: { id: number }) => one.id)).toEqual([maya.id])
  expect((await stage.noah('PUT', path(), { user_ids: [] })).body).toEqual([])
})

test(row('6.5 DELETE /participants'), async () => {
  const { maya, noah } = stage.world
  await stage.noah('POST', path(), { user_ids: [noah.id, maya.id] })
  expectHead(await stage.noah('DELETE', path(), { user_ids: [maya.id] }))
  expect(await idsOf()).toEqual([noah.id])
})
