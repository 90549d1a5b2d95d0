import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import { openStage, type Ask, type Stage } from '../stage.ts'
import { expectAnswer, expectRefusals, notFound } from './calls.ts'
import { conversation, counts, pageCounts } from './conversation_forms.ts'
import { row } from './covers.ts'

// Application API §6.3.

let stage: Stage
/** Numbers of the conversations: Omar's, and one each of Ada (assigned to Maya), Bob (in a team) and Cleo (in an inbox without Noah). */
let omar: number, ada: number, bob: number, cleo: number
let team: number
let quiet: number
let stranger: Ask

beforeAll(async () => {
  stage = await openStage()
  const { maya, world, app } = stage
  omar = world.conversation
  quiet = (await maya('POST', '/inboxes', { name: 'Quiet', channel: { type: 'api' } })).body.id
  team = (await maya('POST', '/teams', { name: 'support', allow_auto_assign: false })).body.id
  ada = await start('Ada', world.inbox.id, { assignee_id: world.maya.id, message: { content: 'Where is the blue parcel?', message_type: 'incoming' } })
  bob = await start('Bob', world.inbox.id, { team_id: team, message: { content: 'A green parcel, please' } })
  cleo = await start('Cleo', quiet, { status: 'pending', message: { content: 'Any 100% parcel_', message_type: 'incoming' } })
  await maya('POST', `/conversations/${ada}/labels`, { labels: ['vip', 'late'] })
  await maya('POST', `/conversations/${bob}/labels`, { labels: ['vip'] })
  await maya('POST', `/conversations/${bob}/toggle_priority`, { priority: 'low' })
  await maya('POST', `/conversations/${ada}/toggle_priority`, { priority: 'urgent' })
  await maya('POST', `/conversations/${bob}/participants`, { user_ids: [world.maya.id] })
  const sam = await addAgent(app, `/api/v1/accounts/${world.account}`, world.maya.token, 'Sam', 'sam@acme.test')
  stranger = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}${path}`, { token: sam.token, body })
})
afterAll(() => stage.close())

async function start(name: string, inbox_id: number, body: object): Promise<number> {
  const contact_id = (await stage.maya('POST', '/contacts', { name })).body.payload.contact.id
  const { status, body: made } = await stage.maya('POST', '/conversations', { inbox_id, contact_id, source_id: `source-${name}`, ...body })
  expect([status, made]).toEqual([200, expect.objectContaining({ id: expect.any(Number) })])
  return made.id
}

const ids = (list: { id: number }[]) => list.map(({ id }) => id)

test(row('6.3 GET /conversations'), async () => {
  const { data } = expectAnswer(await stage.maya('GET', '/conversations'), { data: { meta: counts, payload: [conversation] } })
  expect(ids(data.payload).toSorted()).toEqual([omar, ada, bob].toSorted())
  expect(data.meta).toEqual({ mine_count: 1, assigned_count: 1, unassigned_count: 2, all_count: 3 })
})

describe('what a list is asked for', () => {
  const cases = (): [query: string, found: number[], all: number][] => [
    ['status=pending', [cleo], 1], ['status=all', [omar, ada, bob, cleo], 4], ['status=resolved', [], 0], ['status=nonsense', [], 0],
    ['status=all&assignee_type=me', [ada], 4], ['status=all&assignee_type=unassigned', [omar, bob, cleo], 4], ['status=all&assignee_type=assigned', [ada], 4],
    ['status=all&assignee_type=nonsense', [omar, ada, bob, cleo], 4],
    [`status=all&inbox_id=${quiet}`, [cleo], 1], [`status=all&inbox_id[]=${quiet}&inbox_id[]=${stage.world.inbox.id}`, [omar, ada, bob, cleo], 4], ['inbox_id=999999', [], 0],
    [`team_id=${team}`, [bob], 1], [`team_id=${team}&status=all`, [bob], 1],
    ['labels[]=vip', [ada, bob], 2], ['labels=late', [ada], 1], ['labels[]=late&labels[]=vip', [ada, bob], 2], ['labels[]=nobody', [], 0], [`labels[]=vip&team_id=${team}`, [bob], 1],
    ['q=parcel', [ada, bob, cleo], 3], ['q=PARCEL&status=resolved', [ada, bob, cleo], 3], ['q=100%25', [cleo], 1], ['q=l_', [cleo], 1], ['q=green', [bob], 1], ['q=violet', [], 0],
    ['source_id=source-Bob', [bob], 1], ['source_id=source', [], 0], ['source_id=source-Cleo&status=all', [cleo], 1],
    ['conversation_type=participating', [ada, bob], 2], ['conversation_type=mention', [], 0], ['conversation_type=unattended', [omar, ada], 2],
    ['updated_within=3600&status=all', [omar, ada, bob, cleo], 4], ['page=2', [], 3], ['page=0', [omar, ada, bob], 3], ['page=-1', [omar, ada, bob], 3], ['page=99999999999', [], 3],
  ]

  test('narrows it and what is counted above it', async () => {
    for (const [query, found, all] of cases()) {
      const { body } = await stage.maya('GET', `/conversations?${query}`)
      expect([query, ids(body.data.payload).toSorted((a, b) => a - b), body.data.meta.all_count]).toEqual([query, found.toSorted((a, b) => a - b), all])
      const { meta } = (await stage.maya('GET', `/conversations/meta?${query}`)).body
      expect([query, meta]).toEqual([query, body.data.meta])
    }
  })

  test('is limited to the inboxes of an agent, but for what he takes part in', async () => {
    expect(ids((await stage.noah('GET', '/conversations?status=all')).body.data.payload).toSorted()).toEqual([omar, ada, bob].toSorted())
    expect((await stage.noah('GET', `/conversations?status=all&inbox_id=${quiet}`)).body.data).toEqual({
      meta: { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 }, payload: [],
    })
    expect((await stranger('GET', '/conversations?status=all')).body.data.meta.all_count).toBe(0)
    expect((await stranger('GET', '/conversations?q=parcel')).body.data.payload).toEqual([])
  })

  test('names a team of the account', async () => {
    for (const id of ['999999', '0', 'support']) {
      await expectRefusals([[stage.maya, 'GET', `/conversations?team_id=${id}`, undefined, 404, notFound], [stage.maya, 'GET', `/conversations/meta?team_id=${id}`, undefined, 404, notFound]])
    }
    expect((await stage.maya('GET', '/conversations?team_id=')).body.data.meta.all_count).toBe(3)
  })
})

test('orders', async () => {
  const ordered = async (sort: string) => ids((await stage.maya('GET', `/conversations?status=all&sort_by=${sort}`)).body.data.payload)
  await stage.maya('POST', `/conversations/${omar}/messages`, { content: 'x', message_type: 'incoming' })
  for (const [sort, order] of [
    ['created_at_asc', [omar, ada, bob, cleo]], ['sort_on_created_at', [omar, ada, bob, cleo]], ['created_at_desc', [cleo, bob, ada, omar]],
    ['last_activity_at_desc', [omar, cleo, bob, ada]], ['latest', [omar, cleo, bob, ada]], ['nonsense', [omar, cleo, bob, ada]], ['last_activity_at_asc', [ada, bob, cleo, omar]],
    ['priority_desc', [ada, bob, omar, cleo]], ['sort_on_priority', [ada, bob, omar, cleo]], ['priority_asc', [bob, ada, omar, cleo]],
    ['priority_desc_created_at_asc', [ada, bob, omar, cleo]], ['waiting_since_asc', [omar, ada, cleo, bob]], ['sort_on_waiting_since', [omar, ada, cleo, bob]],
    ['waiting_since_desc', [cleo, ada, omar, bob]], ['unread', [omar, cleo, ada, bob]],
  ] as const) expect([sort, await ordered(sort)]).toEqual([sort, order])
})

test('25 a page, and as many pages as there are', async () => {
  const busy = (await stage.maya('POST', '/inboxes', { name: 'Busy', channel: { type: 'api' } })).body.id
  const made: number[] = []
  for (let n = 0; n < 28; n++) made.push(await start(`Busy ${n}`, busy, n % 3 === 0 ? { status: 'snoozed' } : {}))
  for (const sort of ['created_at_asc', 'waiting_since_asc']) {
    const pages = await Promise.all([1, 2, 3].map(async (page) => ids((await stage.maya('GET', `/conversations?status=all&inbox_id=${busy}&sort_by=${sort}&page=${page}`)).body.data.payload)))
    expect(pages.map(({ length }) => length)).toEqual([25, 3, 0])
    expect(pages.flat()).toEqual(made)
  }
  const all = await stage.maya('GET', `/conversations?status=all&inbox_id=${busy}&updated_within=3600`)
  expect(all.body.data.payload).toHaveLength(28)
})

test(row('6.3 GET /conversations/meta'), async () => {
  expectAnswer(await stage.maya('GET', '/conversations/meta'), { meta: counts })
})

test(row('6.3 GET /conversations/search'), async () => {
  const item = {
    id: 'int', uuid: 'text', created_at: 'int', contact: { id: 'int', name: 'text' }, inbox: { id: 'int', name: 'text', channel_type: '=Channel::Api' },
    messages: [{ content: 'text|null', id: 'int', 'sender_name?': 'text', message_type: 'int', created_at: 'int' }], account_id: 'int',
  } as const
  const { meta, payload } = expectAnswer(await stage.maya('GET', '/conversations/search?q=parcel'), { meta: pageCounts, payload: [item] })
  expect(meta).toEqual({ mine_count: 1, unassigned_count: 2, all_count: 3 })
  expect(payload.find(({ id }: { id: number }) => id === ada).messages).toMatchObject([{ content: 'Where is the blue parcel?', sender_name: 'Ada', message_type: 0 }])
  expect((await stage.noah('GET', '/conversations/search?q=parcel')).body.meta.all_count).toBe(2)
  const { assigned_count: _, ...all } = (await stage.maya('GET', '/conversations/meta?status=open&assignee_type=me')).body.meta
  const mine = (await stage.maya('GET', '/conversations/search?assignee_type=me')).body
  expect([mine.meta, ids(mine.payload)]).toEqual([all, [ada]])
  expect((await stage.maya('GET', '/conversations/search?q=violet')).body).toEqual({ meta: { mine_count: 0, unassigned_count: 0, all_count: 0 }, payload: [] })
})

describe(row('6.3 POST /conversations/filter'), () => {
  const filter = (who: Ask, ...payload: unknown[]) => who('POST', '/conversations/filter', { payload })
  const when = (attribute_key: string, filter_operator: string, values: unknown[] | null, query_operator: string | null = null) => ({ attribute_key, filter_operator, values, query_operator })

  test('answers the page and how many there are', async () => {
    const body = expectAnswer(await filter(stage.maya, when('status', 'equal_to', ['open'])), { meta: counts, payload: [conversation] })
    expect((await stage.maya('GET', '/conversations/meta')).body.meta).toMatchObject(body.meta)
    const all = await filter(stage.maya, when('status', 'equal_to', ['all']))
    expect(all.body.meta.all_count).toBe((await stage.maya('GET', '/conversations/meta?status=all')).body.meta.all_count)
    expect([all.body.payload.length, (await stage.maya('POST', '/conversations/filter?page=2', { payload: [when('status', 'equal_to', ['all'])] })).body.payload.length]).toEqual([25, 7])
  })

  test(row('5.6 conversation keys', 'finds by each key'), async () => {
    const cases: [found: number[], ...conditions: unknown[]][] = [
      [[ada], when('assignee_id', 'equal_to', [stage.world.maya.id])], [[ada], when('assignee_id', 'is_present', null)], [[bob], when('team_id', 'equal_to', [team])],
      [[bob], when('team_id', 'is_present', [])], [[cleo], when('inbox_id', 'equal_to', [quiet])], [[ada, bob], when('labels', 'equal_to', ['vip'])],
      [[ada], when('priority', 'equal_to', ['urgent'])], [[ada, bob], when('priority', 'equal_to', ['urgent', 'low'])], [[cleo], when('status', 'equal_to', ['pending'])],
      [[bob], when('display_id', 'equal_to', [bob])], [[], when('last_activity_at', 'days_before', ['3'])], [[], when('campaign_id', 'is_present', null)],
      [[ada], when('labels', 'equal_to', ['vip'], 'and'), when('assignee_id', 'is_present', null)],
      [[ada, cleo], when('inbox_id', 'equal_to', [quiet], 'OR'), when('labels', 'equal_to', ['late'])],
    ]
    for (const [found, ...payload] of cases) {
      const { status, body } = await filter(stage.maya, ...payload)
      expect([payload, status, ids(body.payload).toSorted((a, b) => a - b), body.meta.all_count]).toEqual([payload, 200, found.toSorted((a, b) => a - b), found.length])
    }
  })

  test(row('5.6 conversation values', 'never looks behind the door of another inbox'), async () => {
    expect((await filter(stage.noah, when('inbox_id', 'equal_to', [quiet]))).body).toEqual({ meta: { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 }, payload: [] })
    expect(ids((await filter(stage.noah, when('status', 'equal_to', ['pending'], 'OR'), when('status', 'equal_to', ['open']))).body.payload)).not.toContain(cleo)
    expect((await filter(stranger, when('status', 'equal_to', ['all']))).body.meta.all_count).toBe(0)
  })

  test('refuses what it does not know', async () => {
    const error = (text: string) => ({ error: text })
    await expectRefusals([
      [stage.maya, 'POST', '/conversations/filter', { payload: [when('priority', 'contains', ['x'])] }, 422, error('Invalid operator. The allowed operators for priority are [equal_to,not_equal_to].')],
      [stage.maya, 'POST', '/conversations/filter', { payload: [when('priority', 'equal_to', [])] }, 422, error('Invalid value. The values provided for priority are invalid')],
      [stage.maya, 'POST', '/conversations/filter', { payload: [when('status', 'equal_to', ['open'], 'XOR'), when('status', 'equal_to', ['open'])] }, 422, error('Query operator must be either "AND" or "OR".')],
      [stage.maya, 'POST', '/conversations/filter', {}, 422, error('param is missing or the value is empty: payload')],
    ])
  })
})

test(row('6.3 GET /conversations/unread_counts'), async () => {
  const label = (await stage.maya('POST', '/labels', { title: 'vip' })).body.id
  const { payload } = expectAnswer(await stage.maya('GET', '/conversations/unread_counts'), { payload: { all_count: 'int', inboxes: 'object', labels: 'object', teams: 'object' } })
  expect(payload).toEqual({ all_count: 2, inboxes: { [stage.world.inbox.id]: 2 }, labels: { [label]: 1 }, teams: {} })
  expect((await stranger('GET', '/conversations/unread_counts')).body).toEqual({ payload: { all_count: 0, inboxes: {}, labels: {}, teams: {} } })
})
