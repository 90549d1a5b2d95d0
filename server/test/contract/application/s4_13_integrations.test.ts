import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../harness.ts'
import { makeWorld, type World } from '../../world.ts'
import type { Ask } from '../stage.ts'
import { expectRefusals, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.13: there are no apps to integrate with.

let app: TestApp
let world: World
const maya: Ask = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}/integrations${path}`, { token: world.maya.token, body })
const noah: Ask = (method, path, body) => app.call(method, `/api/v1/accounts/${world.account}/integrations${path}`, { token: world.noah.token, body })

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
})
afterAll(() => app.close())

test(row('4.13 GET /integrations/apps'), async () => {
  for (const who of [maya, noah]) expect(await who('GET', '/apps')).toMatchObject({ status: 200, body: { payload: [] } })
})

test.each([
  [row('4.13 GET /integrations/apps/{id}'), 'GET', '/apps/slack', 404], [row('4.13 POST /integrations/hooks'), 'POST', '/hooks', 401],
  [row('4.13 PATCH /integrations/hooks/{id}'), 'PATCH', '/hooks/1', 401], [row('4.13 DELETE /integrations/hooks/{id}'), 'DELETE', '/hooks/1', 401],
  [row('4.13 POST /integrations/hooks/{id}/process_event'), 'POST', '/hooks/1/process_event', 404],
])('%s', async (_, method, path, forAgents) => {
  await expectRefusals([[maya, method, path, undefined, 404, notFound], [noah, method, path, undefined, forAgents, forAgents === 401 ? notYours : notFound]])
})
