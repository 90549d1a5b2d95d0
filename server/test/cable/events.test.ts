import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BotSnapshot } from '../../src/agent_bots/snapshot.ts'
import type { ConversationSnapshot } from '../../src/conversations/snapshot.ts'
import { tokenHash, seal } from '../../src/db/secrets.ts'
import type { Cause } from '../../src/events/cause.ts'
import type { Signal } from '../../src/events/emit.ts'
import { activity } from '../../src/messages/message.ts'
import { agentRoom, type Client, connect, contactRoom, type Frame, subscribed } from './client.ts'
import { addAccount, addContact, addConversation, addInbox, addSession, addUser, happen, message, openStage, type Person, signal, type Stage } from './stage.ts'

/** Everybody who listens in this file, by name. `verified1` and `verified2` are two proven sessions of one contact, `unproven` a third. */
const names = ['admin', 'member', 'agent', 'foreign', 'omar', 'verified1', 'verified2', 'unproven'] as const
type Name = (typeof names)[number]

let stage: Stage
let acme: number, inbox: number
let people: Record<Name, Person>
let rooms: Record<Name, string>
let ears: Record<Name, Client>
let omars: ConversationSnapshot, proven: ConversationSnapshot

beforeAll(async () => {
  stage = await openStage()
  const { db } = stage
  acme = await addAccount(db, 'acme')
  inbox = await addInbox(db, acme, 'shop')
  const [globex, omar, zoe] = [await addAccount(db, 'globex'), await addContact(db, acme, 'omar'), await addContact(db, acme, 'zoe')]
  people = {
    admin: await addUser(db, acme, 'ada', 'administrator'),
    member: await addUser(db, acme, 'maya', 'agent', [inbox]),
    agent: await addUser(db, acme, 'lee', 'agent', [await addInbox(db, acme, 'other')]),
    foreign: await addUser(db, globex, 'eve', 'administrator'),
    omar: await addSession(db, acme, omar, inbox),
    verified1: await addSession(db, acme, zoe, inbox, true),
    verified2: await addSession(db, acme, zoe, inbox, true),
    unproven: await addSession(db, acme, zoe, inbox),
  }
  const agents: Partial<Record<Name, number>> = { admin: acme, member: acme, agent: acme, foreign: globex }
  rooms = mapNames((name) => (agents[name] ? agentRoom(agents[name], people[name]) : contactRoom(people[name].token)))
  omars = await addConversation(db, people.omar.id)
  proven = await addConversation(db, people.verified1.id)
})
afterAll(() => stage.stop())

beforeEach(async () => {
  ears = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await subscribed(stage.url, rooms[name])]))) as Record<Name, Client>
})
afterEach(() => Object.values(ears).forEach(({ socket }) => socket.terminate()))

const mapNames = <T>(make: (name: Name) => T) => Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, T>

/** Who has heard which events since the last time; the silent are left out. */
async function heard(): Promise<Partial<Record<Name, string[]>>> {
  const all = await Promise.all(names.map(async (name) => [name, (await ears[name].events(rooms[name])).map(({ event }) => event)] as const))
  return Object.fromEntries(all.filter(([, events]) => events.length > 0))
}

const everyListener = (listeners: Name[], events: string[]) => Object.fromEntries(listeners.map((name) => [name, events]))
const accessOf = (...users: Person[]): Signal => ({ type: 'access', account_id: acme, user_ids: users.map(({ id }) => id) })
const userSnapshot = (name: Name) => ({ id: people[name].id, name, display_name: null, email: `${name}@example.com`, avatar_url: '' })

