import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { agentRoom, type Client, connect, contactRoom, type Frame, heardBefore, subscribed } from './client.ts'
import { masked, readUntil, upgrade } from './raw.ts'
import { addAccount, addContact, addConversation, addInbox, addSession, addUser, happen, message, openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let acme: number, maya: Person, omar: Person
const clients: Client[] = []

beforeAll(async () => {
  stage = await openStage()
  acme = await addAccount(stage.db, 'acme')
  maya = await addUser(stage.db, acme, 'maya', 'administrator')
  omar = await addSession(stage.db, acme, await addContact(stage.db, acme, 'omar'), await addInbox(stage.db, acme, 'shop'))
})
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()))
afterAll(() => stage.stop())

async function client(...rest: Parameters<typeof connect> extends [string, ...infer R] ? R : never): Promise<Client> {
  const made = await connect(stage.url, ...rest)
  clients.push(made)
  return made
}

describe('subscribing', () => {
  test('says welcome, confirms, tells presence: in that order and in the exact form', async () => {
    const { nextText, send } = await client()
    const identifier = contactRoom(omar.token)
    send({ command: 'subscribe', identifier })
    expect(await nextText()).toBe('{"type":"welcome"}')
    expect(await nextText()).toBe(`{"identifier":${JSON.stringify(identifier)},"type":"confirm_subscription"}`)
    expect(await nextText()).toBe(`{"identifier":${JSON.stringify(identifier)},"message":{"event":"presence.update","data":{"account_id":${acme},"users":{}}}}`)
  })

  test('works before the welcome was read', async () => {
    const identifier = contactRoom(omar.token)
    const socket = await upgrade(stage.port, '/cable', '', 'websocket', masked(JSON.stringify({ command: 'subscribe', identifier })))
    const answer = await readUntil(socket, 'presence.update')
    expect(answer.indexOf('"welcome"')).toBeLessThan(answer.indexOf('"confirm_subscription"'))
    socket.destroy()
  })

  test.each([
    (token: string) => `{ "pubsub_token" : "${token}" ,\n\t"channel":"RoomChannel"}`,
    (token: string) => `{"channel":"RoomChannel","x":"é </script> \\u0041 \\ud800 😀","pubsub_token":"${token}"}`,
  ])('echoes an identifier byte for byte (%#)', async (write) => {
    const identifier = write(omar.token)
    const talker = await client()
    await talker.next()
    expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'confirm_subscription' })
    expect((await talker.next()).identifier).toBe(identifier)
  })

  test('twice with one identifier is once; in another spelling it is another subscription', async () => {
    const talker = await client()
    const [one, other] = [contactRoom(omar.token), `${contactRoom(omar.token)} `]
    for (const identifier of [one, one, other]) talker.send({ command: 'subscribe', identifier })
    const frames = [await talker.next(), await talker.next(), await talker.next(), await talker.next(), await talker.next()]
    expect(frames.map(({ type, identifier }) => [type ?? 'event', identifier])).toEqual([
      ['welcome', undefined], ['confirm_subscription', one], ['event', one], ['confirm_subscription', other], ['event', other],
    ])
    const conversation = await addConversation(stage.db, omar.id)
    await happen(stage.db, 'message.created', { ...conversation, message: message(conversation, 'twice') })
    expect(new Set([(await talker.next()).identifier, (await talker.next()).identifier])).toEqual(new Set([one, other]))
  })

  test('ends by unsubscribe, without an answer', async () => {
    const talker = await subscribed(stage.url, contactRoom(omar.token))
    clients.push(talker)
    talker.send({ command: 'unsubscribe', identifier: contactRoom(omar.token) })
    talker.send({ command: 'message', identifier: contactRoom(omar.token), data: '{"action":"update_presence"}' })
    expect(await heardBefore(talker)).toEqual([])
    const conversation = await addConversation(stage.db, omar.id)
    await happen(stage.db, 'message.created', { ...conversation, message: message(conversation, 'unheard') })
    expect(await heardBefore(talker)).toEqual([])
    expect(await talker.subscribe(contactRoom(omar.token))).toMatchObject({ type: 'confirm_subscription' })
  })

  test('runs the commands of one connection in their order', async () => {
    const talker = await client()
    await talker.next()
    const identifiers = Array.from({ length: 60 }, (_, index) => `${contactRoom(omar.token)}${' '.repeat(index)}`)
    for (const identifier of identifiers) talker.send({ command: 'subscribe', identifier })
    const confirmed: Frame[] = []
    while (confirmed.length < identifiers.length) {
      const frame = await talker.next()
      if (frame.type) confirmed.push(frame)
    }
    expect(confirmed.map(({ identifier }) => identifier)).toEqual(identifiers)
  })

  test('is refused beyond 64 subscriptions and for a giant identifier', async () => {
    const talker = await client()
    await talker.next()
    const giant = `${contactRoom(omar.token)}${' '.repeat(5000)}`
    expect(await talker.subscribe(giant)).toEqual({ identifier: giant, type: 'reject_subscription' })
    for (let index = 0; index < 65; index += 1) talker.send({ command: 'subscribe', identifier: `${contactRoom(omar.token)}${' '.repeat(index)}` })
    const types: (string | undefined)[] = []
    while (types.at(-1) !== 'reject_subscription') types.push((await talker.next()).type)
    expect(types.filter((type) => type === 'confirm_subscription')).toHaveLength(64)
  })
})

