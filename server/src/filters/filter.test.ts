import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import type { HttpError } from '../http/errors.ts'
import type { Operator } from './compare.ts'
import { contactFilter } from './contacts.ts'
import { conversationFilter } from './conversations.ts'
import type { DisplayType } from './custom.ts'
import { compileFilter, type Filterable, type FilterCondition } from './filter.ts'

let app: TestApp
let world: World

const odd = [
  '', ' ', '%', '\\', "'", '"', '{}', '$1', '1', '-1', '1.5', '1e400', 'NaN', 'Infinity', 'null', 'true', 'FALSE', '2024-02-30', '2024-02-29', '0000-00-00', '9999-12-31', '10000-01-01',
  '-infinity', '💥', 'x'.repeat(10_000), '1'.repeat(300), '1'.repeat(255), '99999999999999999999', '999999',
]
const values: unknown[] = [...odd.map((one) => [one]), odd, [true], [1.5], [-0], [Number.MAX_VALUE], [null], [{ a: 1 }], [[1]], {}, 'x', 7, false]
const operators: Operator[] = ['equal_to', 'not_equal_to', 'contains', 'does_not_contain', 'starts_with', 'is_present', 'is_not_present', 'is_greater_than', 'is_less_than', 'days_before']
const types: DisplayType[] = ['text', 'number', 'currency', 'percent', 'link', 'date', 'list', 'checkbox']
const definitions = new Map(types.map((type) => [`a_${type}'"`, type]))

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  // Nobody checks what is stored under a custom attribute.
  const stored = [...odd, 5, 1e300, -0.000_001, true, null, [1, 'x'], { a: 1 }]
  for (const value of stored) {
    const attributes = JSON.stringify(Object.fromEntries([...definitions.keys()].map((key) => [key, value])))
    await app.db.query('insert into contacts (account_id, name, custom_attributes, email) values ($1, $2, $3, gen_random_uuid())', [world.account, 'odd', attributes])
  }
  await app.db.query('update conversations set custom_attributes = (select custom_attributes from contacts where name = $1 limit 1)', ['odd'])
})
afterAll(() => app.close())

/** Each key with each operator and each value, as far as it is no 422. */
function* every(noun: Filterable): Generator<FilterCondition> {
  for (const attribute_key of [...Object.keys(noun.keys), ...definitions.keys()]) {
    for (const filter_operator of operators) for (const one of values) {
      const condition = { attribute_key, filter_operator, values: one, query_operator: 'OR' }
      try {
        compileFilter(noun, definitions, [condition], [])
        yield condition
      } catch (error) {
        expect((error as HttpError).status).toBe(422)
      }
    }
  }
}

test.each([['contacts p', contactFilter], ['conversations c', conversationFilter]])('whatever is let through is SQL that runs, over %s with whatever was stored', async (table, noun) => {
  const conditions = [...every(noun)]
  expect(conditions.length).toBeGreaterThan(1000)
  for (let at = 0; at < conditions.length; at += 50) {
    const some = conditions.slice(at, at + 50)
    const parameters: unknown[] = [world.account]
    const text = compileFilter(noun, definitions, some, parameters)
    // Each condition is looked at on every row: OR alone would stop at the first that is true.
    const each = some.map((condition) => compileFilter(noun, definitions, [condition], parameters))
    await expect(app.db.query(`select count(*) filter (where ${text}), ${each.map((one) => `count(*) filter (where ${one})`).join(', ')} from ${table} where $1::bigint > 0`, parameters, 'adHoc'), JSON.stringify(some).slice(0, 500)).resolves.toHaveLength(1)
  }
})

test('a payload has 100 conditions at most, and no value stands in the text', () => {
  const condition = { attribute_key: 'name', filter_operator: 'equal_to', values: ["'; --"], query_operator: 'AND' }
  const parameters: unknown[] = [7]
  expect(compileFilter(contactFilter, new Map(), [condition, condition], parameters)).toBe('(p.name ilike any($2::text[])) AND (p.name ilike any($3::text[]))')
  expect(parameters).toEqual([7, ["'; --"], ["'; --"]])
  expect(() => compileFilter(contactFilter, new Map(), Array.from({ length: 101 }, () => condition), [])).toThrow('100 conditions')
})
