import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket as Socket, WebSocketServer } from 'ws'
import { openCable } from './cable.ts'

const identifier = '{"channel":"RoomChannel","account_id":1,"user_id":3}'
const toClose: (() => void)[] = []
afterEach(() => toClose.splice(0).forEach((close) => close()))

test('subscribes after the welcome, hands on its own events, and subscribes again after a lost connection', async () => {
  const server = await startServer()
  const events: string[] = []
  const states: string[] = []
  let lives = 0
  const live = () => new Promise<void>((resolve) => (onceLive = resolve))
  let onceLive = () => {}
  let isLive = live()
  toClose.push(
    openCable({
      url: server.url,
      identifier,
      onEvent: (name) => events.push(name),
      onState: (state) => states.push(state),
      onLive: () => {
        lives++
        onceLive()
      },
    }),
  )
  await isLive
  const first = server.sockets[0]!
  first.send(JSON.stringify({ identifier: 'another', message: { event: 'message.created', data: {} } }))
  first.send('not json')
  first.send(JSON.stringify({ identifier, message: { event: 'message.updated', data: {} } }))
  isLive = live()
  first.send(JSON.stringify({ type: 'disconnect', reason: 'server_restart', reconnect: true }))
  await isLive
  expect(events).toEqual(['message.updated'])
  expect(lives).toBe(2)
  expect(states).toEqual(['connecting', 'live', 'reconnecting', 'reconnecting', 'live'])
})

test('a refused subscription is not tried again', async () => {
  const server = await startServer('reject_subscription')
  const offline = Promise.withResolvers<void>()
  toClose.push(openCable({ url: server.url, identifier, onEvent() {}, onLive() {}, onState: (state) => state === 'offline' && offline.resolve() }))
  await offline.promise
  expect(server.sockets).toHaveLength(1)
})

async function startServer(answer = 'confirm_subscription') {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'actioncable-v1-json' })
  const sockets: Socket[] = []
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (text) => {
      const frame = JSON.parse(String(text)) as { command: string; identifier: string }
      if (frame.command === 'subscribe') socket.send(JSON.stringify({ identifier: frame.identifier, type: answer }))
    })
    socket.send(JSON.stringify({ type: 'welcome' }))
  })
  await once(server, 'listening')
  toClose.push(() => server.close())
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets }
}
