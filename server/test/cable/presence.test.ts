import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPresence } from '../../src/cable/presence.ts'
import { agentRoom, type Client, contactRoom, subscribed } from './client.ts'
import { addAccount, addContact, addInbox, addSession, addUser, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let acme: number, omar: number, inbox: number, maya: Person, lee: Person, ann: Person, session: Person
const ears: Client[] = []

beforeAll(async () => {
  stage = await openStage()
  const { db } = stage
  acme = await addAccount(db, 'acme')
  inbox = await addInbox(db, acme, 'shop')
  omar = await addContact(db, acme, 'omar')
  session = await addSession(db, acme, omar, inbox)
  maya = await addUser(db, acme, 'maya', 'administrator')
  lee = await addUser(db, acme, 'lee', 'agent')
  ann = await addUser(db, acme, 'ann', 'agent')
  await db.query(`update account_users set auto_offline = false, availability = 'offline' where user_id = $1`, [ann.id])
  await db.query(`update account_users set availability = 'busy' where user_id = $1`, [lee.id])
})
afterAll(async () => {
  for (const { socket } of ears) socket.terminate()
  await stage.stop()
})

async function enter(room: string) {
  const ear = await subscribed(stage.url, room)
  ears.push(ear)
  return {
    async report() {
      ear.send({ command: 'message', identifier: room, data: { action: 'update_presence' } })
      return ear.nextText().then((text) => text.slice(text.indexOf('"message":') + 10, -1))
    },
    ear,
  }
}

test('tells agents of users and contacts, contacts of users alone', async () => {
  const contact = await enter(contactRoom(session.token))
  expect(await contact.report()).toBe(JSON.stringify({ event: 'presence.update', data: { account_id: acme, users: { [ann.id]: 'offline' } } }))
  const agent = await enter(agentRoom(acme, lee))
  const users = { [lee.id]: 'busy', [ann.id]: 'offline' }
  expect(JSON.parse(await agent.report())).toEqual({ event: 'presence.update', data: { account_id: acme, users, contacts: { [omar]: 'online' } } })
  expect(JSON.parse(await contact.report())).toEqual({ event: 'presence.update', data: { account_id: acme, users } })
  // Nobody else is told when somebody comes.
  const late = await enter(agentRoom(acme, maya))
  expect(JSON.parse(await late.report()).data.users).toEqual({ ...users, [maya.id]: 'online' })
  expect([agent.ear.texts, contact.ear.texts]).toEqual([[], []])
})

test('is known to the rest of the server, and knows no other account', async () => {
  const { presence } = stage.cable
  const other = await addAccount(stage.db, 'other')
  await enter(contactRoom(session.token))
  await enter(agentRoom(acme, maya))
  expect(presence.isContactOnline(acme, omar)).toBe(true)
  expect(presence.onlineContacts(acme)).toEqual([omar])
  expect(presence.userStatus(acme, { user_id: maya.id, availability: 'busy', auto_offline: true })).toBe('busy')
  expect(presence.isContactOnline(other, omar)).toBe(false)
  expect(presence.onlineContacts(other)).toEqual([])
  expect(presence.userStatus(other, { user_id: maya.id, availability: 'online', auto_offline: true })).toBe('offline')
  expect(presence.userStatus(other, { user_id: ann.id, availability: 'busy', auto_offline: false })).toBe('busy')
})

test('costs one query at a time, however many report at once', async () => {
  const reports = await Promise.all((await Promise.all(Array.from({ length: 30 }, () => enter(agentRoom(acme, maya))))).map(({ report }) => report()))
  expect(new Set(reports).size).toBe(1)
})

test('runs out after 20 s for users and 90 s for contacts', () => {
  let now = 1_790_000_000_900
  const presence = createPresence(() => now)
  const user = { user_id: 1, availability: 'online', auto_offline: true } as const
  const state = (ms: number) => {
    now = 1_790_000_000_900 + ms
    return [presence.userStatus(7, user), presence.isContactOnline(7, 2), presence.onlineContacts(7)]
  }
  expect(state(0)).toEqual(['offline', false, []])
  presence.seen('user', 7, 1)
  presence.seen('contact', 7, 2)
  expect(state(20_000)).toEqual(['online', true, [2]])
  expect(state(20_100)).toEqual(['offline', true, [2]])
  expect(state(90_000)).toEqual(['offline', true, [2]])
  presence.seen('contact', 7, 3)
  expect(state(90_100)).toEqual(['offline', false, [3]])
  expect(state(180_100)).toEqual(['offline', false, []])
})
