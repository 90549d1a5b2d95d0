import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../test/contract/stage.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage({ RATE_LIMIT_CONVERSATIONS_META: '1000' }) })
afterAll(() => stage.close())

const counted = `select facet, inbox_id, status, assignee_id, sum(count)::int as count from conversation_facet_counts group by 1, 2, 3, 4 having sum(count) <> 0 order by 1, 2, 3, 4`
const real = `select f.facet, inbox_id, status, coalesce(assignee_id, 0) as assignee_id, count(*)::int as count
  from conversations c cross join lateral unnest(facets_of(c.team_id, c.labels)) f (facet) group by 1, 2, 3, 4 order by 1, 2, 3, 4`

async function expectTrue(): Promise<void> {
  const rows = await stage.app.db.query(real)
  expect(await stage.app.db.query(counted)).toEqual(rows)
}

test('the counters of teams and labels follow whatever happens to a conversation', async () => {
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
  expect(await stage.app.db.query('select 1 from conversation_facet_counts where inbox_id = $1', [other])).toEqual([])
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
