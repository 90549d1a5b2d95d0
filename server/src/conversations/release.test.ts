import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agentRoom, type Client } from '../../test/cable/client.ts'
import { openStage, type Stage } from '../../test/contract/stage.ts'
import { addAgent } from '../../test/world.ts'
import { systemCause } from '../events/cause.ts'
import { deleteUser } from '../users/provision.ts'
import { noteRelease, releaseConversations, releaseForgotten } from './release.ts'

// Who has conversations is deleted: each of them says so.

let stage: Stage
let ear: Client
let room: string

beforeAll(async () => {
  stage = await openStage()
  room = agentRoom(stage.world.account, { id: stage.world.maya.id, token: stage.world.maya.pubsub_token })
  ear = await stage.ear(room)
})
afterAll(() => stage.close())
beforeEach(() => quiet())

const waits = async () => (await stage.app.db.query('select 1 from conversation_releases')).length > 0
/** All are released, by this process or by the running server. */
async function released(): Promise<void> {
  await releaseConversations(stage.app.db)
  while (await waits()) await new Promise((resolve) => setTimeout(resolve, 20))
}
async function quiet(): Promise<void> {
  await stage.settled()
  await ear.events(room)
  stage.accountSink.received.length = 0
}
/** In no order of conversations, as there is none. */
const byId = <T>(list: T[], idOf: (one: T) => number) => list.toSorted((a, b) => idOf(a) - idOf(b))
const heard = async () => byId((await ear.events(room)).filter(({ event }) => event !== 'account.cache_invalidated').map(({ event, data }): [string, number] => [event, data.id]), ([, id]) => id)
const told = async () => {
  await stage.settled()
  const bodies = stage.accountSink.received.map(({ body }) => ({ event: body.event, id: body.id, changed: Object.assign({}, ...body.changed_attributes ?? []), by: body.cause.name }))
  return byId(bodies, ({ id }) => id)
}
const newConversation = async () => (await stage.omar('POST', '/conversations')).body.id as number
const assign = (id: number, body: object) => stage.maya('POST', `/conversations/${id}/assignments`, body)
const change = (from: unknown) => ({ previous_value: from, current_value: null })

test('of a team: the conversations that it had, as changes by who deleted it', async () => {
  const team = (await stage.maya('POST', '/teams', { name: 'sales', allow_auto_assign: false })).body.id
  const ids = [await newConversation(), await newConversation(), await newConversation()]
  for (const id of ids.slice(1)) await assign(id, { team_id: team })
  await quiet()
  expect((await stage.maya('DELETE', `/teams/${team}`)).status).toBe(200)
  expect((await stage.maya('GET', `/conversations/${ids[1]}`)).body.meta.team).toBeUndefined()
  await released()
  expect(await told()).toEqual(ids.slice(1).map((id) => ({ event: 'conversation_updated', id, changed: expect.objectContaining({ team_id: change(team) }), by: 'Maya Lind' })))
  expect(await heard()).toEqual(ids.slice(1).flatMap((id) => [['team.changed', id], ['conversation.updated', id]]))
})

test('of a bot, and of a user who leaves the installation', async () => {
  const bot = (await stage.maya('POST', '/agent_bots', { name: 'Robo' })).body.id
  const zoe = await addAgent(stage.app, `/api/v1/accounts/${stage.world.account}`, stage.world.maya.token, 'Zoe', 'zoe@acme.test')
  const [botId, zoeId] = [await newConversation(), await newConversation()]
  await assign(botId, { assignee_id: bot, assignee_type: 'AgentBot' })
  await assign(zoeId, { assignee_id: zoe.id })
  await quiet()
  await stage.maya('DELETE', `/agent_bots/${bot}`)
  await deleteUser(stage.app.db, zoe.id)
  await released()
  expect(await told()).toEqual([
    { event: 'conversation_updated', id: botId, changed: expect.objectContaining({ assignee_agent_bot_id: change(bot) }), by: 'Maya Lind' },
    { event: 'conversation_updated', id: zoeId, changed: expect.objectContaining({ assignee_id: change(zoe.id) }), by: null },
  ])
  expect(await heard()).toEqual([['conversation.updated', botId], ['assignee.changed', zoeId], ['conversation.updated', zoeId]])
})

test('what a user had in an account that he had left is nobody\'s once he is deleted', async () => {
  const agents = `/api/v1/accounts/${stage.world.account}`
  const lea = await addAgent(stage.app, agents, stage.world.maya.token, 'Lea', 'lea@acme.test')
  const id = await newConversation()
  await assign(id, { assignee_id: lea.id })
  await stage.maya('DELETE', `/agents/${lea.id}`)
  await deleteUser(stage.app.db, lea.id)
  await released()
  await releaseForgotten(stage.app.db)
  await released()
  expect(await stage.app.db.query('select assignee_id from conversations where account_id = $1 and display_id = $2', [stage.world.account, id])).toEqual([{ assignee_id: null }])
})

test('one account\'s many hold up nobody else, and what a stopped server has left goes on', async () => {
  const { query } = stage.app.db
  const own = await query<{ id: number }>('select id from conversations where account_id = $1', [stage.world.account])
  const others = await query<{ id: number; account_id: number }>('select id, account_id from conversations where account_id <> $1 limit 1', [stage.world.account])
  // Held by a team that is no more; more than one turn takes.
  for (let n = own.length; n < 101; n++) await newConversation()
  await query('update conversations set team_id = 999999 where account_id = $1', [stage.world.account])
  await query('update conversations set team_id = 999998 where id = $1', [others[0]!.id])
  await quiet()
  // As if a server had stopped in the middle of it.
  await noteRelease(query, systemCause, 'team_id', 999_999, [stage.world.account])
  await noteRelease(query, systemCause, 'team_id', 999_998, [others[0]!.account_id])
  await released()
  expect(await query('select id from conversations where team_id is not null')).toEqual([])
  const last = await query<{ id: number }>(`select e.account_id as id from events e where e.name = 'team.changed' order by e.id desc limit 1`)
  expect(last).toEqual([{ id: stage.world.account }])
}, 60_000)

test('a conversation that was given to a team while it was deleted is found', async () => {
  const id = await newConversation()
  await stage.app.db.query('update conversations set team_id = 777777 where account_id = $1 and display_id = $2', [stage.world.account, id])
  await quiet()
  await releaseForgotten(stage.app.db)
  await released()
  expect(await told()).toMatchObject([{ event: 'conversation_updated', id, changed: { team_id: change(777_777) } }])
})
