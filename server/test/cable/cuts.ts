import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A line to the server that can be cut. */
export interface Line {
  port: number
  /** Cuts every connection on which the server has spoken, in one of the ways in which lines end; answers how many. */
  cut(): number
  close(): void
}

/** `near` is the client's end, `far` the server's. */
interface Pair {
  near: Socket
  far: Socket
  isUsed: boolean
}

export async function layLine(port: number, random: () => number): Promise<Line> {
  const pairs = new Set<Pair>()
  const server = createServer((near) => {
    const pair: Pair = { near, far: connect(port, '127.0.0.1'), isUsed: false }
    pairs.add(pair)
    pair.far.on('data', () => { pair.isUsed = true })
    for (const [from, to] of [[near, pair.far], [pair.far, near]] as const) {
      from.on('data', (chunk) => to.write(chunk))
      from.on('error', () => undefined)
      from.once('close', () => {
        to.destroy()
        pairs.delete(pair)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      const used = [...pairs].filter(({ isUsed }) => isUsed)
      for (const pair of used) {
        pairs.delete(pair)
        ways[Math.floor(random() * ways.length)]!(pair, random)
      }
      return used.length
    },
    close() {
      server.close()
      for (const { near, far } of pairs) [near, far].forEach((socket) => socket.destroy())
    },
  }
}

const ways: ((pair: Pair, random: () => number) => void)[] = [
  ({ near }) => near.resetAndDestroy(),
  ({ far }) => far.resetAndDestroy(),
  // In the middle of what the server says.
  ({ near, far }, random) => {
    far.removeAllListeners('data').once('data', (chunk) => {
      near.end(chunk.subarray(0, Math.floor(random() * chunk.length)))
      far.destroy()
    })
  },
  // The server goes on talking to nobody for a while.
  ({ near, far }, random) => {
    far.removeAllListeners('data').resume()
    near.removeAllListeners('close')
    near.destroy()
    setTimeout(() => far.destroy(), random() * 100)
  },
]