describe('a message', () => {
  test('goes to administrators, members of the inbox and the contact', async () => {
    await happen(stage.db, 'message.created', { ...omars, message: message(omars, 'hello') })
    expect(await heard()).toEqual(everyListener(['admin', 'member', 'omar'], ['message.created']))
  })

  test('that is private or an activity stays with the team, as do its changes', async () => {
    for (const hidden of [{ private: true }, { message_type: activity }]) {
      await happen(stage.db, 'message.created', { ...omars, message: message(omars, 'secret', hidden) })
      await happen(stage.db, 'message.updated', { ...omars, message: message(omars, 'secret', hidden) })
    }
    const events = ['message.created', 'message.updated', 'message.created', 'message.updated']
    expect(await heard()).toEqual(everyListener(['admin', 'member'], events))
  })

  test('of a verified contact goes to all its verified sessions, once to each', async () => {
    await happen(stage.db, 'message.created', { ...proven, message: message(proven, 'hello') })
    expect(await heard()).toEqual(everyListener(['admin', 'member', 'verified1', 'verified2'], ['message.created']))
  })

  test('has the account and the performer in its data, and the same bytes for the whole team', async () => {
    const performer = { id: people.member.id, name: 'maya', type: 'user' }
    const cause: Cause = { type: 'user', id: people.member.id, name: 'maya', token_id: null, request_id: null, performer }
    await happen(stage.db, 'message.created', { ...omars, message: message(omars, 'hello'), echo_id: 'tmp-1' }, cause)
    const texts = await Promise.all((['admin', 'member', 'omar'] as const).map(async (name) => {
      const text = await ears[name].nextText()
      const start = `{"identifier":${JSON.stringify(rooms[name])},"message":`
      expect(text.startsWith(start)).toBe(true)
      return text.slice(start.length)
    }))
    expect(texts[1]).toBe(texts[0])
    const [forTeam, forContact] = [JSON.parse(texts[0]!.slice(0, -1)), JSON.parse(texts[2]!.slice(0, -1))]
    expect(forTeam).toMatchObject({
      event: 'message.created', data: { content: 'hello', account_id: acme, echo_id: 'tmp-1', performer, conversation_id: omars.conversation.display_id },
    })
    const { type, id, name } = cause
    expect(forContact).toEqual({ ...forTeam, data: { ...forTeam.data, cause: { type, id, name } } })
  })
})

describe('a conversation', () => {
  test.each(['conversation.created', 'conversation.updated', 'conversation.status_changed'] as const)('tells contact and team of %s', async (name) => {
    await happen(stage.db, name, omars)
    expect(await heard()).toEqual(everyListener(['admin', 'member', 'omar'], [name]))
  })

  test.each(['conversation.read', 'assignee.changed', 'team.changed'] as const)('tells the team alone of %s', async (name) => {
    await happen(stage.db, name, omars)
    expect(await heard()).toEqual(everyListener(['admin', 'member'], [name]))
  })

  test('shows a contact the session token only where it is its own', async () => {
    await happen(stage.db, 'conversation.updated', { ...omars, contact_inbox: { ...omars.contact_inbox, pubsub_token: seal(people.omar.token) } })
    await happen(stage.db, 'conversation.updated', proven)
    const [own] = await ears.omar.events(rooms.omar)
    const [shared] = await ears.verified2.events(rooms.verified2)
    expect(own?.data.contact_inbox.pubsub_token).toBe(people.omar.token)
    expect(shared?.data.contact_inbox.pubsub_token).toBeNull()
  })
})

test('a contact\'s own row is told to everybody of the account', async () => {
  for (const name of ['contact.created', 'contact.updated', 'contact.deleted'] as const) await happen(stage.db, name, { account: omars.account, contact: omars.contact, inbox_ids: [], merged_into: null })
  expect(await heard()).toEqual(everyListener(['admin', 'member', 'agent'], ['contact.created', 'contact.updated', 'contact.deleted']))
})

describe('typing', () => {
  test('of an agent reaches the others and the contact, in that session alone', async () => {
    await happen(stage.db, 'conversation.typing_on', { ...omars, user: userSnapshot('member'), is_private: false })
    expect(await heard()).toEqual(everyListener(['admin', 'omar'], ['conversation.typing_on']))
    await happen(stage.db, 'conversation.typing_off', { ...proven, user: userSnapshot('admin'), is_private: false })
    expect(await heard()).toEqual(everyListener(['member', 'verified1'], ['conversation.typing_off']))
  })

  test('of a bot reaches every agent, also the one with the same id', async () => {
    const bot: BotSnapshot = { type: 'agent_bot', id: people.member.id, account_id: acme, name: 'Robo', description: null, outgoing_url: null, bot_type: 'webhook', avatar_url: '' }
    await happen(stage.db, 'conversation.typing_on', { ...omars, user: bot, is_private: false })
    expect(await heard()).toEqual(everyListener(['admin', 'member', 'omar'], ['conversation.typing_on']))
  })

  test('of a private note stays with the team', async () => {
    await happen(stage.db, 'conversation.typing_on', { ...omars, user: userSnapshot('member'), is_private: true })
    expect(await heard()).toEqual(everyListener(['admin'], ['conversation.typing_on']))
  })

  test('of the contact reaches the team, not the contact', async () => {
    await happen(stage.db, 'conversation.typing_on', { ...proven, user: null, is_private: false })
    expect(await heard()).toEqual(everyListener(['admin', 'member'], ['conversation.typing_on']))
  })
})

