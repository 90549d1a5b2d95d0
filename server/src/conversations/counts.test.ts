import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ask, openStage, type Stage } from '../../test/contract/stage.ts'
import { foldCounters, forgetEmptyCounters } from './counters.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage({ RATE_LIMIT_CONVERSATIONS_META: '1000' }) })
afterAll(() => stage.close())

const counted = `
  select facet, inbox_id, state, assignee_id, sum(count)::int as count
    from (table conversation_counts union all table conversation_count_changes) n group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4`
const real = `
  with faceted as (select c.*, unnest(array[''] || case when team_id is null then '{}' else array['team:' || team_id] end
    || array(select 'label:' || label from unnest(labels) label)) as facet from conversations c)
  select facet, inbox_id, status as state, coalesce(assignee_id, 0) as assignee_id, count(*)::int as count from faceted group by 1, 2, 3, 4
  union all select facet, inbox_id, status, -1, count(*)::int from faceted group by 1, 2, 3
  union all select facet, inbox_id, 'unread', -1, count(*)::int from faceted where status = 'open' and unread_count > 0 group by 1, 2
  order by 1, 2, 3, 4`

const fold = () => foldCounters(stage.app.db, new AbortController().signal)

/** Whatever has been folded so far, and again when everything is. */
async function expectTrue(): Promise<void> {
  const rows = await stage.app.db.query(real)
  expect(await stage.app.db.query(counted)).toEqual(rows)
  await fold()
  expect(await stage.app.db.query(counted)).toEqual(rows)
  expect(await stage.app.db.query('select 1 from conversation_count_changes')).toEqual([])
}

test('the counters follow whatever happens to a conversation', async () => {
  const { maya, world } = stage
  const other = (await maya('POST', '/inboxes', { name: 'Other', channel: { type: 'api' } })).body.id
  const [red, blue] = [(await maya('POST', '/teams', { name: 'red', allow_auto_assign: false })).body.id, (await maya('POST', '/teams', { name: 'blue', allow_auto_assign: false })).body.id]
  const made: number[] = []
  for (let n = 0; n < 8; n++) {
    const contact_id = (await maya('POST', '/contacts', { name: `C${n}` })).body.payload.contact.id
    made.push((await maya('POST', '/conversations', { inbox_id: n % 2 ? other : world.inbox.id, contact_id, ...(n % 3 === 0 ? { team_id: red } : {}) })).body.id)
  }
  const each = async (path: string, bodies: object[]) => {
    await Promise.all(made.map((id, n) => maya('POST', `/conversations/${id}/${path}`, bodies[n % bodies.length])))
    await expectTrue()
  }
  await expectTrue()
  await each('labels', [{ labels: ['a', 'b'] }, { labels: ['b'] }, { labels: [] }])
  await each('assignments', [{ team_id: blue }, { assignee_id: world.noah.id }, { team_id: red }])
  await each('toggle_status', [{ status: 'resolved' }, { status: 'pending' }])
  await each('labels', [{ labels: ['b', 'c'] }, { labels: [] }])
  await each('assignments', [{ team_id: 0 }, { assignee_id: 0 }])
  await maya('DELETE', `/conversations/${made[0]}`)
  await expectTrue()
  await maya('DELETE', `/inboxes/${other}`)
  await expectTrue()
  await forgetEmptyCounters(stage.app.db)
  expect(await stage.app.db.query('select 1 from conversation_counts where inbox_id = $1', [other])).toEqual([])
})

