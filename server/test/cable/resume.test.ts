import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import type { ConversationSnapshot } from '../../src/conversations/snapshot.ts'
import { agentRoom, type Client, connect, contactRoom, type Frame } from './client.ts'
import { addAccount, addContact, addConversation, addInbox, addSession, addUser, happen, message, openStage, type Person, signal, type Stage } from './stage.ts'

const extended = ['actioncable-v1-ext-json', 'actioncable-v1-json']
type Placed = Frame & { sid?: string; restored?: boolean; restored_ids?: string[]; stream_id?: string; epoch?: string; offset?: number }
type Position = { stream_id: string; epoch: string; offset: number }

let stage: Stage
let acme: number, inbox: number
let ada: Person, omar: Person
let room: string
let talk: ConversationSnapshot
const clients: Client[] = []

beforeAll(async () => {
  stage = await openStage()
  acme = await addAccount(stage.db, 'acme')
  inbox = await addInbox(stage.db, acme, 'shop')
  ada = await addUser(stage.db, acme, 'ada', 'administrator')
  omar = await addSession(stage.db, acme, await addContact(stage.db, acme, 'omar'), inbox)
  talk = await addConversation(stage.db, omar.id)
  room = agentRoom(acme, ada)
})
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()))
afterAll(() => stage.stop())

async function open(query = ''): Promise<{ client: Client; welcome: Placed }> {
  const client = await connect(stage.url + query, extended)
  clients.push(client)
  return { client, welcome: await client.next() }
}

/** A subscription with the frames of its answer taken, and where it begins. */
async function subscribe(identifier: string, history?: object): Promise<{ client: Client; at: Position; confirm: Placed }> {
  const { client } = await open()
  client.send({ command: 'subscribe', identifier, ...(history ? { history } : {}) })
  const confirm = await client.next() as Placed
  expect(confirm.type).toBe('confirm_subscription')
  expect((await client.next()).message?.event).toBe('presence.update')
  return { client, confirm, at: { stream_id: confirm.stream_id!, epoch: confirm.epoch!, offset: confirm.offset! } }
}

const after = ({ stream_id, epoch, offset }: Position, later = 0) => ({ streams: { [stream_id]: { epoch, offset: offset + later } } })
const say = (content: string, of = talk) => happen(stage.db, 'message.created', { ...of, message: message(of, content) })

/** The contents of messages up to the answer to a request for history, and that answer. */
async function answer(client: Client): Promise<{ contents: string[]; type: string; frames: Placed[] }> {
  const frames: Placed[] = []
  for (;;) {
    const frame = await client.next() as Placed
    if (frame.type) return { contents: frames.map((each) => each.message!.data.content), type: frame.type, frames }
    frames.push(frame)
  }
}

test('the extended protocol is chosen where it is named first, and welcomes with a session', async () => {
  const { client, welcome } = await open()
  expect(client.socket.protocol).toBe('actioncable-v1-ext-json')
  expect(welcome).toEqual({ type: 'welcome', sid: expect.stringMatching(/^\S{20,}$/) })
  client.send({ command: 'pong' })
  const plain = await connect(stage.url, ['actioncable-v1-json', 'actioncable-v1-ext-json'])
  clients.push(plain)
  expect(await plain.next()).toEqual({ type: 'welcome' })
})

test('what was missed comes again as it was told, after the confirmation and before what follows', async () => {
  const { client: listener } = await subscribe(room)
  const { client: first, at } = await subscribe(room)
  await say('one')
  const one = await first.next() as Placed
  expect(one).toMatchObject({ stream_id: at.stream_id, epoch: at.epoch, message: { event: 'message.created' } })
  expect(one.offset).toBeGreaterThan(at.offset)
  first.socket.terminate()
  await say('two')
  await happen(stage.db, 'conversation.typing_on', { ...talk, user: null, is_private: false })
  await say('three')
  const { client } = await subscribe(room, after(one as Position))
  const { contents, type, frames } = await answer(client)
  expect({ contents, type }).toEqual({ contents: ['two', 'three'], type: 'confirm_history' })
  const live = [await listener.next(), await listener.next(), await listener.next(), await listener.next()].filter(({ message: it }) => it?.event === 'message.created')
  expect([one, ...frames]).toEqual(live)
})

