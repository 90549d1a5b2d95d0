import { afterAll, beforeAll, expect, test } from 'vitest'
import { addAgent } from '../../world.ts'
import { openStage, type Ask, type Stage } from '../stage.ts'
import { expectRefusals, notFound, notYours } from './calls.ts'

// Application API §1.5: who gets in, and to what.

let stage: Stage
/** An agent of the account in no inbox. */
let ada: Ask
let adaId: number

beforeAll(async () => {
  stage = await openStage()
  const person = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Ada Moss', 'ada@acme.test')
  adaId = person.id
  ada = (method, path, body) => stage.app.call(method, `/api/v1/accounts/${stage.world.account}${path}`, { token: person.token, body })
})
afterAll(() => stage.close())

test('the caller is checked first, then the account, its state, the membership, and the role', async () => {
  const call = (account: number, token?: string): Ask => (method, path) => stage.app.call(method, `/api/v1/accounts/${account}${path}`, { token })
  const { account, maya, noah } = stage.world
  const [foreign] = await stage.app.db.query<{ id: number }>('select id from accounts where id <> $1', [account])
  await expectRefusals([
    [call(999_999), 'GET', '/inboxes', undefined, 401, { errors: ['You need to sign in or sign up before continuing.'] }],
    [call(999_999, 'nobody'), 'GET', '/inboxes', undefined, 401, { error: 'Invalid Access Token' }],
    [call(999_999, maya.token), 'GET', '/inboxes', undefined, 404, notFound],
    [call(foreign!.id, maya.token), 'GET', '/webhooks', undefined, 401, { error: 'You are not authorized to access this account' }],
    [call(account, noah.token), 'GET', '/webhooks', undefined, 401, notYours],
  ])
  await stage.app.db.query(`update accounts set status = 'suspended' where id = any($1::bigint[])`, [[account, foreign!.id]])
  for (const id of [account, foreign!.id]) await expectRefusals([[call(id, maya.token), 'GET', '/inboxes', undefined, 401, { error: 'Account is suspended' }]])
  expect((await stage.maya('GET', '')).body.status).toBe('suspended')
  await stage.app.db.query(`update accounts set status = 'active'`)
})

test('an agent in no inbox sees the account, but none of its conversations', async () => {
  const [inbox, thread, contact] = [`/inboxes/${stage.world.inbox.id}`, stage.thread, `/contacts/${stage.world.omar.id}`]
  await expectRefusals([
    [ada, 'GET', inbox, undefined, 401, notYours], [ada, 'GET', thread, undefined, 401, notYours], [ada, 'POST', `${thread}/messages`, { content: 'x' }, 401, notYours],
    [ada, 'GET', '/conversations/999999', undefined, 404, notFound],
  ])
  expect((await ada('GET', '/inboxes')).body).toEqual({ payload: [] })
  expect((await ada('GET', '/conversations?status=all')).body.data.payload).toEqual([])
  expect((await ada('GET', `${contact}/conversations`)).body.payload).toEqual([])
  // Contacts, people and words are everybody's.
  for (const path of [contact, '/contacts', '/agents', '/teams', '/labels', '/canned_responses', '/custom_attribute_definitions', '/custom_filters', '/dashboard_apps', '']) {
    expect([path, (await ada('GET', path)).status]).toEqual([path, 200])
  }
})

test('the team of a conversation opens it to its members, not the list', async () => {
  const team = (await stage.maya('POST', '/teams', { name: 'sales' })).body.id
  await stage.maya('POST', `${stage.thread}/assignments`, { team_id: team })
  await expectRefusals([[ada, 'GET', stage.thread, undefined, 401, notYours]])
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [adaId] })
  expect((await ada('GET', stage.thread)).status).toBe(200)
  expect((await ada('POST', `${stage.thread}/messages`, { content: 'from the team' })).status).toBe(200)
  expect((await ada('GET', '/conversations?status=all')).body.data.payload).toEqual([])
  await stage.maya('DELETE', `/teams/${team}`)
  await expectRefusals([[ada, 'GET', stage.thread, undefined, 401, notYours]])
})
