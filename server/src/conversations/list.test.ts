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

test('pages of a label follow each other, whether many have it or few', async () => {
  const { account, conversation } = world
  await app.db.query(
    `insert into conversations (account_id, inbox_id, contact_id, contact_inbox_id, display_id, uuid, status, labels, last_activity_at, created_at, updated_at)
     select c.account_id, c.inbox_id, c.contact_id, c.contact_inbox_id, 1000 + i, gen_random_uuid(), (array['open', 'resolved', 'pending'])[1 + i % 3], case when i % 2 = 0 then array['often'] when i = 99 then array['seldom'] else '{}' end,
       now() - i * interval '1 min', now() - (i * 7 % 100) * interval '1 min', now()
       from conversations c, generate_series(1, 100) i where c.account_id = $1 and c.display_id = $2`, [account, conversation])
  for (const sort of ['last_activity_at_desc', 'created_at_asc', 'priority_desc']) {
    for (const [query, count] of [['status=all&labels[]=often', 50], ['labels[]=often', 16], ['status=all&labels[]=often&labels[]=seldom', 51], ['status=all&labels[]=seldom', 1], ['labels[]=none', 0]] as const) {
      const pages = await Promise.all([1, 2, 3, 4].map(async (page) => (await list(`${query}&sort_by=${sort}&page=${page}`)).body.data))
      const rows = pages.flatMap(({ payload }) => payload)
      const lengths = pages.map(({ payload }) => payload.length)
      expect([query, sort, rows.length, lengths.toSorted((a, b) => b - a)]).toEqual([query, sort, count, lengths])
      expect(new Set(rows.map(({ id }) => id)).size).toBe(count)
      const key = sort === 'created_at_asc' ? rows.map(({ created_at }) => created_at) : rows.map(({ last_activity_at }) => -last_activity_at)
      expect(key).toEqual(key.toSorted((a, b) => a - b))
      expect(pages[0].meta.all_count).toBe(count)
    }
  }
})

test('a label narrows beside everything else that a list can be asked for', async () => {
  const others = ['assignee_type=me', 'assignee_type=unassigned', 'assignee_type=assigned', `inbox_id=${world.inbox.id}`, 'source_id=x', 'conversation_type=mention', 'conversation_type=participating',
    'conversation_type=unattended', 'updated_within=60', 'q=hello', 'contact_id=1']
  for (const token of [world.maya.token, world.noah.token]) {
    for (const other of others) for (const sort of ['last_activity_at_desc', 'created_at_asc']) {
      const { status } = await app.call('GET', `${api}?labels[]=often&status=all&sort_by=${sort}&${other}`, { token })
      expect([other, sort, status]).toEqual([other, sort, 200])
    }
  }
})