describe('rights that change', () => {
  let count = 0

  /** An event may have to wait for rights that are being read, but goes to everybody at once: it is out when an administrator has it. */
  async function tell(of = omars) {
    const content = `who hears number ${count += 1}?`
    await happen(stage.db, 'message.created', { ...of, message: message(of, content) })
    await vi.waitFor(() => expect(ears.admin.texts.some((text) => text.includes(content))).toBe(true), { interval: 5, timeout: 10_000 })
  }

  test('take effect before the next event', async () => {
    const access = accessOf(people.agent, people.member)
    await signal(stage.db, access, 'insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3)', [acme, inbox, people.agent.id])
    await tell()
    await signal(stage.db, access, 'delete from inbox_members where user_id = $1 and inbox_id = $2', [people.member.id, inbox])
    await tell()
    await signal(stage.db, access, `update account_users set role = 'administrator' where user_id = $1`, [people.member.id])
    await tell()
    expect(await heard()).toEqual({
      ...everyListener(['admin', 'agent', 'omar'], ['message.created', 'message.created', 'message.created']), member: ['message.created', 'message.created'],
    })
    await signal(stage.db, access, `update account_users set role = 'agent' where user_id = $1`, [people.member.id])
    await signal(stage.db, access, 'delete from inbox_members where inbox_id = $1 and user_id = $2', [inbox, people.agent.id])
    await signal(stage.db, access, 'insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3)', [acme, inbox, people.member.id])
    await tell()
  })

  test('end the subscription of who leaves the account, and of nobody else', async () => {
    const guest = await addUser(stage.db, acme, 'guest', 'administrator')
    const globex = await addAccount(stage.db, 'globex too')
    await stage.db.query('insert into account_users (account_id, user_id) values ($1, $2)', [globex, guest.id])
    const room = agentRoom(acme, guest)
    const [here, there] = [await subscribed(stage.url, room), await subscribed(stage.url, agentRoom(globex, guest))]
    await signal(
      stage.db, accessOf(guest),
      'delete from account_users where account_id = $1 and user_id = $2', [acme, guest.id])
    await tell()
    expect(await here.next()).toEqual({ identifier: room, type: 'reject_subscription' })
    expect(await here.subscribe(room)).toEqual({ identifier: room, type: 'reject_subscription' })
    expect(await there.events(agentRoom(globex, guest))).toEqual([])
    for (const { socket } of [here, there]) socket.terminate()
  })

  test('of a session that is verified open the contact\'s other sessions to it', async () => {
    const session = await addSession(stage.db, acme, proven.contact.id, inbox)
    const room = contactRoom(session.token)
    const ear = await subscribed(stage.url, room)
    await tell(proven)
    await signal(
      stage.db, { type: 'verified', contact_inbox_id: session.id }, 'update contact_inboxes set hmac_verified = true where id = $1', [session.id])
    await tell(proven)
    expect((await ear.events(room)).map(({ event }) => event)).toEqual(['message.created'])
    ear.socket.terminate()
  })

  test('are read again when they change during a subscription', async () => {
    const late = await addUser(stage.db, acme, 'late', 'agent')
    const { query } = stage.db
    // The rights are read, then change, and only then is the answer of the read used.
    stage.db.query = async (text, values) => {
      const rows = await query(text, values)
      stage.db.query = query
      await signal(stage.db, accessOf(late), 'insert into inbox_members (account_id, inbox_id, user_id) values ($1, $2, $3)', [acme, inbox, late.id])
      return rows as never
    }
    const ear = await subscribed(stage.url, agentRoom(acme, late))
    await tell()
    expect((await ear.events(agentRoom(acme, late))).map(({ event }) => event)).toEqual(['message.created'])
    ear.socket.terminate()
  })

  test('that cannot be read make their users reconnect', async () => {
    const access = accessOf(people.admin)
    await signal(stage.db, access, 'alter table inbox_members rename to hidden')
    expect(await ears.admin.next()).toEqual({ type: 'disconnect', reason: 'remote', reconnect: true })
    expect(await ears.admin.closed).toBe(1000)
    await stage.db.query('alter table hidden rename to inbox_members')
    ears.admin = await subscribed(stage.url, rooms.admin)
    await tell()
    expect(await heard()).toEqual(everyListener(['admin', 'member', 'omar'], ['message.created']))
  })
})

