import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from './cable/client.ts'
import { childrenOf, removeDataDir, startServer, temporaryDirectory, type ServerProcess } from './platform/server_process.ts'
import { expectedSignature, startSink, type Sink } from './sink.ts'
import { password } from './world.ts'

// The documents' story on real parts: a server process with its own PostgreSQL, a customer's socket, a receiver of callbacks.

let dataDir: string
let sink: Sink

beforeAll(async () => {
  dataDir = await temporaryDirectory()
  sink = await startSink()
})
afterAll(async () => {
  await sink.close()
  await removeDataDir(dataDir)
})

test('from an empty installation to an answered customer, over receivers that are down and a server that is killed', { timeout: 60_000 }, async () => {
  let server = await startServer({ env: { DATA_DIR: dataDir } })
  await server.ready

  // The developer makes the account and an API inbox with a callback URL.
  const signup = await post('/api/v1/accounts', { account_name: 'Acme', user_full_name: 'Maya Lind', email: 'maya@acme.test', password })
  expect(signup.status).toBe(200)
  const { access_token: token, account_id: account, id: maya } = signup.body.data
  const api = `/api/v1/accounts/${account}`
  const inbox = (await post(`${api}/inboxes`, { name: 'Web app', channel: { type: 'api', webhook_url: sink.url } }, token)).body
  expect(inbox).toMatchObject({ channel_type: 'Channel::Api', webhook_url: sink.url })
  await post(`${api}/inbox_members`, { inbox_id: inbox.id, user_ids: [maya] }, token)

  // A customer comes in through the client API and listens on the socket.
  const client = `/public/api/v1/inboxes/${inbox.inbox_identifier}/contacts`
  const omar = (await post(client, { name: 'Omar', email: 'omar@example.test' })).body
  const conversation = (await post(`${client}/${omar.source_id}/conversations`)).body
  const socket = await connect(`${server.url.replace('http', 'ws')}/cable`, [])
  const identifier = JSON.stringify({ channel: 'RoomChannel', pubsub_token: omar.pubsub_token })
  expect(await socket.next()).toEqual({ type: 'welcome' })
  expect(await socket.subscribe(identifier)).toEqual({ identifier, type: 'confirm_subscription' })

  // The customer writes: the receiver hears of it, signed.
  const asked = await post(`${client}/${omar.source_id}/conversations/${conversation.id}/messages`, { content: 'Where is my parcel?', echo_id: 'e-1' })
  expect(asked.body).toMatchObject({ content: 'Where is my parcel?', message_type: 0 })
  const incoming = await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === asked.body.id)
  expect(incoming.body).toMatchObject({ message_type: 'incoming', sender: { name: 'Omar' }, conversation: { id: conversation.id, status: 'open' } })
  expect(incoming.headers['x-chatwoot-signature']).toBe(expectedSignature(incoming, inbox.secret))

  // The agent answers: the customer's socket has it at once, the receiver too.
  const answered = await reply('It left this morning.')
  const heard = await frame(socket, ({ event, data }) => event === 'message.created' && data.id === answered.id)
  expect(heard).toMatchObject({ content: 'It left this morning.', message_type: 1, sender: { type: 'user' }, account_id: account })
  await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === answered.id)

  // A private note reaches the receiver marked, and never the customer.
  const note = await reply('Carrier says Tuesday', true)
  expect((await sink.waitFor(({ body }) => body.id === note.id)).body.private).toBe(true)

  // The receiver goes down; answers wait for it, in order; the server is killed; the receiver comes back to a new server.
  await sink.down()
  const waiting = [await reply('one'), await reply('two'), await reply('three')]
  await kill(server)
  await sink.up()
  server = await startServer({ env: { DATA_DIR: dataDir } })
  await server.ready
  for (const { id } of waiting) await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === id)
  expect(firstArrivals().filter((id) => waiting.some((message) => message.id === id))).toEqual(waiting.map(({ id }) => id))

  // Killed while a callback is under way: the same delivery comes again, and only that one.
  sink.answer = () => undefined
  const hanging = await reply('still there?')
  const before = await sink.waitFor(({ body }) => body.event === 'message_created' && body.id === hanging.id)
  await kill(server)
  sink.answer = (response) => response.end('ok')
  const seen = sink.received.length
  server = await startServer({ env: { DATA_DIR: dataDir } })
  await server.ready
  const again = await sink.waitFor((callback) => sink.received.indexOf(callback) >= seen && callback.body.id === hanging.id && callback.body.event === 'message_created')
  expect(again.delivery).toBe(before.delivery)
  expect(again.headers['x-chatwoot-signature']).toBe(expectedSignature(again, inbox.secret))
  expect(again.raw).toBe(before.raw)

  // Nothing lost: everything acknowledged is there for the customer to read, notes apart.
  const history = await (await fetch(`${server.url}${client}/${omar.source_id}/conversations/${conversation.id}/messages`)).json() as { content: string }[]
  expect(history.map(({ content }) => content)).toEqual(['Where is my parcel?', 'It left this morning.', 'one', 'two', 'three', 'still there?'])
  expect(sink.received.every((callback) => callback.headers['x-chatwoot-signature'] === expectedSignature(callback, inbox.secret))).toBe(true)

  async function reply(content: string, isPrivate = false) {
    const answer = await post(`${api}/conversations/${conversation.id}/messages`, { content, private: isPrivate }, token)
    expect(answer.status).toBe(200)
    return answer.body as { id: number }
  }

  async function post(path: string, body?: unknown, accessToken?: string) {
    const headers = { 'content-type': 'application/json', ...(accessToken ? { api_access_token: accessToken } : {}) }
    const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
})

/** Message ids in the order in which the receiver first heard of each. */
const firstArrivals = () => [...new Set(sink.received.filter(({ body }) => body.event === 'message_created').map(({ body }) => body.id as number))]

async function frame(socket: Awaited<ReturnType<typeof connect>>, what: (message: { event: string; data: any }) => boolean): Promise<any> {
  for (;;) {
    const { message } = await socket.next()
    if (message && what(message)) return message.data
  }
}

/** kill -9 of the launcher, the server and every process of PostgreSQL. */
async function kill(server: ServerProcess): Promise<void> {
  const all = [server.child.pid!]
  for (const pid of all) all.push(...await childrenOf(pid).catch(() => []))
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  await server.ended
}