test('a contact hears again only what it may hear', async () => {
  const { client: ear, at } = await subscribe(contactRoom(omar.token))
  ear.socket.terminate()
  await happen(stage.db, 'message.created', { ...talk, message: message(talk, 'note', { private: true }) })
  await say('for omar')
  const other = await addConversation(stage.db, (await addSession(stage.db, acme, await addContact(stage.db, acme, 'zoe'), inbox)).id)
  await say('for zoe', other)
  const { client } = await subscribe(contactRoom(omar.token), after(at))
  expect(await answer(client)).toMatchObject({ contents: ['for omar'], type: 'confirm_history' })
})

test('the history command works at any time, by offset and by moment', async () => {
  const { client, at } = await subscribe(room)
  await say('again')
  await client.next()
  client.send({ command: 'history', identifier: room, history: after(at) })
  expect(await answer(client)).toMatchObject({ contents: ['again'], type: 'confirm_history' })
  client.send({ command: 'history', identifier: room, history: { since: Math.floor(at.offset / 1e6), streams: {} } })
  expect((await answer(client)).contents).toContain('again')
  client.send({ command: 'history', identifier: room })
  expect(await answer(client)).toMatchObject({ contents: [], type: 'confirm_history' })
})

describe('a lost session', () => {
  test('is restored once; its events wait for the question what was missed', async () => {
    const { client: lost, welcome } = await open()
    lost.send({ command: 'subscribe', identifier: room })
    const at = await lost.next() as Position
    await arrive(lost, room)
    lost.socket.terminate()
    await say('while away')
    // A client that loses the line again before it hears of the next session comes back with this one.
    ;(await open(`?sid=${welcome.sid}`)).client.socket.terminate()
    const { client, welcome: back } = await open(`?sid=${welcome.sid}`)
    expect(back).toEqual({ type: 'welcome', sid: expect.any(String), restored: true, restored_ids: [room] })
    expect(back.sid).not.toBe(welcome.sid)
    expect((await client.next()).message?.event).toBe('presence.update')
    await say('held back')
    client.send({ command: 'history', identifier: room, history: after(at) })
    const { contents, type } = await answer(client)
    expect(type).toBe('confirm_history')
    const rest = contents.length === 1 ? [(await client.next()).message!.data.content] : []
    expect([...contents, ...rest]).toEqual(['while away', 'held back'])
    expect((await open(`?sid=${welcome.sid}`)).welcome).not.toHaveProperty('restored')
    expect((await open(`?sid=${back.sid}`)).welcome.restored_ids).toEqual([room])
  })

  test('is not restored with what the client has no confirmation of', async () => {
    const { client: lost, welcome } = await open()
    lost.socket.pong = () => undefined
    lost.send({ command: 'subscribe', identifier: room })
    expect(await lost.next()).toMatchObject({ type: 'confirm_subscription' })
    lost.socket.terminate()
    expect((await open(`?sid=${welcome.sid}`)).welcome).not.toHaveProperty('restored')
  })

  test('is restored without what the rights are gone for', async () => {
    const guest = await addUser(stage.db, acme, 'guest', 'administrator')
    const { client: lost, welcome } = await open()
    for (const identifier of [agentRoom(acme, guest), room]) {
      lost.send({ command: 'subscribe', identifier })
      expect(await lost.next()).toMatchObject({ identifier, type: 'confirm_subscription' })
      await arrive(lost, identifier)
    }
    lost.socket.terminate()
    await signal(stage.db, { type: 'access', account_id: acme, user_ids: [guest.id] }, 'delete from account_users where user_id = $1', [guest.id])
    expect((await open(`?sid=${welcome.sid}`)).welcome.restored_ids).toEqual([room])
  })

  /** The server knows by now that the confirmation has arrived: the presence of the subscription is behind it, the one asked for behind its pong. */
  async function arrive(client: Client, identifier: string) {
    await client.next()
    await client.events(identifier)
  }
})

