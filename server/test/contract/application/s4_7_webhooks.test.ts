import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../stage.ts'
import { expectAnswer, expectHead, expectRefusals, invalid, notFound, notYours } from './calls.ts'
import { row } from './covers.ts'

// Application API §4.7.

const webhook = {
  id: 'int', name: 'text|null', url: 'text', account_id: 'int', subscriptions: ['text'], secret: 'text', 'inbox?': { id: 'int', name: 'text' },
  previous_secret_until: 'iso|null', webhook_secret: 'text', custom_headers: 'object', skip_own: 'bool',
} as const
const one = { payload: { webhook } }
const usual = [
  'conversation_status_changed', 'conversation_updated', 'conversation_created', 'contact_created', 'contact_updated', 'message_created', 'message_updated', 'webwidget_triggered',
]

let stage: Stage
let count = 0
const url = () => `https://hooks.example.org/${++count}`
const add = async (body: object = {}) => (await stage.maya('POST', '/webhooks', { url: url(), ...body })).body.payload.webhook

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

test(row('4.7 POST /webhooks'), async () => {
  const made = expectAnswer(await stage.maya('POST', '/webhooks', { url: url() }), one).payload.webhook
  expect(made).toMatchObject({ name: null, subscriptions: usual, account_id: stage.world.account, secret: expect.stringMatching(/^\w{24}$/) })
  const bound = { webhook: { url: url(), name: 'Bound', subscriptions: ['conversation_typing_on', 'inbox_created'], inbox_id: stage.world.inbox.id, nonsense: 1 } }
  expect(expectAnswer(await stage.maya('POST', '/webhooks', bound), one).payload.webhook).toMatchObject({ name: 'Bound', inbox: { id: stage.world.inbox.id, name: 'Web app' } })
  await expectRefusals([
    [stage.maya, 'POST', '/webhooks', { url: made.url }, 422, invalid('Url has already been taken', 'url')],
    [stage.maya, 'POST', '/webhooks', { url: 'no address' }, 422, invalid('Url is invalid', 'url')],
    [stage.maya, 'POST', '/webhooks', { url: 'no address', subscriptions: [] }, 422, invalid('Url is invalid, Subscriptions Invalid events', 'url', 'subscriptions')],
    [stage.maya, 'POST', '/webhooks', { url: url(), subscriptions: [] }, 422, invalid('Subscriptions Invalid events', 'subscriptions')],
    [stage.maya, 'POST', '/webhooks', { url: url(), subscriptions: 'message_created' }, 422, invalid('Subscriptions Invalid events', 'subscriptions')],
    [stage.maya, 'POST', '/webhooks', { url: url(), subscriptions: ['message_created', 'conversation_resolved'] }, 422, invalid('Subscriptions Invalid events', 'subscriptions')],
    [stage.noah, 'POST', '/webhooks', { url: url() }, 401, notYours],
  ])
})

test(row('4.7 GET /webhooks'), async () => {
  const made = await add()
  expect(expectAnswer(await stage.maya('GET', '/webhooks'), { payload: { webhooks: [webhook] } }).payload.webhooks).toContainEqual(made)
  await expectRefusals([[stage.noah, 'GET', '/webhooks', undefined, 401, notYours]])
})

test(row('4.7 PATCH /webhooks/{id}'), async () => {
  const [made, other] = [await add({ name: 'Before' }), await add()]
  const changed = expectAnswer(await stage.maya('PATCH', `/webhooks/${made.id}`, { subscriptions: ['message_created'] }), one).payload.webhook
  expect(changed).toEqual({ ...made, subscriptions: ['message_created'] })
  expect((await stage.maya('PUT', `/webhooks/${made.id}`, { webhook: { name: 'After', url: made.url } })).body.payload.webhook).toMatchObject({ name: 'After', url: made.url })
  await expectRefusals([
    [stage.maya, 'PATCH', `/webhooks/${made.id}`, { url: other.url }, 422, invalid('Url has already been taken', 'url')],
    [stage.maya, 'PATCH', `/webhooks/${made.id}`, { subscriptions: ['nonsense'] }, 422, invalid('Subscriptions Invalid events', 'subscriptions')],
    [stage.maya, 'PATCH', '/webhooks/999999', { name: 'x' }, 404, notFound],
    [stage.noah, 'PATCH', `/webhooks/${made.id}`, { name: 'x' }, 401, notYours],
  ])
})

test(row('4.7 DELETE /webhooks/{id}'), async () => {
  const made = await add()
  await expectRefusals([[stage.noah, 'DELETE', `/webhooks/${made.id}`, undefined, 401, notYours]])
  expectHead(await stage.maya('DELETE', `/webhooks/${made.id}`))
  await expectRefusals([[stage.maya, 'DELETE', `/webhooks/${made.id}`, undefined, 404, notFound]])
})