describe('tokens', () => {
  test.each<[string, (at: { acme: number; other: number }) => object]>([
    ['an unknown token', () => ({ pubsub_token: 'nobody' })],
    ['no token', () => ({})],
    ['a blank token', () => ({ pubsub_token: ' ' })],
    ['a number for a token', () => ({ pubsub_token: 7 })],
    ['a user\'s token alone', () => ({ pubsub_token: maya.token })],
    ['a contact\'s token for a user', () => ({ pubsub_token: omar.token, account_id: acme, user_id: maya.id })],
    ['another user\'s id', () => ({ pubsub_token: maya.token, account_id: acme, user_id: maya.id + 1 })],
    ['no account', () => ({ pubsub_token: maya.token, user_id: maya.id })],
    ['a foreign account', ({ other }) => ({ pubsub_token: maya.token, account_id: other, user_id: maya.id })],
    ['a user without token or session', () => ({ account_id: acme, user_id: maya.id })],
    ['a user with a blank token', () => ({ pubsub_token: '', account_id: acme, user_id: maya.id })],
    ['ids that are none', () => ({ pubsub_token: maya.token, account_id: '1; drop table', user_id: { id: maya.id } })],
    ['giant ids', () => ({ pubsub_token: maya.token, account_id: 1e300, user_id: '9'.repeat(40) })],
  ])('%s is rejected', async (_, params) => {
    const talker = await client()
    await talker.next()
    const other = await addAccount(stage.db, 'other')
    const identifier = JSON.stringify({ channel: 'RoomChannel', ...params({ acme, other }) })
    expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'reject_subscription' })
  })

  test('of an agent are taken with ids as numbers or as text', async () => {
    const talker = await client()
    await talker.next()
    for (const text of [false, true]) {
      const ids = text ? { account_id: String(acme), user_id: String(maya.id) } : { account_id: acme, user_id: maya.id }
      const identifier = JSON.stringify({ channel: 'RoomChannel', pubsub_token: maya.token, ...ids })
      expect(await talker.subscribe(identifier)).toEqual({ identifier, type: 'confirm_subscription' })
      expect((await talker.next()).message?.event).toBe('presence.update')
    }
  })

  test('are not needed with the session cookie of that very user', async () => {
    stage.sessions.set('session=maya', maya.id)
    const talker = await client([], { headers: { cookie: 'session=maya' } })
    await talker.next()
    expect(await talker.subscribe(agentRoom(acme, { id: maya.id }))).toMatchObject({ type: 'confirm_subscription' })
    await talker.next()
    expect(await talker.subscribe(agentRoom(acme, { id: maya.id + 1 }))).toMatchObject({ type: 'reject_subscription' })
    expect(await talker.subscribe(contactRoom(''))).toMatchObject({ type: 'reject_subscription' })
  })
})

describe('update_presence', () => {
  test.each([['text', '{"action":"update_presence"}'], ['an object', { action: 'update_presence' }]])('is taken as %s', async (_, data) => {
    const identifier = agentRoom(acme, maya)
    const talker = await subscribed(stage.url, identifier)
    clients.push(talker)
    await stage.db.query(`update account_users set availability = 'busy' where user_id = $1`, [maya.id])
    talker.send({ command: 'message', identifier, data })
    expect(await talker.next()).toMatchObject({ identifier, message: { event: 'presence.update', data: { account_id: acme, users: { [maya.id]: 'busy' }, contacts: {} } } })
    await stage.db.query(`update account_users set availability = 'online' where user_id = $1`, [maya.id])
  })
})
