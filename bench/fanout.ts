import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection, percentile, requestBytes } from './raw_http.ts'
import type { BenchServer } from './server.ts'
import type { BenchWorld } from './world.ts'

const sockets = 1000
const messages = 60

/** From the request of a message to the first and the last of a thousand sockets, paced at ten a second. */
export async function benchFanout(server: BenchServer, world: BenchWorld): Promise<void> {
  const identifier = JSON.stringify({ channel: 'RoomChannel', pubsub_token: world.user.pubsub_token, account_id: world.account, user_id: world.user.id })
  let marker = 'not yet'
  let heard = 0
  let first = 0
  let last = 0
  const open: Socket[] = []
  for (let index = 0; index < sockets; index++) {
    const socket = await subscribe(server.port, identifier)
    socket.on('data', (chunk: Buffer) => {
      if (!chunk.includes(marker)) return
      last = performance.now()
      if (heard++ === 0) first = last
    })
    open.push(socket)
  }
  await sleep(500)
  const connection = await openConnection(server.port)
  const { source_id, id } = world.conversations[0]!
  const path = `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${source_id}/conversations/${id}/messages`
  const [firsts, lasts]: [number[], number[]] = [[], []]
  for (let round = 0; round < messages; round++) {
    marker = `fan-out ${round} of ${randomBytes(4).toString('hex')}`
    heard = 0
    const start = performance.now()
    await connection.send(requestBytes('POST', path, { content: marker }))
    while (heard < sockets && performance.now() - start < 5000) await sleep(2)
    if (heard < sockets) throw new Error(`only ${heard} of ${sockets} sockets heard of a message`)
    firsts.push(first - start)
    lasts.push(last - start)
    await sleep(Math.max(0, 100 - (performance.now() - start)))
  }
  connection.close()
  for (const socket of open) socket.destroy()
  const line = (times: number[]) => `p50 ${percentile(times, 0.5).toFixed(1)} ms   p95 ${percentile(times, 0.95).toFixed(1)} ms`
  console.log(`\nMessage to socket, ${sockets} sockets of agents, ${messages} messages at 10/s (client and server on the same cores)`)
  console.log(`  first socket: ${line(firsts)}\n  last socket:  ${line(lasts)}`)
}

/** A WebSocket by hand: a thousand clients of a library would be measured instead of the server. */
async function subscribe(port: number, identifier: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  socket.write(`GET /cable HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`)
  socket.write(maskedText(JSON.stringify({ command: 'subscribe', identifier })))
  let text = ''
  while (!text.includes('confirm_subscription')) text += String((await once(socket, 'data'))[0])
  return socket
}

function maskedText(text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([head, body])
}
