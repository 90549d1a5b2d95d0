import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.4: every agent may do all of it.

const response = { id: 'int', account_id: 'int', short_code: 'text', content: 'text', created_at: 'iso', updated_at: 'iso' } as const
const path = '/canned_responses'

let stage: Stage
let id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from canned_responses')
  id = (await stage.noah('POST', path, { short_code: 'hello', content: 'Good day' })).body.id
})

test(row('4.4 POST /canned_responses'), async () => {
  expect(expectAnswer(await stage.noah('POST', path, { canned_response: { short_code: 'bye', content: 'Good\nbye ' } }), response)).toMatchObject({
    account_id: stage.world.account, short_code: 'bye', content: 'Good\nbye ',
  })
  await expectRefusals([
    [stage.noah, 'POST', path, { content: 'x' }, 422, invalid("Short code can't be blank", 'short_code')],
    [stage.noah, 'POST', path, { short_code: 'x' }, 422, invalid("Content can't be blank", 'content')],
    [stage.noah, 'POST', path, {}, 422, invalid("Content can't be blank, Short code can't be blank", 'content', 'short_code')],
    [stage.noah, 'POST', path, { short_code: 'hello', content: 'x' }, 422, invalid('Short code has already been taken', 'short_code')],
    [stage.noah, 'POST', path, { short_code: 's'.repeat(256), content: 'x' }, 422, invalid('Short code is too long (maximum is 255 characters)', 'short_code')],
    [stage.noah, 'POST', path, { short_code: 'x', content: 'c'.repeat(20_001) }, 422, invalid('Content is too long (maximum is 20000 characters)', 'content')],
  ])
})

test(row('4.4 GET /canned_responses'), async () => {
  for (const [short_code, content] of [['other', 'say Hello'], ['say_hello', 'x'], ['HELLO2', 'y'], ['none', 'nothing'], ['sign', '100% sure']]) {
    await stage.noah('POST', path, { short_code, content })
  }
  expect(expectAnswer(await stage.noah('GET', path), [response])).toHaveLength(6)
  const found = async (search: string) => (await stage.noah('GET', `${path}?search=${encodeURIComponent(search)}`)).body.map((one: { short_code: string }) => one.short_code)
  expect(await found('hello')).toEqual(['hello', 'HELLO2', 'say_hello', 'other'])
  expect(await found('%')).toEqual(['sign'])
  expect(await found('absent')).toEqual([])
  expect((await stage.noah('GET', `${path}?search=`)).body).toHaveLength(6)
})

test(row('4.4 PATCH /canned_responses/{id}'), async () => {
  expect(expectAnswer(await stage.noah('PATCH', `${path}/${id}`, { content: 'Good morning' }), response)).toMatchObject({ id, short_code: 'hello', content: 'Good morning' })
  await stage.noah('POST', path, { short_code: 'taken', content: 'x' })
  await expectRefusals([
    [stage.noah, 'PUT', `${path}/${id}`, { short_code: 'taken' }, 422, invalid('Short code has already been taken', 'short_code')],
    [stage.noah, 'PATCH', `${path}/${id}`, { short_code: ' ' }, 422, invalid("Short code can't be blank", 'short_code')],
    [stage.noah, 'PATCH', `${path}/${id}`, { short_code: null, content: null }, 422, invalid("Content can't be blank, Short code can't be blank", 'content', 'short_code')],
    [stage.noah, 'PATCH', `${path}/999999`, { content: 'x' }, 404, notFound],
  ])
})

test(row('4.4 DELETE /canned_responses/{id}'), async () => {
  expectHead(await stage.noah('DELETE', `${path}/${id}`))
  await expectRefusals([[stage.noah, 'DELETE', `${path}/${id}`, undefined, 404, notFound]])
  expect((await stage.noah('GET', `${path}/${id}`)).status).toBe(404)
})
