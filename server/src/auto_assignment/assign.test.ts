import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { agentRoom } from '../../test/cable/client.ts'
import { clientPath, openStage, type Stage } from '../../test/contract/stage.ts'
import { addAgent, type Person } from '../../test/world.ts'
import { createPresence } from '../cable/presence.ts'
import { assignWaiting } from './assign.ts'
import { startAssignment } from './start.ts'

// Conversations that find their agent (application API §6.1), in an inbox of their own per test.

let stage: Stage
let api: string
const people: Record<'ann' | 'ben' | 'cleo', Person> = {} as never
/** Knows of nobody but those whose choice holds while they are away: what another process would know. */
const presence = createPresence()

beforeAll(async () => {
  stage = await openStage()
  api = `/api/v1/accounts/${stage.world.account}`
  for (const name of ['ann', 'ben', 'cleo'] as const) people[name] = await addAgent(stage.app, api, stage.world.maya.token, name, `${name}@acme.test`)
})
afterAll(() => stage.close())
beforeEach(async () => {
  for (const person of Object.values(people)) await be(person, 'online')
})

/** What an agent has chosen to be; it holds without a socket. */
async function be(person: Person, availability: string) {
  const body = { account_id: stage.world.account, availability, auto_offline: false }
  for (const path of ['availability', 'auto_offline']) await stage.app.call('POST', `/api/v1/profile/${path}`, { token: person.token, body })
}

async function inbox(settings: object = {}, members: Person[] = Object.values(people)) {
  const made = (await stage.maya('POST', '/inboxes', { name: 'Queue', channel: { type: 'api' }, ...settings })).body
  await stage.maya('POST', '/inbox_members', { inbox_id: made.id, user_ids: members.map(({ id }) => id) })
  const { source_id } = (await stage.app.call('POST', `/public/api/v1/inboxes/${made.inbox_identifier}/contacts`, { body: {} })).body
  const own = clientPath({ ...stage.world, inbox: { ...stage.world.inbox, identifier: made.inbox_identifier } }, source_id)
  const start = async () => (await stage.app.call('POST', `${own}/conversations`)).body.id as number
  return { id: made.id as number, own, start }
}

const row = async (id: number) => (await stage.app.db.query('select * from conversations where account_id = $1 and display_id = $2', [stage.world.account, id]))[0]!
const nameOf = (id: number | null) => Object.entries(people).find(([, person]) => person.id === id)?.[0] ?? null

