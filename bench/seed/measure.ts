import { createRandom } from '../chaos/random.ts'
import { openConnection, percentile, requestBytes } from '../raw_http.ts'
import type { BenchServer } from '../server.ts'
import { addressOf, type List } from './lists.ts'
import type { Seeded } from './place.ts'

export interface Timing {
  /** Milliseconds. */
  p50: number
  p99: number
  /** Of server and database together, per request; what a busy machine does not change. */
  cpu: number
}

const lanes = 8
const [warmUp, requests] = [40, 300]
/** A list that is this slow is known well enough after fewer requests. */
const longest = 4000

/** Each list at eight connections, one list after the other. */
export async function measure(server: BenchServer, place: Seeded, lists: List[]): Promise<Map<string, Timing>> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => openConnection(server.port)))
  const timings = new Map<string, Timing>()
  for (const list of lists) {
    const random = createRandom(1)
    const bytes = Array.from({ length: 64 }, () => {
      const { method = 'GET', path, body } = list.ask(random)
      return requestBytes(method, addressOf(place, path), body, { api_access_token: place.token })
    })
    const taken: number[] = []
    let sent = 0
    const before = await server.cpu()
    const end = performance.now() + longest
    await Promise.all(connections.map(async (connection) => {
      while (sent < warmUp + requests && performance.now() < end) {
        const turn = sent++
        const begin = performance.now()
        const status = await connection.send(bytes[turn % bytes.length]!)
        if (status !== 200) throw new Error(`${list.name}: the server answered ${status}`)
        taken.push(performance.now() - begin)
      }
    }))
    const warm = taken.slice(Math.min(warmUp, taken.length / 2))
    timings.set(list.name, { p50: percentile(warm, 0.5), p99: percentile(warm, 0.99), cpu: (await server.cpu() - before) / sent })
  }
  for (const connection of connections) connection.close()
  return timings
}