test('what is unread is counted by inbox, team and label, for those who see it', async () => {
  const { maya, noah, world, app } = stage
  const client: Ask = (method, path, body) => app.call(method, path, { body })
  const other = (await maya('POST', '/inboxes', { name: 'Unseen', channel: { type: 'api' } })).body
  const team = (await maya('POST', '/teams', { name: 'green', allow_auto_assign: false })).body.id
  const label = (await maya('POST', '/labels', { title: 'unread-one' })).body.id
  const before = (await maya('GET', '/conversations/unread_counts')).body.payload
  const write = async (inbox: { inbox_identifier: string }) => {
    const door = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
    const { source_id } = (await client('POST', door, {})).body
    const { id } = (await client('POST', `${door}/${source_id}/conversations`)).body
    for (const content of ['one', 'two']) await client('POST', `${door}/${source_id}/conversations/${id}/messages`, { content })
    return id as number
  }
  const [seen, unseen] = [await write({ inbox_identifier: world.inbox.identifier }), await write(other)]
  await maya('POST', `/conversations/${seen}/assignments`, { team_id: team })
  await maya('POST', `/conversations/${seen}/labels`, { labels: ['unread-one', 'undefined-one'] })
  await expectTrue()
  const all = (await maya('GET', '/conversations/unread_counts')).body.payload
  expect(all).toEqual({
    all_count: before.all_count + 2, inboxes: { ...before.inboxes, [world.inbox.id]: (before.inboxes[world.inbox.id] ?? 0) + 1, [other.id]: 1 }, labels: { [label]: 1 }, teams: { [team]: 1 },
  })
  const { payload } = (await noah('GET', '/conversations/unread_counts')).body
  expect([payload.inboxes[other.id], payload.labels, payload.teams]).toEqual([undefined, { [label]: 1 }, { [team]: 1 }])
  await maya('POST', `/conversations/${seen}/update_last_seen`)
  await maya('POST', `/conversations/${unseen}/toggle_status`, { status: 'resolved' })
  await expectTrue()
  expect((await maya('GET', '/conversations/unread_counts')).body.payload).toEqual(before)
})

test('who writes does not wait for who counts', async () => {
  const { maya, world, app } = stage
  const { id } = (await maya('POST', '/conversations', { source_id: world.omar.source_id })).body
  await fold()
  await app.db.transaction(async (query) => {
    await query('select 1 from conversation_counts for update')
    expect((await maya('POST', `/conversations/${id}/toggle_status`, { status: 'resolved' })).status).toBe(200)
    expect((await maya('GET', '/conversations/meta?status=all')).status).toBe(200)
  })
  await Promise.all([fold(), maya('POST', `/conversations/${id}/toggle_status`, { status: 'open' }), fold(), fold()])
  await expectTrue()
})

test('readers pass no rows that were folded', async () => {
  const { app: { db } } = stage
  await db.query(`insert into conversation_count_changes select 1, '', 'open', n % 50, 1, 1 from generate_series(1, 20000) n`)
  await db.query(`insert into conversation_count_changes select 1, '', 'open', n % 50, 1, -1 from generate_series(1, 20000) n`)
  const pages = async () => {
    const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(`explain (analyze, buffers, format json) select sum(change) from conversation_count_changes where account_id = 1 and facet = ''`)
    const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = row!['QUERY PLAN'][0].Plan
    return hit! + read!
  }
  expect(await pages()).toBeGreaterThan(50)
  // How many are dead is known a second later, and the server's own jobs may be looking at them still.
  await expect.poll(async () => {
    await db.query(`insert into conversation_count_changes values (1, '', 'open', 0, 1, 1), (1, '', 'open', 0, 1, -1)`)
    await fold()
    return pages()
  }, { timeout: 20_000, interval: 500 }).toBeLessThan(10)
  await expectTrue()
})

test('counts that only the rows can tell are answered for every assignee', async () => {
  const { maya, noah } = stage
  const narrow = ['labels[]=a&labels[]=b', 'q=hello', 'updated_within=60', 'conversation_type=unattended', 'conversation_type=mention', 'conversation_type=participating', 'source_id=x']
  for (const ask of [maya, noah]) {
    for (const assignee of ['me', 'unassigned', 'assigned', 'all']) {
      for (const path of ['/conversations', '/conversations/meta']) {
        for (const query of narrow) expect([path, query, assignee, (await ask('GET', `${path}?${query}&assignee_type=${assignee}`)).status]).toEqual([path, query, assignee, 200])
      }
    }
  }
})
