import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.5.

const types = ['text', 'number', 'currency', 'percent', 'link', 'date', 'list', 'checkbox']
const definition = {
  id: 'int', attribute_display_name: 'text', attribute_display_type: types.map((type) => `=${type}`).join('|'), attribute_description: 'text|null', attribute_key: 'text',
  regex_pattern: 'text|null', regex_cue: 'text|null', attribute_values: ['text'], attribute_model: '=conversation_attribute|=contact_attribute', default_value: 'int|null',
  created_at: 'iso', updated_at: 'iso', enforced: 'bool',
} as const
const path = '/custom_attribute_definitions'

let stage: Stage
let id: number
const make = (changes: object = {}) => stage.maya('POST', path, { attribute_display_name: 'Plan', attribute_key: 'plan', ...changes })

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from custom_attribute_definitions')
  id = (await make({ attribute_model: 'contact_attribute' })).body.id
})

test(row('4.5 POST /custom_attribute_definitions'), async () => {
  expect(expectAnswer(await make(), definition)).toMatchObject({
    attribute_display_name: 'Plan', attribute_display_type: 'text', attribute_model: 'conversation_attribute', attribute_values: [], default_value: null,
  })
  const list = { attribute_key: 'tier.of-1_ü', attribute_display_type: 6, attribute_model: '1', attribute_values: ['gold', 'silver'], regex_pattern: '^g', regex_cue: 'g…', attribute_description: 'Tier' }
  expect(expectAnswer(await make({ custom_attribute_definition: list }), definition)).toMatchObject({ ...list, attribute_display_type: 'list', attribute_model: 'contact_attribute' })
})

test.each(types.map((type, number) => [type, number]))('the display type %s is also called %d', async (type, number) => {
  expect((await make({ attribute_key: `by_name_${type}`, attribute_display_type: type })).body.attribute_display_type).toBe(type)
  expect((await make({ attribute_key: `by_number_${type}`, attribute_display_type: number })).body.attribute_display_type).toBe(type)
})

test('what a definition may not be', async () => {
  const key = (text: string) => invalid(`Attribute key ${text}`, 'attribute_key')
  const conflict = key('The provided key is not allowed as it might conflict with default attributes.')
  const characters = key('must only contain letters, numbers, underscores, hyphens, and dots')
  const named = (changes: object) => ({ attribute_display_name: 'Plan', ...changes })
  await expectRefusals([
    [stage.maya, 'POST', path, { attribute_key: 'x' }, 422, invalid("Attribute display name can't be blank", 'attribute_display_name')],
    [stage.maya, 'POST', path, named({}), 422, key("can't be blank")],
    [stage.maya, 'POST', path, {}, 422, invalid("Attribute display name can't be blank, Attribute key can't be blank", 'attribute_display_name', 'attribute_key')],
    [stage.maya, 'POST', path, named({ attribute_key: 'plan', attribute_model: 1 }), 422, key('has already been taken')],
    ...['status', 'labels', 'display_id', 'last_activity_at'].map((attribute_key) => [stage.maya, 'POST', path, named({ attribute_key, attribute_model: 0 }), 422, conflict] as never),
    ...['email', 'company_name', 'blocked'].map((attribute_key) => [stage.maya, 'POST', path, named({ attribute_key, attribute_model: 1 }), 422, conflict] as never),
    ...['a b', 'a/b', "a'b", 'a:b'].map((attribute_key) => [stage.maya, 'POST', path, named({ attribute_key }), 422, characters] as never),
    [stage.maya, 'POST', path, named({ attribute_key: 'x', attribute_display_type: 'colour' }), 422, { error: "'colour' is not a valid attribute_display_type" }],
    [stage.maya, 'POST', path, named({ attribute_key: 'x', attribute_model: 'company_attribute' }), 422, { error: "'company_attribute' is not a valid attribute_model" }],
    [stage.maya, 'POST', path, named({ attribute_key: 'x', attribute_model: { toString: 1 } }), 422, { error: `'{"toString":1}' is not a valid attribute_model` }],
    [stage.noah, 'POST', path, named({ attribute_key: 'x' }), 401, notYours],
  ])
  // Each model has its own standard keys.
  expect((await make({ attribute_key: 'email' })).status).toBe(200)
})

test(row('4.5 GET /custom_attribute_definitions'), async () => {
  await make()
  const models = async (query: string) => expectAnswer(await stage.noah('GET', path + query), [definition]).map((one: { attribute_model: string }) => one.attribute_model)
  expect(await models('')).toEqual(['contact_attribute', 'conversation_attribute'])
  for (const query of ['?attribute_model=0', '?attribute_model=conversation_attribute']) expect(await models(query)).toEqual(['conversation_attribute'])
  for (const query of ['?attribute_model=1', '?attribute_model=contact_attribute']) expect(await models(query)).toEqual(['contact_attribute'])
  expect(await models('?attribute_model=')).toHaveLength(2)
})

test(row('4.5 GET /custom_attribute_definitions/{id}'), async () => {
  expect(expectAnswer(await stage.noah('GET', `${path}/${id}`), definition)).toMatchObject({ id })
  await expectRefusals([[stage.noah, 'GET', `${path}/999999`, undefined, 404, notFound]])
})

test(row('4.5 PATCH /custom_attribute_definitions/{id}'), async () => {
  const change = { attribute_display_type: 'list', attribute_values: ['a', 'b'] }
  expect(expectAnswer(await stage.maya('PATCH', `${path}/${id}`, change), definition)).toMatchObject({ id, attribute_key: 'plan', attribute_model: 'contact_attribute', ...change })
  // A standard key is refused at creation alone.
  expect((await stage.maya('PATCH', `${path}/${id}`, { attribute_key: 'email' })).status).toBe(200)
  await make({ attribute_model: 1, attribute_key: 'taken' })
  await expectRefusals([
    [stage.maya, 'PATCH', `${path}/${id}`, { attribute_key: 'taken' }, 422, invalid('Attribute key has already been taken', 'attribute_key')],
    [stage.maya, 'PATCH', `${path}/${id}`, { attribute_display_name: '' }, 422, invalid("Attribute display name can't be blank", 'attribute_display_name')],
    [stage.maya, 'PATCH', `${path}/999999`, {}, 404, notFound],
    [stage.noah, 'PATCH', `${path}/${id}`, {}, 401, notYours],
  ])
})

test(row('4.5 DELETE /custom_attribute_definitions/{id}'), async () => {
  await expectRefusals([[stage.noah, 'DELETE', `${path}/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', `${path}/999999`, undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `${path}/${id}`), 204)
  expect((await stage.noah('GET', path)).body).toEqual([])
})
