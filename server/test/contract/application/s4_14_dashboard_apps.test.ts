import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.14: pages of somebody else's within the dashboard, for every agent to change.

const app = { id: 'int', title: 'text', content: [{ url: 'text', type: '=frame' }], created_at: 'iso' } as const
const path = '/dashboard_apps'
const content = [{ url: 'https://crm.example.org/panel?x=1', type: 'frame' }]

let stage: Stage
let id: number

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.app.db.query('delete from dashboard_apps')
  id = (await stage.noah('POST', path, { title: 'CRM', content })).body.id
})

test(row('4.14 POST /dashboard_apps'), async () => {
  expect(expectAnswer(await stage.noah('POST', path, { dashboard_app: { title: 'Shop', content } }), app)).toMatchObject({ title: 'Shop', content })
  const wrong = invalid('Content : Invalid data', 'content')
  const contents = [undefined, [], 'x', [{}], [{ url: 'https://a.example.org' }], [{ url: 'javascript:alert(1)', type: 'frame' }], [{ url: 'https://', type: 'frame' }], [{ url: 'https://a.example.org', type: 'script' }], [[1]]]
  await expectRefusals([
    [stage.noah, 'POST', path, { content }, 422, invalid("Title can't be blank", 'title')],
    ...contents.map((content) => [stage.noah, 'POST', path, { title: 'x', content }, 422, wrong] as never),
  ])
})

test(row('4.14 GET /dashboard_apps'), async () => {
  expect(expectAnswer(await stage.maya('GET', path), [app])).toMatchObject([{ id, title: 'CRM', content }])
})

test(row('4.14 GET /dashboard_apps/{id}'), async () => {
  expect(expectAnswer(await stage.maya('GET', `${path}/${id}`), app)).toMatchObject({ id })
  await expectRefusals([[stage.maya, 'GET', `${path}/999999`, undefined, 404, notFound]])
})

test(row('4.14 PATCH /dashboard_apps/{id}'), async () => {
  const other = [{ url: 'http://other.example.org/', type: 'frame' }]
  expect(expectAnswer(await stage.noah('PATCH', `${path}/${id}`, { content: other }), app)).toMatchObject({ id, title: 'CRM', content: other })
  await expectRefusals([
    [stage.noah, 'PATCH', `${path}/${id}`, { title: '' }, 422, invalid("Title can't be blank", 'title')],
    [stage.noah, 'PATCH', `${path}/999999`, { title: 'x' }, 404, notFound],
  ])
})

test(row('4.14 DELETE /dashboard_apps/{id}'), async () => {
  expectHead(await stage.noah('DELETE', `${path}/${id}`), 204)
  await expectRefusals([[stage.noah, 'DELETE', `${path}/${id}`, undefined, 404, notFound]])
})
