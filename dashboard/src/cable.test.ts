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
      onRefused: () => {},
      onEvent: (name) => events.push(name),
      onMissed: () => {},
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
  const refused = Promise.withResolvers<void>()
  toClose.push(openCable({ url: server.url, identifier, onEvent() {}, onMissed() {}, onLive() {}, onState() {}, onRefused: refused.resolve }))
  await refused.promise
  expect(server.sockets).toHaveLength(1)
})

test('asks for what was missed after the last event that was heard, and hands it on in one piece', async () => {
  const server = await startServer()
  server.place = { stream_id: 's', epoch: 'e', offset: 5 }
  const seen: unknown[] = []
  let wake = () => {}
  const until = async (length: number) => {
    while (seen.length < length) await new Promise<void>((resolve) => (wake = resolve))
  }
  const see = (what: unknown) => {
    seen.push(what)
    wake()
  }
  const onMissed = (events: { data: unknown }[]) => see(events.map(({ data }) => data))
  toClose.push(openCable({ url: server.url, identifier, onRefused() {}, onState() {}, onEvent: (_, data) => see(data), onMissed, onLive: () => see('live') }))
  const event = (offset: number) => JSON.stringify({ identifier, stream_id: 's', epoch: 'e', offset, message: { event: 'message.created', data: offset } })
  const history = (type: string) => JSON.stringify({ identifier, type })
  await until(1)
  server.sockets[0]!.send(event(6))
  await until(2)

  server.place = { stream_id: 's', epoch: 'e', offset: 8 }
  server.answer = [event(7), event(8)]
  server.sockets[0]!.terminate()
  await server.asked(2)
  // The line breaks in the middle of the answer: nothing of it counts.
  server.answer = [event(7), event(8), event(9), history('confirm_history'), event(10)]
  server.sockets[1]!.terminate()
  await until(4)
  expect(seen).toEqual(['live', 6, [7, 8, 9], 10])

  server.answer = [history('reject_history')]
  server.sockets[2]!.terminate()
  await until(5)
  expect(seen.at(-1)).toBe('live')
  expect(server.requests).toEqual([undefined, 6, 6, 10])
})

test('that nothing was missed is no reason to ask from the beginning again', async () => {
  const server = await startServer()
  server.place = { stream_id: 's', epoch: 'e', offset: 5 }
  const lives = Promise.withResolvers<void>()
  const missed = Promise.withResolvers<unknown>()
  toClose.push(openCable({ url: server.url, identifier, onRefused() {}, onState() {}, onEvent() {}, onMissed: missed.resolve, onLive: lives.resolve }))
  await lives.promise
  server.place = { stream_id: 's', epoch: 'e', offset: 9 }
  server.answer = [JSON.stringify({ identifier, type: 'confirm_history' })]
  server.sockets[0]!.terminate()
  expect(await missed.promise).toEqual([])
  server.sockets[1]!.terminate()
  await server.asked(3)
  expect(server.requests).toEqual([undefined, 5, 9])
})

/** `place`: what confirmations say of the stream; `answer`: the frames that follow; `requests`: the offset of each question for history. */
async function startServer(answer = 'confirm_subscription') {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: (offered) => [...offered][0]! })
  const sockets: Socket[] = []
  const requests: unknown[] = []
  let onAsked = () => {}
  const made = {
    sockets, requests, url: '', place: {}, answer: [] as string[],
    async asked(times: number) {
      while (requests.length < times) await new Promise<void>((resolve) => (onAsked = resolve))
    },
  }
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (text) => {
      const frame = JSON.parse(String(text)) as { command: string; identifier: string; history?: { streams: { s?: { offset: number } } } }
      if (frame.command !== 'subscribe') return
      socket.send(JSON.stringify({ identifier: frame.identifier, type: answer, ...made.place }))
      if (frame.history) made.answer.forEach((each) => socket.send(each))
      requests.push(frame.history?.streams.s?.offset)
      onAsked()
    })
    socket.send(JSON.stringify({ type: 'welcome' }))
  })
  await once(server, 'listening')
  toClose.push(() => server.close())
  made.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  return made
}