/** Who has each of them, once so many have somebody. */
async function havers(ids: number[], assigned = ids.length): Promise<(string | null)[]> {
  for (;;) {
    const found = await Promise.all(ids.map(async (id) => nameOf((await row(id)).assignee_id)))
    if (found.filter(Boolean).length >= assigned) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Everything that commits have asked for has been done when this one more has been. */
async function quiet(inboxId: number) {
  await assignWaiting(stage.app.db, presence, inboxId)
}

const inTurn = async (place: { start: () => Promise<number> }, count: number) => {
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) {
    ids.push(await place.start())
    await havers(ids)
  }
  return ids
}

describe('round robin', () => {
  test('gives each agent who is online one in turn, and tells of it', async () => {
    const place = await inbox()
    const room = agentRoom(stage.world.account, { id: people.ann.id, token: people.ann.pubsub_token })
    const ear = await stage.ear(room)
    const ids = await inTurn(place, 7)
    expect(await havers(ids)).toEqual(['ann', 'ben', 'cleo', 'ann', 'ben', 'cleo', 'ann'])
    const heard = (await ear.events(room)).filter(({ event, data }) => (event === 'message.created' ? data.conversation_id : data.id) === ids[0]).map(({ event }) => event)
    expect(heard).toEqual(['conversation.created', 'assignee.changed', 'conversation.updated', 'message.created'])
    const { payload } = (await stage.maya('GET', `/conversations/${ids[0]}/messages`)).body
    expect(payload.map(({ content }: any) => content)).toEqual(['Assigned to ann by auto-assignment'])
  })

  test('passes over who is busy, away, or no member, administrators included', async () => {
    await be(people.ann, 'busy')
    await be(people.ben, 'offline')
    expect(await havers(await inTurn(await inbox(), 3))).toEqual(['cleo', 'cleo', 'cleo'])
    await be(people.ben, 'online')
    expect(await havers(await inTurn(await inbox({}, [people.ben]), 2))).toEqual(['ben', 'ben'])
  })

  test('stays fair when many come at once, whoever gives them away', async () => {
    const place = await inbox()
    const ids = await Promise.all(Array.from({ length: 12 }, () => place.start()))
    await Promise.all([quiet(place.id), quiet(place.id), quiet(place.id)])
    const found = await havers(ids)
    expect(Object.keys(people).map((name) => found.filter((one) => one === name).length)).toEqual([4, 4, 4])
    const lines = await Promise.all(ids.map(async (id) => (await stage.maya('GET', `/conversations/${id}/messages`)).body.payload.length))
    expect(lines).toEqual(ids.map(() => 1))
  })

  test('waits for somebody to come, oldest conversation first', async () => {
    for (const person of Object.values(people)) await be(person, 'offline')
    const place = await inbox()
    const ids = [await place.start(), await place.start()]
    await quiet(place.id)
    expect(await havers(ids, 0)).toEqual([null, null])
    await be(people.cleo, 'online')
    await quiet(place.id)
    expect(await havers(ids)).toEqual(['cleo', 'cleo'])
    const [first] = await stage.app.db.query(`select conversation_id from events where name = 'assignee.changed' and inbox_id = $1 order by id limit 1`, [place.id])
    expect(first!.conversation_id).toBe((await row(ids[0]!)).id)
  })

  test('is looked after now and then: whoever has come meanwhile is found', async () => {
    for (const person of Object.values(people)) await be(person, 'offline')
    const [place, other] = [await inbox(), await inbox({}, [people.cleo])]
    const ids = [await place.start(), await other.start()]
    await be(people.ann, 'online')
    const assignment = startAssignment({ db: stage.app.db, presence, log: pino({ level: 'silent' }) })
    await assignment.look()
    expect(await havers(ids, 0)).toEqual(['ann', null])
    await assignment.stop()
  })

  test('leaves alone what is somebody’s, pending or resolved, and inboxes that do not want it', async () => {
    const off = await inbox({ enable_auto_assignment: false })
    const idle = await off.start()
    const place = await inbox()
    const { body } = await stage.maya('POST', '/conversations', { inbox_id: place.id, contact_id: (await stage.maya('POST', '/contacts', { name: 'Pia' })).body.payload.contact.id, status: 'pending' })
    const [taken] = await inTurn(place, 1)
    await stage.maya('POST', `/conversations/${taken}/assignments`, { assignee_id: people.cleo.id })
    for (const status of ['resolved', 'open']) await stage.maya('POST', `/conversations/${taken}/toggle_status`, { status })
    await quiet(place.id)
    await quiet(off.id)
    expect(await havers([idle, body.id, taken!], 0)).toEqual([null, null, 'cleo'])
  })

  test('takes up what a customer opens again', async () => {
    const place = await inbox()
    const [id] = await inTurn(place, 1)
    await stage.maya('POST', `/conversations/${id}/toggle_status`, { status: 'resolved' })
    await stage.maya('POST', `/conversations/${id}/assignments`, { assignee_id: null })
    await stage.app.call('POST', `${place.own}/conversations/${id}/messages`, { body: { content: 'again' } })
    expect(await havers([id!])).toEqual(['ben'])
  })
})

describe('limits', () => {
  test('nobody gets more open conversations than the inbox allows; room that is made is used', async () => {
    const place = await inbox({ auto_assignment_config: { max_assignment_limit: 2 } })
    const ids = await Promise.all(Array.from({ length: 8 }, () => place.start()))
    await Promise.all([quiet(place.id), quiet(place.id)])
    const found = await havers(ids, 6)
    expect(Object.keys(people).map((name) => found.filter((one) => one === name).length)).toEqual([2, 2, 2])
    const done = ids[found.indexOf('ben')]!
    await stage.maya('POST', `/conversations/${done}/toggle_status`, { status: 'resolved' })
    const open = ids.filter((id) => id !== done)
    const after = await havers(open, 6)
    expect(after.filter((one) => one === 'ben')).toHaveLength(2)
    expect(after.filter((one) => one === null)).toHaveLength(1)
  })

  test('two nodes at once keep to it', async () => {
    vi.resetModules()
    const other = await import('./assign.ts')
    const place = await inbox({ enable_auto_assignment: false, auto_assignment_config: { max_assignment_limit: 1 } })
    const ids = await Promise.all(Array.from({ length: 6 }, () => place.start()))
    await stage.maya('PATCH', `/inboxes/${place.id}`, { enable_auto_assignment: true })
    await Promise.all([quiet(place.id), other.assignWaiting(stage.app.db, presence, place.id), quiet(place.id), other.assignWaiting(stage.app.db, presence, place.id)])
    expect((await havers(ids, 3)).filter(Boolean).toSorted()).toEqual(['ann', 'ben', 'cleo'])
  })

  test('a policy counts what each agent was given within its window', async () => {
    const place = await inbox({}, [people.ann, people.ben])
    const policy = (await stage.maya('POST', '/assignment_policies', { name: 'Fair', fair_distribution_limit: 2, fair_distribution_window: 600 })).body
    await stage.maya('POST', `/inboxes/${place.id}/assignment_policy`, { assignment_policy_id: policy.id })
    const ids = await Promise.all(Array.from({ length: 5 }, () => place.start()))
    await quiet(place.id)
    const found = await havers(ids, 4)
    expect([found.filter((one) => one === 'ann').length, found.filter((one) => one === 'ben').length, found.filter((one) => one === null).length]).toEqual([2, 2, 1])
    // What was resolved meanwhile counts all the same.
    for (const id of ids.filter((_, index) => found[index])) await stage.maya('POST', `/conversations/${id}/toggle_status`, { status: 'resolved' })
    await quiet(place.id)
    expect((await havers(ids, 4)).filter((one) => one === null)).toHaveLength(1)
    await stage.app.db.query(`update recent_assignments set assigned_at = assigned_at - interval '601 s' where inbox_id = $1`, [place.id])
    await quiet(place.id)
    expect(await havers(ids)).not.toContain(null)
    await stage.maya('PATCH', `/assignment_policies/${policy.id}`, { enabled: false })
    const more = await Promise.all(Array.from({ length: 6 }, () => place.start()))
    await quiet(place.id)
    expect(await havers(more)).not.toContain(null)
  })

  test('a policy may begin with who has waited longest', async () => {
    for (const person of Object.values(people)) await be(person, 'offline')
    const place = await inbox()
    const ids = [await place.start(), await place.start(), await place.start()]
    await stage.app.db.query(`update conversations set waiting_since = now() - make_interval(mins => $3::int) where account_id = $1 and display_id = $2`, [stage.world.account, ids[1], 90])
    await stage.app.db.query(`update conversations set waiting_since = null where account_id = $1 and display_id = $2`, [stage.world.account, ids[0]])
    const policy = (await stage.maya('POST', '/assignment_policies', { name: 'Longest first', conversation_priority: 'longest_waiting', fair_distribution_limit: 1 })).body
    await stage.maya('POST', `/inboxes/${place.id}/assignment_policy`, { assignment_policy_id: policy.id })
    for (const [person, expected] of [[people.ann, [null, 'ann', null]], [people.ben, [null, 'ann', 'ben']], [people.cleo, ['cleo', 'ann', 'ben']]] as const) {
      await be(person, 'online')
      await quiet(place.id)
      expect(await havers(ids, 0)).toEqual(expected)
    }
  })
})

describe('teams', () => {
  const team = async (name: string, members: Person[], allow_auto_assign = true) => {
    const { id } = (await stage.maya('POST', '/teams', { name, allow_auto_assign })).body
    await stage.maya('POST', `/teams/${id}/team_members`, { user_ids: members.map((person) => person.id) })
    return id as number
  }
  const hand = (id: number, team_id: number) => stage.maya('POST', `/conversations/${id}/assignments`, { team_id })

  test('a conversation that is handed to a team goes to one of it who is online, wherever its inbox stands on this', async () => {
    const place = await inbox({ enable_auto_assignment: false }, [people.ann, people.ben])
    const billing = await team('billing', [people.ben, people.cleo])
    const [id, second] = [await place.start(), await place.start()]
    await hand(id, billing)
    await hand(second, billing)
    expect(await havers([id, second])).toEqual(['ben', 'ben'])
    expect((await stage.maya('GET', `/conversations/${id}`)).body.meta).toMatchObject({ team: { id: billing }, assignee: { id: people.ben.id } })
  })

  test('nobody is picked for a team that wants no such thing, or that nobody of the inbox is in', async () => {
    const place = await inbox({ enable_auto_assignment: false }, [people.ann])
    const [silent, strangers] = [await team('silent', [people.ann], false), await team('strangers', [people.cleo])]
    const ids = [await place.start(), await place.start()]
    await hand(ids[0]!, silent)
    await hand(ids[1]!, strangers)
    await quiet(place.id)
    expect(await havers(ids, 0)).toEqual([null, null])
  })

  test('where the inbox assigns by itself, those of a team wait for the team and hold nobody else up', async () => {
    await be(people.cleo, 'offline')
    const place = await inbox({ enable_auto_assignment: false })
    const support = await team('support', [people.cleo])
    const ids = [await place.start(), await place.start()]
    await hand(ids[0]!, support)
    await stage.maya('PATCH', `/inboxes/${place.id}`, { enable_auto_assignment: true })
    await quiet(place.id)
    expect(await havers(ids, 1)).toEqual([null, 'ann'])
    await be(people.cleo, 'online')
    await quiet(place.id)
    expect(await havers(ids)).toEqual(['cleo', 'ann'])
  })
})

test('stops in the middle when the server does', async () => {
  const place = await inbox({ enable_auto_assignment: false }, [people.ann])
  const { id: team } = (await stage.maya('POST', '/teams', { name: 'stopped' })).body
  await stage.maya('POST', `/teams/${team}/team_members`, { user_ids: [people.ann.id] })
  const ids = [await place.start(), await place.start(), await place.start()]
  // Written without an event, so that the app's own does not come first.
  const rows = await stage.app.db.query<{ id: number }>('update conversations set team_id = $2 where inbox_id = $1 returning id', [place.id, team])
  let looks = 0
  await assignWaiting(stage.app.db, presence, place.id, rows.map(({ id }) => id), () => ++looks <= 2)
  expect((await havers(ids, 2)).filter(Boolean)).toEqual(['ann', 'ann'])
})

test('an agent who has left the inbox is given nothing, and a deleted inbox is no trouble', async () => {
  const place = await inbox({}, [people.ann, people.ben])
  await inTurn(place, 2)
  await stage.maya('DELETE', '/inbox_members', { inbox_id: place.id, user_ids: [people.ann.id] })
  expect(await havers(await inTurn(place, 2))).toEqual(['ben', 'ben'])
  await stage.maya('DELETE', `/inboxes/${place.id}`)
  await quiet(place.id)
  expect(await stage.app.db.query('select 1 from assignment_turns where inbox_id = $1', [place.id])).toEqual([])
})
