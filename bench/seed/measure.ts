import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRandom, type Random } from '../chaos/random.ts'
import { openConnection, percentile, requestBytes } from '../raw_http.ts'
import { cpuOf, type BenchServer } from '../server.ts'
import { addressOf, type List, type Request } from './lists.ts'
import type { Seeded } from './place.ts'

export interface Timing {
  /** Milliseconds. */
  p50: number
  p99: number
  /** Of server and database together, per request; what a busy machine does not change. */
  cpu: number
  /** Kilobytes of an answer. */
  size: number
}

const lanes = 8
const [warmUp, requests] = [40, 300]
/** A list that is this slow is known well enough after fewer requests. */
const longest = 4000

/** Each list at eight connections, one list after the other. */
export async function measure(server: BenchServer, place: Seeded, lists: List[]): Promise<Map<string, Timing>> {
  const timings = new Map<string, Timing>()
  for (const { name, ask } of lists) {
    const address = ({ path, ...request }: Request) => ({ ...request, path: addressOf(place, path), token: place.token })
    timings.set(name, await time(name, server.port, server.cpu, (random) => address(ask(random))))
  }
  return timings
}

/** The same of a bare loop over PostgreSQL, which answers rows as they are: what this machine can do at this time. */
export async function measureBare(server: BenchServer, { account }: Seeded): Promise<Timing> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare.ts', import.meta.url)), JSON.stringify(server.database), String(account)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = await once(child.stdout, 'data')
  const timing = await time('bare loop', Number(String(chunk)), async () => await cpuOf(child) + await server.cpu(), () => ({ path: '/', token: '' }))
  child.kill('SIGTERM')
  return timing
}

async function time(name: string, port: number, cpu: () => Promise<number>, ask: (random: Random) => Request & { token: string }): Promise<Timing> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => openConnection(port)))
  const random = createRandom(1)
  const bytes = Array.from({ length: 64 }, () => {
    const { method = 'GET', path, body, token } = ask(random)
    return requestBytes(method, path, body, { api_access_token: token })
  })
  const taken: number[] = []
  let [sent, received] = [0, 0]
  const before = await cpu()
  const end = performance.now() + longest
  await Promise.all(connections.map(async (connection) => {
    while (sent < warmUp + requests && performance.now() < end) {
      const turn = sent++
      const begin = performance.now()
      const answer = await connection.send(bytes[turn % bytes.length]!)
      if (answer.status !== 200) throw new Error(`${name}: the server answered ${answer.status}`)
      received += answer.bytes
      taken.push(performance.now() - begin)
    }
  }))
  const spent = await cpu() - before
  for (const connection of connections) connection.close()
  const warm = taken.slice(Math.min(warmUp, taken.length / 2))
  return { p50: percentile(warm, 0.5), p99: percentile(warm, 0.99), cpu: spent / sent, size: received / sent / 1000 }
}
