import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** One keep-alive connection that sends prepared bytes and waits for the whole answer: as little client as Node can be. */
export interface Connection {
  send(request: Buffer): Promise<{ status: number; /** Of the body. */ bytes: number }>
  close(): void
}

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  let received: Buffer = Buffer.alloc(0)
  let done: ((answer: { status: number; bytes: number }) => void) | undefined
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const head = received.indexOf('\r\n\r\n')
    if (head < 0) return
    const text = received.toString('latin1', 0, head)
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (received.length < head + 4 + length) return
    received = Buffer.alloc(0)
    done?.({ status: Number(text.slice(9, 12)), bytes: length })
  })
  return {
    send: (request) => new Promise((resolve) => {
      done = resolve
      socket.write(request)
    }),
    close: () => socket.destroy(),
  }
}

export function requestBytes(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Buffer {
  const text = Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const head = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', ...(body === undefined ? [] : ['content-type: application/json']), `content-length: ${text.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), text])
}

/** Runs `lanes` loops side by side for `seconds`; answers how many turns a second they made together. */
export async function rate(lanes: number, seconds: number, turn: (lane: number) => Promise<void>): Promise<number> {
  const start = performance.now()
  const end = start + seconds * 1000
  let turns = 0
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
    while (performance.now() < end) {
      await turn(lane)
      turns += 1
    }
  }))
  return turns / ((performance.now() - start) / 1000)
}

/** The value below which `share` of the sorted numbers lie. */
export function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
