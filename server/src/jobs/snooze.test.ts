import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentRoom, contactRoom, subscribed } from '../../test/cable/client.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { wakeSnoozed } from './snooze.ts'

let app: TestApp
let world: World

beforeAll(async () => {
  app = await startTestApp()
  world = await makeWorld(app)
})
afterAll(() => app.close())

test('a snooze that is over opens the conversation once, whoever wakes it, and tells everybody', async () => {
  const thread = `/api/v1/accounts/${world.account}/conversations/${world.conversation}`
  const maya = (method: string, path: string, body?: unknown) => app.call(method, thread + path, { token: world.maya.token, body })
  const inAnHour = Math.floor(Date.now() / 1000) + 3600
  await maya('POST', '/toggle_status', { status: 'snoozed', snoozed_until: inAnHour })
  await wakeSnoozed(app.db)
  expect((await maya('GET', '')).body).toMatchObject({ status: 'snoozed', snoozed_until: new Date(inAnHour * 1000).toISOString() })

  const cable = `${app.url.replace('http', 'ws')}/cable`
  const rooms = [agentRoom(world.account, { id: world.noah.id, token: world.noah.pubsub_token }), contactRoom(world.omar.pubsub_token)]
  const ears = await Promise.all(rooms.map((room) => subscribed(cable, room)))
  await app.db.query(`update conversations set snoozed_until = now() - interval '1 s' where display_id = $1`, [world.conversation])
  await Promise.all([wakeSnoozed(app.db), wakeSnoozed(app.db), wakeSnoozed(app.db)])
  expect((await maya('GET', '')).body).toMatchObject({ status: 'open', snoozed_until: null, meta: { sender: { name: 'Omar' } } })
  const heard = await Promise.all(ears.map(async (ear, index) => (await ear.events(rooms[index]!)).map(({ event, data }) => [event, data.status ?? null, 'performer' in data])))
  expect(heard).toEqual([
    [['conversation.status_changed', 'open', false], ['conversation.updated', 'open', false], ['message.created', 'sent', false]],
    [['conversation.status_changed', 'open', false], ['conversation.updated', 'open', false]],
  ])
  for (const { socket } of ears) socket.terminate()
})
