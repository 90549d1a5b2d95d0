import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.6: views that a user has saved, for that user alone.

const filter = { id: 'int', name: 'text', filter_type: '=conversation|=contact|=report', query: 'object', created_at: 'iso', updated_at: 'iso' } as const
const path = '/custom_filters'
const query = { payload: [{ attribute_key: 'status', filter_operator: 'equal_to', values: ['open'], query_operator: null }] }

let stage: Stage
let id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from custom_filters')
  id = (await stage.noah('POST', path, { name: 'Open', filter_type: 'conversation', query })).body.id
})

test(row('4.6 POST /custom_filters'), async () => {
  expect(expectAnswer(await stage.noah('POST', path, { custom_filter: { name: 'People', filter_type: 1, query } }), filter)).toMatchObject({ name: 'People', filter_type: 'contact', query })
  expect(expectAnswer(await stage.noah('POST', path, { name: 'Plain' }), filter)).toMatchObject({ filter_type: 'conversation', query: {} })
  await expectRefusals([
    [stage.noah, 'POST', path, { query }, 422, invalid("Name can't be blank", 'name')],
    [stage.noah, 'POST', path, { name: 'x', filter_type: 'odd' }, 422, { error: "'odd' is not a valid filter_type" }],
    [stage.noah, 'POST', path, { name: 'n'.repeat(256) }, 422, invalid('Name is too long (maximum is 255 characters)', 'name')],
  ])
})

test(row('4.6 GET /custom_filters'), async () => {
  await stage.noah('POST', path, { name: 'People', filter_type: 'contact' })
  const names = async (query: string) => expectAnswer(await stage.noah('GET', path + query), [filter]).map((one: { name: string }) => one.name)
  expect(await names('')).toEqual(['Open'])
  expect(await names('?filter_type=0')).toEqual(['Open'])
  expect(await names('?filter_type=contact')).toEqual(['People'])
  expect(await names('?filter_type=report')).toEqual([])
  expect((await stage.maya('GET', path)).body).toEqual([])
})

test(row('4.6 GET /custom_filters/{id}'), async () => {
  expect(expectAnswer(await stage.noah('GET', `${path}/${id}`), filter)).toMatchObject({ id, query })
  await expectRefusals([[stage.maya, 'GET', `${path}/${id}`, undefined, 404, notFound]])
})

test(row('4.6 PATCH /custom_filters/{id}'), async () => {
  expect(expectAnswer(await stage.noah('PATCH', `${path}/${id}`, { name: 'Mine', query: { page: 1 } }), filter)).toMatchObject({ id, name: 'Mine', query: { page: 1 } })
  expect((await stage.noah('PATCH', `${path}/${id}`, { filter_type: 'report' })).body).toMatchObject({ name: 'Mine', filter_type: 'report' })
  await expectRefusals([
    [stage.noah, 'PATCH', `${path}/${id}`, { name: '' }, 422, invalid("Name can't be blank", 'name')],
    [stage.maya, 'PATCH', `${path}/${id}`, { name: 'stolen' }, 404, notFound],
  ])
})

test(row('4.6 DELETE /custom_filters/{id}'), async () => {
  await expectRefusals([[stage.maya, 'DELETE', `${path}/${id}`, undefined, 404, notFound]])
  expectHead(await stage.noah('DELETE', `${path}/${id}`), 204)
  expect((await stage.noah('GET', path)).body).toEqual([])
})

test('a user has 1000 of them in an account at most', async () => {
  await stage.app.db.query(
    `insert into custom_filters (account_id, user_id, name, filter_type) select $1, $2, 'x', 'report' from generate_series(1, 999)`, [stage.world.account, stage.world.noah.id])
  const limit = invalid('Account Limit reached. The maximum number of allowed custom filters for a user per account is 1000.', 'account_id')
  await expectRefusals([[stage.noah, 'POST', path, { name: 'one more' }, 422, limit]])
  expect((await stage.maya('POST', path, { name: 'hers' })).status).toBe(200)
})
