import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { followLabels } from '../../../src/labels/follow.ts'
import { agentRoom } from '../../cable/client.ts'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.3.

const label = { id: 'int', title: 'text', description: 'text|null', color: 'text', show_on_sidebar: 'bool|null' } as const

let stage: Stage
let id: number

/** Waits until everything carries the names of today, also what the running server has begun with. */
async function followed(): Promise<void> {
  await followLabels(stage.app.db)
  while ((await stage.app.db.query('select 1 from label_changes')).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await followed()
  await stage.app.db.query('delete from labels')
  id = (await stage.maya('POST', '/labels', { title: 'Billing' })).body.id
})

test(row('4.3 POST /labels'), async () => {
  expect(expectAnswer(await stage.maya('POST', '/labels', { title: 'VIP-Kunde_2' }), label)).toEqual({
    id: expect.any(Number), title: 'vip-kunde_2', description: null, color: '#1f93ff', show_on_sidebar: null,
  })
  const wrapped = { label: { title: 'größe', description: 'Sizes', color: '#ff0000', show_on_sidebar: 'true' } }
  expect(expectAnswer(await stage.maya('POST', '/labels', wrapped), label)).toMatchObject({ title: 'größe', description: 'Sizes', color: '#ff0000', show_on_sidebar: true })
  const wrong = invalid('Title is invalid', 'title')
  await expectRefusals([
    [stage.maya, 'POST', '/labels', {}, 422, invalid('Title must not be blank', 'title')],
    [stage.maya, 'POST', '/labels', { title: '' }, 422, invalid('Title must not be blank', 'title')],
    [stage.maya, 'POST', '/labels', { title: 'BILLING' }, 422, invalid('Title has already been taken', 'title')],
    ...['a', '-ab', '_ab', 'a b', 'a,b', 'a.b', ' ab', 'a😀'].map((title) => [stage.maya, 'POST', '/labels', { title }, 422, wrong] as never),
    [stage.maya, 'POST', '/labels', { title: 'x'.repeat(256) }, 422, invalid('Title is too long (maximum is 255 characters)', 'title')],
    [stage.maya, 'POST', '/labels', { title: 'long', description: 'd'.repeat(20_001) }, 422, invalid('Description is too long (maximum is 20000 characters)', 'description')],
    [stage.maya, 'POST', '/labels', { title: '', color: 'c'.repeat(256) }, 422, invalid('Title must not be blank, Color is too long (maximum is 255 characters)', 'title', 'color')],
    [stage.noah, 'POST', '/labels', { title: 'mine' }, 401, notYours],
  ])
})

test(row('4.3 GET /labels'), async () => {
  await stage.maya('POST', '/labels', { title: 'another' })
  const { payload } = expectAnswer(await stage.noah('GET', '/labels'), { payload: [label] })
  expect(payload.map(({ title }: { title: string }) => title)).toEqual(['another', 'billing'])
})

test(row('4.3 GET /labels/{id}'), async () => {
  expect(expectAnswer(await stage.maya('GET', `/labels/${id}`), label)).toMatchObject({ id, title: 'billing' })
  await expectRefusals([[stage.noah, 'GET', `/labels/${id}`, undefined, 401, notYours], [stage.maya, 'GET', '/labels/999999', undefined, 404, notFound]])
})

test(row('4.3 PATCH /labels/{id}'), async () => {
  expect(expectAnswer(await stage.maya('PATCH', `/labels/${id}`, { description: 'Money', show_on_sidebar: true }), label)).toMatchObject({
    title: 'billing', description: 'Money', show_on_sidebar: true,
  })
  const long = 'd'.repeat(20_000)
  expect((await stage.maya('PATCH', `/labels/${id}`, { description: long })).body.description).toBe(long)
  await stage.maya('POST', '/labels', { title: 'taken' })
  await expectRefusals([
    [stage.maya, 'PATCH', `/labels/${id}`, { title: 'Taken' }, 422, invalid('Title has already been taken', 'title')],
    [stage.maya, 'PATCH', `/labels/${id}`, { title: null }, 422, invalid('Title must not be blank', 'title')],
    [stage.maya, 'PATCH', '/labels/999999', { title: 'other' }, 404, notFound],
    [stage.noah, 'PATCH', `/labels/${id}`, { title: 'other' }, 401, notYours],
  ])
})

