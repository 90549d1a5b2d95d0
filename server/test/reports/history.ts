import { vi } from 'vitest'
import { between, createRandom, pick, type Random } from '../../../bench/chaos/random.ts'
import type { TestApp } from '../harness.ts'
import type { Person, World } from '../world.ts'

/** A conversation as the history knows it, apart from what the server stores. Moments are Unix seconds. */
export interface Talk {
  id: number
  sourceId: string
  identifier: string
  inbox: number
  /** Whether the inbox keeps working hours. */
  keepsHours: boolean
  begun: number
  opened: number
  status: 'open' | 'resolved' | 'snoozed' | 'pending'
  waiting: number | null
  isAnswered: boolean
  agent: number | null
  team: number | null
  labels: string[]
}

export type FactName = 'conversation' | 'incoming' | 'outgoing' | 'first_response' | 'reply_time' | 'resolved'

export interface Fact {
  name: FactName
  talk: Talk
  at: number
  /** The agent who did it. */
  user: number | null
  /** What it took: from then to `at`. */
  from: number
}

export interface History {
  facts: Fact[]
  talks: Talk[]
  since: number
  until: number
  label: { id: number; title: string }
  team: number
  inboxes: number[]
}

/**
 * Weeks of random work in two inboxes through the doors, with the clock of this process put forward between the steps. What must come of it is noted down
 * beside it, by rules written out once more.
 */
export async function makeHistory(app: TestApp, world: World, seed: number, steps: number): Promise<History> {
  const random = createRandom(seed)
  const begin = Date.UTC(2026, 1, 20, 3, 7, 11)
  vi.useFakeTimers({ toFake: ['Date'], now: begin })
  try {
    const place = await furnish(app, world)
    const history: History = { facts: [], talks: [], since: begin / 1000, until: 0, label: place.label, team: place.team, inboxes: place.doors.map(({ inbox }) => inbox) }
    for (let step = 0; step < steps; step++) {
      vi.setSystemTime(Date.now() + Math.round(between(random, 1, random() < 0.7 ? 7200 : 40_000)) * 1000)
      await act(app, world, random, place, history)
    }
    history.until = Date.now() / 1000 + 60
    return history
  } finally {
    vi.useRealTimers()
  }
}

type Place = Awaited<ReturnType<typeof furnish>>

async function furnish(app: TestApp, world: World) {
  const ask = asked(app, world, world.maya)
  await ask('PATCH', `/inboxes/${world.inbox.id}`, { working_hours_enabled: true, timezone: 'Europe/Berlin' })
  const second = await ask('POST', '/inboxes', { name: 'Shop', channel: { type: 'api' } })
  const label = await ask('POST', '/labels', { title: 'refund' })
  await ask('POST', '/labels', { title: 'vip' })
  const team = await ask('POST', '/teams', { name: 'sales' })
  return {
    label: { id: label.id as number, title: 'refund' },
    team: team.id as number,
    doors: [
      { inbox: world.inbox.id, identifier: world.inbox.identifier, keepsHours: true },
      { inbox: second.id as number, identifier: second.inbox_identifier as string, keepsHours: false },
    ],
  }
}

const asked = (app: TestApp, world: World, { token }: Person) => async (method: string, path: string, body?: unknown) => {
  const answer = await app.call(method, `/api/v1/accounts/${world.account}${path}`, { token, body })
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function act(app: TestApp, world: World, random: Random, place: Place, history: History): Promise<void> {
  const maya = asked(app, world, world.maya)
  const at = Date.now() / 1000
  if (history.talks.length === 0 || random() < 0.15) {
    history.talks.push(await begin(app, pick(random, place.doors), at, history))
    return
  }
  const talk = pick(random, history.talks.slice(-12))
  const thread = `/conversations/${talk.id}`
  const note = (name: FactName, user: number | null, from: number) => history.facts.push({ name, talk, at, user, from })
  const acts: (() => Promise<void>)[] = [
    async () => {
      await app.call('POST', `/public/api/v1/inboxes/${talk.identifier}/contacts/${talk.sourceId}/conversations/${talk.id}/messages`, { body: { content: 'a word' } })
      note('incoming', null, at)
      if (talk.status === 'resolved' || talk.status === 'snoozed') Object.assign(talk, { status: 'open', opened: at })
      talk.waiting ??= at
    },
    async () => {
      const [person, isPrivate] = [pick(random, [world.maya, world.maya, world.noah]), random() < 0.2]
      if (person === world.noah && !talk.keepsHours) return
      await asked(app, world, person)('POST', `${thread}/messages`, { content: 'an answer', private: isPrivate })
      note('outgoing', person.id, at)
      if (isPrivate) return
      if (!talk.isAnswered) note('first_response', person.id, talk.opened)
      else if (talk.waiting !== null) note('reply_time', person.id, talk.waiting)
      Object.assign(talk, { isAnswered: true, waiting: null })
    },
    async () => {
      const status = pick(random, ['resolved', 'resolved', 'open', 'snoozed', 'pending'] as const)
      await maya('POST', `${thread}/toggle_status`, { status })
      if (status === 'resolved' && talk.status !== 'resolved') note('resolved', talk.agent, talk.begun)
      if (status === 'resolved') talk.waiting = null
      if (status === 'open' && talk.status !== 'open') talk.opened = at
      talk.status = status
    },
    async () => {
      talk.labels = pick(random, [[], ['refund'], ['vip'], ['refund', 'vip']])
      await maya('POST', `${thread}/labels`, { labels: talk.labels })
    },
    async () => {
      talk.agent = pick(random, [world.maya.id, world.noah.id, null])
      await maya('POST', `${thread}/assignments`, { assignee_id: talk.agent })
    },
    async () => {
      // The agents are in no team: who has the conversation gives it up.
      const team = pick(random, [place.team, null])
      if (team !== null && team !== talk.team) talk.agent = null
      talk.team = team
      await maya('POST', `${thread}/assignments`, { team_id: team ?? 0 })
    },
  ]
  await pick(random, [acts[0]!, acts[0]!, acts[0]!, acts[1]!, acts[1]!, acts[1]!, acts[2]!, acts[2]!, ...acts.slice(3)])()
}

async function begin(app: TestApp, door: Place['doors'][number], at: number, history: History): Promise<Talk> {
  const client = `/public/api/v1/inboxes/${door.identifier}/contacts`
  const { source_id } = (await app.call('POST', client, { body: { name: 'Somebody' } })).body
  const { id } = (await app.call('POST', `${client}/${source_id}/conversations`)).body
  const talk: Talk = {
    id, sourceId: source_id, identifier: door.identifier, inbox: door.inbox, keepsHours: door.keepsHours, begun: at, opened: at, status: 'open', waiting: at,
    isAnswered: false, agent: null, team: null, labels: [],
  }
  history.facts.push({ name: 'conversation', talk, at, user: null, from: at })
  return talk
}