describe('signing out', () => {
  test('ends the dashboards of that session, not those of another or of a token', async () => {
    const user = await addUser(stage.db, acme, 'nomad', 'administrator')
    const room = agentRoom(acme, { id: user.id })
    for (const cookie of ['session=home', 'session=work']) stage.sessions.set(cookie, user.id)
    const [home, work] = [await subscribed(stage.url, room, { headers: { cookie: 'session=home' } }), await subscribed(stage.url, room, { headers: { cookie: 'session=work' } })]
    const program = await subscribed(stage.url, agentRoom(acme, user))
    stage.sessions.delete('session=home')
    await signal(stage.db, { type: 'signed_out', user_id: user.id })
    expect(await home.next()).toEqual({ type: 'disconnect', reason: 'unauthorized', reconnect: false })
    expect(await home.closed).toBe(1000)
    expect(await work.events(room)).toEqual([])
    expect(await program.events(agentRoom(acme, user))).toEqual([])
    for (const { socket } of [work, program]) socket.terminate()
  })

  test('a replaced token ends the sockets that were opened with it, not the dashboards', async () => {
    const user = await addUser(stage.db, acme, 'rotator', 'administrator')
    stage.sessions.set('session=desk', user.id)
    const desk = await subscribed(stage.url, agentRoom(acme, { id: user.id }), { headers: { cookie: 'session=desk' } })
    const program = await subscribed(stage.url, agentRoom(acme, user))
    await signal(stage.db, { type: 'token_replaced', user_id: user.id })
    expect(await program.next()).toEqual({ type: 'disconnect', reason: 'unauthorized', reconnect: false })
    expect(await program.closed).toBe(1000)
    expect(await desk.events(agentRoom(acme, { id: user.id }))).toEqual([])
    desk.socket.terminate()
  })
})

describe('confirmation', () => {
  test('comes before the first event, and no event is lost after it', async () => {
    const session = await addSession(stage.db, acme, await addContact(stage.db, acme, 'busy'), inbox)
    const busy = await addConversation(stage.db, session.id)
    const say = (content: string) => happen(stage.db, 'message.created', { ...busy, message: message(busy, content) })
    const talk = async () => { for (let index = 0; index < 60; index += 1) await say(String(index)) }
    const room = contactRoom(session.token)
    const listeners = await Promise.all(Array.from({ length: 10 }, () => connect(stage.url, [])))
    const [talking, heardFirst] = [talk(), listeners.map(async (ear) => [(await ear.next()).type, (await ear.subscribe(room)).type])]
    expect(await Promise.all(heardFirst)).toEqual(listeners.map(() => ['welcome', 'confirm_subscription']))
    await talking
    await say('60')
    for (const ear of listeners) {
      const heardThen: number[] = []
      while (heardThen.at(-1) !== 60) heardThen.push(...contentOf(await ear.next()))
      const start = heardThen[0]!
      expect(heardThen).toEqual(Array.from({ length: 61 - start }, (_, index) => start + index))
      ear.socket.terminate()
    }
  })

  const contentOf = ({ message: told }: Frame) => (told?.event === 'message.created' ? [Number(told.data.content)] : [])
})

test('a token is found by its hash alone', async () => {
  const [row] = await stage.db.query('select pubsub_token, pubsub_token_hash from contact_inboxes where id = $1', [people.omar.id])
  expect(row?.pubsub_token).not.toContain(people.omar.token)
  expect(row?.pubsub_token_hash).toBe(tokenHash(people.omar.token))
})