test(row('4.3 DELETE /labels/{id}'), async () => {
  await expectRefusals([[stage.noah, 'DELETE', `/labels/${id}`, undefined, 401, notYours], [stage.maya, 'DELETE', '/labels/999999', undefined, 404, notFound]])
  expectHead(await stage.maya('DELETE', `/labels/${id}`))
  expect((await stage.maya('GET', '/labels')).body).toEqual({ payload: [] })
})

test('tags are free names, and follow their label when it is renamed or deleted', async () => {
  const contact = `/contacts/${stage.world.omar.id}/labels`
  const tags = async () => [(await stage.maya('GET', `${stage.thread}/labels`)).body.payload, (await stage.maya('GET', contact)).body.payload]
  for (const path of [`${stage.thread}/labels`, contact]) {
    expect((await stage.noah('POST', path, { labels: ['billing', 'nobody knows,this'] })).body).toEqual({ payload: ['billing', 'nobody knows', 'this'] })
  }
  await stage.settled()
  stage.accountSink.received.length = 0
  await stage.maya('PATCH', `/labels/${id}`, { title: 'invoices' })
  await followed()
  expect(await tags()).toEqual([['invoices', 'nobody knows', 'this'], ['invoices', 'nobody knows', 'this']])
  await stage.settled()
  const told = stage.accountSink.received.map(({ body }) => body)
  expect(told.map(({ event, cause }) => [event, cause.name])).toEqual(expect.arrayContaining([['conversation_updated', 'Maya Lind'], ['contact_updated', 'Maya Lind']]))
  await stage.maya('DELETE', `/labels/${id}`)
  await followed()
  expect(await tags()).toEqual([['nobody knows', 'this'], ['nobody knows', 'this']])
  expect(await stage.app.db.query('select 1 from label_changes')).toEqual([])
})

test('what a stop has left goes on later, and what is gone holds nothing up', async () => {
  const contact = `/contacts/${stage.world.omar.id}`
  await stage.noah('POST', `${contact}/labels`, { labels: ['billing'] })
  // Not by the door, so that the job of the running server has nothing to do yet.
  const note = (title: string, to: string | null) => stage.app.db.query(
    'insert into label_changes (account_id, title, new_title, cause) values ($1, $2, $3, $4)', [stage.world.account, title, to, JSON.stringify({ type: 'system', id: null, name: null })])
  await note('nobody-has-it', null)
  await note('billing', 'money')
  await note('money', 'cash')
  await followLabels(stage.app.db, AbortSignal.abort())
  await followed()
  expect((await stage.noah('GET', `${contact}/labels`)).body).toEqual({ payload: ['cash'] })
})

test('tags of another account stay', async () => {
  const other = await stage.app.db.query<{ id: number }>(`update contacts set label_list = '{billing}' where account_id <> $1 returning id`, [stage.world.account])
  expect(other.length).toBeGreaterThan(0)
  await stage.maya('DELETE', `/labels/${id}`)
  await followed()
  expect(await stage.app.db.query(`select id from contacts where label_list @> '{billing}'`, [])).toHaveLength(other.length)
})

test('a change of the list is told by its stamp', async () => {
  const room = agentRoom(stage.world.account, { id: stage.world.noah.id, token: stage.world.noah.pubsub_token })
  const ear = await stage.ear(room)
  const stamps = [(await stage.noah('GET', '/cache_keys')).body.cache_keys.label]
  await stage.maya('PATCH', `/labels/${id}`, { color: '#000000' })
  await stage.maya('DELETE', `/labels/${id}`)
  const heard = await ear.events(room)
  expect(heard.map(({ event }) => event)).toEqual(['account.cache_invalidated', 'account.cache_invalidated'])
  stamps.push(...heard.map(({ data }) => data.cache_keys.label))
  expect(new Set(stamps).size).toBe(3)
})