describe('history is refused', () => {
  test.each<[string, (at: Position) => object]>([
    ['of another epoch', (at) => after({ ...at, epoch: randomUUID() })],
    ['of an offset that was not given yet', (at) => after(at, 60e6)],
    ['of an offset before the first', (at) => after(at, -60e6)],
    ['of another stream', (at) => after({ ...at, stream_id: 'another' })],
    ['of nonsense', (at) => ({ streams: { [at.stream_id]: { epoch: at.epoch, offset: 'x' } } })],
    ['of a moment before the retention', () => ({ since: Date.now() / 1000 - 31 * 86_400 })],
  ])('%s', async (_, request) => {
    const { client, at } = await subscribe(room)
    client.send({ command: 'history', identifier: room, history: request(at) })
    expect(await answer(client)).toMatchObject({ contents: [], type: 'reject_history' })
    await say('and goes on')
    expect((await client.next()).message?.data.content).toBe('and goes on')
  })

  test('to whose rights are others now', async () => {
    const lee = await addUser(stage.db, acme, 'lee', 'agent', [inbox])
    const { client: before, at } = await subscribe(agentRoom(acme, lee))
    before.socket.terminate()
    await signal(stage.db, { type: 'access', account_id: acme, user_ids: [lee.id] }, `update account_users set role = 'administrator' where user_id = $1`, [lee.id])
    const { client, at: now } = await subscribe(agentRoom(acme, lee), after(at))
    expect(now.stream_id).not.toBe(at.stream_id)
    expect(await answer(client)).toMatchObject({ type: 'reject_history' })
  })

  test('of more than a thousand events', async () => {
    const { client: lost, at } = await subscribe(room)
    lost.socket.terminate()
    await stage.db.query(
      `insert into events (account_id, inbox_id, conversation_id, contact_id, name, occurred_at, actor, subject)
       select account_id, inbox_id, conversation_id, contact_id, name, now(), actor, subject from events, generate_series(1, 1001) n
        where id = (select max(id) from events where name = 'message.created')`, [])
    const { client, at: now } = await subscribe(room)
    for (let heard = 0; heard < 1001; heard += 1) await client.next()
    client.send({ command: 'history', identifier: room, history: after(at) })
    expect(await answer(client)).toMatchObject({ contents: [], type: 'reject_history' })
    client.send({ command: 'history', identifier: room, history: after(now) })
    expect(await answer(client)).toMatchObject({ type: 'reject_history' })
  })
})

describe('a commit that comes late', () => {
  /** A transaction that has drawn the id of its event and is not over yet; nobody tells this process of it. */
  async function hold(content: string) {
    const [{ name }] = await stage.db.query('select current_database() as name', []) as [{ name: string }]
    const rival = new pg.Client({ ...inject('postgres'), database: name })
    await rival.connect()
    await rival.query('begin')
    await rival.query(
      `insert into events (account_id, inbox_id, conversation_id, contact_id, name, occurred_at, actor, subject)
       select account_id, inbox_id, conversation_id, contact_id, name, now(), actor, jsonb_set(subject::jsonb, '{message,content}', to_jsonb($1::text)) from events
        where id = (select max(id) from events where name = 'message.created')`, [content])
    return async () => {
      await rival.query('commit')
      await rival.end()
    }
  }

  test('is missed by nobody, live or later, and told once, behind what was told before it', async () => {
    await say('before')
    const commit = await hold('late')
    const { client: live } = await subscribe(room)
    const { client: lost } = await subscribe(room)
    await say('early')
    const early = await lost.next() as Placed
    lost.socket.terminate()
    await live.next()
    await commit()
    const late = await live.next() as Placed
    expect(late.message!.data.content).toBe('late')
    expect(late.offset).toBeGreaterThan(early.offset!)
    const { client } = await subscribe(room, after(early as Position))
    expect(await answer(client)).toMatchObject({ contents: ['late'], type: 'confirm_history', frames: [late] })
    const { client: again } = await subscribe(room, after(late as Position))
    expect(await answer(again)).toMatchObject({ contents: [], type: 'confirm_history' })
  })
})
