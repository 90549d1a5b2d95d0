import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openConnection, rate, requestBytes } from './raw_http.ts'
import type { BenchServer } from './server.ts'
import type { BenchWorld } from './world.ts'

const lanes = 32
const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')

/** A backlog made while the receiver was down, and how fast it goes out once the receiver is back; then the same without the ledger. */
export async function benchCallbacks(server: BenchServer, world: BenchWorld): Promise<void> {
  const sink = createSink()
  const port = await sink.listen(0)
  await sink.close()
  await fetch(`http://127.0.0.1:${server.port}/api/v1/accounts/${world.account}/inboxes/${world.inbox.id}`, {
    method: 'PATCH', headers: { 'content-type': 'application/json', api_access_token: world.token },
    body: JSON.stringify({ channel: { webhook_url: `http://127.0.0.1:${port}/callback` } }),
  })
  const connections = await Promise.all(Array.from({ length: lanes }, () => openConnection(server.port)))
  const requests = world.conversations.map(({ source_id, id }) =>
    requestBytes('POST', `/public/api/v1/inboxes/${world.inbox.identifier}/contacts/${source_id}/conversations/${id}/messages`, { content: 'backlog' }))
  let sent = 0
  await rate(lanes, 6, async (lane) => { await connections[lane]!.send(requests[sent++ % requests.length]!) })
  for (const connection of connections) connection.close()
  await sink.listen(port)
  const { first, last, count } = await sink.drained(sent)
  const withLedger = count / ((last - first) / 1000)
  const withoutLedger = await bare(server, port)
  await sink.close()
  console.log(`\nCallbacks to a receiver on loopback that was down for a while, ${requests.length} conversations`)
  console.log(`  ${count} callbacks in ${((last - first) / 1000).toFixed(1)} s: ${withLedger.toFixed(0)}/s; the same bodies, signatures and requests without the ledger: ${withoutLedger.toFixed(0)}/s; ratio ${(withLedger / withoutLedger).toFixed(2)}`)
}

/** Callbacks a second of a process that keeps no ledger, with as many under way at once. */
async function bare({ database, dataDir }: BenchServer, port: number): Promise<number> {
  const script = fileURLToPath(new URL('without_ledger.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, dataDir, JSON.stringify(database), `http://127.0.0.1:${port}/callback`, String(lanes)])
  return Number(stdout)
}

/** Counts POSTs and answers each at once, with as little work of its own as can be. */
function createSink() {
  let count = 0
  let first = 0
  let last = 0
  const server = createServer((socket) => {
    let pending = 0
    let head = ''
    socket.setNoDelay(true).on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      let offset = 0
      while (offset < chunk.length) {
        if (pending > 0) {
          const taken = Math.min(pending, chunk.length - offset)
          pending -= taken
          offset += taken
          if (pending === 0) received()
          continue
        }
        head += chunk.toString('latin1', offset)
        offset = chunk.length
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) continue
        pending = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        const rest = head.length - end - 4
        head = ''
        offset -= rest
      }
    })
    function received() {
      last = performance.now()
      if (count++ === 0) first = last
      socket.write(answer)
    }
  })
  return {
    async listen(port: number): Promise<number> {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as { port: number }).port
    },
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()) }),
    async drained(expected: number) {
      const begin = performance.now()
      while (count < expected && performance.now() - begin < 40_000) await new Promise((resolve) => setTimeout(resolve, 20))
      return { first, last, count }
    },
  }
}
