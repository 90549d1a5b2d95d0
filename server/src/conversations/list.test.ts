import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'

let app: TestApp
let world: World
let api: string

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
  api = `/api/v1/accounts/${world.account}/conversations`
})
afterAll(() => app.close())

const list = (query: string) => app.call('GET', `${api}?${query}`, { token: world.maya.token })

test.each(['constructor', '__proto__', 'toString', 'created_at_desc; --'])('an order called %s is no order', async (sort) => {
  const { status, body } = await list(`sort_by=${sort}`)
  expect([status, body.data.payload.length]).toEqual([200, 1])
})

test.each(['9007199254740991', '99999999999', '-9007199254740991', '1e300'])('a span of %s seconds is a span', async (seconds) => {
  expect((await list(`updated_within=${seconds}`)).status).toBe(200)
})

test('pages and filters leave no statements behind in the database', async () => {
  for (let page = 1; page < 20; page += 1) expect((await list(`page=${page}&status=all`)).status).toBe(200)
  const kept = () => app.db.query(`select statement from pg_prepared_statements where statement like '%with page as%' and statement not like '%pg_prepared%'`)
  expect((await Promise.all(Array.from({ length: 8 }, kept))).flat()).toEqual([])
})
